"""The watch of a door: one thread that looks after statements which are under way.

It ends those that run longer than they may or whose client has hung up, and repeats an interrupt that DuckDB may have
missed. A statement that ends within its first second costs it nothing.
"""

from __future__ import annotations

import heapq
import math
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reedbed.pgserver.cancellation import CLIENT_GONE, STATEMENT_TIMEOUT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from reedbed.pgserver.cancellation import Cancellation
    from reedbed.pgserver.network.transport import Transport

ROUND_SECONDS = 1.0
"""How often clients of running statements are looked for; what a hung-up client's query may cost beyond its end."""

REPEAT_SECONDS = 0.02
"""After which an interrupt is repeated; DuckDB takes about 2 ms to act on one."""


@dataclass(order=True, slots=True)
class _Deadline:
    at: float
    number: int
    cancellation: Cancellation = field(compare=False)
    serial: int = field(compare=False)
    """The number of the statement; 0 for a look at the limit of whatever runs."""
    reason: str = field(compare=False)


class Watch:
    """Started with the door and stopped with it. `sessions` gives what is to be looked after."""

    def __init__(self, sessions: Callable[[], Iterable[tuple[Cancellation, Transport]]]) -> None:
        self._sessions = sessions
        self._changed = threading.Condition()
        self._deadlines: list[_Deadline] = []
        self._number = 0
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="reedbed-door-watch", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """Watch no more."""
        with self._changed:
            self._stopped = True
            self._changed.notify()
        self._thread.join()

    @property
    def scheduled(self) -> list[float]:
        """When something is to be looked at or ended, by the monotonic clock."""
        with self._changed:
            return sorted([deadline.at for deadline in self._deadlines])

    def limit(self, cancellation: Cancellation, serial: int, seconds: float) -> None:
        """End the statement of this number if it still runs after `seconds`.

        Nearly all end before, so a session is looked at once in its limit and not once for each of its statements.
        """
        at = time.monotonic() + seconds
        cancellation.limit = (at, serial)
        if at < cancellation.look_at:
            self._look(cancellation, at)

    def cancel(self, cancellation: Cancellation, reason: str) -> None:
        """End the running statement now, and again until it has ended."""
        serial = cancellation.serial
        if cancellation.request(reason, serial=serial):
            self._schedule(cancellation, serial, reason, REPEAT_SECONDS)

    def _schedule(self, cancellation: Cancellation, serial: int, reason: str, seconds: float) -> None:
        self._push(cancellation, time.monotonic() + seconds, serial, reason)

    def _push(self, cancellation: Cancellation, at: float, serial: int, reason: str) -> None:
        with self._changed:
            self._number += 1
            heapq.heappush(self._deadlines, _Deadline(at, self._number, cancellation, serial, reason))
            if self._deadlines[0].number == self._number:
                self._changed.notify()

    def _run(self) -> None:
        looked_at = time.monotonic()
        while True:
            with self._changed:
                if self._stopped:
                    return
                self._changed.wait(self._pause(looked_at))
                due = self._due()
            for deadline in due:
                if not deadline.serial:
                    self._hold_to_limit(deadline)
                elif deadline.cancellation.request(deadline.reason, serial=deadline.serial):
                    self._schedule(deadline.cancellation, deadline.serial, deadline.reason, REPEAT_SECONDS)
            if time.monotonic() - looked_at >= ROUND_SECONDS:
                looked_at = time.monotonic()
                self._look_for_clients()

    def _look(self, cancellation: Cancellation, at: float) -> None:
        with self._changed:
            cancellation.look_at = at
            self._push(cancellation, at, 0, STATEMENT_TIMEOUT)

    def _hold_to_limit(self, look: _Deadline) -> None:
        """End the statement that runs when its time is over, or look again then."""
        cancellation = look.cancellation
        with self._changed:
            if cancellation.look_at != look.at:
                # An earlier look was asked for, and has been taken.
                return
            # Before the limit is read, as the session sets it before it asks for the next look: none is passed over.
            cancellation.look_at = math.inf
            at, serial = cancellation.limit
            if not cancellation.running or cancellation.serial != serial:
                return
            if at > time.monotonic():
                self._look(cancellation, at)
                return
        if cancellation.request(STATEMENT_TIMEOUT, serial=serial):
            self._schedule(cancellation, serial, STATEMENT_TIMEOUT, REPEAT_SECONDS)

    def _pause(self, looked_at: float) -> float:
        until = looked_at + ROUND_SECONDS
        if self._deadlines:
            until = min(until, self._deadlines[0].at)
        return max(0.0, until - time.monotonic())

    def _due(self) -> list[_Deadline]:
        found: list[_Deadline] = []
        now = time.monotonic()
        while self._deadlines and self._deadlines[0].at <= now:
            found.append(heapq.heappop(self._deadlines))
        return found

    def _look_for_clients(self) -> None:
        for cancellation, transport in self._sessions():
            if cancellation.running and transport.client_gone():
                cancellation.request(CLIENT_GONE)
