"""Care for archives as coarse operations, in the process that owns the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.errors import NotArchived, TableNotFound
from reedbed.lake.care.compacting import Compactor
from reedbed.lake.care.expiring import Expirer
from reedbed.lake.care.exporting import Exportable, export
from reedbed.lake.care.history import kept_as, kept_at, snapshot_at, snapshot_select
from reedbed.lake.care.statistics import partition_statistics
from reedbed.lake.records import LakeRecords
from reedbed.lake.subjects import archived
from reedbed.store.checkpoints.keeping import Keeper, not_kept
from reedbed.store.ledger.kept import KeptCheckpoints
from reedbed.store.schema import find_relation, list_relations, read_schema

if TYPE_CHECKING:
    import datetime as dt

    from reedbed.engine import Database
    from reedbed.lake.care.compacting import CompactResult
    from reedbed.lake.care.expiring import ExpiredSnapshot, Leaving
    from reedbed.lake.care.exporting import ExportResult
    from reedbed.lake.care.history import AsOf
    from reedbed.lake.care.plans import CompactionPlan
    from reedbed.lake.care.statistics import PartitionStatistics
    from reedbed.lake.places import Places
    from reedbed.lake.records import LakeTable
    from reedbed.sql import TableName
    from reedbed.store.ledger.kept import KeptCheckpoint

CARE_READING: Final = frozenset({"plan_compaction", "rows_as_of", "statistics", "export"})
"""Operations that change nothing in the database."""

CARE_CHANGING: Final = frozenset({"compact", "expire", "prune", "sweep", "keep_checkpoint", "forget_checkpoint"})
"""Operations that change files or the ledger; each is a transaction of its own."""


class CareOperations:
    """The part of a lake's operations that keeps archives in order."""

    def __init__(self, database: Database, places: Places) -> None:
        self._database = database
        self._places = places
        self._records = LakeRecords(database)

    def plan_compaction(self, table: TableName, *, budget_bytes: int, small_bytes: int) -> CompactionPlan:
        """What `compact` would do."""
        compactor = Compactor(self._database, self._places.open)
        return compactor.plan(table, budget_bytes=budget_bytes, small_bytes=small_bytes)

    def compact(self, table: TableName, *, budget_bytes: int, small_bytes: int) -> CompactResult:
        """Write partitions anew."""
        compactor = Compactor(self._database, self._places.open)
        return compactor.compact(table, budget_bytes=budget_bytes, small_bytes=small_bytes)

    def expire(self, table: TableName | None, older_than: dt.timedelta, *, dry_run: bool) -> list[ExpiredSnapshot]:
        """Forget old snapshots."""
        return self._expirer().expire(self._found(table), older_than, dry_run=dry_run)

    def prune(self, table: TableName | None, *, dry_run: bool) -> list[Leaving]:
        """Remove files that no snapshot names."""
        return self._expirer().prune(self._found(table), dry_run=dry_run)

    def sweep(self, older_than: dt.timedelta, *, dry_run: bool) -> list[Leaving]:
        """Remove what broken writes left."""
        return self._expirer().sweep(older_than, dry_run=dry_run)

    def statistics(self, table: TableName) -> list[PartitionStatistics]:
        """Figures of the partitions."""
        return partition_statistics(self._database, archived(self._records, table))

    def rows_as_of(self, table: TableName, as_of: AsOf) -> str:
        """SQL of the rows of a kept checkpoint, or of the archived ones of a snapshot."""
        return self._as_of(table, as_of)[0]

    def _as_of(self, table: TableName, as_of: AsOf) -> tuple[str, list[str]]:
        """SQL of the rows as they were, and the names of their columns."""
        kept = KeptCheckpoints(self._database).all(table)
        found = self._records.table(table)
        if found is None and not kept:
            raise NotArchived(
                f"{str(table)!r} has no archive, and no checkpoint of it is kept.",
                hint=f"reedbed checkpoint keep {table.argument} NAME",
                table=str(table),
            )
        checkpoint = kept_as(kept, as_of) or (None if found else kept_at(kept, as_of))
        if checkpoint is not None:
            keeper = self._keeper()
            manifest = keeper.manifest(checkpoint)
            return keeper.select(checkpoint, manifest), [each.name for each in manifest.columns]
        if found is None:
            raise not_kept(table, as_of)
        snapshot = snapshot_at(found, self._records.snapshots(found.id), as_of)
        target = self._places.open(found.target)
        target.prepare(self._database)
        select = snapshot_select(self._records, found, snapshot, address=target.address)
        return select, [each.name for each in found.columns]

    def keep_checkpoint(self, table: TableName, name: str) -> KeptCheckpoint:
        """Keep what a table holds now under a name."""
        return self._keeper().keep(self._relation(table), name)

    def forget_checkpoint(self, table: TableName, name: str) -> KeptCheckpoint:
        """Keep it no more."""
        return self._keeper().forget(table, name)

    def _keeper(self) -> Keeper:
        operations = self._places.store.operations
        publisher = operations.required_publisher
        return Keeper(
            self._database,
            publisher,
            operations.tables,
            lambda table: operations.writer.checkpoint(table, publisher),
        )

    def export(
        self, table: TableName, to: str, *, partition_by: tuple[str, ...] | None, as_of: AsOf | None
    ) -> ExportResult:
        """Write rows as plain files."""
        found = self._records.table(table)
        if as_of is not None:
            relation = found.name if found else table
            rows, names = self._as_of(table, as_of)
        else:
            relation = found.name if found else self._relation(table)
            rows = f"SELECT * FROM {self._database.qualified(relation.schema, relation.name)}"
            names = (
                [each.name for each in found.columns] if found else list(read_schema(self._database, relation).types)
            )
        default = found.partition_by if found else ()
        subject = Exportable(
            table=str(relation),
            rows=rows,
            columns=names,
            time_column=found.time_column if found else None,
            partition_by=default if partition_by is None else partition_by,
        )
        return export(self._database, subject, self._places.open(to))

    def _relation(self, name: TableName) -> TableName:
        found = find_relation(self._database, name)
        if found is None:
            raise TableNotFound(str(name), [str(each) for each in list_relations(self._database)])
        return found.name

    def _expirer(self) -> Expirer:
        return Expirer(self._database, self._places.open)

    def _found(self, table: TableName | None) -> LakeTable | None:
        return None if table is None else archived(self._records, table)
