"""Dates and times in the text forms that PostgreSQL reads."""

from __future__ import annotations

import re
from typing import Final

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE: Final = re.compile(
    r"\s*(\d{4})(?:-(\d{1,2})-(\d{1,2})|(\d\d)(\d\d)|/(\d{1,2})/(\d{1,2}))(?=[T\s]|$)", re.IGNORECASE
)
_US_DATE: Final = re.compile(r"\s*(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?=\s|$)")
_NAMED_DATE: Final = re.compile(
    r"\s*(?:([a-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})|(\d{1,2})[\s-]([a-z]{3,9})[\s-](\d{4})|(\d{4})-([a-z]{3})-(\d{1,2}))(?=\s|$)",
    re.IGNORECASE,
)
_TIME: Final = re.compile(r"[T\s]\s*(\d{1,2}):?(\d\d)(?::?(\d\d)(\.\d+)?)?\s*([ap]m\b)?", re.IGNORECASE)
_BEFORE_CHRIST: Final = re.compile(r"\s*\bBC\s*$", re.IGNORECASE)
_ZONE: Final = re.compile(
    r"\s*(Z|UTC|GMT|[+-]\d{1,2}(?::?\d\d)?(?::\d\d)?|[A-Za-z]+(?:/[A-Za-z_]+)*)?\s*$", re.IGNORECASE
)
_SECOND: Final = 1_000_000
MOST_DIGITS: Final = 6
"""Behind the point of a second."""
_LEAP_SECOND: Final = 60


def timestamp_text(text: str) -> str | None:
    """A date and time in the form that DuckDB reads for certain; `None` when this module does not know the form."""
    date = _date(text)
    if date is None:
        return None
    year, month, day, place = date
    clock = _TIME.match(text, place)
    time = "00:00:00"
    if clock is not None:
        time = _time_of_day(clock)
        place = clock.end()
    era = _BEFORE_CHRIST.search(text, place)
    zone = _ZONE.fullmatch(text, place, era.start() if era else len(text))
    if zone is None:
        return None
    return f"{year}-{month:02}-{day:02}{' (BC)' if era else ''} {time}{_offset(zone[1])}"


def _time_of_day(clock: re.Match[str], digits: int = MOST_DIGITS) -> str:
    """A time of day, rounded to so many digits; what is rounded up to the end of the day is `24:00:00`."""
    hour, minute, second = _hour(int(clock[1]), clock[5]), int(clock[2]), int(clock[3] or 0)
    step = 10 ** max(0, MOST_DIGITS - digits)
    micros = (round(float(f"0{clock[4] or ''}") * _SECOND) + step // 2) // step * step
    if micros == _SECOND or (second == _LEAP_SECOND and minute < _LEAP_SECOND):
        second, micros = second + micros // _SECOND, micros % _SECOND
        minute, second = minute + second // 60, second % 60
        hour, minute = hour + minute // 60, minute % 60
    return f"{hour:02}:{minute:02}:{second:02}" + (f".{micros:06}" if micros else "")


def _hour(hour: int, half: str | None) -> int:
    if not half:
        return hour
    return hour % 12 + (12 if half.lower() == "pm" else 0)


def _offset(zone: str | None) -> str:
    if not zone:
        return ""
    if zone.upper() in {"Z", "UTC", "GMT"}:
        return "+00"
    if zone[0] in "+-":
        digits = zone[1:].replace(":", "")
        return f"{zone[0]}{digits[: (len(digits) + 1) % 2 + 1]:0>2}" + (f":{digits[-2:]}" if len(digits) > 2 else "")  # noqa: PLR2004 - hours take two
    return f" {zone}"


def _date(text: str) -> tuple[str, int, int, int] | None:
    found = _DATE.match(text)
    if found is not None:
        return found[1], int(found[2] or found[4] or found[6]), int(found[3] or found[5] or found[7]), found.end()
    found = _US_DATE.match(text)
    if found is not None:
        return found[3], int(found[1]), int(found[2]), found.end()
    found = _NAMED_DATE.match(text)
    if found is None:
        return None
    name, day, year = next(
        (n, d, y)
        for n, d, y in ((found[1], found[2], found[3]), (found[5], found[4], found[6]), (found[8], found[9], found[7]))
        if n
    )
    month = name[:3].lower()
    return (year, _MONTHS.index(month) + 1, int(day), found.end()) if month in _MONTHS else None


def time_text(text: str, digits: int = MOST_DIGITS) -> str | None:
    """A time of day, rounded to so many digits, in the form that DuckDB reads for certain."""
    clock = _TIME.match(" " + text.strip())
    if clock is None:
        return None
    zone = _ZONE.match(" " + text.strip(), clock.end())
    if zone is None:
        return None
    return f"{_time_of_day(clock, digits)}{_offset(zone[1])}"
