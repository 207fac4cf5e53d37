"""What `Lake` offers to keep archives in order, as its users call it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from reedbed.lake.care.expiring import EXPIRY, SWEEPING
from reedbed.lake.care.plans import BUDGET_BYTES, SMALL_BYTES
from reedbed.lake.cuts import age_of
from reedbed.sql import table_name
from reedbed.store.ledger.kept import KeptCheckpoints

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

    import ibis.expr.types as ir

    from reedbed.engine import Database
    from reedbed.lake.care.compacting import CompactResult
    from reedbed.lake.care.expiring import ExpiredSnapshot, Leaving
    from reedbed.lake.care.exporting import ExportResult
    from reedbed.lake.care.history import AsOf
    from reedbed.lake.care.plans import CompactionPlan
    from reedbed.lake.care.statistics import PartitionStatistics
    from reedbed.lake.places import Places
    from reedbed.sql import TableName
    from reedbed.store.ledger.kept import KeptCheckpoint


class _Lake(Protocol):
    """What the methods below need of the lake that they are part of."""

    _database: Database
    _places: Places

    def _done(self, operation: str, **arguments: object) -> Any:
        """What an operation answers, done by the process that owns the database."""


class Upkeep:
    """Compaction, old snapshots, exports and figures of a lake."""

    def compact(
        self: _Lake, table: str | TableName, *, budget_bytes: int = BUDGET_BYTES, small_bytes: int = SMALL_BYTES
    ) -> CompactResult:
        """Merge small files, fold late and corrected rows in, and leave out what is hidden or deleted.

        The name answers with the same rows before, during and after. Partitions with most to gain come first; when
        `budget_bytes` of files were read, the others are left for the next call. Files below `small_bytes` are merged.
        The old files stay until their snapshots are expired and they are pruned.

        Raises `NotArchived`; `ArchiveNotVerified`, `KeyInvalid`, `TargetUnreachable`, `LakeBusy` with nothing changed.
        """
        found: CompactResult = self._done(
            "compact", table=table_name(table), budget_bytes=budget_bytes, small_bytes=small_bytes
        )
        return found

    def plan_compaction(
        self: _Lake, table: str | TableName, *, budget_bytes: int = BUDGET_BYTES, small_bytes: int = SMALL_BYTES
    ) -> CompactionPlan:
        """What `compact` would do with the same arguments."""
        found: CompactionPlan = self._done(
            "plan_compaction", table=table_name(table), budget_bytes=budget_bytes, small_bytes=small_bytes
        )
        return found

    def read(self: _Lake, table: str | TableName, *, as_of: AsOf) -> ir.Table:
        """A table as it was, as an Ibis table.

        Args:
            table: A table with an archive, or one of which checkpoints are kept; it may be gone by now.
            as_of: The name of a kept checkpoint: all rows and columns of that moment. Or, of an archive, a snapshot's
                number or a moment: its archived rows, in the columns that the table has now; live rows have no history.
                Of any other table, its version or a moment: the checkpoint that was kept then.

        Raises `NotArchived`, `SnapshotNotFound`, `CheckpointNotFound`, `CheckpointDamaged`, `NaiveTime` for a moment
        without a time zone.
        """
        from reedbed.store.expressions import sql_expression  # noqa: PLC0415 - Ibis takes 0.3 s

        select: str = self._done("rows_as_of", table=table_name(table), as_of=as_of)
        return sql_expression(self._database, select)

    def keep_checkpoint(self: _Lake, table: str | TableName, name: str) -> KeptCheckpoint:
        """Keep what a table holds now under a name, until it is forgotten: `read(table, as_of=name)` gives it back.

        A checkpoint is written when the present one is behind. Its files are shared with it where the file system has
        hard links, and no later write takes them away. Of a table with an archive, archived rows are kept too.

        Raises `CheckpointNameTaken`, `CheckpointsDisabled`, `TableNotFound`.
        """
        found: KeptCheckpoint = self._done("keep_checkpoint", table=table_name(table), name=name)
        return found

    def kept_checkpoints(self: _Lake, table: str | TableName | None = None) -> list[KeptCheckpoint]:
        """The checkpoints that are kept of one table or of all, oldest first."""
        return KeptCheckpoints(self._database).all(None if table is None else table_name(table))

    def forget_checkpoint(self: _Lake, table: str | TableName, name: str) -> KeptCheckpoint:
        """Keep a checkpoint no more; its files go. Raises `CheckpointNotFound`."""
        found: KeptCheckpoint = self._done("forget_checkpoint", table=table_name(table), name=name)
        return found

    def expire(
        self: _Lake,
        table: str | TableName | None = None,
        *,
        older_than: dt.timedelta | str = EXPIRY,
        dry_run: bool = True,
    ) -> list[ExpiredSnapshot]:
        """Forget snapshots that were replaced longer ago than that, of one table or of all; the newest one stays.

        Their rows cannot be read any more, and `prune` removes the files that they alone named. Without
        `dry_run=False` nothing is forgotten.
        """
        name = None if table is None else table_name(table)
        found: list[ExpiredSnapshot] = self._done("expire", table=name, older_than=age_of(older_than), dry_run=dry_run)
        return found

    def prune(self: _Lake, table: str | TableName | None = None, *, dry_run: bool = True) -> list[Leaving]:
        """Remove files that no snapshot names any more, of one table or of all; with `dry_run` only list them."""
        name = None if table is None else table_name(table)
        found: list[Leaving] = self._done("prune", table=name, dry_run=dry_run)
        return found

    def sweep(self: _Lake, *, older_than: dt.timedelta | str = SWEEPING, dry_run: bool = True) -> list[Leaving]:
        """Remove unfinished uploads, and files in the archives' folders that the ledger does not know.

        Look at the dry run first: an unknown file may be named by a copy or a backup of this database.
        """
        found: list[Leaving] = self._done("sweep", older_than=age_of(older_than), dry_run=dry_run)
        return found

    def statistics(self: _Lake, table: str | TableName) -> list[PartitionStatistics]:
        """Files, rows, bytes and span of time of each partition. Raises `NotArchived`."""
        found: list[PartitionStatistics] = self._done("statistics", table=table_name(table))
        return found

    def export(
        self: _Lake,
        table: str | TableName,
        to: str | Path,
        *,
        partition_by: str | Sequence[str] | None = None,
        as_of: AsOf | None = None,
    ) -> ExportResult:
        """Write a table's rows, live and archived, as plain Parquet files in Hive's layout to an empty place.

        Polars, Spark and DuckDB read them without us; a type that Parquet does not have becomes the nearest one.

        Args:
            table: Any table; one with an archive is partitioned as that is, when nothing else is said.
            to: A folder or `s3://bucket/prefix` without files.
            partition_by: Grains of the archive's time column and plain columns; none for an empty one.
            as_of: The rows of a snapshot or a kept checkpoint instead, as in `read`.

        Raises `UsageError` when the place is not empty, `ColumnNotFound`, `TableNotFound`.
        """
        names = (partition_by,) if isinstance(partition_by, str) else partition_by
        found: ExportResult = self._done(
            "export",
            table=table_name(table),
            to=self._places.kept(to),
            partition_by=None if names is None else tuple(names),
            as_of=as_of,
        )
        return found
