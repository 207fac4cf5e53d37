"""The ranges of one generation's files in memory, for the predicates that are plain: a column, an operator, a moment.

What is decided here is decided as the engine would. Everything else is left to a query on the table of ranges.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.compute as pc

from reedbed.lake.federated.choosing import Chosen
from reedbed.lake.federated.conditions import Comparison, Every
from reedbed.lake.federated.values import value_as
from reedbed.lake.ranges import is_ordered
from reedbed.sql import quote

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reedbed.engine import Cursor
    from reedbed.lake.federated.conditions import Condition
    from reedbed.lake.federated.demands import Demand
    from reedbed.lake.records import LakeTable
    from reedbed.ports.queries import Parameters

_INTEGERS: Final = frozenset({"TINYINT", "SMALLINT", "INTEGER", "BIGINT"})
_TIMES: Final = frozenset({"TIMESTAMP", "DATE", "TIMESTAMP WITH TIME ZONE"})
_OPERATIONS: Final[Mapping[str, str]] = {"<": "less", "<=": "less_equal", ">": "greater", ">=": "greater_equal"}

_KEPT_DEMANDS: Final = 32


@dataclass(frozen=True, slots=True)
class Catalogue:
    """`least` and `greatest` are the ranges of the columns of plain types, by folded name, one value for each file."""

    table: LakeTable
    shapes: pa.Array
    addresses: pa.Array
    rows: pa.Array
    least: Mapping[str, pa.Array]
    greatest: Mapping[str, pa.Array]
    whole: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    """The bounds of the key's columns over all files."""
    found: dict[tuple[Demand, frozenset[str]], Chosen | None] = field(default_factory=dict)
    """What was enough before: a page that shows the newest time asks for it again and again."""

    @classmethod
    def read(cls, cursor: Cursor, table: LakeTable, ranges: str, files: str) -> Catalogue:
        """Read the table of ranges, beside the ledger's one of files.

        Raises `SqlNameError` when the snapshot has another generation.
        """
        kinds = {column.name: column.type for column in table.columns if is_ordered(column.type)}
        plain = [name for name, kind in kinds.items() if kind in _INTEGERS or kind in _TIMES]
        names = "".join(f", r.{quote(f'{end} {name}')}" for name in plain for end in ("least", "greatest"))
        with cursor.guarded() as raw:
            found = raw.execute(
                f"SELECT r.shape, r.address, f.row_count{names} FROM {ranges} AS r "
                f"JOIN {files} AS f ON f.id = r.file_id ORDER BY r.file_id"
            ).to_arrow_table()
        columns = [_in_utc(found.column(place).combine_chunks()) for place in range(found.num_columns)]
        made = cls(
            table,
            columns[0],
            columns[1],
            columns[2],
            {name.lower(): columns[3 + 2 * place] for place, name in enumerate(plain)},
            {name.lower(): columns[4 + 2 * place] for place, name in enumerate(plain)},
        )
        bounds = {name: made._bounds(name.lower(), list(range(len(columns[1])))) for name in table.key}
        made.whole.update({name: each for name, each in bounds.items() if each is not None})
        return made

    def choose(self, condition: Condition, params: Parameters, moments: tuple[str, ...]) -> Chosen | None:
        """The files that a condition leaves; None when that is for the engine to say."""
        mask = self._mask(condition, params, moments)
        if mask is None:
            return None
        return self._chosen(pc.indices_nonzero(mask).to_pylist())

    def enough(self, demand: Demand, unsure: frozenset[str]) -> Chosen | None:
        """The files that are enough for a demand; None when it is not known which.

        `unsure` are the addresses of files of which rows may be hidden: nothing is taken for granted of them.
        """
        asked = (demand, unsure)
        try:
            return self.found[asked]
        except KeyError:
            enough = self._enough(demand, unsure)
        if len(self.found) >= _KEPT_DEMANDS:
            # Another thread may do the same at this moment; what is missed is found again.
            self.found.clear()
        self.found[asked] = enough
        return enough

    def _enough(self, demand: Demand, unsure: frozenset[str]) -> Chosen | None:
        clean = pc.invert(pc.is_in(self.addresses, pa.array(sorted(unsure), pa.string())))
        rows = pc.if_else(clean, self.rows, 0)
        if demand.rows is None:
            masks = [self._at_end(function, column, clean) for function, column in demand.ends]
        elif demand.order is None or demand.rows == 0:
            masks = [pc.less(pc.subtract(pc.cumulative_sum(rows), rows), demand.rows)]
        else:
            column, descending = demand.order
            ways = (True, False) if descending is None else (descending,)
            masks = [self._first(column.lower(), demand.rows, rows, descending=each) for each in ways]
        if any(mask is None for mask in masks):
            return None
        read = pc.invert(clean) if demand.counts else pa.array([False] * len(rows))
        for mask in masks:
            read = pc.or_(read, pc.fill_null(mask, fill_value=True))
        found = self._chosen(pc.indices_nonzero(read).to_pylist())
        unread = pc.sum(pc.filter(self.rows, pc.invert(read))).as_py()
        return replace(found, unread_rows=int(unread or 0)) if demand.counts else found

    def _at_end(self, function: str, column: str, clean: pa.Array) -> pa.Array | None:
        """Which files may have a column's least or greatest value: each has one as great as its least, or greater."""
        low, high = self.least.get(column.lower()), self.greatest.get(column.lower())
        if low is None or high is None:
            return None
        if function == "max":
            return pc.greater_equal(high, pc.max(pc.filter(low, clean)))
        return pc.less_equal(low, pc.min(pc.filter(high, clean)))

    def _first(self, column: str, wanted: int, rows: pa.Array, *, descending: bool) -> pa.Array | None:
        """Which files may have some of the first rows by a column that is never NULL; `rows` are sure to be there."""
        low, high = self.least.get(column), self.greatest.get(column)
        sure = {name.lower() for name in (*self.table.key, self.table.time_column)}
        if low is None or high is None or column not in sure:
            return None
        worst = low if descending else high
        order = pc.sort_indices(worst, sort_keys=[("", "descending" if descending else "ascending")])
        reached = pc.cumulative_sum(rows.take(order))
        enough = pc.index(pc.greater_equal(reached, wanted), True).as_py()
        if enough < 0 or not worst.take(order)[enough].is_valid:
            return None
        bound = worst.take(order)[enough]
        return pc.greater_equal(high, bound) if descending else pc.less_equal(low, bound)

    def _chosen(self, places: list[int]) -> Chosen:
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
        try:
            return str(pc.min(low).as_py()), str(pc.max(high).as_py())
        except (OverflowError, ValueError):
            # Before the year 1 or at no time at all, of which Python knows nothing.
            return None

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
        value = value_as(comparison, low.type, params, moments)
        if value is None:
            return None
        if comparison.operator == "=":
            mask = pc.and_kleene(pc.less_equal(low, value), pc.greater_equal(high, value))
        else:
            side = low if comparison.operator in ("<", "<=") else high
            mask = pc.call_function(_OPERATIONS[comparison.operator], [side, value])
        # A bound that is not known admits everything.
        return pc.fill_null(mask, fill_value=True)


def _in_utc(column: pa.Array) -> pa.Array:
    """Moments in the zone that Python knows in any case; DuckDB gives them in the session's."""
    is_moment = pa.types.is_timestamp(column.type) and column.type.tz
    return column.cast(pa.timestamp(column.type.unit, "UTC")) if is_moment else column
