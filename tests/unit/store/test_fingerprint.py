"""A fingerprint stays for the same rows in any order, and moves with every change that DuckDB's own hash misses."""

from __future__ import annotations

import pytest

from reedbed.engine import Database
from reedbed.store.fingerprint import content_fingerprint


def _of(sql: str) -> str:
    with Database.open(None) as database:
        return content_fingerprint(database, f"({sql})")


def test_order_plays_no_part() -> None:
    assert _of("SELECT i, i % 3 AS m FROM range(5000) AS r(i)") == _of(
        "SELECT i, i % 3 AS m FROM range(5000) AS r(i) ORDER BY hash(i)"
    )


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("SELECT 1 AS i", "SELECT 2 AS i"),
        ("SELECT 1 AS i", "SELECT 1 AS j"),
        ("SELECT 1 AS i", "SELECT 1::BIGINT AS i"),
        ("SELECT 1 AS i", "SELECT 1 AS i FROM range(3)"),
        ("SELECT 1 AS i WHERE false", "SELECT NULL::INTEGER AS i"),
        ("SELECT []::INTEGER[] AS l", "SELECT NULL::INTEGER[] AS l"),
        ("SELECT []::INTEGER[] AS l", "SELECT [NULL]::INTEGER[] AS l"),
        ("SELECT NULL::STRUCT(a INTEGER) AS s", "SELECT {'a': NULL}::STRUCT(a INTEGER) AS s"),
        ("SELECT INTERVAL 5 DAYS AS v", "SELECT INTERVAL 5 MONTHS AS v"),
        (
            "SELECT * FROM (VALUES (1, 'x'), (2, 'y')) AS t(i, text)",
            "SELECT * FROM (VALUES (1, 'y'), (2, 'x')) AS t(i, text)",
        ),
    ],
)
def test_a_difference_moves_it(a: str, b: str) -> None:
    assert _of(a) != _of(b)
