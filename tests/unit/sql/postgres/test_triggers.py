"""Whether a statement is read at all is decided from its words, and never against it."""

from __future__ import annotations

import timeit
from pathlib import Path

import pytest

from reedbed.errors import ReedbedError
from reedbed.sql.postgres.rules.rendering import Renderer
from reedbed.sql.postgres.syntax.statements import parse_statement
from reedbed.sql.postgres.syntax.walking import Unreadable
from reedbed.sql.postgres.triggers import first_word, may_differ

CASES = Path(__file__).parents[3] / "integration" / "dialect" / "cases"
SHORT = "SELECT a, b FROM t WHERE a = $1"
# Ten times what it takes on a quiet machine.
LIMIT_MICROSECONDS = 60


def changed(sql: str) -> bool:
    try:
        statement = parse_statement(sql)
        return sql[: statement.start] + Renderer(sql).text(statement) != sql
    except Unreadable:
        return False
    except ReedbedError:
        return True


def test_whatever_a_rule_changes_is_read() -> None:
    lines = [line for path in CASES.glob("*.sql") for line in path.read_text(encoding="utf-8").splitlines()]
    plain = [line for line in lines if first_word(line) in {"select", "insert", "update", "delete"}]
    assert len(plain) > 300
    assert [line for line in plain if changed(line) and not may_differ(line)] == []


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT a FROM Tab",
        "SELECT a AS Foo FROM t",
        "SELECT a name FROM t",
        "SELECT a FROM t WHERE b LIKE 'x\\%'",
        "SELECT a FROM t WHERE b = E'x'",
        "SELECT a FROM t WHERE (a, b) = (1, 2)",
        "SELECT a FROM t WHERE at = 1",
        "SELECT a FROM pg_class",
        "SELECT relname FROM information_schema.tables",
        "SELECT a FROM t FOR SHARE",
        "INSERT INTO t VALUES (1e3)",
        "INSERT INTO t VALUES (now())",
        "INSERT INTO t VALUES ('\\xdead')",
        "SELECT a FROM t WHERE a = user",
        "SELECT a INTO b FROM t",
    ],
)
def test_a_statement_that_differs_in_one_place_is_read(sql: str) -> None:
    assert may_differ(sql)


@pytest.mark.parametrize("sql", ["FROM t", "DESCRIBE t", "-- note\nPRAGMA version", "SUMMARIZE t", "/* a */ USE s", ""])
def test_what_only_duckdb_has_is_not_read(sql: str) -> None:
    assert not may_differ(sql)


def test_strings_are_not_searched_for_operators() -> None:
    assert not may_differ("INSERT INTO t (a, b) VALUES (1, '10:00/x@y'), (2, 'FOR UPDATE (~)')")


def test_the_decision_takes_microseconds() -> None:
    seconds = min(timeit.repeat(lambda: may_differ(SHORT), number=1000, repeat=5)) / 1000
    assert seconds * 1e6 < LIMIT_MICROSECONDS
