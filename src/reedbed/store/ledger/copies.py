"""The ledger's record of copies that came from other stores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reedbed.sql import LEDGER_SCHEMA, TableName

if TYPE_CHECKING:
    from datetime import datetime

    from reedbed.engine import Database, Transaction


@dataclass(frozen=True, kw_only=True, slots=True)
class CopyRecord:
    """A copy that counts; `origin` is the store that its rows came from.

    `known` says that it was found, not made, by the call that gave this.
    """

    copy_id: str
    name: TableName
    origin: str
    rows: int
    copied_at: datetime
    known: bool = False


class CopyRecords:
    """Reads and writes `reedbed.copies`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._table = database.qualified(LEDGER_SCHEMA, "copies")

    def find(self, copy_id: str) -> CopyRecord | None:
        """The copy of this id."""
        row = self._database.row(
            f"SELECT schema_name, table_name, origin, row_count, copied_at FROM {self._table} WHERE copy_id = ?",
            [copy_id],
        )
        if row is None:
            return None
        name = TableName(schema=row[0], name=row[1])
        return CopyRecord(copy_id=copy_id, name=name, origin=row[2], rows=row[3], copied_at=row[4], known=True)

    def add(
        self, transaction: Transaction, copy_id: str, name: TableName, *, rows: int, version: int, origin: str
    ) -> CopyRecord:
        """Record a copy inside `transaction`, that of its rows."""
        found = transaction.rows(
            f"INSERT INTO {self._table} VALUES (?, ?, ?, ?, ?, ?, now()) RETURNING copied_at",
            [copy_id, name.schema, name.name, origin, rows, version],
        )
        return CopyRecord(copy_id=copy_id, name=name, origin=origin, rows=rows, copied_at=found[0][0])
