"""Rows into files: one snapshot of the table, a file for each partition in the order of time, each read back.

Nothing here changes the database. The snapshot is taken while nobody writes, on several cursors at once: partitions are
copied beside each other, and all of them are of one moment.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from glob import escape
from typing import TYPE_CHECKING, Final

from reedbed.engine import encoded
from reedbed.errors import ArchiveNotVerified
from reedbed.lake.contents import Fingerprint, contents_of, fingerprint_of
from reedbed.lake.grains import partition_columns
from reedbed.lake.plans import ROW_GROUP, folder_of, partition_condition
from reedbed.sql import literal, quote
from reedbed.store.checkpoints.publishing import PART_FORMAT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from reedbed.engine import Cursor, Database
    from reedbed.lake.jobs import Job
    from reedbed.lake.plans import ArchivePlan, Candidates, PartitionPlan
    from reedbed.lake.records import ColumnRange, LakeTable

HANDS: Final = min(4, os.cpu_count() or 1)
"""Partitions that are copied at one time: DuckDB sorts and packs one of ordinary size on one core."""

_STAGE: Final = 'temp."reedbed_archive_stage"'


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """One snapshot of the database on several cursors. `turns` is the count of writers while nothing changes."""

    cursors: tuple[Cursor, ...]
    turns: int


@dataclass(frozen=True, kw_only=True, slots=True)
class CopiedFile:
    """A file that was written and read back: where it is, and where below the target it is to be."""

    staged: Path
    path: str
    partition_values: tuple[str | None, ...]
    fingerprint: Fingerprint
    ranges: tuple[ColumnRange, ...]


@contextmanager
def reading(database: Database, source: str, *, hands: int = HANDS) -> Iterator[Reading]:
    """One snapshot, in which `source` can be read, until the block ends."""
    cursors: list[Cursor] = []
    nested = database.in_transaction
    try:
        # Nobody commits while this thread is the writer, so that the snapshots of all cursors are one.
        with database.transaction():
            for _ in range(hands):
                cursors.append(database.cursor())
                cursors[-1].execute("BEGIN TRANSACTION")
                cursors[-1].rows(f"SELECT 1 FROM {source} LIMIT 0")
            turns = database.turns_of_writing
        yield Reading(cursors=tuple(cursors), turns=turns if nested else turns + 1)
    finally:
        for cursor in cursors:
            cursor.close()


class Copier:
    """Writes the files of one job into `staging`."""

    def __init__(self, table: LakeTable, job: Job, staging: Path) -> None:
        self._table = table
        self._job = job
        self._staging = staging

    def copy(self, snapshot: Reading, found: ArchivePlan, candidates: Candidates) -> list[CopiedFile]:
        """Write the partitions of a plan, and read them back.

        Raises `ArchiveNotVerified` when the files do not hold exactly the rows that the snapshot has.
        """
        first, columns = snapshot.cursors[0], self._table.columns
        if found.is_scattered or found.staying:
            self._sort_aside(first, candidates)
            try:
                rows = [f"{_STAGE} WHERE {_staged_condition(each)}" for each in found.partitions]
                self._write(snapshot.cursors[:1], found.partitions, rows)
                expected = fingerprint_of(first, columns, _STAGE)
            finally:
                first.execute(f"DROP TABLE IF EXISTS {_STAGE}")
        else:
            conditions = (partition_condition(self._table, each) for each in found.partitions)
            self._write(snapshot.cursors, found.partitions, [f"{candidates.rows} AND {each}" for each in conditions])
            expected = fingerprint_of(first, columns, candidates.rows)
        files = self._read_back(first, found.partitions)
        total = sum((each.fingerprint for each in files), start=Fingerprint())
        if total != expected:
            raise self._unverified(
                f"The files of {str(self._table.name)!r} hold other rows than were copied: {total.rows:,} of "
                f"{expected.rows:,}, fingerprint {total} instead of {expected}."
            )
        return files

    def estimated_size(self, snapshot: Reading, found: ArchivePlan, candidates: Candidates) -> int:
        """About how many bytes the files would have, by writing the beginning of the largest one."""
        if not found.rows:
            return 0
        largest = max(found.partitions, key=lambda each: each.rows)
        rows = min(largest.rows, ROW_GROUP)
        sample = replace(largest, rows=rows)
        condition = partition_condition(self._table, largest)
        path = self._path(0)
        try:
            self._write_file(snapshot.cursors[0], 0, sample, f"{candidates.rows} AND {condition}", most=rows)
            return round(path.stat().st_size * found.rows / rows)
        finally:
            path.unlink(missing_ok=True)

    def _write(self, cursors: Sequence[Cursor], partitions: Sequence[PartitionPlan], rows: Sequence[str]) -> None:
        """Each partition into its file, as many at a time as there are cursors."""

        def work(hand: int) -> None:
            for number in range(hand, len(partitions), len(cursors)):
                self._write_file(cursors[hand], number, partitions[number], rows[number])

        with ThreadPoolExecutor(len(cursors), thread_name_prefix="reedbed-archive") as hands:
            try:
                list(hands.map(work, range(len(cursors))))
            except BaseException:
                for cursor in cursors:
                    cursor.interrupt()
                raise

    def _write_file(
        self, cursor: Cursor, number: int, partition: PartitionPlan, rows: str, *, most: int | None = None
    ) -> None:
        written = write_in_order(cursor, self._table, rows, self._path(number), most=most)
        if written != partition.rows:
            raise self._unverified(
                f"Partition {'/'.join(map(str, partition.values))} of {str(self._table.name)!r} was planned with "
                f"{partition.rows:,} rows and written with {written:,}."
            )

    def _path(self, number: int) -> Path:
        return self._staging / self._job.file_name(number)

    def _sort_aside(self, cursor: Cursor, candidates: Candidates) -> None:
        """Rows that lie all over the table, in a temporary table in the order of partitions and time."""
        values = partition_columns(self._table)
        names = [f"reedbed_p{number}" for number in range(len(values))]
        parts = "".join(f"{each.text} AS {name}, " for each, name in zip(values, names, strict=True))
        columns = ", ".join(quote(column.name) for column in self._table.columns)
        order = ", ".join([*names, quote(self._table.time_column)])
        cursor.execute(f"CREATE TEMP TABLE {_STAGE} AS SELECT {parts}{columns} FROM {candidates.rows} ORDER BY {order}")

    def _read_back(self, cursor: Cursor, partitions: Sequence[PartitionPlan]) -> list[CopiedFile]:
        staged = [self._path(number) for number in range(len(partitions))]
        contents = contents_of(cursor, self._table.columns, [escape(str(path)) for path in staged])
        return [
            CopiedFile(
                staged=path,
                path="/".join(filter(None, (self._job.folder, folder_of(self._table, partition), path.name))),
                partition_values=partition.values,
                fingerprint=contents[path.name].fingerprint,
                ranges=contents[path.name].ranges,
            )
            for partition, path in zip(partitions, staged, strict=True)
        ]

    def _unverified(self, sentence: str) -> ArchiveNotVerified:
        name = self._table.name
        return ArchiveNotVerified(sentence, hint=f"reedbed lake archive {name}", table=str(name))


def write_in_order(cursor: Cursor, table: LakeTable, rows: str, file: Path, *, most: int | None = None) -> int:
    """Write `rows`, SQL of what follows FROM, into a file in the order of time; returns how many there were."""
    columns = ", ".join(f"{encoded(quote(each.name), each.type)} AS {quote(each.name)}" for each in table.columns)
    select = f"SELECT {columns} FROM {rows} ORDER BY {quote(table.time_column)}"
    if most is not None:
        select += f" LIMIT {most:d}"
    return cursor.execute(f"COPY ({select}) TO {literal(str(file))} ({PART_FORMAT})")


def _staged_condition(partition: PartitionPlan) -> str:
    conditions = (
        f"reedbed_p{number} IS NULL" if value is None else f"reedbed_p{number} = {literal(value)}"
        for number, value in enumerate(partition.values)
    )
    return " AND ".join(conditions) or "true"
