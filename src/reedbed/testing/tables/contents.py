"""What a table holds, for the assertions of every contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reedbed.sql import TableName, table_name

if TYPE_CHECKING:
    from reedbed.ports.tables import TablePort


def rows_of(store: TablePort, name: str | TableName) -> list[dict[str, Any]]:
    """The rows of a table, sorted by all columns."""
    rows: list[dict[str, Any]] = store.query(f"SELECT * FROM {table_name(name).quoted} ORDER BY ALL").to_pylist()
    return rows


def column_of(store: TablePort, name: str | TableName, column: str) -> list[Any]:
    """The values of one column, sorted."""
    return sorted(row[column] for row in rows_of(store, name))
