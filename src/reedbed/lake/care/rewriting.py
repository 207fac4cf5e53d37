"""Partitions written anew: rows of their files that count, and late live rows, in one file each, read back."""

from __future__ import annotations

from dataclasses import dataclass
from glob import escape
from typing import TYPE_CHECKING

from reedbed.errors import ArchiveNotVerified
from reedbed.errors.counts import count_of
from reedbed.lake.care.plans import late_condition
from reedbed.lake.contents import contents_of, fingerprint_of
from reedbed.lake.copying import CopiedFile, write_in_order
from reedbed.lake.federation import archived_select
from reedbed.lake.grains import partition_texts
from reedbed.lake.names import partition_folder
from reedbed.lake.shapes import files_select, shape_select
from reedbed.sql import literal, quote

if TYPE_CHECKING:
    from pathlib import Path

    from reedbed.engine import Cursor
    from reedbed.lake.care.plans import CompactionPlan, PartitionWork
    from reedbed.lake.jobs import Job
    from reedbed.lake.records import LakeTable
    from reedbed.lake.targets import Target


@dataclass(frozen=True, kw_only=True, slots=True)
class Rewritten:
    """New files, and the live rows that went into them: `late` is SQL of those, kept in a staged file."""

    files: tuple[CopiedFile, ...]
    late: str
    late_rows: int


class Rewriter:
    """Writes the files of one compaction, all of one snapshot of the database."""

    def __init__(self, table: LakeTable, job: Job, target: Target, *, live: str) -> None:
        self._table = table
        self._job = job
        self._target = target
        self._live = live
        self._staging = target.staging()

    def rewrite(self, cursor: Cursor, plan: CompactionPlan) -> Rewritten:
        """Write what the plan says.

        Raises `ArchiveNotVerified` when the new files do not hold what the old ones and the late rows come to.
        """
        late_file = self._staging / f"{self._job.token}-late.parquet"
        late_rows = self._set_aside(cursor, plan, late_file)
        late = shape_select(self._table.columns, self._table.columns, [escape(str(late_file))])
        files = []
        for number, work in enumerate(plan.work):
            written = self._write(cursor, number, work, plan, late)
            if written is not None:
                files.append(written)
        expected = sum(work.rows - work.hidden for work in plan.work) + late_rows
        found = sum(file.fingerprint.rows for file in files)
        if found != expected:
            raise self._unverified(f"they hold {count_of(found, 'row')}, and {expected:,} were to be kept")
        return Rewritten(files=tuple(files), late=late, late_rows=late_rows)

    def _set_aside(self, cursor: Cursor, plan: CompactionPlan, file: Path) -> int:
        """Write the late rows of the plan's partitions into a file, by which they are found again to be deleted."""
        table = self._table
        assert plan.newest is not None  # noqa: S101 - there is work in files, so these have a newest row
        values = ", ".join(partition_texts(table))
        wanted = ", ".join(f"[{', '.join(map(_text, work.values))}]" for work in plan.work)
        where = f"{late_condition(table, plan.newest)} AND list_contains([{wanted}], [{values}])"
        if plan.avoided and table.key:
            same = " AND ".join(f"other.{quote(name)} = live.{quote(name)}" for name in table.key)
            others = files_select(table, plan.avoided, address=self._target.address)
            where += f" AND NOT EXISTS (SELECT 1 FROM ({others}) AS other WHERE {same})"
        return write_in_order(cursor, table, f"{self._live} AS live WHERE {where}", file)

    def _write(
        self, cursor: Cursor, number: int, work: PartitionWork, plan: CompactionPlan, late: str
    ) -> CopiedFile | None:
        table = self._table
        columns = ", ".join(quote(column.name) for column in table.columns)
        values = ", ".join(partition_texts(table))
        wanted = f"[{', '.join(map(_text, work.values))}]"
        rows = f"SELECT {columns} FROM ({late}) AS late WHERE [{values}] IS NOT DISTINCT FROM {wanted}"
        if work.files:
            kept = archived_select(table, work.files, address=self._target.address, newest=plan.newest)
            rows = f"{kept} UNION ALL {rows}"
        staged = self._staging / self._job.file_name(number)
        if not write_in_order(cursor, table, f"({rows}) AS kept", staged):
            staged.unlink()
            return None
        content = contents_of(cursor, table.columns, [escape(str(staged))])[staged.name]
        if content.fingerprint != fingerprint_of(cursor, table.columns, f"({rows}) AS kept"):
            raise self._unverified(f"the one of partition {'/'.join(map(str, work.values))} holds other rows")
        path = "/".join(
            filter(None, (self._job.folder, partition_folder(table.partition_by, work.values), staged.name))
        )
        return CopiedFile(
            staged=staged,
            path=path,
            partition_values=work.values,
            fingerprint=content.fingerprint,
            ranges=content.ranges,
        )

    def _unverified(self, finding: str) -> ArchiveNotVerified:
        name = self._table.name
        return ArchiveNotVerified(
            f"The new files of {str(name)!r} are not what they were to be: {finding}.",
            hint=f"reedbed lake compact {name.argument}",
            table=str(name),
        )


def _text(value: str | None) -> str:
    return "CAST(NULL AS VARCHAR)" if value is None else literal(value)
