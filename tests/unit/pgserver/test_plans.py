"""Plans of DuckDB's in the form of PostgreSQL's EXPLAIN (FORMAT JSON)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from reedbed.engine import Database
from reedbed.pgserver.commands.plans import postgres_plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reedbed.engine import Cursor


@pytest.fixture(scope="module")
def cursor() -> Iterator[Cursor]:
    with Database.open(None) as database:
        found = database.cursor()
        found.execute("CREATE TABLE t AS SELECT i, i % 7 AS k FROM range(1000) r(i)")
        yield found
        found.close()


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from nodes(child)


def explained(cursor: Cursor, options: str) -> dict[str, Any]:
    sql = "SELECT a.k, count(*) FROM t a JOIN t b ON a.i = b.k WHERE a.i > 3 GROUP BY a.k ORDER BY 1"
    (found,) = postgres_plan(json.loads(cursor.rows(f"EXPLAIN ({options}) {sql}")[-1][-1]))
    return found


def test_operators_are_called_as_postgresql_calls_them(cursor: Cursor) -> None:
    plan = explained(cursor, "FORMAT json")
    assert set(plan) == {"Plan"}
    kinds = {node["Node Type"] for node in nodes(plan["Plan"])}
    assert {"Sort", "Aggregate", "Hash Join", "Seq Scan"} <= kinds
    scans = [node for node in nodes(plan["Plan"]) if node["Node Type"] == "Seq Scan"]
    assert [(node["Relation Name"], node["Schema"]) for node in scans] == [("t", "main")] * 2
    assert all(isinstance(node["Plan Rows"], int) for node in scans)


def test_analyze_says_what_was_measured(cursor: Cursor) -> None:
    found = explained(cursor, "ANALYZE, FORMAT json")
    assert found["Execution Time"] > 0
    assert not any(node["Node Type"].startswith("Explain") for node in nodes(found["Plan"]))
    assert found["Plan"]["Actual Rows"] == 3
    assert all(node["Actual Total Time"] >= 0 for node in nodes(found["Plan"]))
