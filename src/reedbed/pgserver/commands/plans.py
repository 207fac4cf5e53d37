"""DuckDB's plan in the form of PostgreSQL's EXPLAIN (FORMAT JSON), which tools that draw plans read.

    [{"Plan": {"Node Type": …, "Plan Rows": …, "Plans": [ … ]}}]

What PostgreSQL says and DuckDB does not know, above all costs, is left out; what only DuckDB says keeps its name.
"""

from __future__ import annotations

from typing import Any, Final

Plan = dict[str, Any]

_NODES: Final = {
    "SEQ_SCAN": "Seq Scan",
    "INDEX_SCAN": "Index Scan",
    "HASH_JOIN": "Hash Join",
    "NESTED_LOOP_JOIN": "Nested Loop",
    "BLOCKWISE_NL_JOIN": "Nested Loop",
    "PIECEWISE_MERGE_JOIN": "Merge Join",
    "HASH_GROUP_BY": "Aggregate",
    "PERFECT_HASH_GROUP_BY": "Aggregate",
    "UNGROUPED_AGGREGATE": "Aggregate",
    "SIMPLE_AGGREGATE": "Aggregate",
    "ORDER_BY": "Sort",
    "TOP_N": "Sort",
    "WINDOW": "WindowAgg",
    "STREAMING_WINDOW": "WindowAgg",
    "LIMIT": "Limit",
    "STREAMING_LIMIT": "Limit",
    "UNION": "Append",
    "DUMMY_SCAN": "Result",
    "EMPTY_RESULT": "Result",
    "COLUMN_DATA_SCAN": "Values Scan",
    "CTE_SCAN": "CTE Scan",
    "TABLE_FUNCTION": "Function Scan",
}
"""PostgreSQL's name of an operator that both have; others are called by their own, in PostgreSQL's spelling."""

_ESTIMATED: Final = "Estimated Cardinality"
_TABLE: Final = "Table"
_MILLISECONDS: Final = 1000.0


def postgres_plan(plan: object) -> list[Plan]:
    """The plan of EXPLAIN, a list of operators; or of EXPLAIN ANALYZE, a report with operators in it."""
    if isinstance(plan, list):
        return [{"Plan": _node(each)} for each in plan]
    report = plan if isinstance(plan, dict) else {}
    roots = report.get("children") or []
    if len(roots) == 1 and _name(roots[0]).startswith("EXPLAIN"):
        roots = roots[0].get("children") or []
    execution = {"Execution Time": round(report.get("latency", 0.0) * _MILLISECONDS, 3)}
    return [{"Plan": _node(each)} | execution for each in roots]


def _name(operator: Plan) -> str:
    return str(operator.get("name") or operator.get("operator_name") or "").strip()


def _node(operator: Plan) -> Plan:
    name = _name(operator)
    about = dict(operator.get("extra_info") or {})
    node: Plan = {"Node Type": _NODES.get(name, name.replace("_", " ").title())}
    table = about.pop(_TABLE, None)
    if isinstance(table, str):
        *schema, relation = table.split(".")
        node |= {"Relation Name": relation, "Schema": schema[-1] if schema else ""}
    estimated = str(about.pop(_ESTIMATED, "")).lstrip("~")
    if estimated.isdigit():
        node["Plan Rows"] = int(estimated)
    if "operator_timing" in operator:
        node |= {
            "Actual Total Time": round(operator["operator_timing"] * _MILLISECONDS, 3),
            "Actual Rows": operator.get("operator_cardinality", 0),
            "Actual Loops": 1,
        }
    node |= {key: value for key, value in about.items() if key not in {"Type", *node}}
    children = operator.get("children") or []
    return node | {"Plans": [_node(each) for each in children]} if children else node
