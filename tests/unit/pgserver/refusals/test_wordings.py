"""DuckDB's sentences in PostgreSQL's words."""

from __future__ import annotations

import pytest

from reedbed.pgserver.refusals.wordings import offered, type_name, worded


@pytest.mark.parametrize(
    ("said", "sql", "wanted"),
    [
        ("Table with name authr does not exist!", "SELECT 1 FROM authr", 'relation "authr" does not exist'),
        ("Table with name authr does not exist!", "DROP TABLE authr", 'table "authr" does not exist'),
        (
            'Table with name "s.t" does not exist because schema "s" does not exist.',
            "SELECT 1",
            'relation "s.t" does not exist',
        ),
        ('Table with name "t" already exists!', "CREATE TABLE t (a int)", 'relation "t" already exists'),
        ('Schema with name "s" already exists!', "CREATE SCHEMA s", 'schema "s" already exists'),
        ('Referenced column "a" not found in FROM clause!', "SELECT a", 'column "a" does not exist'),
        ('Table "t" does not have a column named "a"', "SELECT t.a", "column t.a does not exist"),
        (
            'Table "t" does not have a column with name "a"',
            "INSERT INTO t (a) VALUES (1)",
            'column "a" of relation "t" does not exist',
        ),
        ('Referenced table "x" not found!', "SELECT x.a", 'missing FROM-clause entry for table "x"'),
        ('Ambiguous reference to column name "id" (use: "a.id" or "b.id")', "", 'column reference "id" is ambiguous'),
        ("Could not convert string 'abc' to INT32", "", 'invalid input syntax for type integer: "abc"'),
        ("Could not convert string 'NaN' to DECIMAL", "", '"NaN" of type numeric is not supported'),
        (
            "Could not convert string 'abc' to INT32 when casting from source column s",
            "SELECT * FROM t WHERE 1 <> t.s",
            "operator does not exist: integer <> text",
        ),
        (
            "Could not convert string 'abc' to INT32 when casting from source column s",
            "SELECT s::int = 1 FROM t",
            'invalid input syntax for type integer: "abc"',
        ),
        ("Could not convert string 'abc' to INT128", "SELECT 'abc'::uuid", 'invalid input syntax for type uuid: "abc"'),
        ("Overflow in addition of INT32 (2147483647 + 1)!", "", "integer out of range"),
        (
            "No function matches the given name and argument types '+(VARCHAR, INTEGER_LITERAL)'. You might …",
            "",
            "operator does not exist: text + integer",
        ),
        (
            "No function matches the given name and argument types 'f(DECIMAL(2,1), DATE[])'. You might …",
            "",
            "function f(numeric, date[]) does not exist",
        ),
    ],
)
def test_a_sentence_is_told_in_the_words_of_postgresql(said: str, sql: str, wanted: str) -> None:
    wording = worded(said, sql)
    assert wording is not None
    assert wording.message == wanted


def test_a_sentence_of_another_kind_stays_as_it_is() -> None:
    assert worded("Failed to find a plan for this!", "SELECT 1") is None


def test_a_sequence_is_not_likened_to_those_of_the_ledger() -> None:
    wording = worded("Sequence with name q does not exist!", "SELECT nextval('q')")
    assert wording is not None
    assert wording.hint == ""


@pytest.mark.parametrize(
    ("engine", "told"),
    [("DECIMAL(38,10)", "numeric"), ("VARCHAR[]", "text[]"), ("TIMESTAMP WITH TIME ZONE", "timestamp with time zone")],
)
def test_types_have_their_postgresql_names(engine: str, told: str) -> None:
    assert type_name(engine) == told


@pytest.mark.parametrize(
    ("hint", "message", "left"),
    [
        ('Did you mean "pg_sequences"?', "Table with name orders does not exist!", ""),
        ('Did you mean "reedbed_catalog.pg.pg_class"?', "Table with name clas does not exist!", ""),
        ('Did you mean "pg_class"?', "Table with name pg_clas does not exist!", 'Did you mean "pg_class"?'),
        ('Did you mean "orders"?', "Table with name order does not exist!", 'Did you mean "orders"?'),
    ],
)
def test_the_catalog_is_offered_to_those_alone_who_look_for_it(hint: str, message: str, left: str) -> None:
    assert offered(hint, message) == left


def test_a_constraint_that_cannot_be_added_says_where_it_goes() -> None:
    found = worded("No support for that ALTER TABLE option yet!", "ALTER TABLE t ADD CONSTRAINT c FOREIGN KEY …")
    assert found is not None
    assert (found.message, found.hint) == (
        "this constraint is not added to a table that is there",
        "Name it in CREATE TABLE.",
    )
