"""Sequences on the server: numbers that are handed out once, also to other processes and after a rollback."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed import errors
from reedbed.sql import TableName, literal, quote
from reedbed.store.postgres.columns import read_columns

if TYPE_CHECKING:
    from reedbed.store.postgres.connections import Connection
    from reedbed.store.postgres.names import Names
    from reedbed.store.postgres.transactions import Transactions

LEAST, MOST = -(2**63), 2**63 - 1


class Sequences:
    """The sequences of one store, in its default schema."""

    def __init__(self, transactions: Transactions, names: Names) -> None:
        self._transactions = transactions
        self._names = names

    def ensure(self, name: str, start: int) -> None:
        """Make the sequence unless it is there; an existing one goes on where it is."""
        with self._transactions.writing() as connection:
            connection.execute(
                f"CREATE SEQUENCE IF NOT EXISTS {self._names.sql(TableName(name=name))} "
                f"MINVALUE {LEAST} MAXVALUE {MOST} START {int(start)}"
            )

    def next(self, name: str, count: int) -> list[int]:
        """`count` values that nobody else gets."""
        if count < 0:
            raise errors.UsageError(f"The number of values cannot be negative; found {count}.", count=count)
        with self._transactions.reading() as connection:
            sequence = self._required(connection, name)
            rows = connection.rows(f"SELECT nextval({sequence}) FROM generate_series(1, {count})")
        return sorted(row[0] for row in rows)

    def sync(self, name: str, table: TableName, column: str) -> int:
        """Move the sequence past the largest value of a column; returns the next value that it will give."""
        with self._transactions.writing() as connection:
            sequence = self._required(connection, name)
            relation = self._names.require(connection, table)
            columns = [found.name for found in read_columns(connection, relation)]
            if column not in columns:
                raise errors.ColumnNotFound(column, where=f"table {str(table)!r}", known=columns)
            largest = connection.value(f"SELECT max({quote(column)})::bigint FROM {relation.quoted}")
            called, last = connection.rows(
                f"SELECT is_called, last_value FROM {self._names.sql(TableName(name=name))}"
            )[0]
            coming = last + 1 if called else last
            if largest is not None and largest >= coming:
                coming = int(largest) + 1
                connection.value(f"SELECT setval({sequence}, {coming}, false)")
            return int(coming)

    def _required(self, connection: Connection, name: str) -> str:
        known = connection.rows(
            "SELECT sequencename::text FROM pg_sequences WHERE schemaname = $1", (self._names.default_schema,)
        )
        if (name,) not in known:
            raise errors.SequenceNotFound(name, [row[0] for row in known])
        return f"{literal(self._names.sql(TableName(name=name)))}::regclass"
