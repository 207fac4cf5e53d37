"""Patience: trying again for a bounded time, more slowly each time and never in step with others."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_FIRST_PAUSE_SECONDS: Final = 0.001
_LONGEST_PAUSE_SECONDS: Final = 0.05


def attempts(timeout_seconds: float) -> Iterator[None]:
    """One attempt at once and further ones until the time is over; the last one at its end."""
    deadline = time.monotonic() + timeout_seconds
    pause = _FIRST_PAUSE_SECONDS
    while True:
        yield
        left = deadline - time.monotonic()
        if left <= 0:
            return
        time.sleep(min(left, pause * random.uniform(0.5, 1.0)))  # noqa: S311 - to get out of step, not a secret
        pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
