"""Verdicts are kept and quick, and not kept longer than they are true."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from reedbed.engine import Database, Statement, split_statements
from reedbed.engine.resolver import Resolver, Role, Subject
from reedbed.errors import AccessDenied, SqlNameError, SqlSyntaxError

if TYPE_CHECKING:
    from collections.abc import Iterator

READER = Subject(user="ana", role=Role.READER)
WRITER = Subject(user="ben", role=Role.WRITER)
OWNER = Subject(user="eve", role=Role.OWNER)


@pytest.fixture
def database() -> Iterator[Database]:
    database = Database.open(None)
    database.cursor().execute("CREATE TABLE t (a INTEGER, b VARCHAR); CREATE MACRO m(p) AS TABLE SELECT p")
    yield database
    database.close()


@pytest.fixture
def resolver(database: Database) -> Resolver:
    return Resolver(database)


def test_a_macro_that_an_owner_replaced_is_looked_at_anew(resolver: Resolver, database: Database) -> None:
    cursor = database.cursor()
    resolver.check_text("FROM m('x')", READER, cursor)
    sql = "CREATE OR REPLACE MACRO m(p) AS TABLE SELECT * FROM read_text(p)"
    resolver.statements(sql, OWNER, cursor)
    cursor.execute(sql)
    resolver.catalog_changed()
    with pytest.raises(AccessDenied):
        resolver.check_text("FROM m('x')", READER, cursor)


def test_a_refusal_is_not_kept(resolver: Resolver, database: Database) -> None:
    cursor = database.cursor()
    with pytest.raises(SqlNameError):
        resolver.check_text("SELECT fresh(1)", READER, cursor)
    cursor.execute("CREATE MACRO fresh(p) AS p + 1")
    resolver.catalog_changed()
    resolver.check_text("SELECT fresh(1)", READER, cursor)


def test_a_verdict_for_a_writer_is_none_for_a_reader(resolver: Resolver, database: Database) -> None:
    cursor = database.cursor()
    resolver.check_text("DELETE FROM t", WRITER, cursor)
    with pytest.raises(AccessDenied):
        resolver.check_text("DELETE FROM t", READER, cursor)


def test_a_function_that_does_not_exist_is_named_and_nothing_is_loaded_for_it(
    resolver: Resolver, database: Database
) -> None:
    with pytest.raises(SqlNameError, match="h3_latlng_to_cell"):
        resolver.check_text("SELECT h3_latlng_to_cell(1, 2, 3)", READER, database.cursor())


def test_functions_that_the_owner_lists_may_be_called(database: Database) -> None:
    resolver = Resolver(database, functions=("H3_LatLng_To_Cell",))
    resolver.check_text("SELECT h3_latlng_to_cell(1, 2, 3)", READER, database.cursor())


def test_a_text_that_does_not_parse_says_so(resolver: Resolver, database: Database) -> None:
    with pytest.raises(SqlSyntaxError):
        resolver.check_text("SELEKT 1", READER, database.cursor())


def test_the_pieces_of_a_pivot_are_checked_with_their_whole_only(resolver: Resolver, database: Database) -> None:
    cursor = database.cursor()
    pieces = resolver.statements("PIVOT t ON b USING sum(a)", READER, cursor)
    assert [piece.kind for piece in pieces] == ["CREATE", "SELECT"]
    with pytest.raises(AccessDenied):
        resolver.check(pieces[0], READER, cursor)
    statement: Statement = split_statements("SELECT 1")[0]
    resolver.check(statement, READER, cursor)


def test_a_kept_verdict_costs_microseconds(resolver: Resolver, database: Database) -> None:
    cursor = database.cursor()
    sql = "SELECT a, b FROM t WHERE a = 1 AND b IN ('x', 'y')"
    resolver.check_text(sql, READER, cursor)
    before = time.thread_time()
    for _ in range(2000):
        resolver.check_text(sql, READER, cursor)
    # Measured 0.5 µs; the limit leaves room for a busy machine, whose other programs are not counted.
    assert (time.thread_time() - before) / 2000 < 10e-6
