"""Queries: on the connection of the block or of the call, in plain Arrow types, and done with it before they return."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.store.postgres.answers import plain_reader
from reedbed.store.postgres.spools import spooled
from reedbed.store.postgres.statements import bound, reading_statement

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    import pyarrow as pa

    from reedbed.ports.queries import Parameters
    from reedbed.store.postgres.connections import Connection
    from reedbed.store.postgres.transactions import Transactions


class Reading:
    """Answers queries of one store."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def connection(self) -> AbstractContextManager[Connection]:
        """The connection to read on."""
        return self._transactions.reading()

    def stream(self, sql: str, parameters: Parameters) -> pa.RecordBatchReader:
        """The answer of one reading statement in batches; the tables may be written while it is read."""
        text, values = bound(reading_statement(sql), parameters)
        with self.connection() as connection:
            return self.spooled(connection, text, values)

    def spooled(self, connection: Connection, sql: str, values: Sequence[object] = ()) -> pa.RecordBatchReader:
        """The answer, which leaves the connection free."""
        with connection.reader(sql, values) as reader:
            return spooled(plain_reader(reader))
