"""What a statement gives to columns."""

from __future__ import annotations

import pytest

from reedbed.pgserver.amendments.given_values import given_values


@pytest.mark.parametrize(
    ("sql", "parameters", "rows", "expected"),
    [
        ("INSERT INTO t (A, b) VALUES (1, 'it''s'), (f(2), 3::int)", (), 0, {"a": ["1", None], "b": ["it's", "3"]}),
        ("INSERT INTO t VALUES ($2, $1::text, NULL)", (5, 6), 0, {"a": ["6"], "b": ["5"], "c": [None]}),
        ("INSERT INTO t (a, b) VALUES ($1, $2)", (1, 2, 3, 4), 2, {"a": ["1", "3"], "b": ["2", "4"]}),
        ("UPDATE t SET b = 1, a = 2 WHERE c = 3", (), 0, {"a": [None], "b": [None]}),
        ("INSERT INTO t (a) SELECT 1", (), 0, None),
        ("DELETE FROM t", (), 0, None),
        ("INSERT INTO t (a) VALUES ($3)", (), 0, {"a": [None]}),
    ],
)
def test_values_are_told_by_column(
    sql: str, parameters: tuple[object, ...], rows: int, expected: dict[str, list[str | None]] | None
) -> None:
    assert given_values(sql, parameters, rows, lambda: ["a", "b", "c"]) == expected
