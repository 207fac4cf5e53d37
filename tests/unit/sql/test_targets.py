"""Which tables a statement writes."""

from __future__ import annotations

import pytest

from reedbed.sql import TableName
from reedbed.sql.targets import written_tables


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ("INSERT INTO a SELECT * FROM b", ["a"]),
        ("INSERT INTO a (x, y) VALUES (1, 2)", ["a"]),
        ("UPDATE a SET x = (SELECT max(y) FROM b)", ["a"]),
        ("DELETE FROM a WHERE x IN (SELECT x FROM b)", ["a"]),
        ("CREATE TABLE a AS SELECT * FROM b", ["a"]),
        ("CREATE OR REPLACE TABLE a (x INTEGER)", ["a"]),
        ("DROP TABLE IF EXISTS a", ["a"]),
        ("ALTER TABLE a ADD COLUMN x INTEGER", ["a"]),
        ("TRUNCATE a", ["a"]),
        ("COPY a FROM 'a.csv'", ["a"]),
        ("COPY a TO 'a.csv'", []),
        ("COPY (SELECT * FROM a) TO 'a.csv'", []),
        ('INSERT INTO "weird ""name""" VALUES (1)', ['weird "name"']),
        ('INSERT INTO "a.b" VALUES (1)', ["a.b"]),
        ("INSERT OR REPLACE INTO a VALUES (1)", ["a"]),
        ("WITH b AS (SELECT 1) INSERT INTO a SELECT * FROM b", ["a"]),
        ("insert into /* not b */ a VALUES (1)", ["a"]),
        ("UPDATE A SET x = 1", ["A"]),
        ("DELETE FROM a;", ["a"]),
        ("INSERT INTO a(x) VALUES (1)", ["a"]),
    ],
)
def test_the_written_table_is_found_and_the_read_ones_are_not(sql: str, tables: list[str]) -> None:
    assert written_tables(sql) == [TableName(name=name) for name in tables]


def test_the_schema_of_a_qualified_name_is_kept() -> None:
    assert written_tables("INSERT INTO staging.a VALUES (1)") == [TableName(schema="staging", name="a")]
    assert written_tables('DELETE FROM lake . "staging" . a') == [TableName(schema="staging", name="a")]


@pytest.mark.parametrize("sql", ["SELECT * FROM a", "not sql at all (", "PRAGMA version"])
def test_a_statement_whose_syntax_does_not_tell_is_not_guessed(sql: str) -> None:
    assert written_tables(sql) is None
