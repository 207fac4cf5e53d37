"""Dates and times out of text: ISO 8601 as PostgreSQL takes it, `infinity`, years before Christ, and its words.

Results are texts in DuckDB's spelling, instants in UTC. What is not ISO (`Jan 5 2026`) is refused rather than guessed.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Final

from reedbed.errors import MomentOutOfRange, TextMalformed
from reedbed.pgwire.values.zones import fixed_offset, local_offset

_DATE: Final = r"(?P<year>\d{4,6})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
_COMPACT: Final = r"(?P<cyear>\d{4})(?P<cmonth>\d{2})(?P<cday>\d{2})"
_CLOCK: Final = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.(?P<fraction>\d*))?)?\s*(?P<half>[AaPp][Mm]\b)?"
)
_ZONE: Final = r"(?P<zone>[Zz]|[+-]\d{1,2}(?::?\d{2}(?::?\d{2})?)?|(?!(?:BC|bc|AD|ad)\b)[A-Za-z][A-Za-z0-9_+/-]+)"
_ERA: Final = r"(?P<era>\s+(?:BC|bc|AD|ad))?"
_MOMENT: Final = re.compile(rf"\s*(?:{_DATE}|{_COMPACT})(?:[T\s]\s*{_CLOCK}\s*(?:{_ZONE})?)?{_ERA}\s*\Z")
_TIME: Final = re.compile(rf"\s*{_CLOCK}\s*(?:{_ZONE})?\s*\Z")

_NOON = 12
_LAST_SECOND = 60
_LAST_MINUTE = 59
_LAST_HOUR = 24
_YEAR_END: Final = {"timestamp": 294_247, "timestamp with time zone": 294_247, "date": 5_881_580}


def read_date(text: str) -> str:
    """A date in DuckDB's spelling."""
    word = _word(text)
    if word is not None:
        return word if "infinity" in word else word[:10]
    return _date_of(_matched(_MOMENT, text, "date"), text, "date")


def read_timestamp(text: str) -> str:
    """A timestamp without a zone; an offset in the text is passed over, as PostgreSQL does."""
    word = _word(text)
    if word is not None:
        return word
    found = _matched(_MOMENT, text, "timestamp")
    return f"{_date_of(found, text, 'timestamp')} {_clock_of(found, text)}"


def read_timestamptz(text: str, zone: str) -> str:
    """An instant, with its offset; one without an offset is a moment of the session's zone."""
    word = _word(text)
    if word is not None:
        return word if "infinity" in word else f"{word}+00"
    kind = "timestamp with time zone"
    found = _matched(_MOMENT, text, kind)
    day, time = _date_of(found, text, kind), _clock_of(found, text)
    named = found["zone"] or zone
    offset = 0 if named in {"Z", "z"} else fixed_offset(named)
    if offset is None:
        offset = _offset_there(found, named, time)
    return f"{day} {time}{_suffix(offset)}"


def read_time(text: str) -> str:
    """A time of day; an offset in the text is passed over."""
    return _clock_of(_matched(_TIME, text, "time"), text)


def read_timetz(text: str, zone: str) -> str:
    """A time of day with an offset, that of the session's zone today when it has none."""
    found = _matched(_TIME, text, "time with time zone")
    named = found["zone"] or zone
    offset = 0 if named in {"Z", "z"} else fixed_offset(named)
    if offset is None:
        offset = local_offset(datetime.now(UTC).replace(tzinfo=None), named)
    return f"{_clock_of(found, text)}{_suffix(offset)}"


def _word(text: str) -> str | None:
    """The moments that PostgreSQL has words for."""
    word = text.strip().lower()
    if word in {"infinity", "+infinity", "-infinity"}:
        return word.lstrip("+")
    if word == "epoch":
        return "1970-01-01 00:00:00"
    now = datetime.now(UTC).replace(tzinfo=None)
    if word == "now":
        return str(now)
    days = {"today": 0, "tomorrow": 1, "yesterday": -1}.get(word)
    return None if days is None else f"{date(now.year, now.month, now.day) + timedelta(days)} 00:00:00"


def _matched(pattern: re.Pattern[str], text: str, kind: str) -> re.Match[str]:
    found = pattern.match(text)
    if found is None:
        raise TextMalformed(f'invalid input syntax for type {kind}: "{text}"', type=kind, value=text)
    return found


def _date_of(found: re.Match[str], text: str, kind: str) -> str:
    year = int(found["year"] or found["cyear"])
    month, day = int(found["month"] or found["cmonth"]), int(found["day"] or found["cday"])
    before_christ = _is_before_christ(found)
    leap_year = 1 - year if before_christ else year
    if not (1 <= year <= _YEAR_END[kind] and _exists(leap_year, month, day)):
        raise MomentOutOfRange(f'date/time field value out of range: "{text}"', value=text)
    return f"{year:04d}-{month:02d}-{day:02d}{' (BC)' if before_christ else ''}"


def _is_before_christ(found: re.Match[str]) -> bool:
    return (found["era"] or "").strip().upper() == "BC"


def _exists(year: int, month: int, day: int) -> bool:
    try:
        # The calendar repeats itself every 400 years.
        date(2000 + year % 400, month, day)
    except ValueError:
        return False
    return True


def _clock_of(found: re.Match[str], text: str) -> str:
    if found["hour"] is None:
        return "00:00:00"
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"] or 0)
    fraction = (found["fraction"] or "").rstrip("0")
    if found["half"]:
        if not 1 <= hour <= _NOON:
            raise MomentOutOfRange(f'date/time field value out of range: "{text}"', value=text)
        hour = hour % _NOON + (_NOON if found["half"].upper() == "PM" else 0)
    ends = hour == _LAST_HOUR and (minute or second or fraction)
    if hour > _LAST_HOUR or minute > _LAST_MINUTE or second > _LAST_SECOND or ends:
        raise MomentOutOfRange(f'date/time field value out of range: "{text}"', value=text)
    micros = round(float(f"0.{fraction}0") * 1_000_000)
    if second == _LAST_SECOND or micros == 1_000_000:  # noqa: PLR2004 - a whole second
        moment = timedelta(hours=hour, minutes=minute, seconds=second, microseconds=micros)
        hour, minute = moment // timedelta(hours=1), moment // timedelta(minutes=1) % 60
        second, micros = moment.seconds % 60, moment.microseconds
    return f"{hour:02d}:{minute:02d}:{second:02d}" + (f".{micros:06d}".rstrip("0") if micros else "")


def _offset_there(found: re.Match[str], zone: str, time: str) -> int:
    """The offset of a named zone at this moment of its own clocks."""
    year = int(found["year"] or found["cyear"])
    usual = 2 if _is_before_christ(found) else max(2, min(year, 9998))
    month, day = int(found["month"] or found["cmonth"]), int(found["day"] or found["cday"])
    hour, minute, second = int(time[:2]) % 24, int(time[3:5]), int(time[6:8])
    try:
        moment = datetime(usual, month, day, hour, minute, second)  # noqa: DTZ001 - of the zone's clocks
        return local_offset(moment, zone)
    except (ValueError, KeyError) as error:
        raise TextMalformed(f'time zone "{zone}" not recognized', zone=zone) from error


def _suffix(offset: int) -> str:
    sign, seconds = ("-", -offset) if offset < 0 else ("+", offset)
    return f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}" + (f":{seconds % 60:02d}" if seconds % 60 else "")
