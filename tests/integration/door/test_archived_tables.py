"""Statements of PostgreSQL's that take several steps, on a table with archived rows: as on any other table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from tests.integration.doors import open_door

from reedbed import Lake
from reedbed.engine import Database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    Connection = psycopg.Connection[tuple[Any, ...]]

COLUMNS = "id serial PRIMARY KEY, ts timestamp NOT NULL DEFAULT '2020-01-01', v double precision"
ROWS = "SELECT timestamp '2020-01-01' + n * interval '1 day', n FROM generate_series(0, 59) AS g(n)"


@pytest.fixture(params=["plain", "archived"])
def connection(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """A client of a door with `t`, as it was made or with half of its rows archived, and a plain `other`."""
    with open_door() as door, psycopg.connect(door.url, autocommit=True) as opened:
        opened.execute("CREATE TABLE other AS SELECT 1 AS n")
        opened.execute(f"CREATE TABLE t ({COLUMNS})")
        opened.execute(f"INSERT INTO t (ts, v) {ROWS}")
        if request.param == "archived":
            assert Lake(door.store, target=door.folder / "lake").archive("t", "ts", "2020-02-01").rows == 31
        yield opened


def counts(connection: Connection) -> tuple[Any, ...] | None:
    return connection.execute("SELECT (SELECT count(*) FROM t), (SELECT count(*) FROM other)").fetchone()


@pytest.mark.parametrize("tables", ["t, other", "other, t"])
def test_each_of_several_tables_is_truncated(connection: Connection, tables: str) -> None:
    assert counts(connection) == (60, 1)
    connection.execute(f"TRUNCATE {tables}")
    assert counts(connection) == (0, 0)


@pytest.mark.parametrize("tables", ["t, other", "other, t"])
def test_each_of_several_tables_is_dropped_beside_one_of_another_database(
    connection: Connection, tables: str, tmp_path: Path
) -> None:
    with Database.open(tmp_path / "elsewhere.db") as database:
        database.cursor().execute("CREATE TABLE t (a INTEGER)")
    connection.execute(f"SET reedbed.dialect = 'duckdb'; ATTACH '{tmp_path}/elsewhere.db' AS elsewhere".encode())
    connection.execute("SET reedbed.dialect = 'postgres'")
    connection.execute(f"DROP TABLE {tables}")
    assert connection.execute("SELECT count(*) FROM pg_class WHERE relname IN ('t', 'other')").fetchone() == (0,)


def test_a_sequence_begins_anew_with_its_table_and_goes_with_it(connection: Connection) -> None:
    connection.execute("TRUNCATE t RESTART IDENTITY")
    assert connection.execute("INSERT INTO t (v) VALUES (0) RETURNING id").fetchone() == (1,)
    connection.execute("DROP TABLE t")
    assert connection.execute("SELECT count(*) FROM pg_class WHERE relname = 't_id_seq'").fetchone() == (0,)


def test_a_table_like_it_has_its_key_and_defaults(connection: Connection) -> None:
    connection.execute("CREATE TABLE twin (LIKE t INCLUDING ALL)")
    found = connection.execute("SELECT conname FROM pg_constraint WHERE conrelid = 'twin'::regclass AND contype = 'p'")
    assert found.fetchall() == [("twin_pkey",)]
    assert connection.execute("INSERT INTO twin (v) VALUES (0) RETURNING id, ts::text").fetchone() == (
        61,
        "2020-01-01 00:00:00",
    )


def test_a_failure_is_told_as_what_it_was(connection: Connection) -> None:
    connection.execute("CREATE VIEW over AS SELECT * FROM t")
    with pytest.raises(psycopg.errors.DependentObjectsStillExist, match="cannot drop table t"):
        connection.execute("DROP TABLE t")
    connection.execute("BEGIN")
    connection.execute("INSERT INTO t (v) VALUES (0)")
    with pytest.raises(psycopg.Error, match="broken"):
        connection.execute("SELECT error('broken') FROM t LIMIT 1")
