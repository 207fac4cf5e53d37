"""How a table is cut into partitions: by grains of its time column and by plain columns.

Times are cut in UTC, so a day has 24 hours and no hour comes twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reedbed.errors import ColumnNotFound, NotArchivable
from reedbed.sql import quote

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reedbed.lake.records import LakeTable

GRAINS: Final = ("year", "month", "day", "hour")
"""Coarsest first. These words never mean columns."""

_WIDTHS: Final = {"year": 4, "month": 2, "day": 2, "hour": 2}

TIMES: Final = frozenset(
    {"DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"}
)
"""Types of a time column."""

_UNFIT: Final = ("STRUCT", "MAP", "UNION", "BLOB", "BIT", "JSON", "VARIANT")


@dataclass(frozen=True, kw_only=True, slots=True)
class PartitionColumn:
    """A grain or a column: SQL of its value in a row, which is quick to group by, and of that value as text."""

    name: str
    value: str

    def text_of(self, value: str) -> str:
        """SQL of the text of a value, as partitions are named by it; NULL where the value is."""
        width = _WIDTHS.get(self.name)
        return f"CAST({value} AS VARCHAR)" if width is None else f"format('{{:0{width}d}}', {value})"

    @property
    def text(self) -> str:
        """SQL of the text of a row's value."""
        return self.text_of(self.value)


def partition_columns(table: LakeTable) -> list[PartitionColumn]:
    """How the rows of a table are told into partitions."""
    time = quote(table.time_column)
    if table.column(table.time_column).type == "TIMESTAMP WITH TIME ZONE":
        # In UTC all the same, and ten times as quick: DuckDB asks a calendar of ICU about each instant.
        time = f"make_timestamp(epoch_us({time}))"
    return [
        PartitionColumn(name=name, value=f"{name}({time})" if name in GRAINS else quote(name))
        for name in table.partition_by
    ]


def partition_texts(table: LakeTable) -> list[str]:
    """SQL of the values of a row's partition, as text; NULL where the column is."""
    return [each.text for each in partition_columns(table)]


def is_one_span(partition_by: Sequence[str]) -> bool:
    """Whether a partition is one span of time, and nothing but it lies in that span."""
    return tuple(partition_by) == GRAINS[: len(partition_by)]


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
