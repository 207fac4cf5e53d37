"""Single dates and times from counts of days and microseconds since 1970, over PostgreSQL's whole range.

Python's `datetime` ends at the years 1 and 9999, and knows no infinity.
"""

from __future__ import annotations

from typing import Final

DAYS_INFINITY: Final = 2**31 - 1
MICROSECONDS_INFINITY: Final = 2**63 - 1
"""What DuckDB stores for `infinity`; the negative of it for `-infinity`."""

DAYS_TO_2000: Final = 10_957
MICROSECONDS_TO_2000: Final = DAYS_TO_2000 * 86_400_000_000
"""From 1970, where DuckDB and Arrow count from, to 2000, where PostgreSQL's binary format does."""

_MICROSECONDS_A_DAY = 86_400_000_000
_JANUARY = 10
"""Months after March."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed")


def civil(days: int) -> tuple[int, int, int]:
    """Year (0 is 1 BC), month and day of a count of days since 1970-01-01, in the proleptic Gregorian calendar.

    By Howard Hinnant's `civil_from_days`: eras of 400 years that begin in March.
    """
    shifted = days + 719_468
    era, day_of_era = divmod(shifted, 146_097)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    since_march = (5 * day_of_year + 2) // 153
    january_or_february = since_march >= _JANUARY
    month = since_march - 9 if january_or_february else since_march + 3
    return year_of_era + era * 400 + january_or_february, month, day_of_year - (153 * since_march + 2) // 5 + 1


def clock(microseconds: int) -> str:
    """`03:20:34.5` of microseconds since midnight."""
    seconds, fraction = divmod(microseconds, 1_000_000)
    text = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return f"{text}.{fraction:06d}".rstrip("0") if fraction else text


def zone_suffix(offset: int) -> str:
    """`+01`, `-03:30`, `+00:57:44`: seconds east of Greenwich as PostgreSQL writes them after a time."""
    sign, seconds = ("-", -offset) if offset < 0 else ("+", offset)
    text = f"{sign}{seconds // 3600:02d}"
    if seconds % 3600:
        text += f":{seconds // 60 % 60:02d}"
    return text + f":{seconds % 60:02d}" if seconds % 60 else text


def date_text_of(days: int, date_style: str = "ISO, MDY") -> str:
    """One date in a `DateStyle`."""
    if abs(days) == DAYS_INFINITY:
        return "infinity" if days > 0 else "-infinity"
    year, month, day = civil(days)
    return _dated(year, month, day, date_style) + _era(year)


def timestamp_text_of(microseconds: int, date_style: str = "ISO, MDY") -> str:
    """One timestamp in a `DateStyle`, without a zone."""
    if abs(microseconds) == MICROSECONDS_INFINITY:
        return "infinity" if microseconds > 0 else "-infinity"
    days, rest = divmod(microseconds, _MICROSECONDS_A_DAY)
    year, month, day = civil(days)
    if date_style.upper().startswith("POSTGRES"):
        pair = f"{day:02d} {_MONTHS[month - 1]}" if "DMY" in date_style.upper() else f"{_MONTHS[month - 1]} {day:02d}"
        return f"{_WEEKDAYS[days % 7]} {pair} {clock(rest)} {_year(year)}{_era(year)}"
    return f"{_dated(year, month, day, date_style)} {clock(rest)}{_era(year)}"


def _dated(year: int, month: int, day: int, date_style: str) -> str:
    style = date_style.upper()
    number = _year(year)
    if style.startswith("GERMAN"):
        return f"{day:02d}.{month:02d}.{number}"
    if style.startswith("ISO"):
        return f"{number}-{month:02d}-{day:02d}"
    separator = "/" if style.startswith("SQL") else "-"
    first, second = (day, month) if "DMY" in style else (month, day)
    return f"{first:02d}{separator}{second:02d}{separator}{number}"


def _year(year: int) -> str:
    return f"{year if year > 0 else 1 - year:04d}"


def _era(year: int) -> str:
    return "" if year > 0 else " BC"
