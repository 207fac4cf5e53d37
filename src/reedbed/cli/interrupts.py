"""Ctrl-C and SIGTERM: the running query is cancelled, and the command ends in order.

Python runs a signal handler only between bytecodes, and a query keeps the main thread inside DuckDB. The operating
system's own handler writes the signal's number to a pipe at once, though; a thread reads it there and cancels the
query, DuckDB returns, and the handler raises `KeyboardInterrupt` in the command, whose blocks roll back.
"""

from __future__ import annotations

import os
import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)

_REPEAT_SECONDS = 0.05
"""One cancel can be lost: on a query that has not quite begun, or that DuckDB begins while its handler runs. So
queries are cancelled again and again until the command has ended; a roll-back that is hit ends with its connection."""


class Interruption:
    """Whether a signal has asked this command to end, and which."""

    def __init__(self, cancel: Callable[[], None]) -> None:
        self._cancel = cancel
        self._ended = threading.Event()
        self.name = ""

    def handle(self, number: int, _frame: FrameType | None) -> None:
        """The handler: runs in the main thread, between bytecodes or where DuckDB looks for signals."""
        self.name = signal.Signals(number).name
        # When DuckDB runs the handler, the exception leaves it before the query has ended, and closing the
        # connection would wait for that end.
        self._cancel()
        raise KeyboardInterrupt

    def end(self) -> None:
        """The command has ended: nothing is left to be cancelled."""
        self._ended.set()

    def watch(self, pipe: int) -> None:
        """Cancel queries once a signal has arrived; ends when the pipe closes."""
        with os.fdopen(pipe, "rb", buffering=0) as numbers:
            while number := numbers.read(1):
                while number[0] in _SIGNALS and not self._ended.wait(_REPEAT_SECONDS):
                    self._cancel()


@contextmanager
def interruptible(cancel: Callable[[], None]) -> Iterator[Interruption]:
    """Within this block a signal calls `cancel` from another thread and raises `KeyboardInterrupt` in this one.

    In a thread other than the main one, which gets no signals, nothing is changed.
    """
    interruption = Interruption(cancel)
    if threading.current_thread() is not threading.main_thread():
        yield interruption
        return
    receiving, sending = os.pipe()
    os.set_blocking(sending, False)
    previous = {number: signal.signal(number, interruption.handle) for number in _SIGNALS}
    previous_pipe = signal.set_wakeup_fd(sending, warn_on_full_buffer=False)
    watcher = threading.Thread(target=interruption.watch, args=(receiving,), name="reedbed-signals", daemon=True)
    watcher.start()
    try:
        yield interruption
    finally:
        interruption.end()
        signal.set_wakeup_fd(previous_pipe)
        for number, handler in previous.items():
            signal.signal(number, handler)
        os.close(sending)
        watcher.join()
