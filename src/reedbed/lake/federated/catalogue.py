"""The ranges of one generation's files in memory, for the predicates that are plain: a column, an operator, a moment.

What is decided here is decided as the engine would. Everything else is left to a query on the table of ranges.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from reedbed.lake.federated.choosing import Chosen
from reedbed.lake.federated.conditions import Comparison, Every
from reedbed.lake.ranges import is_ordered
from reedbed.sql import quote

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reedbed.engine import Cursor
    from reedbed.lake.federated.conditions import Condition
    from reedbed.lake.records import LakeTable
    from reedbed.ports.queries import Parameters

_MOMENT: Final = re.compile(r"'(\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d(?:\.\d{1,6})?)?)'")
_INTEGER: Final = re.compile(r"-?\d{1,18}")
_INTEGERS: Final = frozenset({"TINYINT", "SMALLINT", "INTEGER", "BIGINT"})
_OPERATIONS: Final[Mapping[str, str]] = {"<": "less", "<=": "less_equal", ">": "greater", ">=": "greater_equal"}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """`least` and `greatest` are the ranges of the columns of plain types, by folded name, one value for each file."""

    table: LakeTable
    shapes: pa.Array
    addresses: pa.Array
    least: Mapping[str, pa.Array]
    greatest: Mapping[str, pa.Array]
    whole: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    """The bounds of the key's columns over all files."""

    @classmethod
    def read(cls, cursor: Cursor, table: LakeTable, ranges: str) -> Catalogue:
        """Read the table of ranges. Raises `SqlNameError` when the snapshot has another generation."""
        kinds = {column.name: column.type for column in table.columns if is_ordered(column.type)}
        plain = [name for name, kind in kinds.items() if kind in _INTEGERS or kind in ("TIMESTAMP", "DATE")]
        names = "".join(f", {quote(f'{end} {name}')}" for name in plain for end in ("least", "greatest"))
        with cursor.guarded() as raw:
            found = raw.execute(f"SELECT shape, address{names} FROM {ranges} ORDER BY file_id").to_arrow_table()
        columns = [found.column(place).combine_chunks() for place in range(found.num_columns)]
        made = cls(
            table,
            columns[0],
            columns[1],
            {name.lower(): columns[2 + 2 * place] for place, name in enumerate(plain)},
            {name.lower(): columns[3 + 2 * place] for place, name in enumerate(plain)},
        )
        bounds = {name: made._bounds(name.lower(), list(range(len(columns[1])))) for name in table.key}
        made.whole.update({name: each for name, each in bounds.items() if each is not None})
        return made

    def choose(self, condition: Condition, params: Parameters, moments: tuple[str, ...]) -> Chosen | None:
        """The files that a condition leaves; None when that is for the engine to say."""
        mask = self._mask(condition, params, moments)
        if mask is None:
            return None
        places = pc.indices_nonzero(mask).to_pylist()
        addresses: dict[int, list[str]] = {}
        for place in places:
            addresses.setdefault(self.shapes[place].as_py(), []).append(self.addresses[place].as_py())
        bounds = {name: self._bounds(name.lower(), places) for name in self.table.key}
        return Chosen(
            addresses={shape: tuple(each) for shape, each in sorted(addresses.items())},
            bounds={name: each for name, each in bounds.items() if each is not None},
        )

    def _bounds(self, column: str, places: list[int]) -> tuple[str, str] | None:
        if column not in self.least or not places:
            return None
        low, high = (each.take(pa.array(places)) for each in (self.least[column], self.greatest[column]))
        if low.null_count or high.null_count:
            return None
        return str(pc.min(low).as_py()), str(pc.max(high).as_py())

    def _mask(self, condition: Condition, params: Parameters, moments: tuple[str, ...]) -> pa.Array | None:
        """Which files may hold such rows."""
        if isinstance(condition, Comparison):
            return self._compared(condition, params, moments)
        masks = [self._mask(part, params, moments) for part in condition.parts]
        if any(mask is None for mask in masks):
            return None
        combine = pc.and_ if isinstance(condition, Every) else pc.or_
        mask = masks[0]
        for other in masks[1:]:
            mask = combine(mask, other)
        return mask

    def _compared(self, comparison: Comparison, params: Parameters, moments: tuple[str, ...]) -> pa.Array | None:
        low, high = self.least.get(comparison.column), self.greatest.get(comparison.column)
        if low is None or high is None or comparison.through != "{}" or comparison.value.rising:
            return None
        value = _value(comparison, low.type, params, moments)
        if value is None:
            return None
        if comparison.operator == "=":
            mask = pc.and_kleene(pc.less_equal(low, value), pc.greater_equal(high, value))
        else:
            side = low if comparison.operator in ("<", "<=") else high
            mask = pc.call_function(_OPERATIONS[comparison.operator], [side, value])
        # A bound that is not known admits everything.
        return pc.fill_null(mask, fill_value=True)


def _value(comparison: Comparison, kind: pa.DataType, params: Parameters, moments: tuple[str, ...]) -> pa.Scalar | None:
    """The value of a comparison in the column's type, when it is one of that type beyond doubt."""
    if not comparison.value.literal:
        return None
    text = comparison.value.sql
    found: Any = _bound(text, params) if text.startswith("$") else _written(text, kind, moments)
    if pa.types.is_integer(kind):
        wanted = type(found) is int
    elif pa.types.is_timestamp(kind):
        wanted = type(found) is dt.datetime and found.tzinfo is None
    else:
        wanted = type(found) is dt.date
    try:
        return pa.scalar(found, kind) if wanted else None
    except (pa.ArrowException, OverflowError):
        return None


def _bound(text: str, params: Parameters) -> object:
    name = text[1:]
    if isinstance(params, dict):
        value = params.get(name)
    else:
        values = list(params)
        value = values[int(name) - 1] if name.isdecimal() and int(name) <= len(values) else None
    inner = getattr(value, "object", None)
    if inner is None:
        return value
    # A value with a type: one without a zone is no moment of the world.
    return None if "ZONE" in str(getattr(value, "type", "")).upper() else inner


def _written(text: str, kind: pa.DataType, moments: tuple[str, ...]) -> object:
    """The value of a literal of an ordinary spelling; None for any other."""
    if pa.types.is_integer(kind):
        return int(text) if _INTEGER.fullmatch(text) else None
    place = _MARK.fullmatch(text)
    if place is not None and int(place[1]) < len(moments):
        text = moments[int(place[1])]
    moment = _MOMENT.fullmatch(text)
    if moment is None:
        return None
    try:
        found = dt.datetime.fromisoformat(moment[1])
    except ValueError:
        return None
    if pa.types.is_timestamp(kind):
        return found
    return found.date() if found.time() == dt.time() else None


_MARK: Final = re.compile(r"'reedbed#(\d+)'")
