"""`setval`, `ALTER SEQUENCE` and `RESTART IDENTITY`, which DuckDB has not: a sequence that goes back is made anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest

if TYPE_CHECKING:
    Connection = psycopg.Connection[Any]


def value(connection: Connection, sql: str) -> object:
    row = connection.execute(sql).fetchone()
    return row and row[0]


def test_a_sequence_goes_on_after_what_it_was_set_to(connection: Connection) -> None:
    connection.execute("CREATE SEQUENCE tickets")
    assert value(connection, "SELECT setval('tickets', 10)") == 10
    assert value(connection, "SELECT nextval('tickets')") == 11
    assert value(connection, "SELECT setval('tickets', 20, false)") == 20
    assert value(connection, "SELECT nextval('tickets')") == 20
    assert value(connection, "SELECT pg_catalog.setval('public.tickets'::regclass, 20, true)") == 20
    assert value(connection, "SELECT nextval('tickets')") == 21


def test_a_serial_column_goes_on_after_the_largest_of_its_table(connection: Connection) -> None:
    connection.execute("CREATE TABLE guests (id serial PRIMARY KEY, name text)")
    connection.execute("INSERT INTO guests VALUES (7, 'ana'), (9, 'ben')")
    sequence = "pg_get_serial_sequence('\"guests\"', 'id')"
    asked = f"SELECT setval({sequence}, coalesce(max(id), 1), max(id) IS NOT NULL) FROM guests"
    assert value(connection, asked) == 9
    assert value(connection, "INSERT INTO guests (name) VALUES ('cy') RETURNING id") == 10


def test_a_sequence_that_counts_down_by_steps_is_set(connection: Connection) -> None:
    connection.execute("CREATE SEQUENCE countdown INCREMENT -2 START 100 MINVALUE 0 MAXVALUE 100")
    assert value(connection, "SELECT setval('countdown', 90)") == 90
    assert value(connection, "SELECT nextval('countdown')") == 88


@pytest.mark.parametrize("to", [3, 12])
def test_a_sequence_goes_back_and_off_its_steps(connection: Connection, to: int) -> None:
    connection.execute("CREATE OR REPLACE SEQUENCE even START 10 INCREMENT 4")
    assert value(connection, "SELECT nextval('even')") == 10
    assert value(connection, f"SELECT setval('even', {to})") == to
    assert value(connection, "SELECT nextval('even')") == to + 4


@pytest.mark.parametrize("to", [3, 12])
def test_beside_other_columns_what_would_go_back_is_refused_and_changes_nothing(
    connection: Connection, to: int
) -> None:
    connection.execute("CREATE OR REPLACE SEQUENCE even START 10 INCREMENT 4")
    assert value(connection, "SELECT nextval('even')") == 10
    with pytest.raises(psycopg.errors.FeatureNotSupported):
        connection.execute(f"SELECT setval('even', {to}), 1")
    assert value(connection, "SELECT nextval('even')") == 14


def test_sequence_and_value_may_be_bound(connection: Connection) -> None:
    connection.execute("CREATE TABLE members (id serial PRIMARY KEY, name text)")
    found = connection.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", ("members", "id", 7)).fetchall()
    assert found == [(7,)]
    connection.execute("SELECT setval(%s::regclass, %s, %s)", ("public.members_id_seq", 3, False))
    assert value(connection, "INSERT INTO members (name) VALUES ('ana') RETURNING id") == 3


def test_a_prepared_setval_sets_each_time(connection: Connection) -> None:
    connection.execute("CREATE SEQUENCE seats")
    connection.execute("PREPARE seat (int) AS SELECT setval('seats', $1)")
    for wanted in (8, 4):
        assert value(connection, f"EXECUTE seat ({wanted})") == wanted
        assert value(connection, "SELECT nextval('seats')") == wanted + 1


def test_a_sequence_far_from_where_it_began_is_set_as_quickly(connection: Connection) -> None:
    connection.execute("CREATE SEQUENCE far")
    assert value(connection, "SELECT setval('far', 10_000_000_000)") == 10_000_000_000
    assert value(connection, "SELECT nextval('far')") == 10_000_000_001


def test_a_sequence_that_is_not_there_is_named(connection: Connection) -> None:
    with pytest.raises(psycopg.errors.UndefinedTable, match="nowhere"):
        connection.execute("SELECT setval('nowhere', 1)")
