"""Checkpoints that are kept under a name: files of their own, which no later write and no pruning takes away.

Parts never change once they are written, so a kept checkpoint shares their bytes with the present one by hard links,
where the file system has them. Files come first and the ledger names them after, as with every checkpoint.
"""

from __future__ import annotations

import datetime as dt
import os
import shlex
import shutil
import uuid
from typing import TYPE_CHECKING

from reedbed import errors
from reedbed.store.checkpoints.folder import KEPT, sync_file, sync_folder
from reedbed.store.checkpoints.manifest import read_manifest
from reedbed.store.checkpoints.publishing import decoded_select
from reedbed.store.checkpoints.verifying import damage
from reedbed.store.ledger.kept import KeptCheckpoint, KeptCheckpoints
from reedbed.store.schema import read_definition, read_schema

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from reedbed.engine import Database
    from reedbed.sql import TableName
    from reedbed.store.checkpoints.manifest import Manifest
    from reedbed.store.checkpoints.publishing import Publisher
    from reedbed.store.ledger import CheckpointRecord, TableRecords


class Keeper:
    """Keeps, finds and forgets checkpoints of the store whose database this process has open.

    `write` writes the checkpoint of a table anew.
    """

    def __init__(
        self,
        database: Database,
        publisher: Publisher,
        tables: TableRecords,
        write: Callable[[TableName], CheckpointRecord],
    ) -> None:
        self._database = database
        self._publisher = publisher
        self._tables = tables
        self._write = write
        self._records = KeptCheckpoints(database)
        self._folder = publisher.folder

    def keep(self, table: TableName, name: str) -> KeptCheckpoint:
        """Keep what a table, named as the database spells it, holds now.

        Raises `CheckpointNameTaken`, `UsageError` for a name that is none.
        """
        if not name or not name.isprintable() or name != name.strip():
            raise errors.UsageError(f"{name!r} is no name for a checkpoint.", hint="before-migration")
        with self._database.transaction() as transaction:
            if any(each.name == name for each in self._records.all(table)):
                raise errors.CheckpointNameTaken(
                    f"A checkpoint of {str(table)!r} is kept as {name!r} already.",
                    hint=f"reedbed checkpoint forget {table.argument} {shlex.quote(name)}",
                    table=str(table),
                    name=name,
                )
            record = self._current(table)
            source = self._folder.root / record.manifest
            manifest = read_manifest(source.read_bytes())
            kept = self._folder.of(table) / KEPT / uuid.uuid4().hex
            transaction.on_rollback(lambda: shutil.rmtree(kept, ignore_errors=True))
            _link([source, *(source.parent / part.file for part in manifest.parts)], kept)
            found = KeptCheckpoint(
                table=table,
                name=name,
                version=record.version,
                manifest=(kept / source.name).relative_to(self._folder.root).as_posix(),
                manifest_sha256=record.manifest_sha256,
                row_count=record.row_count,
                part_count=record.part_count,
                size_bytes=record.size_bytes,
                kept_at=dt.datetime.now(dt.UTC),
            )
            self._records.add(transaction, found)
        return found

    def _current(self, table: TableName) -> CheckpointRecord:
        """The checkpoint of what a table holds now: the one that there is, or one that is written for it."""
        record, manifest = self._publisher.records.get(table), self._publisher.present(table)
        if record is not None and manifest is not None and self._is_current(table, record, manifest):
            return record
        return self._write(table)

    def _is_current(self, table: TableName, record: CheckpointRecord, manifest: Manifest) -> bool:
        row = self._database.row(f"SELECT count(*) FROM {self._database.qualified(table.schema, table.name)}")
        types = {column.name: column.type for column in manifest.columns}
        return (
            record.version == self._tables.version(table)
            and row is not None
            and row[0] == record.row_count
            and read_schema(self._database, table).stored == types
            and read_definition(self._database, table).create_sql == manifest.create_sql
        )

    def forget(self, table: TableName, name: str) -> KeptCheckpoint:
        """Keep a checkpoint no more; its files go. Raises `CheckpointNotFound`."""
        with self._database.transaction() as transaction:
            found = self.named(table, name)
            self._records.forget(transaction, found)
            folder = (self._folder.root / found.manifest).parent
            transaction.on_commit(lambda: shutil.rmtree(folder, ignore_errors=True))
        return found

    def named(self, table: TableName, name: str) -> KeptCheckpoint:
        """The checkpoint of a table that is kept under a name. Raises `CheckpointNotFound`."""
        for each in self._records.all(table):
            if each.name == name:
                return each
        raise not_kept(table, name)

    def manifest(self, kept: KeptCheckpoint) -> Manifest:
        """What a kept checkpoint consists of. Raises `CheckpointDamaged` when a file is not there as it was."""
        path = self._folder.root / kept.manifest
        manifest, findings = damage(path, sha256=kept.manifest_sha256, contents=False)
        if manifest is not None and not findings:
            return manifest
        raise errors.CheckpointDamaged(
            f"The checkpoint of {str(kept.table)!r} that is kept as {kept.name!r} is damaged: {'; '.join(findings)}.",
            hint=f"reedbed checkpoint forget {kept.table.argument} {shlex.quote(kept.name)}",
            table=str(kept.table),
            findings=findings,
        )

    def select(self, kept: KeptCheckpoint, manifest: Manifest) -> str:
        """SQL of the rows of a kept checkpoint, in the columns that the table had."""
        folder = (self._folder.root / kept.manifest).parent
        return decoded_select(manifest.columns, [folder / part.file for part in manifest.parts])


def not_kept(table: TableName, name: object) -> errors.CheckpointNotFound:
    """The error for a checkpoint that is not kept."""
    return errors.CheckpointNotFound(
        f"No checkpoint of {str(table)!r} is kept as {name!s}.", hint="reedbed checkpoint kept", table=str(table)
    )


def _link(files: list[Path], folder: Path) -> None:
    """Bring files into a folder of their own: names and, where they are copied, bytes are on the disk on return."""
    folder.mkdir(parents=True)
    for file in files:
        try:
            os.link(file, folder / file.name)
        except OSError:
            # No hard links here, or no more of this file.
            shutil.copyfile(file, folder / file.name)
            sync_file(folder / file.name)
    for each in (folder, folder.parent, folder.parent.parent):
        sync_folder(each)
