"""A database that another process has open, with the methods of one that is open here.

Statements run at the owner, in its DuckDB and with its errors; answers come back as Python values (small ones) or as
Arrow. When the owner leaves and this process becomes the next one, the same object goes on with the database itself.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reedbed import errors
from reedbed.engine import BATCH_ROWS, Cursor, Database
from reedbed.engine.database import NO_FRAMES, WRITER_TIMEOUT_SECONDS
from reedbed.engine.transactions import nested
from reedbed.store.served.frames import Frames, statement_arguments
from reedbed.store.served.streams import returned_stream
from reedbed.store.served.transactions import ServedTransaction

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pyarrow as pa

    from reedbed.engine import Transaction
    from reedbed.engine.cursors import Relations
    from reedbed.ports.queries import LocalFrame, Parameters
    from reedbed.store.served.greeting import Greeting
    from reedbed.store.served.link import Link
    from reedbed.store.served.peer import Asked, Peer


class _ThreadState(threading.local):
    transaction: ServedTransaction | None = None


class ServedDatabase(Database):
    """`engine.Database` through the door of its owner.

    What needs DuckDB's own connection (`current`, `cursor`) is refused until this process owns the database.
    """

    keeps_ledger: bool = True
    """Whether the client is an owner there."""

    def __init__(
        self, link: Link, greeting: Greeting, *, read_only: bool = False, temp_directory: Path | None = None
    ) -> None:
        self.link = link
        self.frames = Frames()
        self.read_only = read_only
        self.writer_timeout_seconds = WRITER_TIMEOUT_SECONDS
        self.catalog = greeting.catalog
        self.keeps_ledger = greeting.role == "owner"
        self._path = Path(greeting.database) if greeting.database else None
        self._temp_directory = temp_directory
        self._served = _ThreadState()

    @property
    def path(self) -> Path | None:
        """The database file, as its owner names it."""
        return self._path

    @property
    def federated(self) -> Relations | None:
        """The owner looks after federated relations; once that is this process, its database does."""
        local = self.link.local
        return None if local is None else local.federated

    @property
    def remote(self) -> bool:  # type: ignore[override]  # it changes when this process becomes the owner
        """Whether another process has the database open; then its statements are sent."""
        return self._served.transaction is not None or not isinstance(self.link.target(), Database)

    @property
    def in_transaction(self) -> bool:
        """Whether the calling thread has a transaction open."""
        local = self.link.local
        return self._served.transaction is not None or (local is not None and local.in_transaction)

    @property
    def generation(self) -> int:
        """How often the database was lost and opened again, once this process owns it."""
        return self._owned().generation

    @property
    def turns_of_writing(self) -> int:
        """How many writing transactions have ended, once this process owns the database."""
        return self._owned().turns_of_writing

    def current(self) -> Cursor:
        """The cursor of this thread, once this process owns the database."""
        return self._owned().current()

    def cursor(self) -> Cursor:
        """A new cursor, once this process owns the database."""
        return self._owned().cursor()

    def rows(self, sql: str, params: Parameters = ()) -> list[tuple[Any, ...]]:
        """All rows of a query as Python values; for small answers."""
        if self._served.transaction is not None:
            return self._served.transaction.rows(sql, params)
        target = self.link.target()
        if isinstance(target, Database):
            return target.rows(sql, params)
        found: list[tuple[Any, ...]] = target.call("rows", params=params, **self._sent(target, sql))
        return found

    def arrow(self, sql: str, params: Parameters = ()) -> pa.Table:
        """The whole answer of a query as an Arrow table."""
        if self._served.transaction is not None:
            return self._served.transaction.arrow(sql, params)
        target = self.link.target()
        if isinstance(target, Database):
            return self._on_local(target, sql, params).read_all()
        return target.read("sql", params=params, **self._sent(target, sql)).read_all()

    def stream(
        self,
        sql: str,
        params: Parameters = (),
        *,
        batch_rows: int = BATCH_ROWS,
        frames: Mapping[str, object] = NO_FRAMES,
    ) -> pa.RecordBatchReader:
        """The answer in batches, in bounded memory; the store may be written meanwhile."""
        if frames:
            raise errors.UsageError("Frames are lent to a database that another process has open.", hint="lend")
        transaction = self._served.transaction
        if transaction is not None:
            return transaction.stream(sql, params, batch_rows=batch_rows)
        target = self.link.streaming()
        if isinstance(target, Database):
            return self._on_local(target, sql, params, batch_rows=batch_rows)
        try:
            reader = target.read("sql", params=params, batch_rows=batch_rows, **self._sent(target, sql))
        except BaseException:
            self.link.give_back(target)
            raise
        return returned_stream(self.link, target, reader)

    def lend(self, frame: LocalFrame) -> None:
        """Let statements read a local frame by its name, for as long as somebody holds it."""
        self.frames.add(frame)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """All or nothing; durable on leaving the block, rolled back when it raises."""
        if self._served.transaction is not None:
            yield from nested(self._served.transaction)
            return
        if self.read_only:
            raise errors.StoreReadOnly("This store was opened read-only.", hint="open_store(…) without read_only")
        target = self.link.target()
        if isinstance(target, Database):
            target.writer_timeout_seconds = self.writer_timeout_seconds
            with target.transaction() as local:
                yield local
            return
        transaction = ServedTransaction(
            target, self.frames, writer_timeout_seconds=self.writer_timeout_seconds, folder=self._temp_directory
        )
        transaction.begin()
        self._served.transaction = transaction
        try:
            yield transaction
            transaction.commit()
        except BaseException as error:
            transaction.fail(error)
            transaction.rollback()
            raise
        finally:
            self._served.transaction = None

    def begin(self) -> Transaction:
        """Open a transaction of the calling thread, once this process owns the database."""
        return self._owned().begin()

    def commit(self) -> None:
        """Commit what `begin` opened."""
        self._owned().commit()

    def rollback(self) -> None:
        """Undo what `begin` opened."""
        self._owned().rollback()

    def call_off(self, thread: int) -> None:
        """End a thread's wait for its turn to write, once this process owns the database."""
        self._owned().call_off(thread)

    def leave(self) -> None:
        """Close the cursor of the calling thread, once this process owns the database."""
        if self.link.local is not None:
            self.link.local.leave()

    def owner(self) -> Asked | Database:
        """Whom to ask for an operation: the thread's open transaction, its conversation, or the database itself."""
        return self._served.transaction or self.link.target()

    def statement(self, sql: str) -> dict[str, object]:
        """The arguments of a request about one statement to `owner()`, after its local frames were sent."""
        if self._served.transaction is not None:
            return self._served.transaction.statement(sql)
        target = self.link.target()
        return {"sql": sql} if isinstance(target, Database) else self._sent(target, sql)

    def load_extension(self, name: str) -> None:
        """Load a DuckDB extension in the owner's database."""
        target = self.link.target()
        if isinstance(target, Database):
            target.load_extension(name)
        else:
            target.call("load_extension", extension=name)

    def interrupt(self) -> None:
        """Cancel whatever runs for this store, in every thread; the statements raise `QueryCancelled`."""
        self.link.cancel()

    def progress(self) -> float | None:
        """Percent of the running query, once this process owns the database; the owner tells its own."""
        return None if self.link.local is None else self.link.local.progress()

    def close(self) -> None:
        """End every conversation with the owner; an open transaction is undone."""
        self.link.close()

    def _sent(self, peer: Peer, sql: str) -> dict[str, object]:
        return statement_arguments(peer, self.frames, sql)

    def _owned(self) -> Database:
        target = self.link.target()
        if isinstance(target, Database):
            return target
        raise errors.OperationRefused(
            "Another process has this database open; DuckDB's own connection is there.", hint="store.query(…)"
        )

    def _on_local(
        self, local: Database, sql: str, params: Parameters, *, batch_rows: int = BATCH_ROWS
    ) -> pa.RecordBatchReader:
        frames = self.frames.named_in(sql)
        return local.stream(sql, params, batch_rows=batch_rows, frames=frames)
