"""How far back late rows of an incremental view are looked for: a duration, as text or as a value."""

from __future__ import annotations

import re
from datetime import timedelta

from reedbed.errors import UsageError

_SECONDS = {"second": 1, "sec": 1, "s": 1, "minute": 60, "min": 60, "m": 60, "hour": 3600, "h": 3600}
_SECONDS |= {"day": 86_400, "d": 86_400, "week": 604_800, "w": 604_800}
_PART = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([a-z]+),?", re.IGNORECASE)


def lookback_of(value: timedelta | str | None) -> timedelta:
    """The duration that `value` says: `"2 days"`, `"1h 30m"`, a `timedelta`, or None for no lookback.

    Months and years have no fixed length and are refused. Raises `UsageError`.
    """
    found = value if isinstance(value, timedelta) else _parsed(value or "0 s")
    if found < timedelta(0):
        raise UsageError(f"A lookback cannot be negative, {value!r} was given.", lookback=str(value))
    return found


def _parsed(text: str) -> timedelta:
    seconds, end = 0.0, 0
    while end < len(text.rstrip()):
        part = _PART.match(text, end)
        unit = _unit_seconds(part[2].lower()) if part else None
        if part is None or unit is None:
            raise UsageError(
                f"A lookback is a number with a unit (seconds, minutes, hours, days, weeks), {text!r} was given.",
                hint='lookback="2 days"',
                lookback=text,
            )
        seconds, end = seconds + float(part[1]) * unit, part.end()
    return timedelta(seconds=seconds)


def _unit_seconds(word: str) -> int | None:
    return _SECONDS.get(word) or _SECONDS.get(word.removesuffix("s"))
