"""How a running statement is ended from outside: by its client, a timeout, an administrator, or the end of the door."""

from __future__ import annotations

import math
import threading
from typing import TYPE_CHECKING, Protocol

from reedbed import errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from reedbed.engine import Database

USER_REQUEST = "canceling statement due to user request"
STATEMENT_TIMEOUT = "canceling statement due to statement timeout"
CLIENT_GONE = "the client has gone"
SHUTDOWN = "terminating connection due to administrator command"


class Interruptible(Protocol):
    """What a statement works on."""

    def interrupt(self) -> None:
        """Stop it; from any thread."""
        ...


class ThreadWork:
    """All that the engine does for one thread, on cursors that only the operation itself knows."""

    def __init__(self, database: Database, thread: int) -> None:
        self._database = database
        self._thread = thread

    def interrupt(self) -> None:
        """Stop it; from any thread."""
        self._database.interrupt_thread(self._thread)


class Cancellation:
    """One session's statement in the hands of others.

    The session marks where a statement begins and ends; `request` from another thread ends what runs in between: the
    engine's work, or the wait for another writer. What is requested between two statements is void, as in PostgreSQL.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._thread = 0
        self._cursor: Interruptible | None = None
        self._reason = ""
        self._serial = 0
        self.limit = (0.0, 0)
        """When which statement has run for as long as it may; for the watch."""
        self.look_at = math.inf
        """When the watch looks at the limit next."""

    def begin(self) -> int:
        """A statement begins, on the calling thread; returns its number."""
        with self._lock:
            self._thread = threading.get_ident()
            self._reason = ""
            self._serial += 1
            return self._serial

    def uses(self, cursor: Interruptible) -> None:
        """The running statement works on this cursor, or on whatever this stops."""
        self._cursor = cursor

    def end(self) -> None:
        """The statement has ended."""
        with self._lock:
            self._thread = 0
            self._reason = ""

    @property
    def running(self) -> bool:
        """Whether a statement is under way."""
        return self._thread != 0

    @property
    def serial(self) -> int:
        """The number of the statement that runs, or ran last."""
        return self._serial

    @property
    def requested(self) -> bool:
        """Whether the running statement is to end."""
        return bool(self._reason)

    def request(self, reason: str, *, serial: int | None = None) -> bool:
        """End the running statement, or only that of number `serial`; False when it does not run.

        DuckDB forgets an interrupt that comes before its work begins, so this may have to be called again.
        """
        with self._lock:
            if not self._thread or serial not in (None, self._serial):
                return False
            self._reason = self._reason or reason
            if self._cursor is not None:
                self._cursor.interrupt()
            self._database.call_off(self._thread)
            return True

    def check(self) -> None:
        """Raise when the running statement is to end; for work that the engine does not do."""
        if self._reason:
            raise self.error()

    def error(self) -> errors.ReedbedError:
        """Why the running statement was ended."""
        return REASONS.get(self._reason, errors.QueryCancelled)(self._reason or USER_REQUEST)

    def explained(self, error: BaseException) -> BaseException:
        """The error to tell the client: DuckDB says only that it was interrupted."""
        if self._reason and isinstance(error, errors.QueryCancelled):
            return self.error()
        return error


REASONS: dict[str, Callable[[str], errors.ReedbedError]] = {
    USER_REQUEST: errors.QueryCancelled,
    STATEMENT_TIMEOUT: errors.StatementTimedOut,
    CLIENT_GONE: errors.QueryCancelled,
    SHUTDOWN: errors.DoorClosing,
}
