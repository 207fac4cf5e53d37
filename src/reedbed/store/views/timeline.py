"""Incremental views: how far a view has come along its time, and from which moment on it has to be computed again.

What can be known of an input since the last build:

- Its ledger record says that it was only appended to. The rows before the settled moment (high water minus
  lookback) are counted; as many as then means that nothing came later than the lookback admits.
- It is an incremental view itself. Its build records say from which moment on each build replaced rows.
- Anything else (replaced, upserted, changed by SQL, never written through Reedbed): nothing is known, and the view
  is rebuilt in full. So it is when an input other than the one that bears the time changed.

Moments are DuckDB's text of the time column's values in UTC, so that nanoseconds and time zones stay exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reedbed.errors import ColumnNotFound, ColumnTypeMismatch
from reedbed.sql import TableName, quote
from reedbed.store.views.builds import TimeMark, ViewBuilds
from reedbed.store.views.plan import changed_inputs
from reedbed.store.views.relations import folded, relation_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from reedbed.engine import Database
    from reedbed.store.ledger import TableRecord
    from reedbed.store.views.builds import BuildRecord
    from reedbed.store.views.registry import View
    from reedbed.store.views.relations import RelationKey


@dataclass(frozen=True, kw_only=True, slots=True)
class TimeAxis:
    """The input that bears a view's time: the first that has the time column, with the column as it spells it."""

    input: TableName
    column: str
    type: str


def time_axis(database: Database, view: View) -> TimeAxis:
    """The axis of an incremental view.

    Raises `ColumnNotFound` when no input has the column, `ColumnTypeMismatch` when it holds no dates or timestamps.
    """
    seen: list[str] = []
    for name in view.inputs:
        columns = columns_of(database, database.qualified(name.schema, name.name))
        seen += columns
        column = same_column(columns, view.time_column or "")
        if column is not None:
            return TimeAxis(input=name, column=column, type=_temporal(str(name), column, columns[column]))
    raise ColumnNotFound(view.time_column or "", where=f"any input of view {view.name!r}", known=dict.fromkeys(seen))


def output_column(view: View, columns: Mapping[str, str]) -> str:
    """The time column as the view's rows spell it. Raises `ColumnNotFound` or `ColumnTypeMismatch`."""
    column = same_column(columns, view.time_column or "")
    if column is None:
        raise ColumnNotFound(view.time_column or "", where=f"the rows of view {view.name!r}", known=columns)
    _temporal(view.name, column, columns[column])
    return column


def columns_of(database: Database, relation: str) -> dict[str, str]:
    """The columns of SQL text that can stand after FROM, in order, with their types."""
    return {row[0]: row[1] for row in database.rows(f"DESCRIBE SELECT * FROM {relation}")}


def same_column(columns: Iterable[str], name: str) -> str | None:
    """The column that DuckDB would take for `name`, or None."""
    return next((column for column in columns if folded(column) == folded(name)), None)


def time_mark(database: Database, view: View, axis: TimeAxis) -> TimeMark | None:
    """How far the input has come at present; None while it has no row with a time."""
    table, column = database.qualified(axis.input.schema, axis.input.name), quote(axis.column)
    row = database.row(
        f"SELECT CAST(high AS VARCHAR), CAST(CAST(high - to_microseconds(?) AS {axis.type}) AS VARCHAR) "
        f"FROM (SELECT max({column}) AS high FROM {table})",
        [round(view.lookback.total_seconds() * 1_000_000)],
    )
    if row is None or row[0] is None:
        return None
    return TimeMark(
        input=axis.input,
        column=view.time_column or axis.column,
        high_water=row[0],
        settled_before=row[1],
        settled_rows=_rows_before(database, axis, row[1]),
    )


def changed_since(
    database: Database,
    view: View,
    axis: TimeAxis,
    record: BuildRecord,
    tables: Mapping[RelationKey, TableRecord],
) -> str | None:
    """The moment before which the view's inputs are as they were for `record`; None when that is not known."""
    mark = record.mark
    versions = {key: table.version for key, table in tables.items()}
    changed = {relation_key(name) for name in changed_inputs(view, record, versions)}
    if mark is None or mark.input != axis.input or not changed <= {relation_key(axis.input)}:
        return None
    built_from = next((each.version for each in record.inputs if each.name == axis.input), None)
    present = tables.get(relation_key(axis.input))
    if present is None or built_from is None:
        return None
    replaced = _replaced_from(database, axis, built_from, present.version)
    if replaced is not None:
        return _earliest(database, axis, [mark.settled_before, *replaced])
    only_appended = present.replaced_version <= built_from
    settled = _rows_before(database, axis, mark.settled_before) == mark.settled_rows
    return mark.settled_before if only_appended and settled else None


def aligned(database: Database, table: str, column: str, axis: TimeAxis, start: str) -> str:
    """`start`, or the time of the view's last row before it: a row for an hour stands at the hour's beginning."""
    row = database.row(
        f"SELECT CAST(CAST(max({quote(column)}) AS {axis.type}) AS VARCHAR) FROM {table} "
        f"WHERE CAST({quote(column)} AS {axis.type}) <= CAST(? AS {axis.type})",
        [start],
    )
    return row[0] if row and row[0] is not None else start


def earlier(database: Database, relation: str, column: str, axis: TimeAxis, start: str) -> str | None:
    """The earliest time in `relation` when it lies before `start`; None when none does."""
    row = database.row(
        f"SELECT CAST(CAST(min({quote(column)}) AS {axis.type}) AS VARCHAR) FROM {relation} "
        f"HAVING CAST(min({quote(column)}) AS {axis.type}) < CAST(? AS {axis.type})",
        [start],
    )
    return row[0] if row else None


def moment_of(database: Database, axis: TimeAxis, kind: str, start: str) -> str:
    """`start` as a value of the view's own time column, for those that read the view along its time."""
    row = database.row(f"SELECT CAST(CAST(CAST(? AS {axis.type}) AS {kind}) AS VARCHAR)", [start])
    return str(row[0]) if row else start


def _temporal(where: str, column: str, kind: str) -> str:
    if kind == "DATE" or kind.startswith("TIMESTAMP"):
        return kind
    raise ColumnTypeMismatch(
        where, column, expected="a date or a timestamp", found=kind, reason="It is a view's time column."
    )


def _replaced_from(database: Database, axis: TimeAxis, built_from: int, present: int) -> list[str] | None:
    """From when each build since replaced the rows of an input that is a view along the same time, else None."""
    if axis.input.schema != "main":
        return None
    builds = ViewBuilds(database).changes_since(axis.input.name, built_from)
    if not builds or builds[-1].output_version != present:
        return None
    starts = [
        build.changed_from
        for build in builds
        if build.changed_from is not None and build.mark and folded(build.mark.column) == folded(axis.column)
    ]
    return starts if len(starts) == len(builds) else None


def _earliest(database: Database, axis: TimeAxis, moments: list[str]) -> str:
    row = database.row(
        f"SELECT CAST(min(CAST(moment AS {axis.type})) AS VARCHAR) FROM unnest(?::VARCHAR[]) AS all_of(moment)",
        [moments],
    )
    return row[0] if row else min(moments)


def _rows_before(database: Database, axis: TimeAxis, moment: str) -> int:
    table = database.qualified(axis.input.schema, axis.input.name)
    row = database.row(f"SELECT count(*) FROM {table} WHERE {quote(axis.column)} < CAST(? AS {axis.type})", [moment])
    return int(row[0]) if row else 0
