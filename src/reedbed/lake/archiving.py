"""Archiving: copy, verify, put, and then hand the copied rows over to their files."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from reedbed.errors import ArchivedRowsGone, LakeBusy
from reedbed.lake.copying import HANDS, Copier, reading
from reedbed.lake.handover import Copied, Handover
from reedbed.lake.indexes import settle
from reedbed.lake.jobs import begin_job, end_job, exclusively, new_job, undo_job
from reedbed.lake.names import new_table_id, table_folder
from reedbed.lake.plans import Candidates, plan
from reedbed.lake.publishing import put
from reedbed.lake.records import LakeRecords
from reedbed.lake.spans import earliest_live, files_since
from reedbed.lake.subjects import UNNUMBERED, Wishes, require_key, subject

if TYPE_CHECKING:
    from collections.abc import Callable

    from reedbed.engine import Cursor, Database
    from reedbed.lake.jobs import Job
    from reedbed.lake.plans import ArchivePlan
    from reedbed.lake.records import LakeTable
    from reedbed.lake.targets import Target
    from reedbed.sql import TableName

ATTEMPTS: Final = 3
"""Copies of a table without a key whose rows are changed meanwhile; the last one is made while nobody writes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ArchiveResult:
    """What was archived. `staying` are rows before the cut that stay live, as corrections of archived ones."""

    table: str
    cut: str
    rows: int
    files: int
    size_bytes: int
    staying: int
    live_rows: int
    snapshot: int


class Archiver:
    """Archives tables of one database, which this process owns."""

    def __init__(self, database: Database, open_target: Callable[[str], Target]) -> None:
        self._database = database
        self._records = LakeRecords(database)
        self._open_target = open_target

    def plan(self, name: TableName, cut: Callable[[LakeTable], str], wishes: Wishes) -> ArchivePlan:
        """What `archive` would do."""
        table = subject(self._database, name, wishes)
        target = self._open_target(table.target)
        source = self._source(table)
        with reading(self._database, source, hands=1) as snapshot:
            candidates = self._candidates(snapshot.cursors[0], table, cut(table), target, source)
            found = plan(snapshot.cursors[0], table, candidates)
            sample = new_job("plan", table.name, target=table.target, folder="")
            size = Copier(table, sample, target.staging()).estimated_size(snapshot, found, candidates)
            return replace(found, size_bytes=size)

    def archive(self, name: TableName, cut: Callable[[LakeTable], str], wishes: Wishes) -> ArchiveResult:
        """Move the rows before the cut into files; the name answers with all rows before, during and after."""
        with exclusively(self._database, name):
            table = _numbered(subject(self._database, name, wishes))
            moment = cut(table)
            for attempt in range(1, ATTEMPTS + 1):
                try:
                    result = self._attempt(table, moment, alone=attempt == ATTEMPTS)
                except ArchivedRowsGone:
                    continue
                settle(self._database, table.live)
                return result
        raise LakeBusy(
            f"Rows of {str(name)!r} were changed each time that they had been copied.",
            hint=f"reedbed lake archive {name.argument}",
            table=str(name),
        )

    def _attempt(self, table: LakeTable, cut: str, *, alone: bool) -> ArchiveResult:
        target = self._open_target(table.target)
        target.prepare(self._database)
        folder = table_folder(table.name, table.id)
        job = begin_job(self._database, "archive", table.name, target=table.target, folder=folder)
        try:
            with self._database.transaction() if alone else nullcontext():
                copied = self._copied(table, cut, job, target)
                if copied.plan.rows:
                    return self._published(table, copied, job, target)
            with self._database.transaction() as transaction:
                # Nothing was written, so a place that cannot be reached does not matter.
                end_job(self._database, transaction, job)
            return self._nothing(table, copied.plan)
        except BaseException:
            undo_job(self._database, job, target)
            raise

    def _copied(self, table: LakeTable, cut: str, job: Job, target: Target) -> Copied:
        source = self._source(table)
        with reading(self._database, source, hands=HANDS) as snapshot:
            first = snapshot.cursors[0]
            candidates = self._candidates(first, table, cut, target, source)
            require_key(self._database, first, table, candidates.rows)
            found = plan(first, table, candidates)
            files = Copier(table, job, target.staging()).copy(snapshot, found, candidates) if found.rows else []
        return Copied(plan=found, files=files, candidates=candidates, turns=snapshot.turns)

    def _published(self, table: LakeTable, copied: Copied, job: Job, target: Target) -> ArchiveResult:
        digests = put(target, copied.files)
        files, generation = Handover(self._database, table, copied).finish(job, target, digests)
        return ArchiveResult(
            table=str(table.name),
            cut=copied.plan.cut,
            rows=copied.plan.rows,
            files=len(files),
            size_bytes=sum(file.size_bytes for file in files),
            staying=copied.plan.staying,
            live_rows=self._count(self._database.qualified(table.live.schema, table.live.name)),
            snapshot=generation,
        )

    def _nothing(self, table: LakeTable, found: ArchivePlan) -> ArchiveResult:
        return ArchiveResult(
            table=str(table.name),
            cut=found.cut,
            rows=0,
            files=0,
            size_bytes=0,
            staying=found.staying,
            live_rows=self._count(self._source(table)),
            snapshot=table.generation,
        )

    def _candidates(self, cursor: Cursor, table: LakeTable, cut: str, target: Target, source: str) -> Candidates:
        """The live rows before the cut, and the files in which their keys may be already."""
        files = self._records.files(table.id) if table.generation and table.key else []
        if files and table.time_column in table.key:
            earliest = earliest_live(cursor, table, source)
            files = files_since(self._database, table, files, earliest) if earliest is not None else []
        return Candidates(self._database, table, cut, source=source, files=files, address=target.address)

    def _source(self, table: LakeTable) -> str:
        there = table.live if table.generation else table.name
        return self._database.qualified(there.schema, there.name)

    def _count(self, source: str) -> int:
        row = self._database.row(f"SELECT count(*) FROM {source}")
        return int(row[0]) if row else 0


def _numbered(table: LakeTable) -> LakeTable:
    return table if table.id != UNNUMBERED else replace(table, id=new_table_id())
