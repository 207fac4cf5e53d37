"""Copied rows from the live table to the files: a transaction names the files and deletes exactly those rows.

The writer's turn is bounded. Where an index has to give up each row, which takes a second for a million, files are
named a few at a time: rows of the others are live until their turn comes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from reedbed.errors import LakeBusy
from reedbed.lake.contents import Fingerprint
from reedbed.lake.federation import federate
from reedbed.lake.indexes import has_index
from reedbed.lake.moving import delete_copied
from reedbed.lake.publishing import new_files, publish
from reedbed.lake.records import LakeRecords
from reedbed.lake.remaining import is_quicker
from reedbed.lake.shapes import files_select
from reedbed.store.schema import read_schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reedbed.engine import Database, Transaction
    from reedbed.lake.copying import CopiedFile
    from reedbed.lake.jobs import Job
    from reedbed.lake.plans import ArchivePlan, Candidates
    from reedbed.lake.records import LakeFile, LakeTable
    from reedbed.lake.targets import Digest, Target

INDEXED_ROWS: Final = 500_000
"""Rows of a table with an index that one transaction deletes, or those of one file where it has more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Copied:
    """What was copied: the file of each partition of the plan.

    `candidates` are the rows that were, and `turns` is how often writers had had their turn by then.
    """

    plan: ArchivePlan
    files: Sequence[CopiedFile]
    candidates: Candidates
    turns: int


class Handover:
    """Hands the rows of one copy over."""

    def __init__(self, database: Database, table: LakeTable, copied: Copied) -> None:
        self._database = database
        self._records = LakeRecords(database)
        self._table = table
        self._copied = copied

    def finish(self, job: Job, target: Target, digests: Sequence[Digest]) -> tuple[list[LakeFile], int]:
        """Name all files and delete all rows; returns the files and the newest generation.

        Raises `LakeBusy` when the table was altered meanwhile, and `ArchivedRowsGone`. What was handed over before
        stays so.
        """
        named: list[LakeFile] = []
        table, turns = self._table, self._copied.turns
        for part in self._parts():
            with self._database.transaction() as transaction:
                # Nobody else writes from here on: what was committed since the copy has had its turn by now.
                unchanged = self._database.turns_of_writing == turns
                files = self._named(transaction, table, part, target, digests, unchanged=unchanged)
                generation = publish(
                    self._database,
                    transaction,
                    table,
                    job,
                    target,
                    added=files,
                    contents=self._copied.files[part.start : part.stop],
                    ends=part.stop == len(self._copied.files),
                )
            table = replace(table, generation=generation)
            named += files
            # This was one of the turns, when nobody had another one.
            turns = turns + 1 if unchanged else -1
        return named, table.generation

    def _named(
        self,
        transaction: Transaction,
        table: LakeTable,
        part: range,
        target: Target,
        digests: Sequence[Digest],
        *,
        unchanged: bool,
    ) -> list[LakeFile]:
        """The files of a part, whose rows are live no more."""
        self._refuse_change(table)
        if table.generation == 0:
            federate(self._database, transaction, table)
            self._records.add_table(transaction, table)
        contents = self._copied.files[part.start : part.stop]
        files = new_files(self._database, transaction, table, contents, digests[part.start : part.stop])
        candidates = self._copied.candidates.in_table(self._database.qualified(table.live.schema, table.live.name))
        if len(part) < len(self._copied.files):
            candidates = candidates.within(self._copied.plan.partitions[part.start : part.stop])
        delete_copied(
            transaction,
            self._database,
            table,
            candidates,
            copied=files_select(table, files, address=target.address),
            fingerprint=sum((each.fingerprint for each in contents), start=Fingerprint()),
            unchanged=unchanged,
        )
        return files

    def _parts(self) -> Iterator[range]:
        """Which files are named together."""
        rows = [file.fingerprint.rows for file in self._copied.files]
        table = self._table
        there = table.live if table.generation else table.name
        if not table.key or not has_index(self._database, there) or is_quicker(self._database, there, sum(rows)):
            yield range(len(rows))
            return
        start = before = 0
        for place, total in enumerate(accumulate(rows), 1):
            following = rows[place] if place < len(rows) else 0
            if place == len(rows) or total + following - before > INDEXED_ROWS:
                yield range(start, place)
                start, before = place, total

    def _refuse_change(self, table: LakeTable) -> None:
        """Raise `LakeBusy` when the table or its archive is another one than was copied."""
        known = self._records.table(table.name)
        there = table.live if table.generation else table.name
        types = read_schema(self._database, there).types
        same = (known.generation if known else 0) == table.generation and (known is None or known.id == table.id)
        if same and types == {column.name: column.type for column in table.columns}:
            return
        raise LakeBusy(
            f"{str(table.name)!r} was altered, dropped or archived by others while its rows were copied.",
            hint=f"reedbed lake archive {table.name.argument}",
            table=str(table.name),
        )
