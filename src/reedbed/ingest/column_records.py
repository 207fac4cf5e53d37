"""What the ledger knows of columns that were found in answers, or made wider by them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reedbed.ingest.declaration import Column
from reedbed.ingest.decoding import type_name, wider
from reedbed.sql import LEDGER_SCHEMA, literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reedbed.engine import Database, Transaction
    from reedbed.ingest.declaration import Source


class ColumnRecords:
    """The table `reedbed.ingest_columns` of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._table = database.qualified(LEDGER_SCHEMA, "ingest_columns")

    def found(self, source: str) -> dict[str, Column]:
        """The columns that are known of a source beside its declaration, in the order of the table."""
        rows = self._database.rows(
            f"SELECT name, path, type FROM {self._table} WHERE source = {literal(source)} ORDER BY number"
        )
        return {str(name): Column(path=str(path), type=str(type_text)) for name, path, type_text in rows}

    def keep(self, transaction: Transaction, source: str, columns: Mapping[str, Column], run: int) -> None:
        """Let these be the columns of a source from the transaction's commit on."""
        known = self.found(source)
        for number, (name, column) in enumerate(columns.items()):
            old = known.get(name)
            if old is None or (old.path, old.type) != (column.path, column.type):
                transaction.execute(
                    f"INSERT OR REPLACE INTO {self._table} (source, number, name, path, type, run) "
                    "VALUES (?, ?, ?, ?, ?, ?)",
                    [source, number, name, column.path, column.type, run],
                )


def with_found(source: Source, found: Mapping[str, Column]) -> Source:
    """The source with the columns that were found: all where it declares none, and what evolved where it does.

    What is declared goes before what was found, but for a type that became wider in mode evolve.
    """
    if not found:
        return source
    if not source.columns:
        return replace(source, columns=dict(found))
    columns = dict(source.columns)
    for name, column in found.items():
        if name in columns:
            if source.mode_of(name) == "evolve" and columns[name].path == column.path:
                columns[name] = replace(columns[name], type=wider([type_name(columns[name]), column.type]))
        elif source.drift == "evolve":
            columns[name] = column
    return replace(source, columns=columns)
