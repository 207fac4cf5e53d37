"""One transaction of one thread: statements, hooks for what happens outside the database, and a true COMMIT.

It stands in the queue of writers from its first write, not from its beginning: a reader's transaction that is left
open keeps nobody from writing. DuckDB takes the snapshot at the first statement that touches data, so a transaction
that waits for its turn before its first statement sees what the writer before it committed.

DuckDB answers COMMIT after a failed statement with success and rolls everything back. So a transaction remembers
its failure here, refuses further statements and raises at the end.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from reedbed.engine.failures import aborts_transaction
from reedbed.engine.indexes import are_given_back
from reedbed.errors import ReedbedError, TransactionFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    import duckdb
    import pyarrow as pa

    from reedbed.engine.cursors import Cursor
    from reedbed.engine.repetition import Repeatable
    from reedbed.engine.writers import WriterQueue
    from reedbed.ports.queries import Parameters

T = TypeVar("T")


class Transaction:
    """The open transaction of a thread; statements run on its own cursor."""

    def __init__(self, cursor: Cursor, writers: WriterQueue, *, writer_timeout_seconds: float) -> None:
        self.cursor = cursor
        self.failure: BaseException | None = None
        self.statements = 0
        self.writes = False
        self._writers = writers
        self._writer_timeout_seconds = writer_timeout_seconds
        self._before_commit: list[Callable[[], None]] = []
        self._on_commit: list[Callable[[], None]] = []
        self._on_rollback: list[Callable[[], None]] = []

    def execute(self, sql: str | duckdb.Statement, params: Parameters = ()) -> int:
        """Run a statement; returns the number of rows it changed, or -1 where DuckDB does not say."""
        return self._run(lambda: self.cursor.execute(sql, params))

    def rows(self, sql: str, params: Parameters = ()) -> list[tuple[Any, ...]]:
        """All rows of a query, with what this transaction wrote."""
        return self._run(lambda: self.cursor.rows(sql, params))

    def row(self, sql: str, params: Parameters = ()) -> tuple[Any, ...] | None:
        """The first row of a query, or None."""
        found = self.rows(sql, params)
        return found[0] if found else None

    def repeat(self, statement: Repeatable, values: Sequence[str] = ()) -> list[tuple[Any, ...]]:
        """Run a statement that this cursor runs often, with other values each time."""
        return self._run(lambda: self.cursor.repetitions.rows(self.cursor, statement, values))

    def arrow(self, sql: str | duckdb.Statement, params: Parameters = ()) -> pa.Table:
        """The whole answer of a query as an Arrow table."""
        return self._run(lambda: self.cursor.arrow(sql, params))

    def relation(self, data: object) -> AbstractContextManager[str]:
        """A name under which this transaction's statements can read `data`."""
        return self.cursor.relation(data)

    def require_writer(self, timeout_seconds: float | None = None) -> None:
        """Become the process's writer until the transaction ends; to be called before the first write.

        Raises `WriterBusy` when another thread writes for longer than the limit, the database's when left out.
        """
        if not self.writes:
            self._writers.acquire(self._writer_timeout_seconds if timeout_seconds is None else timeout_seconds)
            self.writes = True

    def before_commit(self, action: Callable[[], None]) -> None:
        """Run `action` inside the transaction, as the last thing before its commit; it may still fail it."""
        self._before_commit.append(action)

    def on_commit(self, action: Callable[[], None]) -> None:
        """Run `action` once the commit is durable."""
        self._on_commit.append(action)

    def on_rollback(self, action: Callable[[], None]) -> None:
        """Run `action` when the transaction is rolled back, in reverse order of registration."""
        self._on_rollback.append(action)

    def fail(self, error: BaseException) -> None:
        """Make the transaction end in a rollback, whatever its block does from here."""
        self.failure = self.failure or error

    def _run(self, statement: Callable[[], T]) -> T:
        self._refuse_after_failure()
        self.statements += 1
        try:
            return statement()
        except ReedbedError as error:
            if aborts_transaction(error):
                self.fail(error)
            raise
        except BaseException as error:
            self.fail(error)
            raise

    def _refuse_after_failure(self) -> None:
        if self.failure is not None:
            raise TransactionFailed(
                f"The transaction failed before and can only be rolled back: {self.failure}",
                hint="leave the transaction() block and run it again",
            ) from self.failure

    def begin(self) -> None:
        """Start; called by the database."""
        self.cursor.execute("BEGIN TRANSACTION")

    def look_anew(self) -> None:
        """Let what comes next see what others have committed; only while nothing was written here."""
        self.cursor.execute("COMMIT")
        self.begin()

    def end(self) -> None:
        """Give the queue of writers free, whatever the end was; called by the database."""
        if self.writes:
            self.writes = False
            self._writers.release()

    def commit(self) -> None:
        """Commit or raise: on return the writes are durable."""
        self._refuse_after_failure()
        for action in self._before_commit:
            action()
        self.cursor.execute("COMMIT")
        if self.writes:
            self._end_log()
        for action in self._on_commit:
            action()

    def rollback(self) -> None:
        """Undo everything; the database may be lost, in which case there is nothing left to undo."""
        try:
            self.cursor.execute("ROLLBACK")
        except ReedbedError as error:
            # DuckDB has rolled back by itself after some failures, and a lost database has no transaction.
            self.fail(error)
        finally:
            if self.writes:
                self._mend_indexes()
            for action in reversed(self._on_rollback):
                action()

    def _end_log(self) -> None:
        """Let nothing follow in the log that may not (see `logs`): nobody else has the turn yet.

        Readers of what was deleted since keep that from being done; the next who writes tries again.
        """
        self._writers.owes_checkpoint |= self.cursor.ends_log
        if self._writers.owes_checkpoint:
            with suppress(ReedbedError):
                self.cursor.execute("CHECKPOINT")
                self._writers.owes_checkpoint = False

    def _mend_indexes(self) -> None:
        """Let no checkpoint come before indexes are back in their tables: nobody else has the turn yet."""
        with suppress(ReedbedError), self.cursor.guarded() as raw:
            if not are_given_back(raw):
                self.cursor.lost()


def nested(transaction: Transaction) -> Iterator[Transaction]:
    """A block inside the block of the same thread: joins it, and dooms it when it fails after having run statements.

    Without savepoints half of a failed block could otherwise be committed by the outer one.
    """
    before = transaction.statements
    try:
        yield transaction
    except BaseException as error:
        if transaction.statements > before:
            transaction.fail(error)
        raise
