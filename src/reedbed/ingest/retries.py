"""Whether a request that failed is sent again, and when: a function of what happened.

Sent again: answers 408, 425, 429 and 5xx without 501 and 505, and connections that could not be made, broke or were
silent for too long. The wait is what the server says in Retry-After (RFC 9110, 10.2.3), and otherwise grows twofold
with full jitter, so that many clients that failed together do not come back together.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Final

RETRIED: Final = frozenset({408, 425, 429, 500, 502, 503, 504, *range(506, 600)})


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """How an attempt failed. `status` is None when no answer came."""

    status: int | None = None
    retry_after: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class RetryPolicy:
    """How often and how long.

    `attempts` counts the first one; `patience_seconds` bounds a wait that the server asks for.
    """

    attempts: int = 6
    first_wait_seconds: float = 0.5
    longest_wait_seconds: float = 60.0
    patience_seconds: float = 300.0

    def wait_seconds(self, attempt: int, outcome: Outcome, *, now: dt.datetime, chance: float) -> float | None:
        """How long to wait before the next attempt; None to give up.

        `attempt` counts from 1, `chance` is drawn from [0, 1).
        """
        if attempt >= self.attempts or (outcome.status is not None and outcome.status not in RETRIED):
            return None
        asked = retry_after_seconds(outcome.retry_after, now)
        if asked is not None:
            return asked if asked <= self.patience_seconds else None
        most: float = min(self.longest_wait_seconds, self.first_wait_seconds * 2 ** (attempt - 1))
        return most * chance


def retry_after_seconds(text: str, now: dt.datetime) -> float | None:
    """The seconds that a Retry-After header asks for, as a number or as a date; None when it says nothing readable."""
    text = text.strip()
    if text.isascii() and text.isdecimal():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return max(0.0, (moment - now).total_seconds())
