"""Tables out of checkpoints, and the files that no longer count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reedbed import errors
from reedbed.sql import TableName, quote
from reedbed.store.checkpoints.folder import UNFINISHED
from reedbed.store.checkpoints.manifest import Manifest, read_manifest
from reedbed.store.checkpoints.publishing import decoded_select
from reedbed.store.checkpoints.verifying import damage
from reedbed.store.schema import read_definition, read_schema, relation_kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from reedbed.engine import Database, Transaction
    from reedbed.store.checkpoints.publishing import Publisher
    from reedbed.store.ledger import TableRecords
    from reedbed.store.ledger.kept import KeptCheckpoints


@dataclass(frozen=True, kw_only=True, slots=True)
class RestoreResult:
    """A table that was rebuilt: its rows, and when its checkpoint had been made (ISO 8601, UTC)."""

    table: str
    rows: int
    version: int
    checkpoint_created_at: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PrunableFile:
    """A file that the ledger does not name, and why it may go."""

    path: Path
    size_bytes: int
    reason: str


class Restorer:
    """Rebuilds tables of one store from its checkpoints."""

    def __init__(self, database: Database, publisher: Publisher, tables: TableRecords) -> None:
        self._database = database
        self._publisher = publisher
        self._tables = tables

    def names(self) -> list[TableName]:
        """Every table that has a checkpoint: those that the ledger names and those that only the files know."""
        known = set(self._publisher.records.all())
        return sorted(known | {TableName(schema=m.schema, name=m.table) for _, m in self._readable()})

    def restore(self, name: TableName) -> RestoreResult:
        """Rebuild one table, whole or not at all: from the manifest that the ledger names, or the newest whole one.

        Raises `CheckpointNotFound`, and `CheckpointDamaged` naming the files; the table is then as it was.
        """
        path, manifest = self._chosen(name)
        with self._database.transaction() as transaction:
            self._make_table(transaction, name, manifest)
            columns = ", ".join(quote(column.name) for column in manifest.columns)
            files = [path.parent / part.file for part in manifest.parts]
            table = self._database.qualified(name.schema, name.name)
            if files:
                transaction.execute(f"INSERT INTO {table} ({columns}) {decoded_select(manifest.columns, files)}")
            for index in manifest.index_sql:
                transaction.execute(index)
            version = self._counted(transaction, name, manifest)
        return RestoreResult(
            table=str(name), rows=manifest.row_count, version=version, checkpoint_created_at=manifest.created_at
        )

    def _counted(self, transaction: Transaction, name: TableName, manifest: Manifest) -> int:
        """Let the rebuilt table count; returns its version.

        A manifest that the ledger names gives the table back the version that it had with these rows, so that nobody
        takes it for changed. One of a lost ledger counts its versions from another start, and gets a new one.
        """
        rows = manifest.row_count
        if self._publisher.records.get(name) is not None:
            self._tables.reinstate(transaction, name, version=manifest.version, rows=rows)
            return manifest.version
        version = self._tables.touch(transaction, name, rows=rows, writer="restore")
        self._publisher.point(
            transaction,
            name,
            schema=read_schema(self._database, name),
            definition=read_definition(self._database, name),
            version=version,
            parts=manifest.parts,
            origin=manifest.origin,
        )
        return version

    def _chosen(self, name: TableName) -> tuple[Path, Manifest]:
        record = self._publisher.records.get(name)
        if record is not None:
            path = self._publisher.folder.root / record.manifest
            manifest, findings = damage(path, sha256=record.manifest_sha256)
            if manifest is None or findings:
                raise _damaged(name, findings)
            return path, manifest
        findings = []
        for path, manifest in self._readable():
            if (manifest.schema, manifest.table) == (name.schema, name.name):
                _, found = damage(path)
                if not found:
                    return path, manifest
                findings += found
        if findings:
            raise _damaged(name, findings)
        raise errors.CheckpointNotFound(
            f"{str(name)!r} has no checkpoint.", hint="reedbed checkpoint list", table=str(name)
        )

    def _readable(self) -> Iterator[tuple[Path, Manifest]]:
        """Manifests that prove themselves, newest first within a table."""
        for path in self._publisher.folder.manifests():
            try:
                yield path, read_manifest(path.read_bytes())
            except (OSError, ValueError):
                continue

    def _make_table(self, transaction: Transaction, name: TableName, manifest: Manifest) -> None:
        """An empty table as it was: by its own SQL, or column by column where that needs what is not there."""
        catalog = quote(self._database.catalog)
        table = self._database.qualified(name.schema, name.name)
        transaction.execute(f"CREATE SCHEMA IF NOT EXISTS {catalog}.{quote(name.schema)}")
        if relation_kind(self._database, name) == "table":
            transaction.execute(f"DROP TABLE {table}")
        try:
            if manifest.create_sql:
                transaction.execute(manifest.create_sql)
                return
        except errors.SqlNameError:
            # A default that names a sequence of the lost database, or a foreign key to a table not yet restored.
            pass
        columns = ", ".join(
            f"{quote(column.name)} {column.type}{'' if column.nullable else ' NOT NULL'}" for column in manifest.columns
        )
        key = f", PRIMARY KEY ({', '.join(map(quote, manifest.primary_key))})" if manifest.primary_key else ""
        transaction.execute(f"CREATE TABLE {table} ({columns}{key})")


class Pruner:
    """Finds and removes checkpoint files that do not count."""

    def __init__(self, publisher: Publisher, tables: TableRecords, kept: KeptCheckpoints) -> None:
        self._publisher = publisher
        self._tables = tables
        self._kept = kept

    def plan(self) -> list[PrunableFile]:
        """Unfinished files, and files of known tables that no counting manifest names.

        Files of tables that this ledger has never heard of stay: they may be all that is left of a lost database.
        """
        records = self._publisher.records.all()
        folder = self._publisher.folder
        named: set[Path] = set()
        for record in records.values():
            path = folder.root / record.manifest
            named.add(path)
            manifest = self._publisher.present(record.name)
            if manifest is None:
                # Without its manifest nobody can tell which parts belong to it, so none of them goes.
                named.update(path.parent.glob("part-*.parquet"))
            else:
                named.update(path.parent / part.file for part in manifest.parts)
        known = {folder.of(name) for name in {*records, *self._tables.all()}}
        kept = {(folder.root / each.manifest).parent for each in self._kept.all()}
        reasons = {path: _reason(path, named, known) for path in folder.files()}
        reasons |= {path: _reason_of_kept(path, kept, known) for path in folder.kept_files()}
        return [
            PrunableFile(path=path, size_bytes=path.stat().st_size, reason=reason)
            for path, reason in reasons.items()
            if reason
        ]


def _reason(path: Path, named: set[Path], known: set[Path]) -> str:
    if path.name.endswith(UNFINISHED):
        return "left unfinished by a write that ended early"
    if path not in named and path.parent in known:
        return "no manifest that counts names it"
    return ""


def _reason_of_kept(path: Path, kept: set[Path], known: set[Path]) -> str:
    return "no checkpoint that is kept has it" if path.parent not in kept and path.parents[2] in known else ""


def _damaged(name: TableName, findings: list[str]) -> errors.CheckpointDamaged:
    return errors.CheckpointDamaged(
        f"The checkpoint of {str(name)!r} is damaged: {'; '.join(findings)}.",
        hint=f"reedbed checkpoint write {name}",
        table=str(name),
        findings=findings,
    )
