"""The ledger's word on checkpoints that are kept under a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reedbed.errors import SqlNameError
from reedbed.sql import LEDGER_SCHEMA, TableName, literal

if TYPE_CHECKING:
    import datetime as dt

    from reedbed.engine import Database, Transaction

_COLUMNS: Final = (
    "schema_name, table_name, name, version, manifest, manifest_sha256, row_count, part_count, size_bytes, kept_at"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptCheckpoint:
    """What a table held when it was kept under `name`; `version` is the table's at that moment.

    `manifest` is its path below the checkpoint folder.
    """

    table: TableName
    name: str
    version: int
    manifest: str
    manifest_sha256: str
    row_count: int
    part_count: int
    size_bytes: int
    kept_at: dt.datetime


class KeptCheckpoints:
    """Reads and writes `reedbed.kept_checkpoints`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._table = database.qualified(LEDGER_SCHEMA, "kept_checkpoints")

    def all(self, table: TableName | None = None) -> list[KeptCheckpoint]:
        """What is kept of one table or of all, oldest first."""
        where = f"WHERE {_is_table(table)} " if table is not None else ""
        try:
            rows = self._database.rows(
                f"SELECT {_COLUMNS} FROM {self._table} {where}ORDER BY schema_name, table_name, kept_at, version"
            )
        except SqlNameError:
            # A database of an earlier Reedbed that was opened to be read.
            return []
        return [
            KeptCheckpoint(
                table=TableName(schema=row[0], name=row[1]),
                name=row[2],
                version=row[3],
                manifest=row[4],
                manifest_sha256=row[5],
                row_count=row[6],
                part_count=row[7],
                size_bytes=row[8],
                kept_at=row[9],
            )
            for row in rows
        ]

    def add(self, transaction: Transaction, kept: KeptCheckpoint) -> None:
        """Let a checkpoint be kept from this transaction's commit on."""
        transaction.execute(
            f"INSERT INTO {self._table} ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                kept.table.schema,
                kept.table.name,
                kept.name,
                kept.version,
                kept.manifest,
                kept.manifest_sha256,
                kept.row_count,
                kept.part_count,
                kept.size_bytes,
                kept.kept_at,
            ],
        )

    def forget(self, transaction: Transaction, kept: KeptCheckpoint) -> None:
        """Let it be kept no more."""
        transaction.execute(f"DELETE FROM {self._table} WHERE {_is_table(kept.table)} AND name = ?", [kept.name])


def _is_table(table: TableName) -> str:
    """Names compare as DuckDB compares them: the table may be gone, and with it the spelling of its name."""
    return f"lower(schema_name) = lower({literal(table.schema)}) AND lower(table_name) = lower({literal(table.name)})"
