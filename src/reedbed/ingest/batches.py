"""Work that is done in batches, on a thread of its own, while more of it comes."""

from __future__ import annotations

import threading
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Item = TypeVar("Item")


class Batches(Generic[Item]):
    """Hands items to `work` in the order in which they came, many at a time, one batch after the other.

    A batch begins when `is_full` says that more than one has come, and `pause_seconds` after the one before it
    otherwise; it ends where `is_full` says so.
    """

    def __init__(
        self,
        work: Callable[[Sequence[Item]], None],
        *,
        name: str,
        pause_seconds: float,
        is_full: Callable[[Sequence[Item]], bool] = lambda _: False,
    ) -> None:
        self._work = work
        self._is_full = is_full
        self._pause_seconds = pause_seconds
        self._hurry = threading.Event()
        self._is_ending = False
        self._lock = threading.Lock()
        self._waiting: deque[Item] = deque()
        self._running: Future[None] | None = None
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=name)

    def add(self, item: Item) -> None:
        """Let an item be worked on. Raises what the work on earlier ones raised."""
        with self._lock:
            self._waiting.append(item)
            if self._is_full(self._waiting):
                self._hurry.set()
            running = self._running
            if running is None or running.done():
                self._running = self._pool.submit(self._run)
        if running is not None and running.done():
            running.result()

    def finish(self) -> None:
        """Return when all is done. Raises what the work raised."""
        self._end_soon()
        while (running := self._running) is not None:
            running.result()
            with self._lock:
                if not self._waiting and self._running is running:
                    self._running = None
                elif running.done() and self._running is running:
                    self._running = self._pool.submit(self._run)

    def close(self) -> None:
        """Drop what waits, and end the thread when the batch that it works on is done."""
        self._end_soon()
        with self._lock:
            self._waiting.clear()
        self._pool.shutdown()

    def _end_soon(self) -> None:
        # The thread asks whether it is ending and then lets itself pause: in between, it would pause for nothing.
        with self._lock:
            self._is_ending = True
            self._hurry.set()

    def _run(self) -> None:
        self._hurry.wait(self._pause_seconds)
        while batch := self._next():
            self._work(batch)
            self._hurry.wait(self._pause_seconds)

    def _next(self) -> list[Item]:
        batch: list[Item] = []
        with self._lock:
            while self._waiting and not (batch and self._is_full([*batch, self._waiting[0]])):
                batch.append(self._waiting.popleft())
            if not self._is_ending and not self._is_full(self._waiting):
                self._hurry.clear()
        return batch
