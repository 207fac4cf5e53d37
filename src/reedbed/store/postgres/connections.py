"""ADBC connections of a store: taken for one call, given back, closed with the store."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from reedbed import errors
from reedbed.store.postgres.failures import translated

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa
    from adbc_driver_postgresql.dbapi import Connection as RawConnection

SETTINGS = ("SET TimeZone = 'UTC'", "SET client_min_messages = warning")
"""What every session of a store begins with: the server's or the machine's zone plays no part."""
KEPT = 4
"""Idle connections that stay open; a server has few to give."""
USE_COPY = "adbc.postgresql.use_copy"
BATCH_BYTES = "adbc.postgresql.batch_size_hint_bytes"


class Connection:
    """One session of the server. Used by one thread at a time."""

    def __init__(self, url: str) -> None:
        from adbc_driver_postgresql import dbapi  # noqa: PLC0415 - an extra, loaded when a URL asks for it

        with translated():
            self._raw: RawConnection = dbapi.connect(url, autocommit=True)
        for setting in SETTINGS:
            self.execute(setting)

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> None:
        """Run a statement whose answer nobody reads."""
        with translated(), self._raw.cursor() as cursor:
            cursor.adbc_statement.set_options(**{USE_COPY: "false"})
            cursor.execute(sql, parameters or None)

    def value(self, sql: str, parameters: Sequence[object] = ()) -> Any:
        """The one value of a query; None for no row."""
        rows = self.rows(sql, parameters)
        return rows[0][0] if rows else None

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query as Python values."""
        table = self.arrow(sql, parameters)
        return list(zip(*(column.to_pylist() for column in table.columns), strict=True))

    def arrow(self, sql: str, parameters: Sequence[object] = ()) -> pa.Table:
        """The answer of a query as the driver gives it."""
        with translated(), self._raw.cursor() as cursor:
            cursor.execute(sql, parameters or None)
            return cursor.fetch_arrow_table()

    @contextmanager
    def reader(self, sql: str, parameters: Sequence[object] = ()) -> Iterator[pa.RecordBatchReader]:
        """The answer of a query in batches; the connection is busy until the block ends."""
        with translated(), self._raw.cursor() as cursor:
            cursor.adbc_statement.set_options(**{BATCH_BYTES: str(1 << 20)})
            cursor.execute(sql, parameters or None)
            yield cursor.fetch_record_batch()

    def ingest(self, data: pa.Table | pa.RecordBatchReader, *, table: str, schema: str | None) -> None:
        """Append rows, by binary COPY, to a table that has exactly their columns; a temporary one without schema."""
        with translated(), self._raw.cursor() as cursor:
            cursor.adbc_ingest(table, data, mode="append", db_schema_name=schema, temporary=schema is None)

    def close(self) -> None:
        """End the session."""
        self._raw.close()


class Connections:
    """The connections of one store. Safe to share between threads."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._idle: list[Connection] = []
        self._lock = threading.Lock()
        self._closed = False

    @contextmanager
    def borrowed(self) -> Iterator[Connection]:
        """A connection of one's own for a block; one in which something failed is not used again."""
        connection = self._taken()
        try:
            yield connection
        except BaseException:
            connection.close()
            raise
        self._give_back(connection)

    def _taken(self) -> Connection:
        with self._lock:
            if self._closed:
                raise errors.StoreClosed("The store is closed.", hint="open it again")
            if self._idle:
                return self._idle.pop()
        return Connection(self._url)

    def _give_back(self, connection: Connection) -> None:
        with self._lock:
            keep = not self._closed and len(self._idle) < KEPT
            if keep:
                self._idle.append(connection)
        if not keep:
            connection.close()

    def close(self) -> None:
        """Close what is idle; what is in use closes when it is given back."""
        with self._lock:
            self._closed, idle, self._idle = True, self._idle, []
        for connection in idle:
            connection.close()
