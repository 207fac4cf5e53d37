"""Intervals out of text: PostgreSQL's words, `HH:MM:SS`, the years-months of SQL, and ISO 8601."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, NamedTuple

from reedbed.errors import TextMalformed, WireValueOutOfRange

_MICROSECONDS: Final = {
    "microsecond": 1,
    "millisecond": 1000,
    "second": 1_000_000,
    "minute": 60_000_000,
    "hour": 3_600_000_000,
}
_DAYS: Final = {"day": 1, "week": 7}
_MONTHS: Final = {"month": 1, "year": 12, "decade": 120, "century": 1200, "millennium": 12_000}
_UNITS: Final = {
    **{name: name for name in (*_MICROSECONDS, *_DAYS, *_MONTHS)},
    **{f"{name}s": name for name in (*_MICROSECONDS, *_DAYS, *_MONTHS)},
    "us": "microsecond", "usec": "microsecond", "usecs": "microsecond", "usecond": "microsecond",
    "ms": "millisecond", "msec": "millisecond", "msecs": "millisecond", "msecond": "millisecond",
    "s": "second", "sec": "second", "secs": "second",
    "m": "minute", "min": "minute", "mins": "minute",
    "h": "hour", "hr": "hour", "hrs": "hour",
    "d": "day", "w": "week",
    "mon": "month", "mons": "month",
    "y": "year", "yr": "year", "yrs": "year",
    "dec": "decade", "decs": "decade",
    "c": "century", "cent": "century", "centuries": "century",
    "mil": "millennium", "mils": "millennium", "millennia": "millennium",
}  # fmt: skip

_TOKEN: Final = re.compile(
    r"\s*(?:(?P<sign>[+-]?)(?P<hours>\d+):(?P<minutes>\d+)(?::(?P<seconds>\d+(?:\.\d*)?))?"
    r"|(?P<years>[+-]?\d+)-(?P<months>\d+)(?![\d:])"
    r"|(?P<number>[+-]?(?:\d+\.?\d*|\.\d+))\s*(?P<unit>[A-Za-z]+)?"
    r"|(?P<ago>ago)\b)",
    re.IGNORECASE,
)
_ISO: Final = re.compile(
    r"P(?:([+-]?[\d.]+)Y)?(?:([+-]?[\d.]+)M)?(?:([+-]?[\d.]+)W)?(?:([+-]?[\d.]+)D)?"
    r"(?:T(?:([+-]?[\d.]+)H)?(?:([+-]?[\d.]+)M)?(?:([+-]?[\d.]+)S)?)?\Z"
)
_ISO_UNITS: Final = ("year", "month", "week", "day", "hour", "minute", "second")
_INT32 = 2**31
_INT64 = 2**63


class Interval(NamedTuple):
    """What DuckDB and PostgreSQL keep of an interval."""

    months: int
    days: int
    microseconds: int

    def engine_text(self) -> str:
        """DuckDB's spelling."""
        return f"{self.months} months {self.days} days {self.microseconds} microseconds"


def read_interval(text: str) -> Interval:
    """One interval. Raises `TextMalformed` or `WireValueOutOfRange`."""
    stripped = text.strip().removeprefix("@").strip()
    if stripped.upper().startswith("P"):
        return _iso(stripped.upper(), text)
    parts = _Sum()
    position = 0
    if not stripped:
        raise _malformed(text)
    while position < len(stripped):
        found = _TOKEN.match(stripped, position)
        if found is None:
            raise _malformed(text)
        position = found.end()
        _add(parts, found, stripped)
    return parts.interval(text)


class _Sum:
    """Months, days and microseconds as they add up; fractions of a unit go to the smaller ones."""

    def __init__(self) -> None:
        self.months = self.days = self.microseconds = Decimal(0)
        self.negated = False

    def add(self, number: Decimal, unit: str) -> None:
        if unit in _MICROSECONDS:
            self.microseconds += number * _MICROSECONDS[unit]
            return
        if unit in _DAYS:
            days = number * _DAYS[unit]
            self.days += int(days)
            self.microseconds += (days - int(days)) * 86_400_000_000
            return
        months = number * _MONTHS[unit]
        self.months += int(months)
        days = (months - int(months)) * 30
        # A fraction of a year is whole months to PostgreSQL, one of a month is days.
        if unit == "month":
            self.add(days, "day")

    def interval(self, text: str) -> Interval:
        factor = -1 if self.negated else 1
        found = Interval(*(round(each) * factor for each in (self.months, self.days, self.microseconds)))
        if not (abs(found.months) < _INT32 and abs(found.days) < _INT32 and abs(found.microseconds) < _INT64):
            raise WireValueOutOfRange(f'interval field value out of range: "{text}"', value=text)
        return found


def _add(parts: _Sum, found: re.Match[str], text: str) -> None:
    if found["ago"]:
        parts.negated = True
    elif found["hours"]:
        seconds = Decimal(found["seconds"] or 0) + int(found["minutes"]) * 60 + int(found["hours"]) * 3600
        parts.add(-seconds if found["sign"] == "-" else seconds, "second")
    elif found["years"]:
        years = int(found["years"])
        parts.add(Decimal(years), "year")
        parts.add(Decimal(-int(found["months"]) if found["years"].startswith("-") else int(found["months"])), "month")
    else:
        before_time = not found["unit"] and _TOKEN.match(text, found.end())
        # A bare number before a time is days, any other one seconds.
        bare = "day" if before_time and before_time["hours"] else "second"
        unit = _UNITS.get((found["unit"] or bare).lower())
        if unit is None:
            raise _malformed(text)
        parts.add(Decimal(found["number"]), unit)


def _iso(upper: str, text: str) -> Interval:
    found = _ISO.match(upper)
    if found is None or upper in {"P", "PT"} or upper.endswith("T"):
        raise _malformed(text)
    parts = _Sum()
    for number, unit in zip(found.groups(), _ISO_UNITS, strict=True):
        if number:
            parts.add(Decimal(number), unit)
    return parts.interval(text)


def _malformed(text: str) -> TextMalformed:
    return TextMalformed(f'invalid input syntax for type interval: "{text}"', type="interval", value=text)
