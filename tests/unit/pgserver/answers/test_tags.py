"""Command tags, as PostgreSQL writes them."""

from __future__ import annotations

import pytest

from reedbed.engine import split_statements
from reedbed.pgserver.answers.tags import command_words, tag


@pytest.mark.parametrize(
    ("sql", "rows", "expected"),
    [
        ("SELECT 1", 1, "SELECT 1"),
        ("WITH a AS (SELECT 1) SELECT * FROM a", 1, "SELECT 1"),
        ("(SELECT 1) UNION (SELECT 2)", 2, "SELECT 2"),
        ("FROM range(3)", 3, "SELECT 3"),
        ("VALUES (1)", 1, "SELECT 1"),
        ("INSERT INTO t VALUES (1)", 1, "INSERT 0 1"),
        ("WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a", 1, "INSERT 0 1"),
        ("UPDATE t SET i = 1", 4, "UPDATE 4"),
        ("DELETE FROM t", 0, "DELETE 0"),
        ("CREATE TABLE t (i INT)", 0, "CREATE TABLE"),
        ("CREATE TABLE t AS SELECT 1", 1, "SELECT 1"),
        ("CREATE OR REPLACE TEMP VIEW v AS SELECT 1", 0, "CREATE VIEW"),
        ("CREATE UNIQUE INDEX x ON t (i)", 0, "CREATE INDEX"),
        ("CREATE MACRO f(a) AS a", 0, "CREATE FUNCTION"),
        ("/* note */ DROP TABLE IF EXISTS t", 0, "DROP TABLE"),
        ("ALTER TABLE t ADD COLUMN j INT", 0, "ALTER TABLE"),
        ("TRUNCATE t", 0, "TRUNCATE TABLE"),
        ("COMMENT ON TABLE t IS 'x'", 0, "COMMENT"),
        ("CHECKPOINT", 0, "CHECKPOINT"),
    ],
)
def test_a_statement_has_postgresql_s_tag(sql: str, rows: int, expected: str) -> None:
    kind = split_statements(sql)[-1].kind
    assert tag(command_words(sql, kind), rows) == expected
