"""The lake's own steps inside of a statement: they run on its cursor, in its transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from reedbed.sql import quote
from reedbed.store.schema import read_schema

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from reedbed.engine import Cursor, Database
    from reedbed.lake.records import LakeTable
    from reedbed.ports.queries import Parameters


class OnCursor:
    """A cursor with the methods of a database and of its transaction that the lake's own steps call."""

    def __init__(self, cursor: Cursor, catalog: str) -> None:
        self.cursor = cursor
        self.catalog = catalog

    def qualified(self, schema: str, name: str) -> str:
        """A name with catalog and schema."""
        return f"{quote(self.catalog)}.{quote(schema)}.{quote(name)}"

    def execute(self, sql: str, params: Parameters = ()) -> int:
        """Run a statement as it is; the rows that it changed."""
        rows = self.cursor.plain_rows(sql, params)
        return int(rows[0][0]) if rows and isinstance(rows[0][0], int) else -1

    def rows(self, sql: str, params: Parameters = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        return self.cursor.plain_rows(sql, params)

    def row(self, sql: str, params: Parameters = ()) -> tuple[Any, ...] | None:
        """The first row of a query, or None."""
        found = self.rows(sql, params)
        return found[0] if found else None

    def relation(self, data: object) -> AbstractContextManager[str]:
        """A name under which statements can read Arrow data."""
        return self.cursor.relation(data)


def stored_columns(cursor: Cursor, catalog: str, table: LakeTable) -> list[str]:
    """The columns that rows are inserted with: all but those that the database computes."""
    return list(read_schema(cast("Database", OnCursor(cursor, catalog)), table.live).stored)
