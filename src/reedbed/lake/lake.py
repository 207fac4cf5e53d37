"""The lake of a store: tables whose old rows lie in Parquet files, under the name that they always had."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.errors import NotArchived, UsageError
from reedbed.lake.archiving import Archiver
from reedbed.lake.cuts import cut_of
from reedbed.lake.jobs import recover
from reedbed.lake.places import Places
from reedbed.lake.records import LakeRecords
from reedbed.lake.subjects import Wishes
from reedbed.sql import TableName, table_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from reedbed.lake.archiving import ArchiveResult
    from reedbed.lake.cuts import Moment
    from reedbed.lake.jobs import Job
    from reedbed.lake.plans import ArchivePlan
    from reedbed.lake.records import LakeTable, Snapshot
    from reedbed.store import StorageManager


class Lake:
    """The archive of a store's tables.

    `target` is where files lie that no call says a place for: a folder or `s3://bucket/prefix`; the workspace's
    setting `lake_target`, or its folder `data/lake`, when left out.

    Work that changes files is a transaction of its own, at the end of work that may take long: it is refused inside
    of `store.transaction()`.
    """

    def __init__(self, store: StorageManager, *, target: str | Path | None = None) -> None:
        self.store = store
        self._database = store.database
        self._places = Places(store, target)
        self._records = LakeRecords(store.database)

    def archive(
        self,
        table: str | TableName,
        time_column: str | None = None,
        older_than: Moment = "30d",
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
            NotArchivable: It is no table, has no time column, or foreign keys point to it.
            ArchiveDiffers: The table has an archive that is kept in another way.
            ArchiveNotVerified: The files did not hold what was written; nothing was deleted.
            DiskFull, NetworkFailed: Nothing was changed.
        """
        wishes = self._wishes(time_column=time_column, partition_by=partition_by, target=target, key=key)
        return self._archiver().archive(table_name(table), _cut(older_than), wishes)

    def plan_archive(
        self,
        table: str | TableName,
        time_column: str | None = None,
        older_than: Moment = "30d",
        partition_by: str | Sequence[str] | None = None,
        *,
        target: str | Path | None = None,
        key: str | Sequence[str] | None = None,
    ) -> ArchivePlan:
        """What `archive` would do with the same arguments: rows, partitions, files, bytes."""
        wishes = self._wishes(time_column=time_column, partition_by=partition_by, target=target, key=key)
        return self._archiver().plan(table_name(table), _cut(older_than), wishes)

    def tables(self) -> list[LakeTable]:
        """The tables that have an archive."""
        return sorted(self._records.tables().values(), key=lambda each: each.name)

    def table(self, name: str | TableName) -> LakeTable:
        """One of them. Raises `NotArchived`."""
        found = self._records.table(table_name(name))
        if found is None:
            raise NotArchived(f"{str(name)!r} has no archive.", hint="reedbed lake list", table=str(name))
        return found

    def snapshots(self, name: str | TableName) -> list[Snapshot]:
        """The snapshots of a table's archive, oldest first."""
        return self._records.snapshots(self.table(name).id)

    def recover(self) -> list[Job]:
        """Remove what a process left that was killed while it wrote; returns what it had been doing."""
        return recover(self._database, self._places.open)

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
            default_target=self._places.default,
            key=_names(key),
        )

    def _archiver(self) -> Archiver:
        if self._database.in_transaction:
            raise UsageError(
                "Archiving is a transaction of its own, behind long work outside of one.",
                hint="leave the transaction() block first",
            )
        return Archiver(self._database, self._places.open)


def _cut(older_than: Moment) -> Callable[[LakeTable], str]:
    return lambda table: cut_of(older_than, table.column(table.time_column).type)


def _names(given: str | Sequence[str] | None) -> tuple[str, ...] | None:
    if given is None:
        return None
    return (given,) if isinstance(given, str) else tuple(given)
