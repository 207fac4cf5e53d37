"""Publish, then point: parts and manifests are durable on disk before the ledger names them.

Everything here runs inside the transaction that writes the table. When it commits, the files of the state before
are removed; when it does not, the files of the state that never came are.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from reedbed.engine import ENGINE_VERSION, decoded, encoded, stored_type
from reedbed.sql import TableName, literal, quote
from reedbed.store.checkpoints.folder import CheckpointFolder, Draft, sync_folder
from reedbed.store.checkpoints.manifest import Column, Manifest, Part, read_manifest
from reedbed.store.checkpoints.merging import mergeable_tail
from reedbed.store.checkpoints.parts import WrittenPart
from reedbed.store.ledger import CheckpointRecord, CheckpointRecords
from reedbed.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from reedbed.engine import Transaction
    from reedbed.store.schema import TableDefinition, TableSchema

PART_FORMAT = "FORMAT parquet, PARQUET_VERSION v2"
"""Delta encodings: a part is a third smaller than with version 1 and quicker to write, sync and sum."""


class Publisher:
    """Writes the checkpoints of one store."""

    def __init__(self, folder: CheckpointFolder, records: CheckpointRecords) -> None:
        self.folder = folder
        self.records = records

    def write_part(self, transaction: Transaction, name: TableName, select: str) -> WrittenPart:
        """The rows of `select` as a part file, which can be read at once; a rollback removes it again."""
        draft = self.folder.draft_part(name)
        transaction.on_rollback(draft.discard)
        rows = transaction.execute(f"COPY ({select}) TO {literal(str(draft.unfinished))} ({PART_FORMAT})")
        return WrittenPart(draft, rows=rows)

    def discard_part(self, transaction: Transaction, name: TableName, part: Part) -> None:
        """Let a part that no manifest will name go with the commit."""
        transaction.on_commit(partial(_remove, [self.folder.of(name) / part.file]))

    def merged(self, transaction: Transaction, name: TableName, parts: Sequence[Part]) -> list[Part]:
        """`parts` with a tail of small ones made into one, where that is due."""
        kept = list(parts)
        while count := mergeable_tail(kept):
            paths = [self.folder.of(name) / part.file for part in kept[-count:]]
            files = ", ".join(literal(str(path)) for path in paths)
            merged = self.write_part(transaction, name, f"SELECT * FROM read_parquet([{files}])")
            kept[-count:] = [merged.publish()]
            transaction.on_commit(partial(_remove, paths))
        return kept

    def present(self, name: TableName) -> Manifest | None:
        """The manifest that counts, or None when there is none or it cannot be believed."""
        record = self.records.get(name)
        if record is None:
            return None
        try:
            return read_manifest((self.folder.root / record.manifest).read_bytes())
        except (OSError, ValueError):
            return None

    def point(
        self,
        transaction: Transaction,
        name: TableName,
        *,
        schema: TableSchema,
        definition: TableDefinition,
        version: int,
        parts: Sequence[Part],
        origin: dict[str, Any] | None = None,
    ) -> Manifest:
        """Publish a manifest of `parts` and let it count when the transaction commits."""
        manifest = Manifest(
            schema=name.schema,
            table=name.name,
            version=version,
            columns=manifest_columns(schema),
            primary_key=schema.primary_key,
            create_sql=definition.create_sql,
            index_sql=definition.index_sql,
            parts=tuple(parts),
            created_at=dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds"),
            reedbed_version=__version__,
            duckdb_version=ENGINE_VERSION,
            origin=origin,
        )
        before = self.records.get(name)
        draft = self.folder.draft_manifest(name, version)
        transaction.on_rollback(draft.discard)
        content = _write_manifest(draft, manifest)
        self.records.point(
            transaction,
            CheckpointRecord(
                name=name,
                version=version,
                manifest=str(draft.final.relative_to(self.folder.root)),
                manifest_sha256=hashlib.sha256(content).hexdigest(),
                row_count=manifest.row_count,
                part_count=len(manifest.parts),
                size_bytes=manifest.size_bytes,
            ),
        )
        transaction.on_commit(lambda: self._remove_before(before, manifest))
        return manifest

    def forget(self, transaction: Transaction, name: TableName) -> None:
        """Let the table's checkpoint go with this transaction, its files after the commit."""
        record = self.records.get(name)
        self.records.forget(transaction, name)
        transaction.on_commit(lambda: self._remove_before(record, None))

    def _remove_before(self, before: CheckpointRecord | None, after: Manifest | None) -> None:
        """Remove the files of the state before that the new one does not share; what remains, `prune` finds."""
        if before is None:
            return
        path = self.folder.root / before.manifest
        try:
            old_parts = {part.file for part in read_manifest(path.read_bytes()).parts}
        except (OSError, ValueError):
            return
        shared = {part.file for part in after.parts} if after else set()
        # The manifest goes first: without it the parts are named by nobody.
        _remove([path, *(path.parent / file for file in old_parts - shared)])


def _remove(paths: Sequence[Path]) -> None:
    """Remove files that count no more; what cannot be removed, `prune` finds."""
    for path in paths:
        with suppress(OSError):
            path.unlink()


def _write_manifest(draft: Draft, manifest: Manifest) -> bytes:
    content = manifest.to_json()
    draft.unfinished.write_bytes(content)
    draft.sync()
    draft.publish()
    sync_folder(draft.final.parent)
    return content


def manifest_columns(schema: TableSchema) -> tuple[Column, ...]:
    """The stored columns of a table: generated ones are computed again and so are left out."""
    return tuple(
        Column(
            name=column.name,
            type=column.type,
            stored_type=stored_type(column.type),
            nullable=column.nullable,
            default=column.default,
        )
        for column in schema.columns
        if not column.generated
    )


def encoded_select(columns: Sequence[Column], source: str) -> str:
    """The rows of `source` in the types that the files have."""
    wanted = (f"{encoded(quote(column.name), column.type)} AS {quote(column.name)}" for column in columns)
    return f"SELECT {', '.join(wanted)} FROM {source}"


def decoded_select(columns: Sequence[Column], files: Sequence[Path]) -> str:
    """The rows of part files in the types that the table has, in the order of the files."""
    names = ", ".join(literal(str(file)) for file in files)
    wanted = (f"{decoded(quote(column.name), column.type)} AS {quote(column.name)}" for column in columns)
    return f"SELECT {', '.join(wanted)} FROM read_parquet([{names}])"
