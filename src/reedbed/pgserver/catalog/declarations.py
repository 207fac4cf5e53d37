"""The views of the catalog that read the ledger: names of constraints, and IDENTITY columns.

They differ by database. Until they are made, and where the ledger is of an earlier Reedbed, nothing stands in them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.sql import LEDGER_SCHEMA, literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reedbed.engine import Cursor, Database

_READ: Final = {
    "constraint_names": ("kept_names", "schema_name, table_name, definition, place, name"),
    "identity_columns": ("kept_identities", "schema_name, table_name, column_name, always"),
}
"""Tables of the ledger, with the view that gives their rows and its columns."""


def declaration_views(cursor: Cursor, database: Database, catalog: str) -> Iterator[str]:
    """The statements that make the views in `catalog`."""
    there = cursor.rows(
        f"SELECT table_name FROM duckdb_tables() WHERE database_name = {literal(database.catalog)} "
        f"AND schema_name = {literal(LEDGER_SCHEMA)}"
    )
    for (table,) in there:
        if table in _READ:
            view, columns = _READ[table]
            yield (
                f"CREATE OR REPLACE VIEW {catalog}.src.{view} AS SELECT {literal(database.catalog)} AS database_name, "
                f"{columns} FROM {database.qualified(LEDGER_SCHEMA, table)}"
            )
