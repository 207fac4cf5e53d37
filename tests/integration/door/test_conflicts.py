"""Rows of one statement that would update one another: PostgreSQL refuses them, and so does the door."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest

if TYPE_CHECKING:
    Connection = psycopg.Connection[Any]

UPDATE = "DO UPDATE SET v = excluded.v"
MEETING = [
    f"INSERT INTO met VALUES (1, 1), (1, 2) ON CONFLICT (id) {UPDATE}",
    f"INSERT INTO met (v, id) VALUES (1, 7), (2, 7) ON CONFLICT (id) {UPDATE} RETURNING id",
    f"INSERT INTO met (v, id) SELECT i, i % 5 FROM numbers ON CONFLICT (id) {UPDATE}",
    f"WITH two AS (SELECT 1 AS a UNION ALL SELECT 1) INSERT INTO met SELECT a, 1 FROM two ON CONFLICT (id) {UPDATE}",
    f"INSERT INTO met VALUES (1, 1), ('1', 2) ON CONFLICT (id) {UPDATE}",
    f"INSERT INTO met SELECT x, 1 FROM (VALUES (1.2), (0.9)) s(x) ON CONFLICT (id) {UPDATE}",
    f"INSERT INTO met (id, v, note) VALUES (1, 1, DEFAULT), (1, 2, default) ON CONFLICT (id) {UPDATE}",
]
APART = [
    f"INSERT INTO met VALUES (1, 1), (2, 2), (3, 3) ON CONFLICT (id) {UPDATE}",
    f"INSERT INTO met (v, id) SELECT i, i FROM numbers WHERE i < 3 ON CONFLICT (id) {UPDATE} RETURNING id, v",
    f"INSERT INTO met (id, v, note) VALUES (1, 1, DEFAULT), (2, 2, DEFAULT), (3, 3, DEFAULT) ON CONFLICT (id) {UPDATE}",
    f"INSERT INTO met (v) VALUES (1), (2), (3) ON CONFLICT (id) {UPDATE}",
    f"INSERT INTO met VALUES (1, 1, NULL), (2, 2, 'y'), (3, 1, 'x') ON CONFLICT (note) {UPDATE}",
]


@pytest.fixture
def met(connection: Connection) -> Connection:
    connection.execute("DROP TABLE IF EXISTS met")
    connection.execute("CREATE TABLE met (id serial PRIMARY KEY, v int, note text UNIQUE)")
    return connection


@pytest.mark.parametrize("sql", MEETING)
def test_two_rows_of_one_key_are_refused(met: Connection, sql: str) -> None:
    with pytest.raises(psycopg.errors.CardinalityViolation):
        met.execute(sql)
    assert met.execute("SELECT count(*) FROM met").fetchone() == (0,)


def test_the_only_key_need_not_be_named(connection: Connection) -> None:
    connection.execute("DROP TABLE IF EXISTS keyed")
    connection.execute("CREATE TABLE keyed (id int, v int, CONSTRAINT named PRIMARY KEY (id))")
    sql = f"INSERT INTO keyed VALUES (%s, 1), (%s, 2) ON CONFLICT ON CONSTRAINT named {UPDATE}"
    with pytest.raises(psycopg.errors.CardinalityViolation):
        connection.execute(sql, [1, 1])
    connection.execute(sql, [1, 2])
    assert connection.execute("SELECT id, v FROM keyed ORDER BY id").fetchall() == [(1, 1), (2, 2)]


@pytest.mark.parametrize("sql", APART)
def test_rows_of_different_keys_are_written(met: Connection, sql: str) -> None:
    assert met.execute(sql).rowcount == 3
    assert met.execute("SELECT count(*) FROM met").fetchone() == (3,)


def test_bound_rows_and_dates_find_the_types_of_their_columns(connection: Connection) -> None:
    connection.execute("DROP TABLE IF EXISTS dated")
    connection.execute("CREATE TABLE dated (day date, kind text, v numeric(8,2), PRIMARY KEY (day, kind))")
    sql = "INSERT INTO dated VALUES (%s, %s, %s), ('2026-01-02', 'b', 2) ON CONFLICT (day, kind) " + UPDATE
    for value in ("2.5", "3.5"):
        connection.execute(sql, ["2026-01-01", "a", value])
    with pytest.raises(psycopg.errors.CardinalityViolation):
        connection.execute(sql, ["2026-01-02", "b", "4"])
    found = connection.execute("SELECT day::text, kind, v::text FROM dated ORDER BY day").fetchall()
    assert found == [("2026-01-01", "a", "3.50"), ("2026-01-02", "b", "2.00")]


def test_what_cannot_be_told_is_refused(met: Connection) -> None:
    with pytest.raises(psycopg.errors.FeatureNotSupported, match="DEFAULT in some rows"):
        met.execute(f"INSERT INTO met VALUES (1, 1), (DEFAULT, 2) ON CONFLICT (id) {UPDATE}")
    with pytest.raises(psycopg.errors.FeatureNotSupported, match="NULL"):
        met.execute(f"INSERT INTO met VALUES (1, 1, NULL), (2, 2, NULL) ON CONFLICT (note) {UPDATE}")


def test_rows_that_are_passed_over_may_be_alike(met: Connection) -> None:
    assert met.execute("INSERT INTO met VALUES (1, 1), (1, 2) ON CONFLICT (id) DO NOTHING").rowcount == 1
