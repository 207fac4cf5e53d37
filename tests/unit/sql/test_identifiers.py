"""Any text is a name: quoted, it means itself to DuckDB and nothing else."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reedbed.errors import InvalidName
from reedbed.sql import TableName, literal, quote, table_name

HURTS = [
    'weird "name"',
    "x" * 106,
    "../x",
    "x; drop table y",
    "🦆",
    "select",
    "a.b",
    " ",
    "'",
    '"',
    "--",
    "\n",
    "$1",
    "ÄÖÜ",
    "%s",
]
# Surrogates alone are no text: they cannot be written as UTF-8, which is what DuckDB reads.
names = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=80)


@pytest.mark.parametrize("name", HURTS)
def test_a_table_of_that_name_is_made_read_and_dropped(name: str) -> None:
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE y (a INTEGER)")
        connection.execute(f"CREATE TABLE {quote(name)} AS SELECT 42 AS {quote(name)}")
        assert connection.execute(f"SELECT {quote(name)} FROM {TableName(name=name).quoted}").fetchall() == [(42,)]
        listed = connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
        assert sorted(listed) == sorted([("y",), (name,)])
        connection.execute(f"DROP TABLE {TableName(name=name).quoted}")
        assert connection.execute("SELECT table_name FROM duckdb_tables()").fetchall() == [("y",)]


@given(names)
def test_a_quoted_name_is_one_identifier(name: str) -> None:
    description = duckdb.execute(f"SELECT 1 AS {quote(name)}").description
    assert [column[0] for column in description] == [name]


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=80))
def test_a_literal_is_its_text(text: str) -> None:
    assert duckdb.execute(f"SELECT {literal(text)}").fetchall() == [(text,)]


@pytest.mark.parametrize("name", ["", "\0", "a\0b"])
def test_a_name_that_sql_cannot_carry_is_refused(name: str) -> None:
    with pytest.raises(InvalidName, match="NUL"):
        quote(name)
    with pytest.raises(InvalidName):
        TableName(name=name)
    with pytest.raises(InvalidName):
        TableName(schema=name, name="a")


def test_a_dot_in_a_name_does_not_split_it() -> None:
    assert table_name("main.flights") == TableName(schema="main", name="main.flights")
    assert table_name("main.flights").quoted == '"main"."main.flights"'


def test_a_name_with_a_schema_is_kept() -> None:
    staged = TableName(schema="staging", name="flights")
    assert table_name(staged) is staged
    assert (str(staged), staged.quoted) == ("staging.flights", '"staging"."flights"')


def test_the_name_of_the_default_schema_is_shown_bare() -> None:
    assert str(TableName(name="flights")) == "flights"


@pytest.mark.parametrize("schema", ["reedbed", "REEDBED"])
def test_the_schema_of_the_ledger_is_refused(schema: str) -> None:
    with pytest.raises(InvalidName, match="ledger"):
        table_name(TableName(schema=schema, name="tables"))


def test_a_table_may_be_called_like_the_ledger_schema() -> None:
    assert table_name("reedbed").quoted == '"main"."reedbed"'
