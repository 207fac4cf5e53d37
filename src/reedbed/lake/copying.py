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
from typing import TYPE_CHECKING, Final, TypeVar

from reedbed.engine import encoded
from reedbed.errors import ArchiveNotVerified
from reedbed.errors.counts import count_of
from reedbed.lake.contents import Fingerprint, contents_of, fingerprint_of
from reedbed.lake.plans import ROW_GROUP, folder_of, partition_condition
from reedbed.lake.sorting import STAGE, shares, sort_aside, sorted_rows
from reedbed.sql import literal, quote
from reedbed.store.checkpoints.publishing import PART_FORMAT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from reedbed.engine import Cursor, Database
    from reedbed.lake.jobs import Job
    from reedbed.lake.plans import ArchivePlan, Candidates, PartitionPlan
    from reedbed.lake.records import ColumnRange, LakeTable

HANDS: Final = min(4, os.cpu_count() or 1)
"""Partitions that are copied at one time: DuckDB sorts and packs one of ordinary size on one core."""

T = TypeVar("T")


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
            expected = self._copy_sorted(snapshot, found, candidates)
        else:
            self._copy_as_they_lie(snapshot, found, candidates)
            expected = None
        if expected is None:
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

    def _copy_as_they_lie(self, snapshot: Reading, found: ArchivePlan, candidates: Candidates) -> None:
        """Each partition into its file, as many at a time as there are cursors."""
        cursors, partitions = snapshot.cursors, found.partitions

        def work(hand: int) -> None:
            for number in range(hand, len(partitions), len(cursors)):
                condition = partition_condition(self._table, partitions[number])
                self._write_file(cursors[hand], number, partitions[number], f"{candidates.rows} AND {condition}")

        _by_hands(cursors, work)

    def _copy_sorted(self, snapshot: Reading, found: ArchivePlan, candidates: Candidates) -> Fingerprint | None:
        """Each partition into its file from rows that were sorted aside.

        Returns the fingerprint of these where the rows take long to find, since keys are archived already.
        """
        table, partitions = self._table, found.partitions
        cursors = snapshot.cursors[:1] if found.staying else snapshot.cursors
        shared = shares(table, partitions, len(cursors))

        def work(hand: int) -> Fingerprint | None:
            cursor, share = cursors[hand], shared[hand]
            sort_aside(cursor, table, candidates, partitions[share.start : share.stop])
            try:
                for number in share:
                    rows = sorted_rows(table, partitions[number])
                    self._write_file(cursor, number, partitions[number], rows, is_sorted=True)
                return fingerprint_of(cursor, table.columns, STAGE) if found.staying else None
            finally:
                cursor.execute(f"DROP TABLE IF EXISTS {STAGE}")

        return _by_hands(cursors[: len(shared)], work)[0]

    def _write_file(
        self,
        cursor: Cursor,
        number: int,
        partition: PartitionPlan,
        rows: str,
        *,
        most: int | None = None,
        is_sorted: bool = False,
    ) -> None:
        written = write_in_order(cursor, self._table, rows, self._path(number), most=most, is_sorted=is_sorted)
        if written != partition.rows:
            raise self._unverified(
                f"Partition {'/'.join(map(str, partition.values))} of {str(self._table.name)!r} was planned with "
                f"{count_of(partition.rows, 'row')} and written with {written:,}."
            )

    def _path(self, number: int) -> Path:
        return self._staging / self._job.file_name(number)

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
        return ArchiveNotVerified(sentence, hint=f"reedbed lake archive {name.argument}", table=str(name))


def write_in_order(
    cursor: Cursor, table: LakeTable, rows: str, file: Path, *, most: int | None = None, is_sorted: bool = False
) -> int:
    """Write `rows`, SQL of what follows FROM, into a file in the order of time; returns how many there were.

    `is_sorted` says that they lie in that order already.
    """
    columns = ", ".join(f"{encoded(quote(each.name), each.type)} AS {quote(each.name)}" for each in table.columns)
    select = f"SELECT {columns} FROM {rows}"
    options = f"{PART_FORMAT}, PRESERVE_ORDER true" if is_sorted else PART_FORMAT
    if not is_sorted:
        select += f" ORDER BY {quote(table.time_column)}"
    if most is not None:
        select += f" LIMIT {most:d}"
    return cursor.execute(f"COPY ({select}) TO {literal(str(file))} ({options})")


def _by_hands(cursors: Sequence[Cursor], work: Callable[[int], T]) -> list[T]:
    """What `work` gives for each hand, at one time; a failure of one stops the others."""
    with ThreadPoolExecutor(len(cursors), thread_name_prefix="reedbed-archive") as hands:
        try:
            return list(hands.map(work, range(len(cursors))))
        except BaseException:
            for cursor in cursors:
                cursor.interrupt()
            raise
