"""What clients are told of a statement's columns before each run, while tables change under it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg

if TYPE_CHECKING:
    from tests.integration.doors import OpenDoor

    Connection = psycopg.Connection[Any]


def columns(connection: Connection, sql: str, *values: object) -> list[tuple[str, int]]:
    """Names and types of a prepared statement, which the client describes at every run."""
    described = connection.execute(sql, values or None, prepare=True).description or []
    return [(column.name, column.type_code) for column in described]


def test_a_column_that_another_client_adds_is_told(door: OpenDoor, connection: Connection) -> None:
    connection.execute("CREATE TABLE widening (a INT)")
    assert columns(connection, "SELECT * FROM widening") == [("a", 23)]
    with psycopg.connect(door.url, autocommit=True) as other:
        other.execute("ALTER TABLE widening ADD COLUMN b TEXT")
    assert columns(connection, "SELECT * FROM widening") == [("a", 23), ("b", 25)]


def test_a_table_that_the_owner_replaces_is_told(door: OpenDoor, connection: Connection) -> None:
    door.store.execute_sql("CREATE TABLE replaced AS SELECT 1::INTEGER AS a")
    assert columns(connection, "SELECT * FROM replaced WHERE a <> %s", 5) == [("a", 23)]
    door.store.execute_sql("CREATE OR REPLACE TABLE replaced AS SELECT 'x' AS a, 2::BIGINT AS b")
    assert columns(connection, "SELECT * FROM replaced WHERE a <> %s", "5") == [("a", 25), ("b", 20)]


def test_a_temporary_table_hides_another_from_its_making_to_its_end(connection: Connection) -> None:
    connection.execute("CREATE TABLE hidden (a INT)")
    assert columns(connection, "SELECT * FROM hidden") == [("a", 23)]
    connection.execute("CREATE TEMP TABLE hidden (t TEXT)")
    beside = columns(connection, "SELECT * FROM temp.hidden")
    assert beside == [("t", 25)]
    fresh = columns(connection, "SELECT  *  FROM hidden")
    assert columns(connection, "SELECT * FROM hidden") == fresh
    connection.execute("DISCARD TEMP")
    assert columns(connection, "SELECT * FROM hidden") == [("a", 23)]


def test_a_transaction_tells_of_the_catalog_that_it_sees(door: OpenDoor, connection: Connection) -> None:
    connection.execute("CREATE TABLE seen (a INT)")
    assert columns(connection, "SELECT * FROM seen") == [("a", 23)]
    with connection.transaction():
        connection.execute("SELECT count(*) FROM seen")
        door.store.execute_sql("ALTER TABLE seen ADD COLUMN b INTEGER")
        assert columns(connection, "SELECT * FROM seen") == [("a", 23)]
    assert columns(connection, "SELECT * FROM seen") == [("a", 23), ("b", 23)]


def test_a_variable_of_the_session_may_change_a_type(connection: Connection) -> None:
    connection.execute("SET VARIABLE told = 1")
    assert columns(connection, "SELECT getvariable('told') AS v") == [("v", 23)]
    connection.execute("SET VARIABLE told = 'x'")
    assert columns(connection, "SELECT getvariable('told') AS v") == [("v", 25)]
