"""Big answers made ahead: a second thread fetches and encodes what comes next while the session sends what it has.

DuckDB, Arrow and numpy let go of Python's lock, and so does a socket: making a million rows and sending them overlap.
"""

from __future__ import annotations

import queue
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Item = TypeVar("Item")

ITEMS_AHEAD: Final = 2
"""What waits for the session; a slow reader makes the other thread wait there, so memory is bounded."""
_LOOK_SECONDS: Final = 0.05


@dataclass(frozen=True, slots=True)
class _End:
    """The source gave its last item, or failed."""

    error: BaseException | None


class Ahead(Generic[Item]):
    """The items of `source`, in order, made by a thread that runs from now on; its errors are raised here.

    `source` belongs to that thread until the last item was taken or `close` has returned. `interrupt` stops the
    engine's work on the next item, from any thread.
    """

    def __init__(self, source: Iterator[Item], interrupt: Callable[[], None]) -> None:
        self._source = source
        self._interrupt = interrupt
        self._items: queue.Queue[Item | _End] = queue.Queue(ITEMS_AHEAD)
        self._given_up = False
        self._thread = threading.Thread(target=self._make, name="reedbed-ahead", daemon=True)
        self._thread.start()

    def __iter__(self) -> Iterator[Item]:
        """Wait for each item and give it."""
        while not isinstance(item := self._items.get(), _End):
            yield item
        self._thread.join()
        if item.error is not None:
            raise item.error

    def _make(self) -> None:
        error: BaseException | None = None
        try:
            for item in self._source:
                self._items.put(item)
                if self._given_up:
                    return
        except BaseException as failure:  # noqa: BLE001 - raised by whoever takes the items
            error = failure
        self._items.put(_End(error))

    def close(self) -> None:
        """Give up what was not taken; no thread is left behind."""
        self._given_up = True
        while self._thread.is_alive():
            while not self._items.empty():
                self._items.get_nowait()
            self._interrupt()
            self._thread.join(_LOOK_SECONDS)
