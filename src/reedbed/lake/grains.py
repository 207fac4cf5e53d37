"""How a table is cut into partitions: by grains of its time column and by plain columns.

Times are cut in UTC, so a day has 24 hours and no hour comes twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.errors import ColumnNotFound, NotArchivable
from reedbed.sql import quote

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

GRAINS: Final[Mapping[str, str]] = {
    "year": "lpad(CAST(year({time}) AS VARCHAR), 4, '0')",
    "month": "lpad(CAST(month({time}) AS VARCHAR), 2, '0')",
    "day": "lpad(CAST(day({time}) AS VARCHAR), 2, '0')",
    "hour": "lpad(CAST(hour({time}) AS VARCHAR), 2, '0')",
}
"""SQL of each grain's value as text, coarsest first. These words never mean columns."""

TIMES: Final = frozenset(
    {"DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"}
)
"""Types of a time column."""

_UNFIT: Final = ("STRUCT", "MAP", "UNION", "BLOB", "BIT", "JSON", "VARIANT")


def partition_expressions(partition_by: Sequence[str], time_column: str) -> list[str]:
    """SQL of the values of a row's partition, as text; NULL where the column is."""
    time = quote(time_column)
    return [
        GRAINS[name].format(time=time) if name in GRAINS else f"CAST({quote(name)} AS VARCHAR)" for name in partition_by
    ]


def is_one_span(partition_by: Sequence[str]) -> bool:
    """Whether a partition is one span of time, and nothing but it lies in that span."""
    return tuple(partition_by) == tuple(GRAINS)[: len(partition_by)]


def checked_partitions(table: str, partition_by: Sequence[str], types: Mapping[str, str]) -> tuple[str, ...]:
    """Grains and columns as the table spells them.

    Raises `ColumnNotFound`, and `NotArchivable` for a column whose values make no folder.
    """
    spelled = {name.casefold(): name for name in types}
    found: list[str] = []
    for each in partition_by:
        name = each if each in GRAINS else spelled.get(each.casefold())
        if name is None:
            raise ColumnNotFound(each, where=f"table {table!r}", known=[*GRAINS, *types])
        if name not in GRAINS and (types[name].endswith("]") or types[name].startswith(_UNFIT)):
            raise NotArchivable(
                f"Column {name!r} of {table!r} is a {types[name]}, whose values make no partitions.",
                hint='partition_by=("year", "month")',
                table=table,
                column=name,
            )
        if name not in found:
            found.append(name)
    return tuple(found)
