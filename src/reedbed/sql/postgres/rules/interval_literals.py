"""Intervals in the text forms that PostgreSQL reads."""

from __future__ import annotations

import re
from typing import Final

from reedbed.sql.postgres.rules.time_literals import MOST_DIGITS

_UNITS: Final = {
    "microsecond": (0, 0, 1), "us": (0, 0, 1), "usec": (0, 0, 1), "millisecond": (0, 0, 1000), "msec": (0, 0, 1000),
    "ms": (0, 0, 1000), "second": (0, 0, 1_000_000), "sec": (0, 0, 1_000_000), "s": (0, 0, 1_000_000),
    "minute": (0, 0, 60_000_000), "min": (0, 0, 60_000_000), "m": (0, 0, 60_000_000),
    "hour": (0, 0, 3_600_000_000), "hr": (0, 0, 3_600_000_000), "h": (0, 0, 3_600_000_000),
    "day": (0, 1, 0), "d": (0, 1, 0), "week": (0, 7, 0), "w": (0, 7, 0),
    "month": (1, 0, 0), "mon": (1, 0, 0), "year": (12, 0, 0), "yr": (12, 0, 0), "y": (12, 0, 0),
    "decade": (120, 0, 0), "century": (1200, 0, 0), "centurie": (1200, 0, 0), "millennium": (12000, 0, 0),
}  # fmt: skip
"""Months, days and microseconds of each unit, as in the manual, section 8.5.4."""

_QUANTITY: Final = re.compile(r"\s*([+-]?)\s*(\d*\.?\d+|\d+\.)\s*([a-z]+)", re.IGNORECASE)
_CLOCK: Final = re.compile(r"\s*([+-]?)(\d+):(\d\d?)(?::(\d\d?(?:\.\d*)?))?")
_YEARS_MONTHS: Final = re.compile(r"\s*([+-]?)(\d+)-(\d+)(?!\d)")
_BARE: Final = re.compile(r"\s*([+-]?)(\d+(?:\.\d*)?)(?=\s|$)")
_ISO: Final = re.compile(
    r"P(?:(-?[\d.]+)Y)?(?:(-?[\d.]+)M)?(?:(-?[\d.]+)W)?(?:(-?[\d.]+)D)?(?:T(?:(-?[\d.]+)H)?(?:(-?[\d.]+)M)?(?:(-?[\d.]+)S)?)?$"
)
_ISO_UNITS: Final = ("year", "month", "week", "day", "hour", "minute", "second")
_DAYS_IN_MONTH: Final = 30
_MICROSECONDS_IN_DAY: Final = 86_400_000_000
_STEPS: Final = {
    "year": (12, 0, 0), "month": (1, 0, 0), "day": (1, 1, 0), "hour": (1, 1, 3_600_000_000),
    "minute": (1, 1, 60_000_000),
}  # fmt: skip
"""Of how many months, days and microseconds the least field of an interval is; zero for what is cut off."""


def interval_steps(fields: str, digits: str) -> tuple[int, int, int] | None:
    """What months, days and microseconds are whole multiples of, by the type of an interval; `None` for no limit."""
    last = fields.rsplit(maxsplit=1)[-1] if fields else ""
    if last in _STEPS:
        return _STEPS[last]
    if not digits.isdigit() or int(digits) >= MOST_DIGITS:
        return None
    return 1, 1, 10 ** (MOST_DIGITS - int(digits))


def _limited(parts: tuple[int, int, int], steps: tuple[int, int, int]) -> tuple[int, int, int]:
    """An interval cut to the least of its fields; a fraction of a second is rounded."""
    months, days, microseconds = (_cut(part, step) for part, step in zip(parts, steps, strict=True))
    if 0 < steps[2] <= 10**MOST_DIGITS:
        half = steps[2] // 2
        microseconds = _cut(parts[2] + (half if parts[2] >= 0 else -half), steps[2])
    return months, days, microseconds


def _cut(part: int, step: int) -> int:
    whole = abs(part) // step * step if step else 0
    return whole if part >= 0 else -whole


def interval_text(text: str, fields: str = "", digits: str = "") -> str | None:
    """An interval in the form that DuckDB reads for certain; `None` when it is not one that PostgreSQL reads.

    `fields` are what follows the constant, as in `interval '1' day`; `digits` those behind the point of its seconds.
    """
    ago = text.rstrip().lower().endswith("ago")
    body = re.sub(r"(?i)\s*ago\s*$", "", text.replace("@", " ", 1)).strip()
    parts = _iso_parts(body) if body[:1] in {"P", "p"} else _parts(body, fields)
    if parts is None:
        return None
    steps = interval_steps(fields, digits)
    months, days, microseconds = parts if steps is None else _limited(parts, steps)
    sign = -1 if ago else 1
    return f"{sign * months} months {sign * days} days {sign * microseconds} microseconds"


def _iso_parts(body: str) -> tuple[int, int, int] | None:
    found = _ISO.match(body.upper())
    if found is None:
        return None
    total = (0, 0, 0)
    for amount, unit in zip(found.groups(), _ISO_UNITS, strict=True):
        if amount:
            total = _added(total, float(amount), unit)
    return total


def _added(total: tuple[int, int, int], amount: float, unit: str) -> tuple[int, int, int]:
    months, days, microseconds = (part * amount for part in _UNITS[unit])
    whole_months = int(months)
    days += 0 if unit in {"year", "yr", "y"} else (months - whole_months) * _DAYS_IN_MONTH
    whole_days = int(days)
    microseconds += (days - whole_days) * _MICROSECONDS_IN_DAY
    return total[0] + whole_months, total[1] + whole_days, total[2] + round(microseconds)


def _parts(body: str, fields: str) -> tuple[int, int, int] | None:
    total, place = (0, 0, 0), 0
    while place < len(body):
        clock = _CLOCK.match(body, place)
        years = _YEARS_MONTHS.match(body, place)
        quantity = _QUANTITY.match(body, place)
        bare = _BARE.match(body, place)
        if clock is not None:
            total, place = _with_clock(total, clock, fields), clock.end()
        elif years is not None:
            sign = -1 if years[1] == "-" else 1
            total, place = (total[0] + sign * (int(years[2]) * 12 + int(years[3])), *total[1:]), years.end()
        elif quantity is not None:
            unit = _unit(quantity[3])
            if unit is None:
                return None
            total, place = _added(total, float(quantity[1] + quantity[2]), unit), quantity.end()
        elif bare is not None:
            # A number before a clock is days; alone it counts the last field, or seconds.
            before_clock = _CLOCK.match(body, bare.end()) is not None
            unit = "day" if before_clock else (fields.rsplit(maxsplit=1)[-1] if fields else "second")
            if fields == "day to hour" and not before_clock:
                unit = "day" if body[bare.end() :].strip() else "hour"
            total, place = _added(total, float(bare[1] + bare[2]), _unit(unit) or "second"), bare.end()
        else:
            return None
    return total if body else None


def _with_clock(total: tuple[int, int, int], clock: re.Match[str], fields: str) -> tuple[int, int, int]:
    sign = -1 if clock[1] == "-" else 1
    hours, minutes, seconds = int(clock[2]), int(clock[3]), float(clock[4] or 0)
    if fields == "minute to second":
        hours, minutes, seconds = 0, hours, float(minutes)
    return (*total[:2], total[2] + sign * round((hours * 3600 + minutes * 60 + seconds) * 1_000_000))


def _unit(word: str) -> str | None:
    lowered = word.lower()
    if lowered in _UNITS:
        return lowered
    return lowered[:-1] if lowered.endswith("s") and lowered[:-1] in _UNITS else None
