"""The store on a PostgreSQL server: every operation of the table port."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Self

from reedbed.sql import TableName, table_name
from reedbed.store.copying import copy_table
from reedbed.store.postgres.columns import read_columns
from reedbed.store.postgres.connections import Connections
from reedbed.store.postgres.copies import PostgresCopies
from reedbed.store.postgres.names import Names
from reedbed.store.postgres.reading import Reading
from reedbed.store.postgres.sequences import Sequences
from reedbed.store.postgres.transactions import Transactions
from reedbed.store.postgres.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from types import TracebackType

    import ibis.expr.types as ir
    import pyarrow as pa

    from reedbed.ports.queries import Parameters
    from reedbed.ports.tables import Mode
    from reedbed.store.copying import CopyResult, HasCopies, Opener
    from reedbed.store.postgres.expressions import PostgresBackend
    from reedbed.store.postgres.writer import PostgresWritten


class PostgresStore:
    """The tables of one PostgreSQL database. Safe to share between threads.

    The schema `main` is the server's current one (`public`, as a rule). `query` and `stream` take PostgreSQL's SQL,
    with `?` or `$name` for parameters. Answers are read to their end before they return, to memory or, when they are
    large, to a temporary file: PostgreSQL would otherwise keep what they read from being replaced.

    Args:
        opener: How `copy` opens other stores by their URL.
        url: `postgresql://user:password@host:port/database`, as libpq reads it.

    Raises:
        NetworkFailed, OperationRefused: The server cannot be reached, or does not let this user in.
    """

    def __init__(self, url: str, *, opener: Opener | None = None) -> None:
        self._connections = Connections(url)
        with self._connections.borrowed() as connection:
            schema = connection.value("SELECT coalesce(current_schema(), 'public')::text")
        self._names = Names(default_schema=str(schema))
        self._transactions = Transactions(self._connections)
        self._reading = Reading(self._transactions)
        self._writer = Writer(self._transactions, self._names)
        self._sequences = Sequences(self._transactions, self._names)
        self.copies = PostgresCopies(url, self._connections, self._names, self._transactions)
        self._opener = opener
        self._backend: PostgresBackend | None = None

    # Reading

    def read_table(self, name: str | TableName) -> ir.Table:
        """An Ibis table of a table or view. Raises `TableNotFound` with the nearest names."""
        from reedbed.store.postgres.expressions import PostgresBackend  # noqa: PLC0415 - Ibis takes 0.36 s to import

        with self._reading.connection() as connection:
            relation = self._names.require(connection, _found(name))
        if self._backend is None:
            self._backend = PostgresBackend(self._reading, self._names)
        return self._backend.expression(relation)

    def query(self, sql: str, params: Parameters = ()) -> pa.Table:
        """The answer of one reading statement as an Arrow table."""
        return self._reading.stream(sql, params).read_all()

    def stream(self, sql: str, params: Parameters = ()) -> pa.RecordBatchReader:
        """The answer of one reading statement in batches; the store may be written meanwhile."""
        return self._reading.stream(sql, params)

    def table_exists(self, name: str | TableName) -> bool:
        """Whether a table or view of this name is there."""
        with self._reading.connection() as connection:
            return self._names.find(connection, _found(name)) is not None

    def list_tables(self) -> list[str]:
        """The names of all tables and views, sorted; `schema.name` outside of `main`."""
        with self._reading.connection() as connection:
            return self._names.all(connection)

    def row_count(self, name: str | TableName) -> int:
        """The rows of a table or view."""
        with self._reading.connection() as connection:
            relation = self._names.require(connection, _found(name))
            return int(connection.value(f"SELECT count(*) FROM {relation.quoted}"))

    def get_table_columns(self, name: str | TableName) -> dict[str, str]:
        """The columns in order, each with its DuckDB type."""
        with self._reading.connection() as connection:
            columns = read_columns(connection, self._names.require(connection, _found(name)))
        return {column.name: column.told for column in columns}

    # Writing

    def write_table(
        self, table: object, name: str | TableName, mode: Mode = "replace", key: str | Sequence[str] = ()
    ) -> PostgresWritten:
        """Store rows under a name: all or nothing, and durable when the call returns; see the table port."""
        return self._writer.write(table, table_name(name), mode, _columns(key))

    def replace_rows(
        self, name: str | TableName, rows: object, by_keys: str | Sequence[str] | Mapping[str, object]
    ) -> PostgresWritten:
        """Delete the rows of given keys or values, and insert others, in one step."""
        by = by_keys if isinstance(by_keys, Mapping) else _columns(by_keys)
        return self._writer.replace_rows(table_name(name), rows, by)

    def drop_table(self, name: str | TableName) -> None:
        """Drop a table or view; nothing happens when there is none."""
        self._writer.drop(table_name(name))

    def copy(
        self,
        table: str | TableName,
        *,
        to: str | HasCopies | None = None,
        source: str | HasCopies | None = None,
        name: str | TableName | None = None,
        copy_id: str | None = None,
    ) -> CopyResult:
        """Copy a table to another store, or from another one: whole, counted, once for each copy id.

        See `StorageManager.copy`.
        """
        return copy_table(
            self.copies,
            table,
            to=to,
            source=source,
            name=name,
            copy_id=copy_id,
            checkpoint=None,
            opener=self._opener,
        )

    def transaction(self) -> AbstractContextManager[None]:
        """A block whose writes count together or not at all."""
        return self._transactions.block()

    # Sequences

    def ensure_sequence(self, name: str, start: int = 1) -> None:
        """Make a sequence unless it is there."""
        self._sequences.ensure(name, start)

    def next_sequence_value(self, name: str) -> int:
        """One value that nobody else gets."""
        return self._sequences.next(name, 1)[0]

    def next_sequence_values(self, name: str, n: int) -> list[int]:
        """`n` ascending values that nobody else gets."""
        return self._sequences.next(name, n)

    def sync_sequence_with_table(self, sequence: str, table: str | TableName, column: str) -> int:
        """Move the sequence past the largest value of a column; returns its next value."""
        return self._sequences.sync(sequence, _found(table), column)

    def close(self) -> None:
        """Close the connections. Again is harmless."""
        self._connections.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _found(name: str | TableName) -> TableName:
    return name if isinstance(name, TableName) else TableName(name=name)


def _columns(names: str | Sequence[str]) -> list[str]:
    return [names] if isinstance(names, str) else list(names)
