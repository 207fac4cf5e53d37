"""The ledger's record of each table: its version, which every write through Reedbed changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reedbed.sql import LEDGER_SCHEMA, TableName, literal
from reedbed.store.ledger.declared import Declared, is_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reedbed.engine import Database, Transaction


@dataclass(frozen=True, kw_only=True, slots=True)
class TableRecord:
    """What the ledger knows of a table. `replaced_version` is that of the last write that was not an append."""

    name: TableName
    version: int
    replaced_version: int
    row_count: int
    written_at: datetime
    writer: str


class TableRecords:
    """Reads and writes `reedbed.tables`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._table = database.qualified(LEDGER_SCHEMA, "tables")
        self._declared = Declared(database)
        self._sequence = literal(database.qualified(LEDGER_SCHEMA, "table_versions"))

    def all(self) -> dict[TableName, TableRecord]:
        """Every record, in one query."""
        rows = self._database.rows(
            "SELECT schema_name, table_name, version, replaced_version, row_count, written_at, writer "
            f"FROM {self._table}"
        )
        records = [
            TableRecord(
                name=TableName(schema=row[0], name=row[1]),
                version=row[2],
                replaced_version=row[3],
                row_count=row[4],
                written_at=row[5],
                writer=row[6],
            )
            for row in rows
        ]
        return {record.name: record for record in records}

    def version(self, name: TableName) -> int | None:
        """The version of a table, or None when Reedbed never wrote it."""
        row = self._database.row(f"SELECT version FROM {self._table} WHERE {is_of(name)}")
        return row[0] if row else None

    def row_count(self, name: TableName) -> int | None:
        """The rows that the table had after its last write through Reedbed."""
        row = self._database.row(f"SELECT row_count FROM {self._table} WHERE {is_of(name)}")
        return row[0] if row else None

    def touch(
        self, transaction: Transaction, name: TableName, *, rows: int, writer: str, appended: bool = False
    ) -> int:
        """Give the table a new version inside `transaction`; returns it."""
        version = int(transaction.repeat(lambda _: f"SELECT nextval({self._sequence})")[0][0])
        self._record(transaction, name, version=version, rows=rows, writer=writer, appended=appended)
        return version

    def touch_counted(self, transaction: Transaction, name: TableName, *, writer: str) -> None:
        """Give the table a new version inside `transaction`, and the rows that it has now.

        Raises `SqlNameError` when there is no such table.
        """
        federated = transaction.cursor.federated
        count = federated.count(transaction.cursor, name.schema, name.name) if federated is not None else None
        if count is not None:
            self.touch(transaction, name, rows=count, writer=writer)
            return
        table = self._database.qualified(name.schema, name.name)
        found = f"SELECT nextval({self._sequence}) AS version, (SELECT count(*) FROM {table}) AS row_count"

        def update(values: Sequence[str]) -> str:
            written_at, writer_name = values
            return (
                f"UPDATE {self._table} SET version = found.version, replaced_version = found.version, "
                f"row_count = found.row_count, written_at = {written_at}, writer = {writer_name} "
                f"FROM ({found}) AS found WHERE {is_of(name)}"
            )

        if transaction.repeat(update, ["now()", literal(writer)]) == [(0,)]:
            version, rows = transaction.rows(found)[0]
            self._record(transaction, name, version=version, rows=rows, writer=writer, appended=False)

    def _record(
        self, transaction: Transaction, name: TableName, *, version: int, rows: int, writer: str, appended: bool
    ) -> None:
        # An UPDATE: values to bind and ON CONFLICT take DuckDB three times as long for one row.
        def update(values: Sequence[str]) -> str:
            columns = ("version", "row_count", "written_at", "writer", "replaced_version")
            pairs = ", ".join(f"{column} = {value}" for column, value in zip(columns, values, strict=False))
            return f"UPDATE {self._table} SET {pairs} WHERE {is_of(name)}"

        values = [f"{version}::BIGINT", f"{rows}::BIGINT", "now()", literal(writer)]
        if not appended:
            values.append(f"{version}::BIGINT")
        if transaction.repeat(update, values) == [(0,)]:
            transaction.execute(
                f"INSERT INTO {self._table} (schema_name, table_name, version, replaced_version, row_count, "
                f"written_at, writer) VALUES ({literal(name.schema)}, {literal(name.name)}, {version}, {version}, "
                f"{rows}, now(), {literal(writer)})"
            )

    def reinstate(self, transaction: Transaction, name: TableName, *, version: int, rows: int) -> None:
        """Give the table a version that it had before, with the rows that it had then.

        Whoever saw it at another version must not take this for an append.
        """
        latest = self.touch(transaction, name, rows=rows, writer="restore")
        transaction.execute(
            f"UPDATE {self._table} SET version = {version}, replaced_version = {latest} WHERE {is_of(name)}"
        )

    def forget(self, transaction: Transaction, name: TableName) -> None:
        """Drop the record with its table, and what was declared of it."""
        transaction.execute(f"DELETE FROM {self._table} WHERE {is_of(name)}")
        self._declared.forget(transaction, name)
