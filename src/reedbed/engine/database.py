"""A handle on one database: reading on a cursor per thread, writing in transactions, one writer at a time."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self

import duckdb
from duckdb.func import FunctionNullHandling

from reedbed import errors
from reedbed.engine import instances, transactions
from reedbed.engine.cursors import BATCH_ROWS, Cursor
from reedbed.engine.extensions import load_extension
from reedbed.engine.handles import Handle
from reedbed.engine.options import EngineOptions
from reedbed.engine.reader import read_type
from reedbed.engine.secrets import create_secrets
from reedbed.engine.streams import owned_stream, spooled_stream
from reedbed.sql import quote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import pyarrow as pa

    from reedbed.ports.queries import LocalFrame, Parameters

DEFAULT_LOCK_TIMEOUT_SECONDS = 5.0
NO_FRAMES: Mapping[str, object] = MappingProxyType({})
WRITER_TIMEOUT_SECONDS = 60.0
"""How long a thread waits for another thread's write: a big one may take a while, a forgotten block must show."""


@contextmanager
def _unless_there() -> Iterator[None]:
    """DuckDB refuses a function whose name is taken: by its catalog, or by what the connection remembers of it."""
    try:
        yield
    except duckdb.CatalogException:
        return
    except duckdb.NotImplementedException as error:
        if "already created" not in str(error):
            raise


class _ThreadState(threading.local):
    cursor: Cursor | None = None
    generation = -1
    transaction: transactions.Transaction | None = None


class Database(Handle):
    """One open DuckDB database, safe to share between threads.

    Reading methods run on a cursor of the calling thread, or inside its transaction when it has one open.
    Every exception of DuckDB's leaves as a class of `reedbed.errors`; the session time zone is UTC everywhere.
    """

    remote: bool = False
    """Whether the database is open in another process, so that there is no cursor of DuckDB's here."""

    keeps_ledger: bool = True
    """Whether who works on it may bring what Reedbed keeps about it up to date: not a reader or writer by a URL."""

    def __init__(self, instance: instances.Instance, *, read_only: bool) -> None:
        super().__init__(instance)
        self._state = _ThreadState()
        self.read_only = read_only
        self.writer_timeout_seconds = WRITER_TIMEOUT_SECONDS
        self.catalog: str = self.rows("SELECT current_catalog()")[0][0]

    @classmethod
    def open(
        cls,
        path: Path | str | None,
        *,
        read_only: bool = False,
        options: EngineOptions | None = None,
        lock_timeout_seconds: float = DEFAULT_LOCK_TIMEOUT_SECONDS,
        role: str = "python",
    ) -> Self:
        """Own the file at `path` (made when missing) and open it; `None` is a database in memory.

        Raises `StoreLocked`, `StoreBeingRead`, `DatabaseMissing`, `DatabaseCorrupt`, `DatabaseNewer` or
        `DatabaseUnreadable`; the file is left as it was in each of these cases.
        """
        resolved = None if path is None else Path(path).expanduser().resolve()
        instance = instances.acquire(
            resolved,
            read_only=read_only,
            options=options or EngineOptions(),
            role=role,
            lock_timeout_seconds=lock_timeout_seconds,
        )
        return cls(instance, read_only=read_only)

    def qualified(self, schema: str, name: str) -> str:
        """A name with catalog and schema, which no file name and no search path can make ambiguous."""
        return f"{quote(self.catalog)}.{quote(schema)}.{quote(name)}"

    def current(self) -> Cursor:
        """The cursor on which this thread's statements run: its transaction's, or its own."""
        if self._state.transaction is not None:
            self._instance.refuse_forked_child()
            return self._state.transaction.cursor
        self._refuse_unusable()
        state = self._state
        if state.cursor is None or state.generation != self._instance.generation:
            state.cursor = self._instance.cursor()
            state.generation = self._instance.generation
        return state.cursor

    def cursor(self) -> Cursor:
        """A new cursor for the caller to close; it sees committed data only."""
        self._refuse_unusable()
        return self._instance.cursor()

    @property
    def in_transaction(self) -> bool:
        """Whether the calling thread has a transaction open."""
        return self._state.transaction is not None

    def rows(self, sql: str, params: Parameters = ()) -> list[tuple[Any, ...]]:
        """All rows of a query as Python values; for small answers."""
        transaction = self._state.transaction
        return transaction.rows(sql, params) if transaction else self.current().rows(sql, params)

    def row(self, sql: str, params: Parameters = ()) -> tuple[Any, ...] | None:
        """The first row of a query, or None."""
        found = self.rows(sql, params)
        return found[0] if found else None

    def arrow(self, sql: str, params: Parameters = ()) -> pa.Table:
        """The whole answer of a query as an Arrow table."""
        transaction = self._state.transaction
        return transaction.arrow(sql, params) if transaction else self.current().arrow(sql, params)

    def stream(
        self,
        sql: str,
        params: Parameters = (),
        *,
        batch_rows: int = BATCH_ROWS,
        frames: Mapping[str, object] = NO_FRAMES,
    ) -> pa.RecordBatchReader:
        """The answer as batches of at most `batch_rows` rows, in bounded memory; the store may be written meanwhile.

        `frames` are Arrow data that the query reads by their names. Inside a transaction the answer is written to an
        unnamed temporary file first, with the transaction's own uncommitted rows in it.
        """
        transaction = self._state.transaction
        if transaction is not None:
            with transaction.cursor.relations(frames):
                reader = transaction.cursor.reader(sql, params, batch_rows=batch_rows)
                return spooled_stream(reader, self._instance.options.temp_directory)
        cursor = self.cursor()
        try:
            cursor.register(frames)
            return owned_stream(cursor, cursor.reader(sql, params, batch_rows=batch_rows))
        except BaseException:
            cursor.close()
            raise

    def lend(self, frame: LocalFrame) -> None:
        """Let the statements of this thread read a local frame by its name."""
        self.current().register({frame.name: frame.data.to_pyarrow(frame.schema)})

    @contextmanager
    def transaction(self) -> Iterator[transactions.Transaction]:
        """All or nothing; durable on leaving the block, rolled back when it raises.

        A block inside a block of the same thread joins it. One thread writes at a time; others wait for at most
        `writer_timeout_seconds` and then get `WriterBusy`.
        """
        if self._state.transaction is not None:
            self._state.transaction.require_writer()
            yield from transactions.nested(self._state.transaction)
            return
        if self.read_only:
            raise errors.StoreReadOnly("This store was opened read-only.", hint="open_store(…) without read_only")
        self._refuse_unusable()
        transaction = self._new_transaction(self._instance.cursor())
        try:
            transaction.require_writer()
            self._state.transaction = transaction
            transaction.begin()
            try:
                yield transaction
                transaction.commit()
            except BaseException as error:
                transaction.fail(error)
                transaction.rollback()
                raise
        finally:
            self._state.transaction = None
            transaction.end()
            transaction.cursor.close()

    def begin(self) -> transactions.Transaction:
        """Open a transaction of the calling thread on its own cursor, until `commit` or `rollback`.

        It shuts no other writer out before its `require_writer` is called; a `transaction()` block of the same
        thread joins it. Raises `UsageError` when the thread has one open.
        """
        if self._state.transaction is not None:
            raise errors.UsageError("This thread has a transaction open.", hint="database.commit()")
        transaction = self._new_transaction(self.current())
        transaction.begin()
        self._state.transaction = transaction
        return transaction

    def commit(self) -> None:
        """Commit the calling thread's transaction: on return it is durable; otherwise it raises and is undone."""
        with self._ending() as transaction:
            try:
                transaction.commit()
            except BaseException as error:
                transaction.fail(error)
                transaction.rollback()
                raise

    def rollback(self) -> None:
        """Undo the calling thread's transaction."""
        with self._ending() as transaction:
            transaction.rollback()

    @contextmanager
    def _ending(self) -> Iterator[transactions.Transaction]:
        transaction = self._state.transaction
        if transaction is None:
            raise errors.UsageError("This thread has no transaction open.", hint="database.begin()")
        try:
            yield transaction
        finally:
            self._state.transaction = None
            transaction.end()

    def _new_transaction(self, cursor: Cursor) -> transactions.Transaction:
        return transactions.Transaction(
            cursor, self._instance.writer, writer_timeout_seconds=self.writer_timeout_seconds
        )

    def leave(self) -> None:
        """Undo what the calling thread has open and close its cursor; for threads that end before the database does."""
        if self._state.transaction is not None:
            self.rollback()
        cursor, self._state.cursor = self._state.cursor, None
        if cursor is not None:
            cursor.close()

    def define_function(self, name: str, function: Callable[..., Any], parameters: Sequence[str], result: str) -> None:
        """Make a Python function callable in SQL as `system.main.<name>`, with types in DuckDB's spelling.

        It is called anew for each row, with NULLs too. Nothing happens when there is one of this name.
        """
        with self.current().guarded() as raw, _unless_there():
            raw.create_function(
                name,
                function,
                [read_type(each) for each in parameters],
                read_type(result),
                side_effects=True,
                null_handling=FunctionNullHandling.SPECIAL,
            )

    def load_extension(self, name: str) -> None:
        """Load a DuckDB extension for the whole database: from an installed wheel, the user's folder, or the network.

        Raises `ExtensionMissing`, which says what to install.
        """
        with self.current().guarded() as raw:
            load_extension(raw, name, user_directory=self._instance.options.extension_directory)

    def create_secrets(self, secrets: Mapping[str, Mapping[str, object]]) -> None:
        """Let the whole database use credentials for remote files, for as long as it is open; httpfs is loaded.

        Raises `InvalidSetting`, without any value in it.
        """
        with self.current().guarded() as raw:
            create_secrets(raw, secrets)

    def _close_cursor(self) -> None:
        if self._state.cursor is not None:
            self._state.cursor.close()
