"""PostgreSQL's catalog comes when a statement names it, in the middle of a transaction too, and not before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from tests.integration.doors import DATABASE, SOCKET_PORT

from reedbed.engine.resolver import Role
from reedbed.pgserver.access import Authenticator, UserFile, UserRecord, verifier_of
from reedbed.pgserver.configuration import DoorConfig
from reedbed.pgserver.door import Door
from reedbed.wiring import DuckDBStorageManager

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reedbed.store import StorageManager

PASSWORD = "reed"  # noqa: S105 - of a user that lives as long as a test


@pytest.fixture
def store(tmp_path: Path) -> Iterator[StorageManager]:
    with DuckDBStorageManager(tmp_path / f"{DATABASE}.db", door=False) as opened:
        opened.execute_sql("CREATE TABLE t AS SELECT 1 AS a")
        yield opened


@pytest.fixture
def folder(store: StorageManager, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where an embedded owner's door is: a Unix socket alone, for its own user and for a named reader."""
    place = Path("/tmp") / f"reedbed-{tmp_path_factory.getbasetemp().name}-{id(store)}"  # noqa: S108 - short names
    place.mkdir(mode=0o700)
    users = UserFile(place / "users.json")
    users.add(UserRecord(name="ana", role=Role.READER, verifier=verifier_of(PASSWORD)))
    config = DoorConfig(authenticator=Authenticator(users), socket_path=place / f".s.PGSQL.{SOCKET_PORT}")
    with Door(store, config):
        yield place
    for file in place.iterdir():
        file.unlink()
    place.rmdir()


def connected(folder: Path, user: str = "postgres") -> psycopg.Connection[Any]:
    return psycopg.connect(
        host=str(folder), port=SOCKET_PORT, user=user, password=PASSWORD, dbname=DATABASE, autocommit=True
    )


def has_catalog(store: StorageManager) -> bool:
    return bool(store.database.rows("SELECT 1 FROM duckdb_databases() WHERE database_name = 'reedbed_catalog'"))


def test_a_client_that_asks_for_its_own_tables_needs_none(store: StorageManager, folder: Path) -> None:
    with connected(folder) as connection:
        connection.execute("CREATE TABLE u (a INTEGER, b TEXT)")
        connection.execute("INSERT INTO u VALUES (%s, %s)", (1, "x"))
        assert connection.execute("SELECT a, b FROM u WHERE a = %s", (1,)).fetchall() == [(1, "x")]
        assert connection.execute("SELECT count(*), max(a) FROM t").fetchone() == (1, 1)
        assert not has_catalog(store)


@pytest.mark.parametrize(
    ("sql", "answer"),
    [
        ("SELECT relname FROM pg_class WHERE relname = 't'", "t"),
        ("SELECT to_char(1234.5, '9,999.9')", " 1,234.5"),
        ("SELECT count(*) > 0 FROM reedbed.activity", True),
        ("SELECT sum(a) FROM t", 3),
        ("SELECT table_name FROM information_schema.tables WHERE table_name = 't'", "t"),
        ("SELECT a FROM t WHERE ctid = '(0,0)'", 1),
    ],
)
def test_it_comes_in_the_middle_of_a_transaction(store: StorageManager, folder: Path, sql: str, answer: object) -> None:
    with connected(folder) as connection, connection.transaction():
        connection.execute("INSERT INTO t VALUES (2)")
        assert connection.execute("SELECT count(*) FROM t").fetchone() == (2,)
        assert connection.execute(sql.encode()).fetchone() == (answer,)
        assert has_catalog(store)
    assert store.row_count("t") == 2


@pytest.mark.parametrize("dialect", ["postgres", "duckdb"])
def test_functions_that_act_bring_it(store: StorageManager, folder: Path, dialect: str) -> None:
    with connected(folder) as connection:
        connection.execute(f"SET reedbed.dialect = '{dialect}'".encode())
        function = "pg_cancel_backend" if dialect == "postgres" else "reedbed_catalog.pg.pg_cancel_backend"
        assert connection.execute(f"SELECT {function}(99)".encode()).fetchone() == (False,)
        assert has_catalog(store)


def test_a_reader_has_it_too_after_it_has_asked_for_what_there_was_not(store: StorageManager, folder: Path) -> None:
    with connected(folder, "ana") as connection:
        assert connection.execute("SELECT abs(a) FROM t").fetchone() == (1,)
        assert not has_catalog(store)
        assert connection.execute("SELECT to_char(1234.5, '9,999.9')").fetchone() == (" 1,234.5",)
        assert connection.execute("SELECT count(*) FROM pg_class WHERE relname = 't'").fetchone() == (1,)


def test_what_one_session_has_planned_runs_in_another(folder: Path) -> None:
    sql = "SELECT relname FROM pg_class WHERE relname = 't'"
    with connected(folder) as one, connected(folder) as other:
        assert other.execute("SELECT 1").fetchone() == (1,)
        assert one.execute(sql).fetchone() == ("t",)
        assert other.execute(sql).fetchone() == ("t",)


def test_a_view_of_an_owners_over_the_catalog_works_after_a_restart(store: StorageManager, folder: Path) -> None:
    with connected(folder) as connection:
        connection.execute("SET reedbed.dialect = 'duckdb'")
        connection.execute("SELECT count(*) FROM reedbed_catalog.pg.pg_class")
        connection.execute("CREATE VIEW kept AS SELECT relname FROM reedbed_catalog.pg.pg_class WHERE relname = 't'")
    store.database.current().execute("DETACH reedbed_catalog")
    with connected(folder) as connection:
        assert connection.execute("SELECT * FROM kept").fetchone() == ("t",)


def test_functions_that_act_are_seen_by_a_transaction_that_had_looked_at_the_catalog(
    connection: psycopg.Connection[Any],
) -> None:
    with connection.transaction():
        connection.execute("SELECT count(*) FROM pg_class")
        assert connection.execute("SELECT pg_cancel_backend(99999)").fetchone() == (False,)
        assert connection.execute("SELECT pg_try_advisory_xact_lock(1)").fetchone() == (True,)
        assert connection.execute("SELECT count(*) FROM reedbed.activity").fetchone() == (1,)
