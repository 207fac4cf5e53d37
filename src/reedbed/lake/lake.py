"""The lake of a store: tables whose old rows lie in Parquet files, under the name that they always had."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from reedbed.engine import Database
from reedbed.errors import UsageError
from reedbed.lake.care.upkeep import Upkeep
from reedbed.lake.operations import READING, LakeOperations
from reedbed.lake.places import Places
from reedbed.lake.records import LakeRecords
from reedbed.lake.subjects import Wishes, archived
from reedbed.sql import table_name
from reedbed.store.served.database import ServedDatabase

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from reedbed.engine.files_read import FilesRead
    from reedbed.lake.archiving import ArchiveResult
    from reedbed.lake.cuts import Moment
    from reedbed.lake.plans import ArchivePlan
    from reedbed.lake.records import LakeFile, LakeTable, Snapshot
    from reedbed.lake.restoring import LakeRestoreResult
    from reedbed.lake.verifying import LakeReport
    from reedbed.ports.queries import Parameters
    from reedbed.sql import TableName
    from reedbed.store import StorageManager

DEFAULT_AGE: Final = "30d"


class Lake(Upkeep):
    """The archive of a store's tables.

    `target` is where files lie that no call says a place for: a folder or `s3://bucket/prefix`; the workspace's
    setting `lake_target`, or its folder `data/lake`, when left out.

    Where another process owns the database, that process does the work. Whatever changes files is a transaction of its
    own, at the end of work that may take long: it is refused inside of `store.transaction()`.
    """

    def __init__(self, store: StorageManager, *, target: str | Path | None = None) -> None:
        self.store = store
        self._database = store.database
        self._places = Places(store, target)
        self._target = target
        self._records = LakeRecords(store.database)

    def archive(
        self,
        table: str | TableName,
        time_column: str | None = None,
        older_than: Moment = DEFAULT_AGE,
        partition_by: str | Sequence[str] | None = None,
        *,
        target: str | Path | None = None,
        key: str | Sequence[str] | None = None,
    ) -> ArchiveResult:
        """Move rows into Parquet files; the table's name answers with all rows before, during and after.

        Args:
            table: A table, or one that has an archive already.
            time_column: The column of DATE or TIMESTAMP that says how old a row is; rows without a time stay. May be
                left out when there is only one, or an archive.
            older_than: A moment, or an age such as `30d`, `36h` or a timedelta. Aware moments count in UTC.
            partition_by: Grains of the time column (`year`, `month`, `day`, `hour`, in UTC) and plain columns; year
                and month when left out.
            target: A folder or `s3://bucket/prefix`; the store's own place when left out.
            key: What tells rows apart, so that later rows can correct archived ones: the primary key when left out,
                nothing for an empty one.

        Raises:
            KeyInvalid: The rows to archive repeat a key that is not the primary one, or lack it.
            NotArchivable: It is no table, has no time column, or foreign keys point to it.
            ArchiveDiffers: The table has an archive that is kept in another way.
            ArchiveNotVerified: The files did not hold what was written; nothing was deleted.
            DiskFull, NetworkFailed: Nothing was changed.
        """
        wishes = self._wishes(time_column=time_column, partition_by=partition_by, target=target, key=key)
        found: ArchiveResult = self._done("archive", table=table_name(table), older_than=older_than, wishes=wishes)
        return found

    def plan_archive(
        self,
        table: str | TableName,
        time_column: str | None = None,
        older_than: Moment = DEFAULT_AGE,
        partition_by: str | Sequence[str] | None = None,
        *,
        target: str | Path | None = None,
        key: str | Sequence[str] | None = None,
    ) -> ArchivePlan:
        """What `archive` would do with the same arguments: rows, partitions, files, bytes."""
        wishes = self._wishes(time_column=time_column, partition_by=partition_by, target=target, key=key)
        found: ArchivePlan = self._done("plan", table=table_name(table), older_than=older_than, wishes=wishes)
        return found

    def restore(
        self, table: str | TableName, *, since: Moment | None = None, until: Moment | None = None
    ) -> LakeRestoreResult:
        """Make archived rows live again: all of them, or those of the files that reach into a span of time.

        Rows that were corrected or deleted since stay so. A table without archived rows is an ordinary one again.
        The files stay until they are pruned.

        Raises `NotArchived`, and `LakeFileDamaged` with nothing changed.
        """
        found: LakeRestoreResult = self._done("restore", table=table_name(table), since=since, until=until)
        return found

    def verify(self, table: str | TableName | None = None, *, contents: bool = True) -> list[LakeReport]:
        """Compare the files that the ledger names with what was written, of one table or of all.

        That they are there, their sizes and SHA-256 sums; with `contents` also their rows, columns and fingerprints.
        """
        name = None if table is None else table_name(table)
        found: list[LakeReport] = self._done("verify", table=name, contents=contents)
        return found

    def explain(self, sql: str, params: Parameters = ()) -> list[FilesRead]:
        """Which archived files a query reads, by its literal and bound predicates; one entry a mention of a table.

        Nothing is run. A statement that is no query, or names no table with an archive, has no entry. Raises what the
        query would for what it names, and `SqlSyntaxError`.
        """
        found: list[FilesRead] = self._done("explain", sql=sql, params=params)
        return found

    def tables(self) -> list[LakeTable]:
        """The tables that have an archive."""
        return sorted(self._records.tables().values(), key=lambda each: each.name)

    def table(self, name: str | TableName) -> LakeTable:
        """One of them. Raises `NotArchived`."""
        return archived(self._records, table_name(name))

    def files(self, name: str | TableName) -> list[LakeFile]:
        """The files that the newest snapshot of a table names, by their partitions. Raises `NotArchived`."""
        return self._records.files(self.table(name).id)

    def snapshots(self, name: str | TableName) -> list[Snapshot]:
        """The snapshots of a table's archive, oldest first. Raises `NotArchived`."""
        return self._records.snapshots(self.table(name).id)

    def _wishes(
        self,
        *,
        time_column: str | None,
        partition_by: str | Sequence[str] | None,
        target: str | Path | None,
        key: str | Sequence[str] | None,
    ) -> Wishes:
        return Wishes(
            time_column=time_column,
            partition_by=_names(partition_by),
            target=None if target is None else self._places.kept(target),
            # Without a word here the store's owner has its own default.
            default_target=self._places.default if self._target is not None else None,
            key=_names(key),
        )

    def _done(self, operation: str, **arguments: object) -> Any:
        """What an operation answers, done by the process that owns the database."""
        if self._database.in_transaction and operation not in READING:
            raise UsageError(
                "Work on files is a transaction of its own, at the end of much that is done outside of one.",
                hint="leave the transaction() block first",
            )
        if isinstance(self._database, ServedDatabase):
            owner = self._database.owner()
            if not isinstance(owner, Database):
                return owner.call("lake", operation=operation, arguments=arguments)
        return getattr(LakeOperations(self._database, self._places), operation)(**arguments)


def _names(given: str | Sequence[str] | None) -> tuple[str, ...] | None:
    if given is None:
        return None
    return (given,) if isinstance(given, str) else tuple(given)
