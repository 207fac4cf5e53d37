"""The queue of writers: one thread of the process writes at a time, first come, first served.

A lock of Python's cannot be waited for by a thread that somebody else may have to call back (a client that cancels,
a server that stops), nor does it keep an order. This one does both, and the thread that has it may take it again.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field

from reedbed import errors


@dataclass(slots=True, eq=False)
class _Waiter:
    thread: int
    woken: threading.Event = field(default_factory=threading.Event)
    called_off: bool = False


class WriterQueue:
    """Who may write, and who comes next."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._owner: int | None = None
        self._depth = 0
        self.turns = 0
        """How many have written and are done: while it stays the same, nothing was committed."""
        self.owes_checkpoint = False
        """Whether a checkpoint has to come before more is written to the log; the writer's to change."""
        self._waiting: deque[_Waiter] = deque()

    def acquire(self, timeout_seconds: float) -> None:
        """Become the writer, or wait for it.

        Raises `WriterBusy` after `timeout_seconds` and `QueryCancelled` when the wait was called off.
        """
        thread = threading.get_ident()
        with self._mutex:
            if self._owner in (None, thread):
                self._owner = thread
                self._depth += 1
                return
            waiter = _Waiter(thread)
            self._waiting.append(waiter)
        try:
            waiter.woken.wait(timeout_seconds)
        except BaseException:
            if not self._withdraw(waiter):
                self.release()
            raise
        if self._withdraw(waiter):
            raise _refusal(waiter, timeout_seconds)

    def _withdraw(self, waiter: _Waiter) -> bool:
        """Leave the queue; False when the turn has come already."""
        with self._mutex:
            if waiter not in self._waiting:
                return False
            self._waiting.remove(waiter)
            return True

    def release(self) -> None:
        """Let the next one write."""
        with self._mutex:
            self._depth -= 1
            if self._depth == 0:
                self.turns += 1
                following = self._waiting.popleft() if self._waiting else None
                self._owner = following.thread if following else None
                self._depth = 1 if following else 0
                if following:
                    following.woken.set()

    def call_off(self, thread: int) -> None:
        """End the wait of a thread; nothing happens when it does not wait."""
        with self._mutex:
            for waiter in self._waiting:
                if waiter.thread == thread:
                    waiter.called_off = True
                    waiter.woken.set()

    @property
    def owner(self) -> int | None:
        """The thread that may write, by its identifier."""
        return self._owner

    def waits(self, thread: int) -> bool:
        """Whether a thread stands in the queue."""
        with self._mutex:
            return any(waiter.thread == thread for waiter in self._waiting)


def _refusal(waiter: _Waiter, waited_seconds: float) -> errors.ReedbedError:
    if waiter.called_off:
        return errors.QueryCancelled("The wait for another transaction's write was called off.")
    return errors.WriterBusy(
        f"Another thread of this process has been writing for {waited_seconds:g} s.",
        hint="end the other transaction, or set store.database.writer_timeout_seconds",
        waited_seconds=waited_seconds,
    )
