"""An INSERT of one row of parameters as an INSERT of many rows that lie in columns.

Only where that means the same: a list of parameters, plain literals and casts of them, and nothing that answers with
rows or looks at what is there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from reedbed.pgwire.values.decoding import TypedParameter

if TYPE_CHECKING:
    from collections.abc import Sequence

_PARAMETER: Final = r"\$\d+"
_TYPE: Final = r"[A-Za-z_][\w ]*(?:\(\s*\d+\s*(?:,\s*\d+\s*)?\))?"
_ITEM: Final = (
    rf"(?:{_PARAMETER}(?:\s*::\s*{_TYPE})?|CAST\(\s*{_PARAMETER}\s+AS\s+{_TYPE}\)|-?\d+|'[^'$]*'|NULL|TRUE|FALSE)"
)
_INSERT: Final = re.compile(
    rf"\s*(?P<head>INSERT\s+INTO\s+[^()$']+(?:\([^()$']*\)\s*)?)\bVALUES\s*"
    rf"\(\s*(?P<items>{_ITEM}(?:\s*,\s*{_ITEM})*)\s*\)\s*(?P<tail>(?:ON\s+CONFLICT|RETURNING)\b.*?)?;?\s*",
    re.IGNORECASE | re.DOTALL,
)
_PLACE: Final = re.compile(r"\$(\d+)")
_EXACT_DIGITS: Final = 15
"""Digits of a decimal that lose nothing on their way to a double, whatever its scale."""

_ARROW: Final = {
    "BOOLEAN": pa.bool_(),
    "SMALLINT": pa.int16(),
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "FLOAT": pa.float32(),
    "DOUBLE": pa.float64(),
    "BLOB": pa.binary(),
}
_INTEGERS: Final = frozenset({"SMALLINT", "INTEGER", "BIGINT"})
"""Kinds that psycopg chooses by the size of each value."""
_SPELLED: Final = frozenset(
    {"DATE", "TIME", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "INTERVAL", "UUID", "JSON", "TIME WITH TIME ZONE"}
)
"""Types whose values come in DuckDB's spelling (a UUID as Python's object) and are cast from it."""


class ColumnarInsert:
    """The text of an INSERT, cut where its rows go."""

    def __init__(self, head: str, items: str, tail: str = "") -> None:
        self._head = head
        self._items = items
        self.tail = tail
        """What is behind the rows: ON CONFLICT, RETURNING."""
        self.parameters = frozenset(int(place) for place in _PLACE.findall(items))

    def sql(self, relation: str, expressions: Sequence[str]) -> str:
        """The statement that takes its rows from a relation; `expressions` stand for the parameters."""
        items = _PLACE.sub(lambda found: expressions[int(found[1]) - 1], self._items)
        return f"{self._head} SELECT {items} FROM {relation} {self.tail}".rstrip()


@lru_cache(maxsize=256)
def insert_in_columns(sql: str) -> ColumnarInsert | None:
    """The INSERT in `sql`, whatever it does with rows that conflict and with those that it stored; None for others."""
    found = _INSERT.fullmatch(sql) if "$" in sql and "--" not in sql and "/*" not in sql else None
    return None if found is None else ColumnarInsert(found["head"], found["items"], found["tail"] or "")


def columnar_insert(sql: str) -> ColumnarInsert | None:
    """The INSERT in `sql`, or None when it has to run row by row."""
    found = insert_in_columns(sql)
    return found if found is not None and not found.tail else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """The values of one parameter, and the SQL that gives them the type by which they would have been bound.

    There is no array where all are NULL: a NULL of no type goes into any column.
    """

    name: str
    array: pa.Array | None
    expression: str


def batch_of(columns: Sequence[Column], rows: int) -> pa.RecordBatch:
    """The columns under their names."""
    arrays = {each.name: each.array for each in columns if each.array is not None}
    return pa.RecordBatch.from_pydict(arrays or {"p0": pa.nulls(rows, pa.int32())})


def column_of(values: Sequence[object], name: str) -> Column | None:
    """Values of one parameter; None when they are not of one type that goes through Arrow unchanged."""
    kinds = {each.type if isinstance(each, TypedParameter) else type(each) for each in values if each is not None}
    if not kinds:
        return Column(name=name, array=None, expression="NULL")
    kind: object = "BIGINT" if kinds <= _INTEGERS else kinds.pop() if len(kinds) == 1 else None
    array, expression = None, name
    if kind is str:
        array = pa.array(values, pa.string())
    elif kind is Decimal:
        array = _decimals(values)
    elif isinstance(kind, str):
        bare = [each.value if isinstance(each, TypedParameter) else None for each in values]
        if kind in _ARROW:
            array = pa.array(bare, _ARROW[kind])
        elif kind in _SPELLED:
            spelled = [None if each is None else str(each) for each in bare]
            array, expression = pa.array(spelled, pa.string()), f"CAST({name} AS {kind})"
    return None if array is None else Column(name=name, array=array, expression=expression)


def _decimals(values: Sequence[object]) -> pa.Array | None:
    scale = whole = 0
    for each in values:
        if isinstance(each, Decimal):
            _, digits, exponent = each.as_tuple()
            scale = max(scale, -int(exponent))
            whole = max(whole, len(digits) + int(exponent))
    if scale + whole > _EXACT_DIGITS:
        return None
    return pa.array(values, pa.decimal128(max(scale + whole, 1), scale))
