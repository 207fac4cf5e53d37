"""The transaction of a session as PostgreSQL shows it, on an engine without failed blocks and savepoints.

Status I is outside of a block, T inside, E inside one that failed. A statement that writes outside of a block opens a
transaction that lasts to the end of the query string or to the Sync of the pipeline.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from reedbed import errors
from reedbed.pgserver.changed_tables import ChangedTables
from reedbed.pgserver.refusals.reach import reached_engine
from reedbed.sql.postgres.commands import Command, Commit, Rollback, RollbackTo

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from reedbed.engine import Database, Transaction
    from reedbed.pgserver.settings import SessionSettings

ENDING = (Commit, Rollback, RollbackTo)
"""What may be sent in a transaction that has failed."""

Status = Literal["I", "T", "E"]
_ONE_SNAPSHOT = ("repeatable read", "serializable")
FAILED = "current transaction is aborted, commands ignored until end of transaction block"


@dataclass(frozen=True, slots=True)
class _Savepoint:
    name: str
    writes: int


class SessionTransaction:
    """Begins, ends and remembers; belongs to the session's thread.

    A block reads what is committed: until its first write each statement has a snapshot of its own, as in PostgreSQL,
    and from then on nobody else writes. So a write never meets a row that changed since the block began. At the levels
    of isolation above that, and in DuckDB's own dialect, the first snapshot lasts.

    `on_end` is called with whether it was committed, when the engine's transaction has ended; `before_end` before.
    `lay_aside` is called before a new snapshot: nothing may be pending on the engine.
    """

    def __init__(
        self,
        database: Database,
        settings: SessionSettings,
        *,
        before_end: Callable[[bool], None],
        on_end: Callable[[bool], None],
        lay_aside: Callable[[], None],
    ) -> None:
        self._database = database
        self._settings = settings
        self._before_end = before_end
        self._on_end = on_end
        self._lay_aside = lay_aside
        self._turns = 0
        self._engine: Transaction | None = None
        self._savepoints: list[_Savepoint] = []
        self._writes = 0
        self.changed = ChangedTables()
        self._read_only = False
        self._alone = False
        self._doomed = False
        self.in_block = False
        self.failed = False

    @property
    def status(self) -> Status:
        """What ReadyForQuery says."""
        if not self.in_block:
            return "I"
        return "E" if self.failed else "T"

    @property
    def engine(self) -> Transaction | None:
        """The engine's transaction, when one is open."""
        return self._engine

    @property
    def has_written(self) -> bool:
        """Whether something is to be undone."""
        return self._writes > 0

    @property
    def moment(self) -> Hashable:
        """Differs once a statement may see something else of others."""
        return self._database.turns_of_writing if self._engine is None else (self._engine, self._turns)

    def begin_block(self) -> None:
        """BEGIN. What the query string has done so far belongs to the block, as in PostgreSQL.

        The engine's transaction begins with the first statement. Until then describing one, which looks into the
        catalog, must not take the snapshot: a write would conflict with what it waited for.
        """
        self._settings.begin()
        self.in_block = True
        self._doomed = False
        self._read_only = self._settings.show("transaction_read_only") == "on"

    def set_modes(self, isolation: str | None, *, read_only: bool | None) -> None:
        """What BEGIN or SET TRANSACTION says of the transaction that is open."""
        if read_only is not None:
            if self._writes and not read_only and self._read_only:
                raise errors.TransactionStateWrong("transaction read-write mode must be set before any query")
            self._read_only = read_only
        # Snapshots alone admit write skew. Serial writers do not: such a block becomes the writer before it reads.
        self._alone = isolation == "serializable" and not self._read_only

    def refuse_if_failed(self) -> None:
        """Raise in a block that can only be rolled back."""
        if self.failed:
            raise errors.TransactionFailed(FAILED, hint="ROLLBACK")

    def refuse_unless_ending(self, command: Command | None) -> None:
        """Raise in a failed block, unless the command ends it or goes back in it."""
        if self.failed and not isinstance(command, ENDING):
            self.refuse_if_failed()

    def before_statement(self, *, writes: bool, lasts: bool = False) -> None:
        """A statement is about to run; `lasts` says that it does something to the end of the transaction."""
        self.refuse_if_failed()
        if writes:
            if self._read_only or not (self.in_block or self._engine or self._begins_read_write()):
                raise errors.TransactionReadOnly("cannot execute a writing statement in a read-only transaction")
            if self._database.read_only:
                raise errors.StoreReadOnly("This store was opened read-only.")
        engine, begins = self._engine, self._engine is None
        if engine is None:
            if not (self.in_block or writes or lasts):
                return
            engine = self._engine = self._database.begin()
            self._settings.begin()
        if writes or self._alone:
            engine.require_writer(self._settings.lock_seconds or None)
        if begins:
            # The snapshot is that of the first statement, which is yet to come.
            self._turns = self._database.turns_of_writing
        else:
            self.look_anew()

    def look_anew(self) -> None:
        """See what others have committed since the snapshot, where that is what the block reads."""
        engine, turns = self._engine, self._database.turns_of_writing
        if engine is None or turns == self._turns or self._writes or self.failed or not self._reads_committed():
            return
        self._lay_aside()
        engine.look_anew()
        self._turns = turns

    def _reads_committed(self) -> bool:
        settings = self._settings
        return settings.speaks_postgres and settings.show("transaction_isolation") not in _ONE_SNAPSHOT

    def _begins_read_write(self) -> bool:
        """Whether a transaction that begins without BEGIN may write."""
        return self._settings.show("default_transaction_read_only") != "on"

    def after_write(self) -> None:
        """A writing statement has run."""
        self._writes += 1

    def fail(self, error: BaseException) -> None:
        """A statement failed: inside a block nothing runs any more, outside what was begun is undone at once."""
        if self.failed:
            # It was not run, so it has changed nothing of what can be gone back to.
            return
        engine = self._engine
        if engine is not None and reached_engine(error):
            engine.fail(error)
        if not self.in_block:
            if engine is not None:
                self._end(committed=False)
            return
        self.failed = True
        if engine is not None and (engine.failure is not None or not self._savepoints):
            # Nothing can bring this transaction back: others need not wait for the client's ROLLBACK.
            self._doomed = True
            self._end_engine(committed=False)

    def commit_block(self) -> bool:
        """COMMIT; False when the block had failed and was rolled back instead."""
        if self.failed:
            self._end(committed=False)
            return False
        self._end(committed=True)
        return True

    def rollback_block(self) -> None:
        """ROLLBACK."""
        self._end(committed=False)

    def begin_again(self) -> None:
        """Undo what has failed where nothing was written before it; the next statement begins the engine's anew."""
        if self._engine is not None:
            self._end_engine(committed=False)

    @property
    def mark(self) -> int:
        """How much was written so far, to which `undo_to` can go back."""
        return self._writes

    def undo_to(self, mark: int) -> bool:
        """After an error: undo what was written since; False where the engine cannot, which has no savepoints.

        It can where nothing was written and the error was one of binding, and where nothing was written before.
        """
        is_whole = self._writes == mark and self._engine_answers()
        if not (is_whole or mark):
            self.begin_again()
        return is_whole or not mark

    def end_implicit(self) -> None:
        """The query string or the pipeline is over: commit what stands outside of a block."""
        if self._engine is not None and not self.in_block:
            self._end(committed=True)

    def undo_implicit(self) -> None:
        """ROLLBACK outside of a block: undo what the query string has done so far."""
        if self._engine is not None and not self.in_block:
            self._end(committed=False)

    def abandon(self) -> None:
        """The client has gone: undo what is open."""
        if self._engine is not None or self.in_block:
            self._end(committed=False)

    def _end(self, *, committed: bool) -> None:
        self.in_block = self.failed = False
        self._savepoints.clear()
        self._read_only = self._alone = False
        self._end_engine(committed=committed)

    def _end_engine(self, *, committed: bool) -> None:
        engine, self._engine = self._engine, None
        self._writes = 0
        self.changed.clear()
        try:
            self._before_end(committed)
            if engine is not None and committed:
                self._database.commit()
        except BaseException:
            committed = False
            raise
        finally:
            if engine is not None and self._database.in_transaction:
                self._database.rollback()
            if not self.in_block:
                self._settings.end(committed=committed)
            self._on_end(committed)

    # Savepoints: DuckDB has none, so going back is possible only where there is nothing to undo.

    def savepoint(self, name: str) -> None:
        """SAVEPOINT."""
        self._savepoints.append(_Savepoint(name, self._writes))

    def release(self, name: str) -> None:
        """RELEASE, with all savepoints after it."""
        del self._savepoints[self._find(name) :]

    def rollback_to(self, name: str) -> None:
        """ROLLBACK TO: works when nothing was written since; otherwise the whole transaction has failed."""
        place = self._find(name)
        lives = not self._doomed and self._writes == self._savepoints[place].writes
        if lives and (not self.failed or self._engine_answers()):
            del self._savepoints[place + 1 :]
            self.failed = False
            return
        refusal = errors.SqlNotSupported(
            f"ROLLBACK TO SAVEPOINT {name}: the engine cannot undo a part of a transaction, so all of it has failed.",
            hint="ROLLBACK",
        )
        if not self._doomed:
            self.failed = self._doomed = True
            self._end_engine(committed=False)
        raise refusal

    def _engine_answers(self) -> bool:
        """Ask the engine: where it has aborted, its COMMIT would say yes and keep nothing."""
        if self._engine is None:
            return True
        try:
            self._engine.rows("SELECT 1")
        except errors.ReedbedError:
            return False
        return True

    def _find(self, name: str) -> int:
        for place in range(len(self._savepoints) - 1, -1, -1):
            if self._savepoints[place].name == name:
                return place
        raise errors.SavepointNotFound(f'savepoint "{name}" does not exist', name=name)
