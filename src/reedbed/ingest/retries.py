"""Whether a request that failed is sent again, and when: a function of what happened.

Sent again: answers 408, 425, 429 and 5xx without 501 and 505, 403 where it says when to come back, as some servers
refuse too many requests, and connections that could not be made, broke or were silent for too long. The wait is what
the server says in Retry-After (RFC 9110, 10.2.3), and otherwise grows twofold with full jitter, so that many clients
that failed together do not come back together.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_SECONDS: Final = re.compile(r"[0-9]{1,18}(\.[0-9]{0,9})?")
_EPOCH: Final = 1_000_000_000
"""A reset that is later than so many seconds from now is a moment since 1970."""
_LIMITED: Final = frozenset({HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS})
RETRIED: Final = frozenset({408, 425, 429, 500, 502, 503, 504, *range(506, 600)})


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """How an attempt failed. `status` is None when no answer came."""

    status: int | None = None
    retry_after: str = ""

    @property
    def may_pass(self) -> bool:
        """Whether another attempt may do better."""
        is_limit = self.status == HTTPStatus.FORBIDDEN and bool(self.retry_after)
        return self.status is None or self.status in RETRIED or is_limit


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
        if attempt >= self.attempts or not outcome.may_pass:
            return None
        asked = retry_after_seconds(outcome.retry_after, now)
        if asked is not None:
            return asked if asked <= self.patience_seconds else None
        most: float = min(self.longest_wait_seconds, self.first_wait_seconds * 2 ** (attempt - 1))
        return most * chance


def retry_after(status: int, headers: Mapping[str, str]) -> str:
    """When a refusal asks to come back: its Retry-After, or the moment at which a used-up rate limit is reset.

    Such limits are told in `x-ratelimit-remaining` and `x-ratelimit-reset`, as GitHub and many others do.
    """
    found = headers.get("retry-after", "")
    reset = headers.get("x-ratelimit-reset", "")
    is_used_up = headers.get("x-ratelimit-remaining", "").strip() == "0"
    if found or status not in _LIMITED or not is_used_up or not _SECONDS.fullmatch(reset.strip()):
        return found
    seconds = float(reset)
    if seconds < _EPOCH:
        return reset
    try:
        return format_datetime(dt.datetime.fromtimestamp(seconds + 1, dt.UTC), usegmt=True)
    except (OverflowError, ValueError, OSError):
        return ""


def retry_after_seconds(text: str, now: dt.datetime) -> float | None:
    """The seconds that a Retry-After header asks for, as a number or as a date; None when it says nothing readable."""
    text = text.strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return max(0.0, (moment - now).total_seconds())
