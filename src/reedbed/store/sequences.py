"""Sequences: numbers that are handed out once, also to eight threads and after a crash."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed import errors
from reedbed.sql import DEFAULT_SCHEMA, TableName, literal, quote, table_name
from reedbed.store.schema import read_schema, relation_kind

if TYPE_CHECKING:
    from reedbed.engine import Database, Transaction


class Sequences:
    """The sequences of one store, in the schema `main`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def names(self) -> list[str]:
        """All sequences, sorted."""
        rows = self._database.rows(
            "SELECT sequence_name FROM duckdb_sequences() WHERE database_name = ? AND schema_name = ? ORDER BY ALL",
            [self._database.catalog, DEFAULT_SCHEMA],
        )
        return [row[0].replace(_QUOTE_STORED, '"') for row in rows]

    def ensure(self, name: str, start: int) -> None:
        """Make the sequence unless it is there; an existing one goes on where it is."""
        with self._database.transaction() as transaction:
            transaction.execute(
                f"CREATE SEQUENCE IF NOT EXISTS {self._quoted(name)} START {int(start)} MINVALUE {_MIN}"
            )

    def next(self, name: str, count: int) -> list[int]:
        """`count` values that nobody else gets."""
        if count < 0:
            raise errors.UsageError(f"The number of values cannot be negative; found {count}.", count=count)
        with self._database.transaction() as transaction:
            self._require(name)
            return self._take(transaction, name, count)

    def _take(self, transaction: Transaction, name: str, count: int) -> list[int]:
        rows = transaction.rows(f"SELECT nextval({literal(self._quoted(name))}) FROM range({count})")
        return [row[0] for row in rows]

    def sync(self, name: str, table: TableName, column: str) -> int:
        """Move the sequence past the largest value of a column; returns the next value that it will give.

        DuckDB cannot set a sequence, and one that a default names cannot be made anew, so values are taken off it.
        """
        with self._database.transaction() as transaction:
            self._require(name)
            if relation_kind(self._database, table) is None:
                raise errors.TableNotFound(str(table))
            columns = read_schema(self._database, table).types
            if column not in columns:
                raise errors.ColumnNotFound(column, where=f"table {str(table)!r}", known=columns)
            largest = transaction.row(f"SELECT max({quote(column)}) FROM {table.quoted}")
            following = self._following(transaction, name)
            if largest is None or largest[0] is None or largest[0] < following:
                return following
            transaction.rows(
                f"SELECT max(nextval({literal(self._quoted(name))})) FROM range({int(largest[0]) - following + 1})"
            )
            return int(largest[0]) + 1

    def _following(self, transaction: Transaction, name: str) -> int:
        row = transaction.row(
            "SELECT last_value, start_value FROM duckdb_sequences() WHERE database_name = ? AND schema_name = ? "
            "AND sequence_name = ?",
            [self._database.catalog, DEFAULT_SCHEMA, _stored(name)],
        )
        last, start = row or (None, 1)
        if last is None:
            return int(start)
        if last != start:
            return int(last) + 1
        # Equal in two cases: one value was taken, or the database was opened again and the value is yet to come
        # (DuckDB 1.5.5 then shows the coming value as both). Only taking one tells.
        return self._take(transaction, name, 1)[0] + 1

    def _require(self, name: str) -> None:
        known = self.names()
        if name not in known:
            raise errors.SequenceNotFound(name, known)

    def _quoted(self, name: str) -> str:
        table_name(name)
        return self._database.qualified(DEFAULT_SCHEMA, _stored(name))


_MIN = -(2**63)
_QUOTE_STORED = "%22"


def _stored(name: str) -> str:
    """A sequence's name in the database: `nextval` takes text, in which DuckDB 1.5.5 cannot read a doubled quote."""
    return name.replace('"', _QUOTE_STORED)
