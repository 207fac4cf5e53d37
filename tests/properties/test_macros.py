"""What the functions of rewritten statements answer, against the rule that they follow, written in Python."""

from __future__ import annotations

import json
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reedbed.sql.postgres.macros import DATABASE, definitions, function

SCALARS = st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "a", "1", "a/b", "~", '"'])
KEYS = st.sampled_from(["a", "b", "", "0", "a/b", "~1", 'q"', "é"])
DOCUMENTS = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=6
)
PAIRS = st.lists(st.tuples(DOCUMENTS, DOCUMENTS), min_size=1, max_size=20)
AMOUNTS = st.decimals(-(10**9), 10**9, places=2)


@pytest.fixture(scope="module")
def engine() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(f"ATTACH ':memory:' AS {DATABASE}")
    for statement in definitions():
        connection.execute(statement)
    return connection


def holds(outer: Any, inner: Any, *, top: bool = True) -> bool:
    """Containment of `jsonb` (manual, section 8.14.3)."""
    if isinstance(inner, dict):
        return isinstance(outer, dict) and all(
            key in outer and holds(outer[key], value, top=False) for key, value in inner.items()
        )
    if isinstance(inner, list):
        return isinstance(outer, list) and all(any(holds(one, each, top=False) for one in outer) for each in inner)
    if top and isinstance(outer, list):
        return any(same(one, inner) for one in outer)
    return same(outer, inner)


def same(one: Any, other: Any) -> bool:
    """Equality of `jsonb`: Python's, but for true, which is no number."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def answers(engine: duckdb.DuckDBPyConnection, name: str, pairs: list[tuple[Any, Any]]) -> list[Any]:
    rows = ", ".join(["(?, ?, ?)"] * len(pairs))
    values = [
        value for place, (one, other) in enumerate(pairs) for value in (place, json.dumps(one), json.dumps(other))
    ]
    query = f"SELECT {function(name)}(a, b) FROM (VALUES {rows}) AS v(place, a, b) ORDER BY place"
    return [answer for (answer,) in engine.execute(query, values).fetchall()]


@given(PAIRS)
@settings(max_examples=60, deadline=None)
def test_a_document_holds_another_as_jsonb_does(
    engine: duckdb.DuckDBPyConnection, pairs: list[tuple[Any, Any]]
) -> None:
    pairs = [*pairs, *((one, one) for one, _ in pairs)]
    assert answers(engine, "json_holds", pairs) == [holds(one, other) for one, other in pairs]


@given(PAIRS)
@settings(max_examples=60, deadline=None)
def test_documents_are_equal_as_jsonb_are(engine: duckdb.DuckDBPyConnection, pairs: list[tuple[Any, Any]]) -> None:
    pairs = [*pairs, *((one, json.loads(json.dumps(one, sort_keys=True))) for one, _ in pairs)]
    assert answers(engine, "json_same", pairs) == [same(one, other) for one, other in pairs]


@given(AMOUNTS, AMOUNTS.filter(bool))
@settings(max_examples=200, deadline=None)
def test_a_quotient_is_exact_to_its_last_digit(
    engine: duckdb.DuckDBPyConnection, dividend: Decimal, divisor: Decimal
) -> None:
    query = (
        f"SELECT {function('quotient')}(a, b, a / b) FROM "
        "(SELECT CAST(? AS DECIMAL(12, 2)) AS a, CAST(? AS DECIMAL(12, 2)) AS b)"
    )
    found = engine.execute(query, [str(dividend), str(divisor)]).fetchone()
    with localcontext() as context:
        context.prec = 60
        wanted = (dividend / divisor).quantize(Decimal(1).scaleb(-16), rounding=ROUND_HALF_UP)
    assert found == (wanted,)
