"""One INSERT of many rows of parameters."""

from __future__ import annotations

import datetime as dt
import decimal
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

if TYPE_CHECKING:
    from collections.abc import Sequence

    Connection = psycopg.Connection[Any]

ROWS = 500


def insert(connection: Connection, table: str, rows: Sequence[Sequence[object]]) -> psycopg.Cursor[Any]:
    row = f"({', '.join(['%s'] * len(rows[0]))})"
    sql = f"INSERT INTO {table} VALUES {', '.join([row] * len(rows))}"
    return connection.execute(sql, [value for each in rows for value in each])


def test_many_rows_are_stored_with_one_statement(connection: Connection) -> None:
    connection.execute(
        "CREATE TABLE measured (id bigint PRIMARY KEY, x float8, name text, at timestamptz, doc jsonb, n numeric(9,2))"
    )
    at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    rows = [
        (n, n / 3, f"n{n}" if n % 5 else None, at + dt.timedelta(hours=n), Jsonb({"n": n}), decimal.Decimal(n) / 4)
        for n in range(ROWS)
    ]
    assert insert(connection, "measured", rows).statusmessage == f"INSERT 0 {ROWS}"
    found = connection.execute("SELECT id, x, name, at, doc, n FROM measured ORDER BY id").fetchall()
    assert found == [(*row[:4], {"n": row[0]}, row[5]) for row in rows]


def test_values_of_several_types_in_one_column_are_stored_too(connection: Connection) -> None:
    connection.execute("CREATE TABLE mixed (id int, x float8)")
    insert(connection, "mixed", [(1, 1), (2, 2.5), (3, decimal.Decimal("3.25")), (4, None), (5, 5_000_000_000)])
    found = connection.execute("SELECT x FROM mixed ORDER BY id").fetchall()
    assert found == [(1.0,), (2.5,), (3.25,), (None,), (5e9,)]


def test_a_row_that_does_not_fit_leaves_none(connection: Connection) -> None:
    connection.execute("CREATE TABLE keyed_rows (id int PRIMARY KEY, note text)")
    with pytest.raises(psycopg.errors.UniqueViolation):
        insert(connection, "keyed_rows", [(n % (ROWS - 1), "x") for n in range(ROWS)])
    assert connection.execute("SELECT count(*) FROM keyed_rows").fetchone() == (0,)
    with pytest.raises(psycopg.errors.UniqueViolation), connection.transaction():
        insert(connection, "keyed_rows", [(n, "x") for n in range(9)])
        insert(connection, "keyed_rows", [(n, 1) if n % 2 else (n, "x") for n in range(9)])
    assert connection.execute("SELECT count(*) FROM keyed_rows").fetchone() == (0,)


def test_such_statements_follow_one_another(connection: Connection) -> None:
    connection.execute("CREATE TABLE batches (a int, b text)")
    row = "(%s, %s)"
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO batches VALUES {', '.join([row] * 4)}",
            [[value for n in range(4) for value in (first + n, "x")] for first in range(0, 400, 4)],
        )
    found = connection.execute("SELECT count(*), count(DISTINCT a), min(b) FROM batches").fetchone()
    assert found == (400, 400, "x")


def test_a_prepared_one_is_run_again(connection: Connection) -> None:
    connection.execute("CREATE TABLE again (a int, b date)")
    for first in (0, 10):
        rows = [(first + n, dt.date(2026, 1, 1 + n)) for n in range(6)]
        sql = f"INSERT INTO again (a, b) VALUES {', '.join(['(%s, %s)'] * 6)}"
        connection.execute(sql, [value for row in rows for value in row], prepare=True)
    assert connection.execute("SELECT count(*), max(b) FROM again").fetchone() == (12, dt.date(2026, 1, 6))
