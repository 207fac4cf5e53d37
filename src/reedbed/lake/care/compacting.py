"""Compaction: small files become one, late and corrected rows go into it, hidden and deleted ones are left out.

The name answers with the same rows before, during and after. Old files stay until their snapshots are expired.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reedbed.errors import ArchivedRowsGone, LakeBusy
from reedbed.lake.care.plans import BUDGET_BYTES, SMALL_BYTES, CompactionPlan, plan_compaction
from reedbed.lake.care.rewriting import Rewriter
from reedbed.lake.copying import reading
from reedbed.lake.jobs import begin_job, exclusively, undo_job
from reedbed.lake.moving import delete_exactly
from reedbed.lake.names import deleted_table, table_folder
from reedbed.lake.publishing import new_files, publish, put
from reedbed.lake.records import LakeRecords
from reedbed.lake.shapes import files_select
from reedbed.lake.subjects import archived, require_key
from reedbed.sql import quote

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reedbed.engine import Cursor, Database, Transaction
    from reedbed.lake.care.rewriting import Rewritten
    from reedbed.lake.jobs import Job
    from reedbed.lake.records import LakeFile, LakeTable
    from reedbed.lake.targets import Digest, Target
    from reedbed.sql import TableName

ATTEMPTS: Final = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class CompactResult:
    """What one compaction did. `left` partitions did not fit into its budget: call again for them.

    `folded` live rows went into files; `dropped` rows of files were hidden by newer ones, or deleted.
    """

    table: str
    partitions: int
    files_before: int
    files_after: int
    bytes_before: int
    bytes_after: int
    folded: int
    dropped: int
    left: int
    snapshot: int


@dataclass(frozen=True, kw_only=True, slots=True)
class _Copy:
    """What was planned, written and stored, and for which state of the table's archive."""

    table: LakeTable
    plan: CompactionPlan
    made: Rewritten
    digests: Sequence[Digest]


class Compactor:
    """Compacts archives of one database, which this process owns."""

    def __init__(self, database: Database, open_target: Callable[[str], Target]) -> None:
        self._database = database
        self._records = LakeRecords(database)
        self._open_target = open_target

    def plan(
        self, name: TableName, *, budget_bytes: int = BUDGET_BYTES, small_bytes: int = SMALL_BYTES
    ) -> CompactionPlan:
        """What `compact` would do. Raises `NotArchived`."""
        table = archived(self._records, name)
        target = self._open_target(table.target)
        target.prepare(self._database)
        with reading(self._database, self._live(table), hands=1) as snapshot:
            return self._planned(snapshot.cursors[0], table, target, budget_bytes, small_bytes)

    def compact(
        self, name: TableName, *, budget_bytes: int = BUDGET_BYTES, small_bytes: int = SMALL_BYTES
    ) -> CompactResult:
        """Write partitions anew, those with most to gain first, until `budget_bytes` of files were read.

        Raises `NotArchived`; `ArchiveNotVerified`, `TargetUnreachable` and others with nothing changed.
        """
        with exclusively(self._database, name):
            for _ in range(ATTEMPTS):
                try:
                    return self._attempt(archived(self._records, name), budget_bytes, small_bytes)
                except ArchivedRowsGone:
                    continue
        raise LakeBusy(
            f"Rows of {str(name)!r} were changed each time that they had been copied.",
            hint=f"reedbed lake compact {name.argument}",
            table=str(name),
        )

    def _attempt(self, table: LakeTable, budget_bytes: int, small_bytes: int) -> CompactResult:
        target = self._open_target(table.target)
        target.prepare(self._database)
        live = self._live(table)
        folder = table_folder(table.name, table.id)
        job = begin_job(self._database, "compact", table.name, target=table.target, folder=folder)
        try:
            with reading(self._database, live, hands=1) as snapshot:
                cursor = snapshot.cursors[0]
                plan = self._planned(cursor, table, target, budget_bytes, small_bytes)
                made = Rewriter(table, job, target, live=live).rewrite(cursor, plan) if plan.work else None
                if made is not None:
                    require_key(self._database, cursor, table, f"({made.late}) AS late")
            if made is None or not _changes(plan, made):
                undo_job(self._database, job, target)
                return _result(table, plan, None, (), table.generation)
            digests = put(target, made.files)
            copied = _Copy(table=table, plan=plan, made=made, digests=digests)
            generation = self._published(copied, job, target)
        except BaseException:
            undo_job(self._database, job, target)
            raise
        return _result(table, plan, made, digests, generation)

    def _live(self, table: LakeTable) -> str:
        return self._database.qualified(table.live.schema, table.live.name)

    def _planned(
        self, cursor: Cursor, table: LakeTable, target: Target, budget_bytes: int, small_bytes: int
    ) -> CompactionPlan:
        return plan_compaction(
            cursor,
            self._database,
            table,
            self._records.files(table.id),
            address=target.address,
            live=self._live(table),
            budget_bytes=budget_bytes,
            small_bytes=small_bytes,
        )

    def _published(self, copied: _Copy, job: Job, target: Target) -> int:
        table, plan, made = copied.table, copied.plan, copied.made
        with self._database.transaction() as transaction:
            self._refuse_change(table)
            self._forget_revived(transaction, table, made)
            delete_exactly(transaction, self._database, table, copied=made.late, rows=made.late_rows)
            files = new_files(self._database, transaction, table, made.files, copied.digests)
            self._forget_deleted(transaction, table, plan.files, files, target)
            generation = publish(
                self._database,
                transaction,
                table,
                job,
                target,
                added=files,
                contents=made.files,
                removed=[file.id for file in plan.files],
            )
            # Before the commit, which ends the job: nobody would know of it behind that.
            late = target.staging() / f"{job.token}-late.parquet"
            late.unlink(missing_ok=True)
        return generation

    def _forget_revived(self, transaction: Transaction, table: LakeTable, made: Rewritten) -> None:
        """Forget deleted keys that live rows have again, before these rows go into files and would be hidden there."""
        if not table.key or not made.late_rows:
            return
        name = deleted_table(table.id)
        gone = self._database.qualified(name.schema, name.name)
        live = self._live(table)
        late, again = (
            " AND ".join(f"gone.{quote(each)} = {other}.{quote(each)}" for each in table.key)
            for other in ("late", "live")
        )
        transaction.execute(
            f"DELETE FROM {gone} AS gone USING ({made.late}) AS late "
            f"WHERE {late} AND EXISTS (SELECT 1 FROM {live} AS live WHERE {again})"
        )

    def _forget_deleted(
        self,
        transaction: Transaction,
        table: LakeTable,
        old: Sequence[LakeFile],
        new: Sequence[LakeFile],
        target: Target,
    ) -> None:
        """Forget deleted keys whose row is in no file any more; one that was deleted since the copy is in the new."""
        if not table.key or not old:
            return
        name = deleted_table(table.id)
        gone = self._database.qualified(name.schema, name.name)
        same = " AND ".join(f"gone.{quote(each)} = stored.{quote(each)}" for each in table.key)
        sides = [f"EXISTS (SELECT 1 FROM ({files_select(table, old, address=target.address)}) AS stored WHERE {same})"]
        if new:
            written = files_select(table, new, address=target.address)
            sides.append(f"NOT EXISTS (SELECT 1 FROM ({written}) AS stored WHERE {same})")
        if transaction.row(f"SELECT 1 FROM {gone} LIMIT 1") is not None:
            transaction.execute(f"DELETE FROM {gone} AS gone WHERE {' AND '.join(sides)}")

    def _refuse_change(self, table: LakeTable) -> None:
        if self._records.table(table.name) != table:
            raise LakeBusy(
                f"The archive of {str(table.name)!r} was changed by others meanwhile.",
                hint=f"reedbed lake compact {table.name.argument}",
                table=str(table.name),
            )


def _changes(plan: CompactionPlan, made: Rewritten) -> bool:
    """Whether the work comes to anything: late rows may all have to wait for files beyond the budget."""
    return bool(plan.files or made.files)


def _result(
    table: LakeTable, plan: CompactionPlan, made: Rewritten | None, digests: Sequence[Digest], generation: int
) -> CompactResult:
    done = plan.work if made else ()
    return CompactResult(
        table=str(table.name),
        partitions=len(done),
        files_before=sum(len(work.files) for work in done),
        files_after=len(digests),
        bytes_before=sum(work.size_bytes for work in done),
        bytes_after=sum(digest.size_bytes for digest in digests),
        folded=made.late_rows if made else 0,
        dropped=sum(work.hidden for work in done),
        left=plan.left,
        snapshot=generation,
    )
