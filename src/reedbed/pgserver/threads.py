"""The threads of a door's sessions: started, counted, and waited for at the end."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class SessionThreads:
    """Daemon threads, so that a process which does not stop its door can end all the same."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ended = threading.Condition(self._lock)
        self._threads: set[threading.Thread] = set()

    @property
    def count(self) -> int:
        """How many run."""
        return len(self._threads)

    def start(self, work: Callable[[], None]) -> None:
        """Run `work` in a thread of its own."""

        def run() -> None:
            try:
                work()
            finally:
                with self._lock:
                    self._threads.discard(thread)
                    self._ended.notify_all()

        thread = threading.Thread(target=run, name="reedbed-session", daemon=True)
        with self._lock:
            self._threads.add(thread)
        thread.start()

    def wait(self, seconds: float) -> bool:
        """Wait until all have ended; False when some have not in time."""
        until = time.monotonic() + seconds
        with self._lock:
            while self._threads:
                left = until - time.monotonic()
                if left <= 0:
                    return False
                self._ended.wait(left)
            return True
