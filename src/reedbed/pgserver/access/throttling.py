"""How failed logins are slowed: each failure of an address makes it wait longer for its next answer."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

FREE_FAILURES: Final = 2
"""A person may mistype this often without waiting."""
FIRST_WAIT_SECONDS: Final = 0.5
LONGEST_WAIT_SECONDS: Final = 8.0
FORGIVEN_AFTER_SECONDS: Final = 300.0
REMEMBERED: Final = 4096
"""Addresses and users whose failures are counted; the oldest are forgotten first, so that memory stays bounded."""


@dataclass(slots=True)
class _Failures:
    count: int
    last: float
    answered_until: float


class Throttle:
    """Counts the failures of each address and user, and says how long the next answer has to wait.

    Answers to one address queue behind one another, so that a thousand connections guess no faster than one. A user is
    never locked out from elsewhere: only the pair of address and user waits for the user's own failures.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures: OrderedDict[tuple[str, str], _Failures] = OrderedDict()

    def wait_seconds(self, address: str, user: str) -> float:
        """How long to wait before the next attempt is looked at; reserves the time for this attempt."""
        now = self._clock()
        with self._lock:
            return max(self._reserved((address, ""), now), self._reserved((address, user), now))

    def failed(self, address: str, user: str) -> int:
        """Note a failure; returns how many this address has had for this user."""
        now = self._clock()
        with self._lock:
            self._count((address, ""), now)
            return self._count((address, user), now)

    def succeeded(self, address: str, user: str) -> None:
        """Forget the failures of this user at this address; those of the address with other names stay."""
        with self._lock:
            self._failures.pop((address, user), None)

    def _reserved(self, key: tuple[str, str], now: float) -> float:
        failures = self._failures.get(key)
        if failures is None or now - failures.last > FORGIVEN_AFTER_SECONDS:
            return 0.0
        # The address as a whole is slowed later than one name: several people may sit behind it.
        free = FREE_FAILURES if key[1] else FREE_FAILURES * 5
        if failures.count <= free:
            return 0.0
        pause: float = min(FIRST_WAIT_SECONDS * 2.0 ** min(failures.count - free - 1, 16), LONGEST_WAIT_SECONDS)
        failures.answered_until = max(failures.answered_until, now) + pause
        return failures.answered_until - now

    def _count(self, key: tuple[str, str], now: float) -> int:
        failures = self._failures.pop(key, None)
        if failures is None or now - failures.last > FORGIVEN_AFTER_SECONDS:
            failures = _Failures(count=0, last=now, answered_until=now)
        failures.count += 1
        failures.last = now
        self._failures[key] = failures
        while len(self._failures) > REMEMBERED:
            self._failures.popitem(last=False)
        return failures.count
