"""PREPARE and EXECUTE as SQL: values have the types of their parameters, whatever they are written as."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import psycopg
import pytest

Connection = psycopg.Connection[Any]


def rows(connection: Connection, statement: str, *arguments: str) -> list[Any]:
    connection.execute(f"PREPARE it {statement}".encode())
    return connection.execute(f"EXECUTE it ({', '.join(arguments)})".encode()).fetchall()


def test_an_argument_has_the_type_of_its_parameter(connection: Connection) -> None:
    statement = "(date, numeric, boolean, text[]) AS SELECT $1 + 1, $2 * 2, NOT $3, $4"
    found = rows(connection, statement, "'2026-01-31'", "1.25", "'f'", "'{a,b}'")
    assert found == [(dt.date(2026, 2, 1), Decimal("2.50"), True, ["a", "b"])]


def test_a_null_has_the_type_of_its_parameter(connection: Connection) -> None:
    connection.execute("PREPARE it (text) AS SELECT 'hello ' || $1 AS said")
    cursor = connection.execute("EXECUTE it (NULL)")
    assert (cursor.description or [])[0].type_display == "text"


def test_an_argument_that_does_not_fit_is_refused(connection: Connection) -> None:
    with pytest.raises(psycopg.errors.InvalidTextRepresentation):
        rows(connection, "(int) AS SELECT $1", "'abc'")


@pytest.mark.parametrize("arguments", [("1",), ("1", "2", "3")])
def test_a_wrong_number_of_arguments_is_refused(connection: Connection, arguments: tuple[str, ...]) -> None:
    with pytest.raises(psycopg.errors.SyntaxError, match="wrong number of parameters") as caught:
        rows(connection, "(int, int) AS SELECT $1 + $2", *arguments)
    assert caught.value.diag.message_detail == f"Expected 2 parameters but got {len(arguments)}."


def test_names_that_are_not_there_are_told_when_a_statement_is_prepared(connection: Connection) -> None:
    with pytest.raises(psycopg.errors.UndefinedTable):
        connection.execute("PREPARE it AS SELECT * FROM nowhere")
    assert connection.execute("SELECT name FROM pg_prepared_statements").fetchall() == []


def test_execute_as_an_extended_query_converts_to_what_was_told(connection: Connection) -> None:
    connection.execute("PREPARE it (numeric) AS SELECT $1 * 2 AS twice")
    with connection.cursor(binary=True) as cursor:
        # Values of another type than the description's come of what is bound, and are no other result type.
        assert cursor.execute("EXECUTE it (1.25)").fetchall() == [(Decimal("2.50"),)]
