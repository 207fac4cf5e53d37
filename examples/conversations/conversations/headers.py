"""The start of a message: recognising its line, and deciding what its date means.

A file has one style (brackets, separator, seconds, AM/PM), which its first message shows; a line of
another style is text that somebody pasted. Whether 03/04 is April or March is decided once, over the
whole file, and never by a single line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from typing import NamedTuple

from conversations.errors import DateOrderUnclear
from conversations.locales import DEFAULT_ORDER, LOCALES, DateOrder

MARKS = "\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Invisible characters of direction that WhatsApp puts around stamps, names and file names."""

# DATE, TIME - rest (Android) or [DATE, TIME] rest (iPhone). Digits of any script count as digits.
_HEADER = re.compile(
    rf"[{MARKS}]*(\[)?"
    r"(\d{1,4})([./-])\s?(\d{1,2})\3\s?(\d{1,4})\.?"
    r"(?:,\s?|\s|T)(?:(?:à|at|um|kl\.|klo|às)\s)?"
    r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?"
    r"(?:\s?([AaPp])\.?\s?[Mm]\.?)?"
    r"(?(1)\]\s?|\s[-\u2013]\s)(.*)",
    re.DOTALL,
)


_YEAR_DIGITS = 4


class Style(NamedTuple):
    """How one file writes its stamps."""

    bracketed: bool
    separator: str
    seconds: bool
    meridiem: bool
    year_first: bool


class Header(NamedTuple):
    """The numbers of a stamp as they stand in the line, and the line's rest."""

    style: Style
    date: tuple[int, int, int]
    hour: int
    minute: int
    second: int
    meridiem: str
    rest: str


def header(line: str) -> Header | None:
    """The header of a line that could start a message, else None."""
    match = _HEADER.match(line)
    if match is None:
        return None
    bracket, first, separator, middle, last, hour, minute, second, meridiem, rest = match.groups()
    style = Style(bracket is not None, separator, second is not None, meridiem is not None, len(first) == _YEAR_DIGITS)
    numbers = (int(first), int(middle), int(last))
    return Header(style, numbers, int(hour), int(minute), int(second or 0), (meridiem or "").lower(), rest)


@dataclass(kw_only=True, slots=True)
class DateEvidence:
    """What the dates of a whole file say about their order; fed once per change of date."""

    only_day_first: int = 0
    only_month_first: int = 0
    backwards_day_first: int = 0
    backwards_month_first: int = 0
    _last: tuple[int, int, int] = field(default=(0, 0, 0))

    def add(self, numbers: tuple[int, int, int]) -> None:
        """Take one stamp's three numbers."""
        if numbers == self._last:
            return
        first, middle, year = numbers
        self.only_day_first += first > 12 >= middle  # noqa: PLR2004 - a year has twelve months
        self.only_month_first += middle > 12 >= first  # noqa: PLR2004 - months
        old_first, old_middle, old_year = self._last
        self.backwards_day_first += (year, middle, first) < (old_year, old_middle, old_first)
        self.backwards_month_first += (year, first, middle) < (old_year, old_first, old_middle)
        self._last = numbers


class OrderDecision(NamedTuple):
    """The order of a file's dates, the ground for it in words, and whether the dates themselves gave it."""

    order: DateOrder
    decided_by: str
    firm: bool


def decide(style: Style, evidence: DateEvidence, locale: str | None) -> OrderDecision:
    """The order of a file's dates: by its days above 12, else by time running forward, else as declared.

    Raises DateOrderUnclear when as many dates exclude the one order as the other.
    """
    if style.year_first:
        return OrderDecision("ymd", "the year comes first", firm=True)
    day, month = evidence.only_day_first, evidence.only_month_first
    if day == month and day:
        raise DateOrderUnclear(
            f"{day} dates of the chat have no meaning unless the day comes first, and as many unless the month does.",
            hint="export the chat again from one phone, without changing its language in between",
            day_first=day,
            month_first=month,
        )
    if day != month:
        return OrderDecision("dmy" if day > month else "mdy", "a day above 12", firm=True)
    back_day, back_month = evidence.backwards_day_first, evidence.backwards_month_first
    if back_day != back_month:
        return OrderDecision("dmy" if back_day < back_month else "mdy", "time running forward", firm=True)
    if locale is not None:
        declared = LOCALES[locale].order
        return OrderDecision("mdy" if declared == "mdy" else "dmy", f"the declared locale {locale}", firm=False)
    return OrderDecision(
        DEFAULT_ORDER, "the default, because the chat decides nothing and no locale is declared", firm=False
    )


@lru_cache(maxsize=512)
def _calendar(numbers: tuple[int, int, int], order: DateOrder) -> date | None:
    first, middle, last = numbers
    day, month, year = {"dmy": (first, middle, last), "mdy": (middle, first, last), "ymd": (last, middle, first)}[order]
    # WhatsApp began in 2009: a year of two digits is in this century.
    year += 2000 if year < 100 else 0  # noqa: PLR2004 - two digits
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    # Years that only a typing mistake or another calendar writes; they would leave the range of time zones.
    return found if 1970 <= year < 2200 else None  # noqa: PLR2004 - what an export can hold


@lru_cache(maxsize=4096)
def _clock(hour: int, minute: int, second: int, meridiem: str) -> time | None:
    if meridiem:
        if not 1 <= hour <= 12:  # noqa: PLR2004 - a clock face
            return None
        hour = hour % 12 + (12 if meridiem == "p" else 0)
    try:
        return time(hour, minute, second)
    except ValueError:
        return None


def local_time(found: Header, order: DateOrder) -> datetime | None:
    """The stamp as a naive local time, or None where it is no time (31 February, 25:00)."""
    day = _calendar(found.date, order)
    clock = _clock(found.hour, found.minute, found.second, found.meridiem)
    return None if day is None or clock is None else datetime.combine(day, clock)
