"""What another Reedbed process asks of the store through a session: one method per request.

A request runs in the session's thread, so the thread's transaction is the session's. It bypasses the session's own
implicit transactions: `begin`, `commit` and `rollback` are requests themselves, and each operation is a transaction
of its own or a part of the open one, as it is for the threads of the owner.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from reedbed import errors
from reedbed.engine.resolver import Role
from reedbed.pgserver.remote.access import RemoteAccess
from reedbed.pgserver.remote.answering import answers, method_of
from reedbed.pgserver.remote.archives import lake_answer
from reedbed.pgserver.remote.frames import mapped_table
from reedbed.pgserver.remote.guests import described, greeting_of
from reedbed.store.copying import Sending
from reedbed.store.served.arrow_chunks import chunks_of, reader_of
from reedbed.store.served.values import encode
from reedbed.store.writing import Select

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pyarrow as pa

    from reedbed.engine import Transaction
    from reedbed.engine.resolver import Resolver, Subject
    from reedbed.pgserver.remote.guests import Guests
    from reedbed.ports.queries import Parameters
    from reedbed.sql import TableName
    from reedbed.store import CheckpointReport, PrunableFile, RestoreResult, StorageManager, WriteResult
    from reedbed.store.copying import Shape
    from reedbed.store.ledger import CheckpointRecord
    from reedbed.store.ledger.copies import CopyRecord
    from reedbed.store.served.requests import Request

SENT_ROWS: Final = 1 << 15
"""Rows of a batch when the client does not say: a million rows of six columns take 60 ms in these, 75 ms in batches of
122,880 that leave in pieces of a megabyte."""


class RemoteSession:
    """The requests of one session; `close` ends what they left open, from the session's own thread."""

    def __init__(self, store: StorageManager, guests: Guests, resolver: Resolver, own_id: int) -> None:
        self._store = store
        self._guests = guests
        self._own_id = own_id
        self._operations = store.operations
        self._database = store.database
        self._access = RemoteAccess(resolver, store.database)
        self._role = Role.READER
        self._transaction: Transaction | None = None
        self._frames: dict[str, pa.Table] = {}
        self._written: object = None

    def admit(self, request: Request, subject: Subject) -> None:
        """Raise `AccessDenied` unless `subject` may ask for this; to be called before anything else, each time."""
        self._role = subject.role
        self._access.admit(request, subject, self._frames)

    def call(self, request: Request) -> str:
        """The answer of a `call` request, as JSON text."""
        return encode(method_of(request)(self, **request.arguments))

    def read(self, request: Request) -> Iterator[bytes | pa.Buffer]:
        """The answer of a `read` request: an Arrow IPC stream in pieces.

        What is wrong with the request is raised before the first piece is asked for.
        """
        reader: pa.RecordBatchReader = method_of(request)(self, **request.arguments)
        return chunks_of(reader)

    def write(self, request: Request, chunks: Iterable[bytes | memoryview]) -> None:
        """Do a `write` request with the Arrow IPC stream of `chunks`; the call `written` asks for its value."""
        method, pieces = method_of(request), iter(chunks)
        with reader_of(pieces) as rows:
            self._written = method(self, rows, **request.arguments)
        for _ in pieces:  # the end of the stream may come in a piece of its own
            pass

    def close(self) -> None:
        """Undo an open transaction and forget the frames."""
        self._frames.clear()
        self.rollback()

    @answers("call", "hello")
    def hello(self) -> dict[str, Any]:
        """Who the owner is, and of what."""
        return greeting_of(self._store, self._role).to_dict()

    @answers("call", "activity")
    def activity(self) -> dict[str, Any]:
        """What the sessions of the door are doing."""
        return described(self._guests, self._own_id)

    @answers("call", "cancel")
    def cancel(self, number: int) -> bool:
        """Cancel the statement that runs in another session; False when there is no such session."""
        return self._guests.cancel_statement(number)

    # Transactions

    @answers("call", "begin")
    def begin(self, timeout_seconds: float) -> None:
        """Open a transaction that is the writer from its beginning."""
        self._transaction = self._database.begin()
        try:
            self._transaction.require_writer(timeout_seconds)
        except BaseException:
            self.rollback()
            raise

    @answers("call", "commit")
    def commit(self) -> None:
        """Commit the open transaction, or raise with all of it undone."""
        self._transaction = None
        self._database.commit()

    @answers("call", "rollback")
    def rollback(self) -> None:
        """Undo the open transaction, if there is one."""
        if self._transaction is not None:
            self._transaction = None
            self._database.rollback()

    # Statements

    @answers("call", "rows")
    def rows(
        self, sql: str, params: Parameters, frames: Sequence[str] = (), once: Sequence[str] = ()
    ) -> list[tuple[Any, ...]]:
        """All rows of a query as Python values."""
        with self._given(frames, once):
            return self._database.rows(sql, params)

    @answers("call", "execute")
    def execute(self, sql: str, params: Parameters, frames: Sequence[str] = (), once: Sequence[str] = ()) -> int:
        """Run a statement of the open transaction; how many rows it changed."""
        if self._transaction is None:
            raise errors.UsageError("Statements that change something run in a transaction.", hint="execute_sql(…)")
        with self._given(frames, once):
            return self._transaction.execute(sql, params)

    @answers("read", "sql")
    def sql(
        self,
        sql: str,
        params: Parameters,
        frames: Sequence[str] = (),
        once: Sequence[str] = (),
        batch_rows: int = SENT_ROWS,
    ) -> pa.RecordBatchReader:
        """The answer of a query."""
        given = self._taken(frames, once)
        return self._database.stream(sql, params, batch_rows=batch_rows, frames=given)

    @answers("read", "execute_sql")
    def execute_sql(self, sql: str, params: Parameters) -> pa.RecordBatchReader:
        """Run SQL statements in one transaction; the answer of the last one."""
        return self._store.execute_sql(sql, params).to_reader()

    # Local frames of the client

    @answers("write", "frame")
    def frame(self, rows: pa.RecordBatchReader, frame: str) -> None:
        """Keep the rows under a name that statements of this session may give."""
        self._frames[frame] = mapped_table(rows)

    @answers("call", "forget")
    def forget(self, frames: Sequence[str]) -> None:
        """Forget frames."""
        for name in frames:
            self._frames.pop(name, None)

    def _taken(self, frames: Sequence[str], once: Sequence[str]) -> dict[str, object]:
        given: dict[str, object] = {name: self._frames[name] for name in frames}
        self.forget(once)
        return given

    @contextmanager
    def _given(self, frames: Sequence[str], once: Sequence[str]) -> Iterator[None]:
        """The session's cursor with the frames that a statement reads."""
        if not frames:
            yield
            return
        with self._database.current().relations(self._taken(frames, once)):
            yield

    # Writing

    @answers("write", "write_table")
    def write_table(self, rows: object, **arguments: Any) -> WriteResult:
        """Store the rows that came."""
        return self._operations.writer.write(rows, **arguments)

    @answers("write", "replace_rows")
    def replace_rows(self, rows: object, **arguments: Any) -> WriteResult:
        """Replace rows by those that came."""
        return self._operations.writer.replace_rows(rows, **arguments)

    @answers("write", "receive_copy")
    def receive_copy(self, rows: pa.RecordBatchReader, *, shape: Shape, origin: str, **arguments: Any) -> CopyRecord:
        """Store a table that comes from another store, unless this copy has come before."""
        sending = Sending(shape=shape, reader=rows, origin=origin)
        return self._operations.copies.receive(sending, **arguments)

    @answers("call", "find_copy")
    def find_copy(self, copy_id: str) -> CopyRecord | None:
        """The copy of this id that the store has."""
        return self._operations.copies.found(copy_id)

    @answers("call", "write_table")
    def write_selected(
        self, sql: str, frames: Sequence[str] = (), once: Sequence[str] = (), **arguments: Any
    ) -> WriteResult:
        """Store the rows of a query."""
        with self._writing(frames, once):
            return self.write_table(Select(sql), **arguments)

    @answers("call", "replace_rows")
    def replace_selected(
        self, sql: str, frames: Sequence[str] = (), once: Sequence[str] = (), **arguments: Any
    ) -> WriteResult:
        """Replace rows by those of a query."""
        with self._writing(frames, once):
            return self.replace_rows(Select(sql), **arguments)

    @contextmanager
    def _writing(self, frames: Sequence[str], once: Sequence[str]) -> Iterator[None]:
        """A transaction on whose cursor the frames are."""
        if not frames:
            yield
            return
        with self._database.transaction() as transaction, transaction.cursor.relations(self._taken(frames, once)):
            yield

    @answers("call", "written")
    def written(self) -> object:
        """The value of the write that has just ended."""
        written, self._written = self._written, None
        return written

    # Operations

    @answers("call", "drop_table")
    def drop_table(self, name: TableName, *, checkpoint_too: bool = False) -> None:
        """Drop a table or view."""
        self._operations.drop_table(name, checkpoint_too=checkpoint_too)

    @answers("call", "checkpoint")
    def checkpoint(self, name: TableName, origin: dict[str, Any] | None = None) -> CheckpointRecord:
        """Write a table's checkpoint anew."""
        return self._operations.writer.checkpoint(name, self._operations.required_publisher, origin=origin)

    @answers("call", "verify")
    def verify(self, name: TableName | None = None) -> list[CheckpointReport]:
        """Compare checkpoints with their files and tables."""
        return self._operations.verify(name)

    @answers("call", "restore")
    def restore(self, name: TableName | None = None) -> list[RestoreResult]:
        """Rebuild tables from their checkpoints."""
        return self._operations.restore(name)

    @answers("call", "prune")
    def prune(self, *, dry_run: bool = True) -> list[PrunableFile]:
        """List or remove the checkpoint files that do not count."""
        return self._operations.prune(dry_run=dry_run)

    @answers("call", "ensure_sequence")
    def ensure_sequence(self, name: str, start: int = 1) -> None:
        """Make a sequence unless it is there."""
        self._operations.sequences.ensure(name, start)

    @answers("call", "next_sequence_values")
    def next_sequence_values(self, name: str, n: int = 1) -> list[int]:
        """Values that nobody else gets."""
        return self._operations.sequences.next(name, n)

    @answers("call", "sync_sequence")
    def sync_sequence(self, name: str, table: TableName, column: str) -> int:
        """Move a sequence past the largest value of a column."""
        return self._operations.sequences.sync(name, table, column)

    @answers("call", "load_extension")
    def load_extension(self, extension: str) -> None:
        """Load a DuckDB extension."""
        self._database.load_extension(extension)

    @answers("call", "lake")
    def lake(self, operation: str, arguments: Mapping[str, Any]) -> object:
        """What an operation on archives answers."""
        return lake_answer(self._store, operation, arguments)
