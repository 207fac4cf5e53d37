"""Which files a statement reads: those whose ranges admit what it asks for, in the snapshot that it has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reedbed.lake.federated.conditions import condition_sql
from reedbed.lake.federated.markers import unmarked
from reedbed.lake.ranges import greatest, is_ordered, lowest, ranges_table
from reedbed.sql import literal, quote

if TYPE_CHECKING:
    from reedbed.engine import Cursor
    from reedbed.lake.federated.conditions import Condition
    from reedbed.lake.records import LakeTable
    from reedbed.ports.queries import Parameters


@dataclass(frozen=True, kw_only=True, slots=True)
class Chosen:
    """Files that are read: their addresses by shape, and the bounds of their keys as text of the columns' types.

    A bound is None where a file's own is not known. `unread_rows` are archived rows that a count has to add.
    """

    addresses: dict[int, tuple[str, ...]]
    bounds: dict[str, tuple[str | None, str | None]]
    unread_rows: int = 0

    def only(self, addresses: set[str]) -> Chosen:
        """Those of the files that are at some addresses."""
        kept = {shape: tuple(each for each in group if each in addresses) for shape, group in self.addresses.items()}
        return Chosen(addresses={shape: group for shape, group in kept.items() if group}, bounds=self.bounds)

    @property
    def count(self) -> int:
        """How many files."""
        return sum(map(len, self.addresses.values()))


def choose(
    cursor: Cursor,
    catalog: str,
    table: LakeTable,
    condition: Condition | None,
    params: Parameters,
    *,
    moments: tuple[str, ...] = (),
) -> Chosen:
    """The files that a condition leaves, as the cursor's snapshot has them.

    Raises `SqlNameError` when the snapshot has another generation of the table, or the condition does not fit it.
    """
    types = {column.name: column.type for column in table.columns if is_ordered(column.type)}
    where = (
        None if condition is None else condition_sql(condition, {name.lower(): kind for name, kind in types.items()})
    )
    return chosen_by(cursor, catalog, table, unmarked(where or "true", moments), params)


def chosen_by(cursor: Cursor, catalog: str, table: LakeTable, where: str, params: Parameters = ()) -> Chosen:
    """The files for whose ranges an SQL condition holds."""
    keys = [name for name in table.key if is_ordered(table.column(name).type)]
    name = ranges_table(table.id, table.generation)
    ends = "".join(
        f", CASE WHEN count({end}) = count(*) THEN CAST({function}({end}) AS VARCHAR) END"
        for key in keys
        for function, end in (("min", lowest(key)), ("max", greatest(key)))
    )
    rows: list[tuple[Any, ...]] = cursor.plain_rows(
        f"SELECT shape, list(address ORDER BY file_id){ends} FROM {quote(catalog)}.{quote(name.schema)}."
        f"{quote(name.name)} WHERE {where} GROUP BY shape ORDER BY shape",
        params,
    )
    bounds: dict[str, tuple[str | None, str | None]] = {}
    if len(rows) == 1:
        bounds = {key: (rows[0][2 + 2 * place], rows[0][3 + 2 * place]) for place, key in enumerate(keys)}
    return Chosen(addresses={row[0]: tuple(row[1]) for row in rows}, bounds=bounds)


def within(table: LakeTable, chosen: Chosen) -> str:
    """SQL that holds for the rows of the live table whose key may be in one of the files; "" when all may be."""
    parts = []
    for key, (low, high) in chosen.bounds.items():
        if low is not None and high is not None:
            kind = table.column(key).type
            parts.append(f"{quote(key)} BETWEEN CAST({literal(low)} AS {kind}) AND CAST({literal(high)} AS {kind})")
    return f" WHERE {' AND '.join(parts)}" if parts else ""
