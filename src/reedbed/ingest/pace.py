"""The rate of requests: a budget that refills evenly and is shared by all threads of a source."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Final

from reedbed.ingest.outages import Outage

if TYPE_CHECKING:
    from collections.abc import Callable

MARGIN_SECONDS: Final = 1.0
"""A server counts when requests arrive, which is after they began, and the first of a minute may have come late."""


class Pace:
    """Lets at most `per_minute` requests begin in any minute; 0 is no limit.

    Requests are not spread evenly: an API that allows ten a minute allows ten at once. A server that says 429 all the
    same counts for everybody: `hold` keeps all threads back.
    """

    def __init__(self, per_minute: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._lock = threading.Lock()
        self._begun: list[float] = []
        self._not_before = 0.0
        self.outage = Outage()
        """Whether what is asked at this rate answers."""

    def delay(self) -> float:
        """Take the next free place; returns in how many seconds it begins."""
        with self._lock:
            now = self._clock()
            moment = max(now, self._not_before)
            if self._per_minute:
                most = max(1, int(self._per_minute))
                minute = 60.0 * most / self._per_minute + MARGIN_SECONDS
                self._begun = [each for each in self._begun if each > now - minute]
                if len(self._begun) >= most:
                    moment = max(moment, self._begun[-most] + minute)
                self._begun.append(moment)
            return moment - now

    def hold(self, seconds: float) -> None:
        """Let nobody begin before so many seconds have passed."""
        with self._lock:
            self._not_before = max(self._not_before, self._clock() + seconds)
