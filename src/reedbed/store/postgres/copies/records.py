"""The table in which a PostgreSQL server keeps the copies that it got, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.sql import DEFAULT_SCHEMA, TableName, quote
from reedbed.store.ledger.copies import CopyRecord
from reedbed.store.postgres.names import COPIES

if TYPE_CHECKING:
    from reedbed.store.postgres.connections import Connection
    from reedbed.store.postgres.names import Names

COMMENT = "Tables that Reedbed copied here. A copy whose id is here is not made again."


def find_copy(connection: Connection, names: Names, copy_id: str) -> CopyRecord | None:
    """The copy of this id, as the open transaction sees it."""
    table = _table(names)
    if connection.value("SELECT to_regclass($1)::text", (table,)) is None:
        return None
    rows = connection.rows(
        f"SELECT schema_name, table_name, origin, row_count, copied_at FROM {table} WHERE copy_id = $1", (copy_id,)
    )
    if not rows:
        return None
    schema, name, origin, count, copied_at = rows[0]
    return CopyRecord(
        copy_id=copy_id,
        name=TableName(schema=DEFAULT_SCHEMA if schema == names.default_schema else schema, name=name),
        origin=origin,
        rows=int(count),
        copied_at=copied_at,
        known=True,
    )


def prepare_records(connection: Connection, names: Names) -> None:
    """Make the table unless it is there; for whoever holds the writers' lock."""
    table = _table(names)
    if connection.value("SELECT to_regclass($1)::text", (table,)) is None:
        connection.execute(
            f"CREATE TABLE {table} (copy_id text PRIMARY KEY, schema_name text NOT NULL, table_name text NOT NULL, "
            "origin text NOT NULL, row_count bigint NOT NULL, copied_at timestamptz NOT NULL)"
        )
        connection.execute(f"COMMENT ON TABLE {table} IS '{COMMENT}'")


def add_copy(
    connection: Connection, names: Names, copy_id: str, name: TableName, *, rows: int, origin: str
) -> CopyRecord:
    """Record a copy in the transaction of its rows."""
    found = connection.rows(
        f"INSERT INTO {_table(names)} VALUES ($1, $2, $3, $4, $5, clock_timestamp()) RETURNING copied_at",
        (copy_id, names.schema(name), name.name, origin, rows),
    )
    return CopyRecord(copy_id=copy_id, name=name, origin=origin, rows=rows, copied_at=found[0][0])


def _table(names: Names) -> str:
    return f"{quote(names.default_schema)}.{quote(COPIES)}"
