"""The ledger's word on which manifest of a table counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reedbed.sql import LEDGER_SCHEMA, TableName, literal
from reedbed.store.ledger.declared import is_of

if TYPE_CHECKING:
    from datetime import datetime

    from reedbed.engine import Database, Transaction

_COLUMNS = "schema_name, table_name, version, manifest, manifest_sha256, row_count, part_count, size_bytes, created_at"


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckpointRecord:
    """One table's checkpoint: the manifest that counts, and the version of the table that it holds."""

    name: TableName
    version: int
    manifest: str
    manifest_sha256: str
    row_count: int
    part_count: int
    size_bytes: int
    created_at: datetime | None = None


class CheckpointRecords:
    """Reads and writes `reedbed.checkpoints`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._table = database.qualified(LEDGER_SCHEMA, "checkpoints")

    def all(self) -> dict[TableName, CheckpointRecord]:
        """Every record, in one query."""
        rows = self._database.rows(f"SELECT {_COLUMNS} FROM {self._table} ORDER BY ALL")
        return {record.name: record for record in map(_record, rows)}

    def get(self, name: TableName) -> CheckpointRecord | None:
        """The checkpoint of one table, or None."""
        row = self._database.row(f"SELECT {_COLUMNS} FROM {self._table} WHERE {is_of(name)}")
        return _record(row) if row else None

    def point(self, transaction: Transaction, record: CheckpointRecord) -> None:
        """Let `record` count from this transaction's commit on."""
        texts = (record.name.schema, record.name.name, record.manifest, record.manifest_sha256)
        schema, name, manifest, sha256 = map(literal, texts)
        transaction.execute(
            f"INSERT OR REPLACE INTO {self._table} ({_COLUMNS}) VALUES ({schema}, {name}, {record.version}, "
            f"{manifest}, {sha256}, {record.row_count}, {record.part_count}, {record.size_bytes}, now())"
        )

    def forget(self, transaction: Transaction, name: TableName) -> None:
        """Let no checkpoint of the table count; its files may be pruned."""
        transaction.execute(f"DELETE FROM {self._table} WHERE {is_of(name)}")


def _record(row: tuple[object, ...]) -> CheckpointRecord:
    schema, name, version, manifest, sha256, rows, parts, size, created = row
    return CheckpointRecord(
        name=TableName(schema=str(schema), name=str(name)),
        version=int(str(version)),
        manifest=str(manifest),
        manifest_sha256=str(sha256),
        row_count=int(str(rows)),
        part_count=int(str(parts)),
        size_bytes=int(str(size)),
        created_at=created,  # type: ignore[arg-type]  # DuckDB's rows are untyped
    )
