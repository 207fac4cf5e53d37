"""The attacks again, through a door: over the wire, rewritten, prepared or not, each is answered by 42501."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Final

import psycopg
import pytest

from reedbed.engine.resolver import Role
from reedbed.pgserver.access import Authenticator, UserFile, UserRecord, verifier_of
from reedbed.pgserver.configuration import DoorConfig
from reedbed.pgserver.door import Door
from reedbed.storage import DuckDBStorageManager

from .attacks import BOTH, READERS_ONLY, SETUP

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PASSWORD = "reed"  # noqa: S105 - of users that live as long as this module's door
DENIED: Final = "42501"

BEFORE_THE_CHECK: Final = {
    "running what was prepared": {"26000"},
    "explaining what was prepared": {"26000", DENIED},
    "reset": {"42704"},
}
"""Attacks that another rule ends before anybody asks who may: there is nothing prepared, no such setting."""

IN_POSTGRES_WORDS: Final = BEFORE_THE_CHECK | {
    "a file summarized inside": {"42601"},
    "a method call": {"42601"},
    "a method in a chain": {"42601"},
    "a setting as a method": {"42601"},
    "create from a pivot": {"42601"},
    "insert a pivot": {"42601"},
    "one setting": {"42704", "42804"},
    "a setting put together": {"42704", "42804"},
    "a setting by a column": {"42704", "42804"},
    "a setting in quotes": {"42704", "42804"},
    "a generated column": {"0A000", "42601", DENIED},
    "a check": {"0A000", DENIED},
    "Reedbed's own catalog": {"0A000"},
}
"""What the rewriting of PostgreSQL's dialect refuses, or leads to Reedbed's catalog, which knows no such setting."""

HARMLESS_IN_POSTGRES: Final = {"settings by their view", "settings by their plain view", "a function"}
"""Led to Reedbed's own pg_settings and current_setting(), which show a reader nothing that is the owner's."""


@pytest.fixture(scope="module")
def users(tmp_path_factory: pytest.TempPathFactory) -> UserFile:
    users = UserFile(tmp_path_factory.mktemp("users") / "users.json")
    for name, role in (("ana", Role.READER), ("ben", Role.WRITER)):
        users.add(UserRecord(name=name, role=role, verifier=verifier_of(PASSWORD)))
    return users


@pytest.fixture(scope="module")
def authenticator(users: UserFile) -> Authenticator:
    return Authenticator(users)


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory, authenticator: Authenticator) -> Iterator[Door]:
    folder: Path = tmp_path_factory.mktemp("attacked")
    with ExitStack() as stack:
        store = stack.enter_context(DuckDBStorageManager(folder / "memory.db", folder / "checkpoints"))
        store.database.cursor().execute(SETUP)
        config = DoorConfig(authenticator=authenticator, host="127.0.0.1", port=0)
        yield stack.enter_context(Door(store, config))


@pytest.fixture(scope="module")
def clients(door: Door) -> Iterator[dict[tuple[str, str], psycopg.Connection]]:
    with ExitStack() as stack:
        made = {}
        for user in ("ana", "ben"):
            for dialect in ("postgres", "duckdb"):
                connection = psycopg.connect(
                    host="127.0.0.1",
                    port=door.address.port,
                    user=user,
                    password=PASSWORD,
                    dbname="memory",
                    autocommit=True,
                    options=f"-c reedbed.dialect={dialect}",
                )
                made[user, dialect] = stack.enter_context(connection)
        yield made


def answer(connection: psycopg.Connection, sql: str, *, prepared: bool = False) -> str:
    """The SQLSTATE that the door answers with; nothing when it let the statement run."""
    try:
        connection.execute(sql.encode(), prepare=prepared)
    except psycopg.Error as error:
        return error.sqlstate or str(error)
    return ""


@pytest.mark.parametrize("name", BOTH | READERS_ONLY)
def test_a_reader_is_refused(clients: dict[tuple[str, str], psycopg.Connection], name: str) -> None:
    sql = (BOTH | READERS_ONLY)[name]
    assert answer(clients["ana", "duckdb"], sql) in BEFORE_THE_CHECK.get(name, {DENIED})
    if name not in HARMLESS_IN_POSTGRES:
        assert answer(clients["ana", "postgres"], sql) in IN_POSTGRES_WORDS.get(name, {DENIED})


@pytest.mark.parametrize("name", BOTH)
def test_a_writer_is_refused(clients: dict[tuple[str, str], psycopg.Connection], name: str) -> None:
    assert answer(clients["ben", "duckdb"], BOTH[name]) in BEFORE_THE_CHECK.get(name, {DENIED})
    if name not in HARMLESS_IN_POSTGRES:
        assert answer(clients["ben", "postgres"], BOTH[name]) in IN_POSTGRES_WORDS.get(name, {DENIED})


@pytest.mark.parametrize(
    ("user", "sql"),
    [
        ("ana", "SELECT setval('numbers', 100)"),
        ("ana", "SELECT setval('numbers', 0, false)"),
        ("ana", "SELECT setval('numbers', a) FROM t"),
        ("ana", "ALTER SEQUENCE numbers RESTART"),
        ("ana", "ALTER SEQUENCE numbers INCREMENT BY 5"),
        ("ana", "TRUNCATE t RESTART IDENTITY"),
        ("ana", "WITH gone AS (DELETE FROM t RETURNING a) SELECT * FROM gone"),
        ("ana", "WITH gone AS (DELETE FROM t) SELECT 1"),
        ("ana", "COPY (WITH gone AS (DELETE FROM t RETURNING a) SELECT * FROM gone) TO STDOUT"),
        ("ben", "WITH made AS (INSERT INTO t VALUES (1, 'x') RETURNING a) SELECT * FROM read_text('/etc/passwd')"),
        ("ben", "WITH made AS (INSERT INTO t SELECT 1, content FROM read_text('/etc/passwd') RETURNING a) SELECT 1"),
        ("ana", "SELECT pg_catalog.setval('public.numbers', 100)"),
        ("ana", "SELECT setval('numbers'::regclass, 100, false)"),
        ("ben", "SELECT setval('reedbed.table_versions', 1000000)"),
        ("ben", 'SELECT setval(\'"reedbed"."table_versions"\', 1000000)'),
    ],
)
def test_setting_a_sequence_is_writing_it(
    clients: dict[tuple[str, str], psycopg.Connection], user: str, sql: str
) -> None:
    assert answer(clients[user, "postgres"], sql) == DENIED


@pytest.mark.parametrize("name", [name for name, sql in BOTH.items() if ";" not in sql and "$1" not in sql])
def test_preparing_changes_nothing(clients: dict[tuple[str, str], psycopg.Connection], name: str) -> None:
    refused = BEFORE_THE_CHECK.get(name, {DENIED})
    assert answer(clients["ana", "duckdb"], BOTH[name], prepared=True) in refused
    assert answer(clients["ben", "duckdb"], BOTH[name], prepared=True) in refused


@pytest.mark.parametrize(
    "sql",
    [
        "SHOW temp_directory",
        "SHOW s3_secret_access_key",
        "SHOW secret_directory",
        "COPY (SELECT * FROM read_text('/etc/passwd')) TO STDOUT",
        "COPY (SELECT 1) TO '/etc/x'",
        "COPY t FROM '/etc/passwd'",
        "DECLARE c CURSOR WITH HOLD FOR SELECT * FROM read_text('/etc/passwd')",
        "PREPARE p AS SELECT * FROM read_text('/etc/passwd')",
        "EXPLAIN (ANALYZE) SELECT * FROM read_text('/etc/passwd')",
        "CALL reedbed.call('drop_table', '{}')",
    ],
)
def test_commands_of_the_session_are_no_way_round(clients: dict[tuple[str, str], psycopg.Connection], sql: str) -> None:
    for user in ("ana", "ben"):
        assert answer(clients[user, "postgres"], sql) in {DENIED, "42704"}


def test_a_reader_copies_nothing_in_and_locks_nothing(clients: dict[tuple[str, str], psycopg.Connection]) -> None:
    reader = clients["ana", "postgres"]
    with pytest.raises(psycopg.errors.InsufficientPrivilege), reader.cursor().copy("COPY t FROM STDIN") as copy:
        copy.write_row((3, "z"))
    with pytest.raises(psycopg.errors.InsufficientPrivilege), reader.transaction():
        reader.execute("LOCK TABLE t IN EXCLUSIVE MODE")


def test_what_an_owner_planned_before_is_refused_to_a_reader_all_the_same(
    door: Door, authenticator: Authenticator, clients: dict[tuple[str, str], psycopg.Connection]
) -> None:
    sql = "SELECT size FROM read_text('/etc/passwd')"
    with psycopg.connect(
        host="127.0.0.1", port=door.address.port, user="reedbed", password=authenticator.token, dbname="memory"
    ) as owner:
        assert owner.execute(sql).fetchall()
    for prepared in (False, True):
        assert answer(clients["ana", "postgres"], sql, prepared=prepared) == DENIED


@pytest.mark.parametrize("name", ["temp_directory", "secret_directory", "memory_limit", "home_directory"])
def test_settings_of_the_engine_are_not_shown_to_a_reader(
    clients: dict[tuple[str, str], psycopg.Connection], name: str
) -> None:
    for sql in (
        f"SELECT setting FROM pg_settings WHERE name = '{name}'",
        f"SELECT current_setting('{name}', true)",
        f"SELECT setting FROM reedbed_catalog.src.settings WHERE name = '{name}'",
    ):
        rows = clients["ana", "postgres"].execute(sql.encode()).fetchall()
        assert [value for (value,) in rows if value is not None] == []
