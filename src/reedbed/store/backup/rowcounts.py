"""The rows of every table of a database, and the program that counts them in a copy, in a process of its own."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from reedbed.engine.instances import Instance
from reedbed.engine.options import EngineOptions
from reedbed.errors import ReedbedError
from reedbed.sql import quote
from reedbed.store.backup.inventory import TableCount

if TYPE_CHECKING:
    from collections.abc import Sequence


class Rows(Protocol):
    """Whatever answers a query with rows: a transaction, or a cursor."""

    def rows(self, sql: str, params: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        ...


def count_rows(reader: Rows) -> tuple[TableCount, ...]:
    """The rows of every table of the current database, the ledger's own included, by name."""
    names = reader.rows(
        "SELECT database_name, schema_name, table_name FROM duckdb_tables() WHERE database_name = current_catalog() "
        "AND NOT temporary AND NOT internal ORDER BY ALL"
    )
    return tuple(
        TableCount(
            schema=schema,
            name=name,
            rows=reader.rows(f"SELECT count(*) FROM {quote(catalog)}.{quote(schema)}.{quote(name)}")[0][0],
        )
        for catalog, schema, name in names
    )


def main() -> None:
    """Open the database that is the argument read-only and print its counts as JSON.

    Without ownership, which would leave its files beside a copy that nobody else knows yet.
    """
    instance = Instance(Path(sys.argv[1]), read_only=True, options=EngineOptions())
    instance.handles = 1
    try:
        instance.open()
        counts = [[each.schema, each.name, each.rows] for each in count_rows(instance.cursor())]
        said: dict[str, Any] = {"tables": counts}
    except ReedbedError as error:
        said = {"error": error.message}
    finally:
        instance.close()
    json.dump(said, sys.stdout)
