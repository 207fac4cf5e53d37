"""One write in progress: its transaction, its table and the relation that its rows come from."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reedbed import errors
from reedbed.sql import quote
from reedbed.store.checkpoints.publishing import manifest_columns
from reedbed.store.schema import TableSchema, read_schema
from reedbed.store.writing.matching import matched_columns, misfit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reedbed.engine import Database, Transaction
    from reedbed.sql import TableName
    from reedbed.store.checkpoints.manifest import Column


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """A table that is being written. `found` are the columns of the rows with their types."""

    database: Database
    transaction: Transaction
    name: TableName
    source: str
    found: dict[str, str]

    @property
    def sql(self) -> str:
        """The table in SQL text."""
        return self.database.qualified(self.name.schema, self.name.name)

    def schema(self) -> TableSchema:
        """The table's shape as this transaction sees it."""
        return read_schema(self.database, self.name)

    def count(self) -> int:
        """The table's rows as this transaction sees them."""
        cursor = self.transaction.cursor
        if cursor.federated is not None:
            count = cursor.federated.count(cursor, self.name.schema, self.name.name)
            if count is not None:
                return count
        row = self.transaction.row(f"SELECT count(*) FROM {self.sql}")
        return int(row[0]) if row else 0

    def of(self, source: str) -> Target:
        """The same write with its rows taken from another relation."""
        return replace(self, source=source)

    def fitted_select(self, columns: Sequence[Column], source: str | None = None) -> str:
        """The source's rows in the shape of the table: supplied columns cast, others with their defaults."""
        matched = matched_columns(str(self.name), self.schema(), self.found)
        wanted = (f"{matched.get(column.name) or _absent(column)} AS {quote(column.name)}" for column in columns)
        return f"SELECT {', '.join(wanted)} FROM {source or self.source}"

    def stored_columns(self) -> tuple[Column, ...]:
        """The columns of the table that are stored, in order."""
        return manifest_columns(self.schema())

    def execute_fitted(self, sql: str) -> int:
        """Run a statement over a fitted select; a value that does not fit is told with its column."""
        with self.telling_misfits():
            return self.transaction.execute(sql)

    @contextmanager
    def telling_misfits(self) -> Iterator[None]:
        """Name the column when a value of it does not fit."""
        schema = self.schema()
        try:
            yield
        except errors.EngineError as error:
            better = misfit(error, str(self.name), schema, self.found)
            if better is error:
                raise
            # A value that cannot be converted ends DuckDB's statement, and so the transaction, also as a type error.
            self.transaction.fail(better)
            raise better from error


def _absent(column: Column) -> str:
    """What a column gets that the rows do not supply."""
    return f"CAST({column.default or 'NULL'} AS {column.type})"


def column_list(names: Sequence[str]) -> str:
    """Names as an SQL column list."""
    return ", ".join(quote(name) for name in names)
