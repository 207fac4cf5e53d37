"""Every attack of the list is refused, to readers and to writers, before anything of it is run or bound."""

from __future__ import annotations

import pytest

from reedbed.engine import Cursor, Database
from reedbed.engine.resolver import Resolver, Role, Subject
from reedbed.errors import AccessDenied

from .attacks import BOTH, READERS_ONLY, SETUP

READER = Subject(user="ana", role=Role.READER)
WRITER = Subject(user="ben", role=Role.WRITER)
OWNER = Subject(user="eve", role=Role.OWNER)


@pytest.fixture(scope="module")
def database() -> Database:
    database = Database.open(None)
    cursor = database.cursor()
    cursor.execute("CREATE SCHEMA reedbed; CREATE TABLE reedbed.tables (row_count BIGINT)")
    cursor.execute(SETUP)
    return database


@pytest.fixture(scope="module")
def resolver(database: Database) -> Resolver:
    return Resolver(database)


@pytest.fixture(scope="module")
def cursor(database: Database) -> Cursor:
    return database.cursor()


def test_the_list_is_long() -> None:
    assert len(BOTH) + len(READERS_ONLY) >= 80


@pytest.mark.parametrize("sql", (BOTH | READERS_ONLY).values(), ids=(BOTH | READERS_ONLY).keys())
def test_a_reader_is_refused(resolver: Resolver, cursor: Cursor, sql: str) -> None:
    with pytest.raises(AccessDenied, match="A reader may not "):
        resolver.check_text(sql, READER, cursor)


@pytest.mark.parametrize("sql", BOTH.values(), ids=BOTH.keys())
def test_a_writer_is_refused(resolver: Resolver, cursor: Cursor, sql: str) -> None:
    with pytest.raises(AccessDenied, match="A writer may not "):
        resolver.check_text(sql, WRITER, cursor)


@pytest.mark.parametrize("sql", BOTH.values(), ids=BOTH.keys())
def test_an_owner_is_not_shut_in(resolver: Resolver, cursor: Cursor, sql: str) -> None:
    resolver.check_text(sql, OWNER, cursor)


def test_a_text_with_a_nul_character_is_refused(resolver: Resolver, cursor: Cursor) -> None:
    # The wire cannot carry one; whoever reads a text up to there sees another one than who reads on.
    with pytest.raises(AccessDenied):
        resolver.check_text("SELECT 1 \0 FROM read_text('/etc/passwd')", READER, cursor)
