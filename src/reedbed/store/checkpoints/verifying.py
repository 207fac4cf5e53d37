"""Checking checkpoints: manifests and parts against their sums, rows against the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.errors.counts import count_of
from reedbed.sql import quote
from reedbed.store.checkpoints.folder import file_sha256
from reedbed.store.checkpoints.manifest import Manifest, Part, read_manifest
from reedbed.store.checkpoints.publishing import decoded_select
from reedbed.store.checkpoints.reports import CheckpointReport, Status
from reedbed.store.fingerprint import content_fingerprint
from reedbed.store.schema import read_schema, relation_kind

if TYPE_CHECKING:
    from pathlib import Path

    from reedbed.engine import Database
    from reedbed.store.checkpoints.folder import CheckpointFolder
    from reedbed.store.ledger import CheckpointRecord, TableRecords


def damage(path: Path, *, sha256: str | None = None, contents: bool = True) -> tuple[Manifest | None, list[str]]:
    """The manifest at `path`, and what is wrong with it or with the parts that it names.

    Without `contents`, parts are told by their sizes, and not read.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        return None, [f"{path.name}: {error.strerror}"]
    try:
        manifest = read_manifest(content)
    except ValueError as error:
        return None, [f"{path.name}: {error}"]
    if sha256 is not None and file_sha256(path) != sha256:
        return manifest, [f"{path.name}: it is not the manifest that the ledger names"]
    findings = [_part_damage(path.parent / part.file, part, contents=contents) for part in manifest.parts]
    return manifest, list(filter(None, findings))


def _part_damage(path: Path, part: Part, *, contents: bool) -> str:
    try:
        found = path.stat().st_size
        if found != part.size_bytes:
            return f"{path.name}: {found} bytes, the manifest says {part.size_bytes}"
        if not contents:
            return ""
        return "" if file_sha256(path) == part.sha256 else f"{path.name}: its content was altered"
    except OSError as error:
        return f"{path.name}: {error.strerror}"


class Verifier:
    """Verifies the checkpoints that the ledger names."""

    def __init__(self, database: Database, folder: CheckpointFolder, tables: TableRecords) -> None:
        self._database = database
        self._folder = folder
        self._tables = tables

    def verify(self, record: CheckpointRecord) -> CheckpointReport:
        """Compare one checkpoint with its files and its table."""
        path = self._folder.root / record.manifest
        manifest, findings = damage(path, sha256=record.manifest_sha256)
        if findings or manifest is None:
            return _report(record, "damaged", findings)
        if relation_kind(self._database, record.name) != "table":
            return _report(record, "table missing", ["the table is gone; the checkpoint is whole"])
        version = self._tables.version(record.name)
        if version != record.version:
            finding = f"the table was written later without a checkpoint (version {version}, files {record.version})"
            return _report(record, "stale", [finding])
        findings = self._row_differences(record, manifest, path.parent)
        return _report(record, "differs" if findings else "whole", findings)

    def _row_differences(self, record: CheckpointRecord, manifest: Manifest, folder: Path) -> list[str]:
        name = record.name
        now = read_schema(self._database, name).stored
        then = {column.name: column.type for column in manifest.columns}
        if now != then:
            changed = sorted(set(now.items()) ^ set(then.items()))
            return [f"columns differ: {', '.join(sorted({column for column, _ in changed}))}"]
        table = self._database.qualified(name.schema, name.name)
        files = decoded_select(manifest.columns, [folder / part.file for part in manifest.parts])
        stored = _stored_select(manifest, table)
        if content_fingerprint(self._database, f"({files})") == content_fingerprint(self._database, f"({stored})"):
            return []
        row = self._database.row(f"SELECT count(*) FROM {table}")
        count = int(row[0]) if row else 0
        return [f"the table has {count_of(count, 'row')}, the files {manifest.row_count}; their contents differ"]


def _stored_select(manifest: Manifest, table: str) -> str:
    """The table's stored columns in the manifest's order."""
    return f"SELECT {', '.join(quote(column.name) for column in manifest.columns)} FROM {table}"


def _report(record: CheckpointRecord, status: Status, findings: list[str]) -> CheckpointReport:
    return CheckpointReport(
        table=str(record.name),
        status=status,
        row_count=record.row_count,
        part_count=record.part_count,
        size_bytes=record.size_bytes,
        findings=tuple(findings),
    )
