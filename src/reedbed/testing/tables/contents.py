"""What a table holds, for the assertions of every contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reedbed.ports.tables import TablePort
    from reedbed.sql import TableName


def rows_of(store: TablePort, name: str | TableName) -> list[dict[str, Any]]:
    """The rows of a table, sorted by all columns."""
    rows: list[dict[str, Any]] = store.read_table(name).to_pyarrow().to_pylist()
    return sorted(rows, key=lambda row: [(value is None, value) for value in row.values()])


def column_of(store: TablePort, name: str | TableName, column: str) -> list[Any]:
    """The values of one column, sorted."""
    return sorted(row[column] for row in rows_of(store, name))
