"""The transaction of a thread on a store that another process owns: one conversation, from BEGIN to its end."""

from __future__ import annotations

import uuid
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from reedbed.engine import Transaction
from reedbed.engine.streams import spooled_stream
from reedbed.errors import OwnerLeft, ReedbedError
from reedbed.store.served.frames import statement_arguments

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from reedbed.engine.cursors import RawStatement
    from reedbed.engine.repetition import Repeatable
    from reedbed.ports.queries import Parameters
    from reedbed.store.served.frames import Frames
    from reedbed.store.served.peer import Peer


class ServedTransaction(Transaction):
    """What `engine.Transaction` promises, each statement asked of the owner."""

    def __init__(self, peer: Peer, frames: Frames, *, writer_timeout_seconds: float, folder: Path | None) -> None:
        self.peer = peer
        self._folder = folder
        self.failure: BaseException | None = None
        self.statements = 0
        self.writes = False
        self._frames = frames
        self._kept: list[str] = []
        self._writer_timeout_seconds = writer_timeout_seconds
        self._on_commit: list[Callable[[], None]] = []
        self._on_rollback: list[Callable[[], None]] = []

    def execute(self, sql: str | RawStatement, params: Parameters = ()) -> int:
        """Run a statement; returns the number of rows it changed, or -1 where DuckDB does not say."""
        return int(self._run(lambda: self._asked("execute", sql, params)))

    def rows(self, sql: str, params: Parameters = ()) -> list[tuple[Any, ...]]:
        """All rows of a query, with what this transaction wrote."""
        found: list[tuple[Any, ...]] = self._run(lambda: self._asked("rows", sql, params))
        return found

    def repeat(self, statement: Repeatable, values: Sequence[str] = ()) -> list[tuple[Any, ...]]:
        """Run a statement of the ledger's."""
        return self.rows(statement(values))

    def arrow(self, sql: str | RawStatement, params: Parameters = ()) -> pa.Table:
        """The whole answer of a query as an Arrow table."""
        return self._run(lambda: self._read(_text(sql), params).read_all())

    def stream(self, sql: str, params: Parameters, *, batch_rows: int) -> pa.RecordBatchReader:
        """The answer of a query from a temporary file: the conversation has to be free for the next statement."""
        return spooled_stream(self._read(sql, params, batch_rows=batch_rows), self._folder)

    def call(self, name: str, /, **arguments: object) -> Any:
        """Ask for an operation as a part of this transaction."""
        return self._counted(lambda: self.peer.call(name, **arguments))

    def read(self, name: str, /, **arguments: object) -> pa.RecordBatchReader:
        """Ask for a stream as a part of this transaction."""
        found: pa.RecordBatchReader = self._counted(lambda: self.peer.read(name, **arguments))
        return found

    def write(self, name: str, rows: object, /, **arguments: object) -> Any:
        """Send rows for an operation as a part of this transaction.

        A stream is produced before: its producer may ask the store, whose one conversation has to be free for that.
        """
        if isinstance(rows, pa.RecordBatchReader):
            rows = spooled_stream(rows, self._folder)
        return self._counted(lambda: self.peer.write(name, rows, **arguments))

    @contextmanager
    def relation(self, data: object) -> Iterator[str]:
        """A name under which this transaction's statements can read `data`, which is sent to the owner first."""
        name = f"reedbed_rows_{uuid.uuid4().hex}"
        self.peer.write("frame", data, frame=name)
        self._kept.append(name)
        try:
            yield f'"{name}"'
        finally:
            self._kept.remove(name)
            with suppress(OwnerLeft):  # the frame is gone with the conversation
                self.peer.call("forget", frames=[name])

    def require_writer(self, timeout_seconds: float | None = None) -> None:
        """Nothing to be done: this transaction is the writer of the owner's process from its beginning."""

    def begin(self) -> None:
        """Start, as the writer of the owner's process; called by the database. Raises `WriterBusy`."""
        self.peer.call("begin", timeout_seconds=self._writer_timeout_seconds)
        self.writes = True

    def end(self) -> None:
        """Nothing remains: the owner's writer is free when the transaction has ended there."""

    def commit(self) -> None:
        """Commit or raise: on return the writes are durable."""
        self._refuse_after_failure()
        self.peer.call("commit")
        for action in self._on_commit:
            action()

    def rollback(self) -> None:
        """Undo everything; a conversation that broke has been undone by the owner."""
        try:
            if self.peer.usable:
                self.peer.call("rollback")
        except ReedbedError as error:
            self.fail(error)
        finally:
            for action in reversed(self._on_rollback):
                action()

    def statement(self, sql: str) -> dict[str, object]:
        """The arguments of a request about one statement, after its local frames were sent."""
        return statement_arguments(self.peer, self._frames, sql, self._kept)

    def _asked(self, name: str, sql: str | RawStatement, params: Parameters) -> Any:
        return self.peer.call(name, params=params, **self.statement(_text(sql)))

    def _read(self, sql: str, params: Parameters, **more: object) -> pa.RecordBatchReader:
        return self.peer.read("sql", params=params, **self.statement(sql), **more)

    def _counted(self, request: Callable[[], Any]) -> Any:
        # Whether a failure ends the transaction is known to the owner, who refuses what comes after it.
        self._refuse_after_failure()
        self.statements += 1
        try:
            return request()
        except OwnerLeft as error:
            self.fail(error)
            raise
        except ReedbedError:
            raise
        except BaseException as error:
            self.fail(error)
            raise


def _text(sql: str | RawStatement) -> str:
    return sql if isinstance(sql, str) else str(sql.query)
