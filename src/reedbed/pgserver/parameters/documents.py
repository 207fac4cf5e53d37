"""Columns that were declared as `json`, whose documents keep their text; those of `jsonb` have one form.

DuckDB has one type for both. The limit that the dialect puts on a column of `json` tells it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.pgwire.values.types import JSON_OID, column_type
from reedbed.sql import literal
from reedbed.sql.postgres.lexing import name_value, tokens
from reedbed.sql.postgres.rules.lengths import DOCUMENT_LENGTH
from reedbed.store.schema import stored_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.engine import Cursor

DOCUMENT = "JSON"


def text_documents(table: str, cursor: Cursor) -> frozenset[str]:
    """The names of these columns, in lower case, of a table by its name as it is written."""
    parts = [name_value(each) for each in tokens(table) if each.text != "."]
    if not parts:
        return frozenset()
    rows = cursor.rows(
        "SELECT lower(constraint_column_names[1]) FROM duckdb_constraints() WHERE constraint_type = 'CHECK' "
        f"AND lower(table_name) IN {stored_names(parts[-1].lower())} "
        f"AND ends_with(expression, ' AS VARCHAR)) <= {DOCUMENT_LENGTH})')"
        + (f" AND lower(schema_name) = {literal(parts[-2].lower())}" if len(parts) > 1 else "")
    )
    return frozenset(str(name) for (name,) in rows)


def oids_of_columns(columns: Sequence[tuple[str, str]], table: str, cursor: Cursor) -> list[int]:
    """The OID of each column of a table, of which names and DuckDB's types are known."""
    named = text_documents(table, cursor) if any(kind == DOCUMENT for _, kind in columns) else frozenset()
    return [JSON_OID if kind == DOCUMENT and name.lower() in named else column_type(kind).oid for name, kind in columns]
