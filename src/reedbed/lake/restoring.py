"""Restoring: archived rows become live ones again, and their files are named no more."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from reedbed.errors import LakeBusy
from reedbed.lake.federated.federation import install
from reedbed.lake.federation import archived_select, dissolve, publish_views
from reedbed.lake.indexes import settle
from reedbed.lake.jobs import exclusively
from reedbed.lake.names import deleted_table
from reedbed.lake.records import LakeRecords
from reedbed.lake.shapes import files_select
from reedbed.lake.spans import files_between, newest_time
from reedbed.lake.verifying import Verifier
from reedbed.sql import quote
from reedbed.store.schema import read_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reedbed.engine import Database, Transaction
    from reedbed.lake.records import LakeFile, LakeTable
    from reedbed.lake.targets import Target


@dataclass(frozen=True, kw_only=True, slots=True)
class LakeRestoreResult:
    """What was restored. `archived_rows` are still in files; a table without any is an ordinary one again."""

    table: str
    rows: int
    files: int
    live_rows: int
    archived_rows: int
    snapshot: int


class LakeRestorer:
    """Restores archived tables of one database, which this process owns."""

    def __init__(self, database: Database, open_target: Callable[[str], Target]) -> None:
        self._database = database
        self._records = LakeRecords(database)
        self._open_target = open_target

    def restore(self, table: LakeTable, *, since: str | None = None, until: str | None = None) -> LakeRestoreResult:
        """Bring back the files that hold a row of `since` or later and before `until`; all files without them.

        Rows that were corrected or deleted since they were archived stay as they are.

        Raises `LakeFileDamaged`; nothing was changed then.
        """
        with exclusively(self._database, table.name):
            files = self._records.files(table.id)
            chosen = files_between(self._database, table, files, since=since, until=until)
            Verifier(self._database, self._open_target).require_whole(table, chosen)
            target = self._open_target(table.target)
            target.prepare(self._database)
            with self._database.transaction() as transaction:
                self._refuse_change(table)
                transaction.on_commit(partial(install, self._database))
                result = self._restored(transaction, table, files, chosen, target)
            settle(self._database, table.name)
            return result

    def _restored(
        self,
        transaction: Transaction,
        table: LakeTable,
        files: Sequence[LakeFile],
        chosen: Sequence[LakeFile],
        target: Target,
    ) -> LakeRestoreResult:
        rows = self._insert(transaction, table, chosen, target) if chosen else 0
        generation = table.generation
        if chosen:
            removed = [file.id for file in chosen]
            generation = self._records.add_snapshot(transaction, table, "restore", removed=removed)
        gone = {file.id for file in chosen}
        left = [file for file in files if file.id not in gone]
        if not left:
            dissolve(self._database, transaction, table)
            self._records.forget_table(transaction, table)
        elif chosen:
            self._forget_deleted(transaction, table, chosen, target)
            publish_views(
                self._database,
                transaction,
                table,
                left,
                generation=generation,
                address=target.address,
                newest=newest_time(self._database, table),
            )
        there = table.live if left else table.name
        counted = transaction.row(f"SELECT count(*) FROM {self._database.qualified(there.schema, there.name)}")
        return LakeRestoreResult(
            table=str(table.name),
            rows=rows,
            files=len(chosen),
            live_rows=int(counted[0]) if counted else 0,
            archived_rows=sum(file.row_count for file in left),
            snapshot=generation,
        )

    def _insert(self, transaction: Transaction, table: LakeTable, files: Sequence[LakeFile], target: Target) -> int:
        columns = ", ".join(map(quote, read_schema(self._database, table.live).stored))
        newest = newest_time(self._database, table)
        rows = archived_select(table, files, address=target.address, newest=newest)
        live = self._database.qualified(table.live.schema, table.live.name)
        return transaction.execute(f"INSERT INTO {live} ({columns}) SELECT {columns} FROM ({rows})")

    def _forget_deleted(
        self, transaction: Transaction, table: LakeTable, files: Sequence[LakeFile], target: Target
    ) -> None:
        """A deleted key hides the row of a file; without the file there is nothing to hide."""
        if not table.key:
            return
        name = deleted_table(table.id)
        same = " AND ".join(f"gone.{quote(each)} = restored.{quote(each)}" for each in table.key)
        transaction.execute(
            f"DELETE FROM {self._database.qualified(name.schema, name.name)} AS gone "
            f"USING ({files_select(table, files, address=target.address)}) AS restored WHERE {same}"
        )

    def _refuse_change(self, table: LakeTable) -> None:
        known = self._records.table(table.name)
        if known != table:
            raise LakeBusy(
                f"The archive of {str(table.name)!r} was changed by others meanwhile.",
                hint=f"reedbed lake restore {table.name.argument}",
                table=str(table.name),
            )
