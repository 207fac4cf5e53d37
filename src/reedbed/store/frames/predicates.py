"""Filters of Polars in SQL, where both mean the same of every value.

Polars hands a scan its filter after types were settled: a literal has the type of the column that it is compared
with, and a cast stands where one is needed. What is known here is comparisons of a column with a literal or with a
column of its type, `is_null`, `is_in`, `is_between`, beginnings, ends and parts of texts, and `and`, `or`, `not` over
those. Both engines compare numbers exactly, take NaN for the largest number and equal to itself, compare texts by
their bytes, and know three truth values. Anything else is left out: a filter of fewer conditions gives Polars more
rows, which it filters.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from reedbed.sql import literal, quote

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

_COMPARISONS: Final = {"Eq": "=", "NotEq": "<>", "Lt": "<", "LtEq": "<=", "Gt": ">", "GtEq": ">="}
_INTEGERS: Final = {
    "TINYINT": "Int8",
    "SMALLINT": "Int16",
    "INTEGER": "Int32",
    "BIGINT": "Int64",
    "UTINYINT": "UInt8",
    "USMALLINT": "UInt16",
    "UINTEGER": "UInt32",
    "UBIGINT": "UInt64",
}
_KINDS: Final = _INTEGERS | {
    "FLOAT": "Float32",
    "DOUBLE": "Float64",
    "BOOLEAN": "Boolean",
    "VARCHAR": "String",
    "DATE": "Date",
    "TIMESTAMP": "Datetime",
    "TIMESTAMP WITH TIME ZONE": "Datetime UTC",
}
"""The types of columns that filters are understood of, and what Polars calls the literals of each."""
_ENDS: Final = {"StartsWith": "starts_with", "EndsWith": "ends_with"}
_TESTS: Final = {"Not": "NOT", "IsNull": "IS NULL", "IsNotNull": "IS NOT NULL"}
_FLOATS: Final = {"Float32": "FLOAT", "Float64": "DOUBLE"}
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_CLOSED: Final = {"Both": (">=", "<="), "Left": (">=", "<"), "Right": (">", "<="), "None": (">", "<")}


class _Unknown(Exception):
    """A part of a filter whose meaning in SQL is not known here."""


@dataclass(frozen=True, slots=True)
class _Value:
    """An expression in SQL and what Polars calls its type."""

    sql: str
    kind: str


def condition(predicate: pl.Expr, types: Mapping[str, str]) -> str | None:
    """SQL that holds of every row for which the predicate does; None when nothing of it is understood.

    `types` are the columns that may be compared, with their DuckDB types.
    """
    try:
        document = json.loads(predicate.meta.serialize(format="json"))
    except (ValueError, TypeError, RuntimeError, AttributeError):
        # Not every expression has such a form, nor does every version of Polars have the method.
        return None
    parts = [part for part in map(_Reader(types).known, _conjuncts(document)) if part is not None]
    return " AND ".join(parts) or None


def _conjuncts(node: Any) -> list[Any]:
    inner = node.get("BinaryExpr") if isinstance(node, dict) else None
    if isinstance(inner, dict) and inner.get("op") in {"And", "LogicalAnd"}:
        return [*_conjuncts(inner.get("left")), *_conjuncts(inner.get("right"))]
    return [node]


class _Reader:
    """Reads one filter."""

    def __init__(self, types: Mapping[str, str]) -> None:
        self._kinds = {name: _KINDS[kind] for name, kind in types.items() if kind in _KINDS}

    def known(self, node: Any) -> str | None:
        """The condition in SQL; None when it is not known."""
        try:
            return self._truth(node)
        except (_Unknown, LookupError, TypeError, ValueError, AttributeError, OverflowError, pa.ArrowException):
            return None

    def _truth(self, node: dict[str, Any]) -> str:
        ((name, inner),) = node.items()
        if name == "BinaryExpr":
            return self._binary(inner)
        if name == "Function":
            return self._function(inner)
        value = self._value(node)
        if value.kind != "Boolean":
            raise _Unknown
        return value.sql

    def _binary(self, inner: dict[str, Any]) -> str:
        if inner["op"] in {"And", "LogicalAnd", "Or", "LogicalOr"}:
            word = "AND" if inner["op"].endswith("And") else "OR"
            return f"({self._truth(inner['left'])} {word} {self._truth(inner['right'])})"
        left, right = self._value(inner["left"]), self._value(inner["right"])
        if left.kind != right.kind:
            raise _Unknown
        return f"({left.sql} {_COMPARISONS[inner['op']]} {right.sql})"

    def _function(self, inner: dict[str, Any]) -> str:
        ((family, which),) = inner["function"].items()
        given = inner["input"]
        if family == "StringExpr":
            text, part = self._value(given[0]), self._value(given[1])
            if text.kind != "String" or part.kind != "String":
                raise _Unknown
            if isinstance(which, dict) and which["Contains"]["literal"] is True:
                return f"contains({text.sql}, {part.sql})"
            return f"{_ENDS[which]}({text.sql}, {part.sql})"
        if family != "Boolean":
            raise _Unknown
        if isinstance(which, str):
            word = _TESTS[which]
            return f"(NOT {self._truth(given[0])})" if which == "Not" else f"({self._value(given[0]).sql} {word})"
        if "IsBetween" in which:
            value, low, high = map(self._value, given)
            if not value.kind == low.kind == high.kind:
                raise _Unknown
            above, below = _CLOSED[which["IsBetween"]["closed"]]
            return f"({value.sql} {above} {low.sql} AND {value.sql} {below} {high.sql})"
        return self._one_of(self._value(given[0]), given[1], **which["IsIn"])

    def _one_of(self, value: _Value, listed: dict[str, Any], *, nulls_equal: bool) -> str:
        values = pa.ipc.open_stream(bytes(listed["Literal"]["Scalar"]["List"])).read_all().column(0)
        if nulls_equal or values.null_count or not len(values):
            raise _Unknown
        if value.kind in _INTEGERS.values() and pa.types.is_integer(values.type):
            return f"({value.sql} IN ({', '.join(str(each) for each in values.to_pylist())}))"
        if value.kind == "String" and str(values.type) in {"string", "large_string", "string_view"}:
            return f"({value.sql} IN ({', '.join(_text(each) for each in values.to_pylist())}))"
        raise _Unknown

    def _value(self, node: dict[str, Any]) -> _Value:
        ((name, inner),) = node.items()
        if name == "Column":
            return _Value(quote(inner), self._kinds[inner])
        if name == "Literal":
            return _literal(inner["Scalar"])
        if name == "Cast" and inner["dtype"] == {"Literal": "Float64"}:
            value = self._value(inner["expr"])
            if value.kind in _INTEGERS.values():
                return _Value(f"CAST({value.sql} AS DOUBLE)", "Float64")
        raise _Unknown


def _literal(scalar: dict[str, Any]) -> _Value:
    ((kind, value),) = scalar.items()
    if kind in _INTEGERS.values():
        return _Value(str(int(value)), kind)
    if kind in _FLOATS and math.isfinite(value):
        return _Value(f"CAST({literal(repr(float(value)))} AS {_FLOATS[kind]})", kind)
    if kind == "Boolean":
        return _Value("true" if value else "false", kind)
    if kind == "String":
        return _Value(_text(value), kind)
    if kind == "Date":
        return _Value(f"DATE '{date(1970, 1, 1) + timedelta(days=value)}'", kind)
    if kind == "Datetime":
        count, unit, zone = value
        if unit != "Microseconds" or zone not in (None, {"inner": "UTC"}):
            raise _Unknown
        text = (_EPOCH + timedelta(microseconds=count)).strftime("%Y-%m-%d %H:%M:%S.%f").rjust(26, "0")
        return _Value(f"TIMESTAMPTZ '{text}+00'", "Datetime UTC") if zone else _Value(f"TIMESTAMP '{text}'", kind)
    raise _Unknown


def _text(value: str) -> str:
    if "\0" in value:
        raise _Unknown
    return literal(value)
