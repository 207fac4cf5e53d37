"""What an archive would do, and how: rows and partitions before the cut, and whether they lie in the order of time."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reedbed.lake.cuts import before_cut
from reedbed.lake.grains import is_one_span, partition_columns
from reedbed.lake.names import deleted_table, partition_folder
from reedbed.lake.shapes import files_select
from reedbed.sql import literal, quote

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reedbed.engine import Cursor, Database
    from reedbed.lake.records import LakeFile, LakeTable

ROW_GROUP: Final = 122_880
"""Rows of a group in DuckDB's tables; a scan by time skips groups whose least and greatest times lie elsewhere."""

SCATTER: Final = 3.0
"""How often each group may be read, partition by partition, before sorting all rows first is quicker."""

_YEAR_DIGITS: Final = 4
"""Of years whose text has their order."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PartitionPlan:
    """The rows of one partition that are to be archived. `earliest` and `latest` are text of the time's type."""

    values: tuple[str | None, ...]
    rows: int
    groups: int
    earliest: str
    latest: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ArchivePlan:
    """What an archive would write and delete.

    `staying` counts rows before the cut that stay live because their key is archived or deleted already: `compact`
    folds them in. `size_bytes` is an estimate; 0 when it was not asked for.
    """

    table: str
    time_column: str
    cut: str
    partition_by: tuple[str, ...]
    partitions: tuple[PartitionPlan, ...]
    staying: int
    size_bytes: int = 0

    @property
    def rows(self) -> int:
        """Rows that would be archived."""
        return sum(each.rows for each in self.partitions)

    @property
    def files(self) -> int:
        """Files that would be written."""
        return len(self.partitions)

    @property
    def is_scattered(self) -> bool:
        """Whether the rows of a partition lie all over the table."""
        groups = sum(each.groups for each in self.partitions)
        return groups > SCATTER * max(1, self.rows / ROW_GROUP) + len(self.partitions)


def folder_of(table: LakeTable, partition: PartitionPlan) -> str:
    """The folder of a partition below that of its table."""
    return partition_folder(table.partition_by, partition.values)


class Candidates:
    """The live rows that an archive up to a cut concerns, as SQL: `files` are those that the table has already."""

    def __init__(
        self,
        database: Database,
        table: LakeTable,
        cut: str,
        *,
        source: str,
        files: Sequence[LakeFile],
        address: Callable[[str], str],
    ) -> None:
        self._database = database
        self._table = table
        self.source = source
        self.cut = cut
        self._files = files
        self._address = address
        self.older = before_cut(table.time_column, table.column(table.time_column).type, cut)

    def in_table(self, source: str) -> Candidates:
        """The same rows, where their table has another name."""
        found = copy(self)
        found.source = source
        return found

    def within(self, partitions: Sequence[PartitionPlan]) -> Candidates:
        """Those of them that are in some partitions."""
        found = copy(self)
        if are_successive(self._table, partitions):
            condition = span_condition(self._table, partitions[0].earliest, partitions[-1].latest)
        else:
            condition = " OR ".join(f"({partition_condition(self._table, each)})" for each in partitions)
        found.older = f"{self.older} AND ({condition})"
        return found

    @property
    def known(self) -> str:
        """The condition that a row's key is archived or deleted already; empty where no key can be."""
        table = self._table
        if not table.key or not self._files:
            return ""
        same = " AND ".join(f"known.{quote(name)} = live.{quote(name)}" for name in table.key)
        rows = files_select(table, self._files, address=self._address)
        deleted = deleted_table(table.id)
        gone = self._database.qualified(deleted.schema, deleted.name)
        return (
            f"(EXISTS (SELECT 1 FROM ({rows}) AS known WHERE {same}) "
            f"OR EXISTS (SELECT 1 FROM {gone} AS known WHERE {same}))"
        )

    @property
    def rows(self) -> str:
        """FROM and WHERE of the rows that are archived."""
        known = self.known
        return f"{self.source} AS live WHERE {self.older}{f' AND NOT {known}' if known else ''}"

    def staying(self, cursor: Cursor) -> int:
        """How many rows before the cut stay because their key is archived or deleted."""
        known = self.known
        if not known:
            return 0
        return int(cursor.rows(f"SELECT count(*) FROM {self.source} AS live WHERE {self.older} AND {known}")[0][0])


def plan(cursor: Cursor, table: LakeTable, candidates: Candidates) -> ArchivePlan:
    """Which partitions the candidates fall in."""
    time = quote(table.time_column)
    columns = partition_columns(table)
    values = "".join(f"{each.value} AS p{number}, " for number, each in enumerate(columns))
    # Group by group of the table first, on numbers: a quarter of the time of counting distinct ones by text.
    by_group = (
        f"SELECT {values}rowid // {ROW_GROUP} AS place, count(*) AS n, min({time}) AS earliest, max({time}) AS latest "
        f"FROM {candidates.rows} GROUP BY ALL"
    )
    texts = ", ".join(each.text_of(f"p{number}") for number, each in enumerate(columns))
    rows = cursor.rows(
        f"SELECT CAST([{texts}] AS VARCHAR[]) AS named, CAST(sum(n) AS BIGINT), count(*), "
        f"CAST(min(earliest) AS VARCHAR), CAST(max(latest) AS VARCHAR) FROM ({by_group}) GROUP BY named ORDER BY named"
    )
    return ArchivePlan(
        table=str(table.name),
        time_column=table.time_column,
        cut=candidates.cut,
        partition_by=table.partition_by,
        partitions=tuple(
            PartitionPlan(values=tuple(row[0]), rows=row[1], groups=row[2], earliest=row[3], latest=row[4])
            for row in rows
            if row[1]
        ),
        staying=candidates.staying(cursor),
    )


def partition_condition(table: LakeTable, partition: PartitionPlan) -> str:
    """The SQL condition of the rows of one partition, among those that are archived."""
    span = span_condition(table, partition.earliest, partition.latest)
    if is_one_span(table.partition_by):
        return span
    columns = partition_columns(table)
    same = (
        f"{each.text} IS NOT DISTINCT FROM {'NULL' if found is None else literal(found)}"
        for each, found in zip(columns, partition.values, strict=True)
    )
    return f"{span} AND {' AND '.join(same)}"


def span_condition(table: LakeTable, earliest: str, latest: str) -> str:
    """The SQL condition of the rows of a span of time, both ends in it."""
    time, type_name = quote(table.time_column), table.column(table.time_column).type
    return f"{time} BETWEEN CAST({literal(earliest)} AS {type_name}) AND CAST({literal(latest)} AS {type_name})"


def are_successive(table: LakeTable, partitions: Sequence[PartitionPlan]) -> bool:
    """Whether partitions are spans of time that follow one another, as they are sorted by the text of their values."""
    if not table.partition_by or not is_one_span(table.partition_by):
        return False
    years = (each.values[0] or "" for each in partitions)
    return all(len(year) == _YEAR_DIGITS and year.isdecimal() for year in years)
