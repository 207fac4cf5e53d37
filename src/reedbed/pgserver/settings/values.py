"""Values of settings: read as PostgreSQL reads them, and given back in its one spelling.

Rules of PostgreSQL's documentation, "Parameter Names and Values": truth values may be shortened, numbers may have a
unit, words are compared without regard to case.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo, available_timezones

from reedbed.errors import SettingRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Reading = Callable[[str, str], str]
    """Takes the setting's name and a value, and gives the value's one spelling."""

_TRUE: Final = ("on", "true", "yes", "1")
_FALSE: Final = ("off", "false", "no", "0")
_MILLISECONDS: Final = {"us": 0.001, "ms": 1, "s": 1000, "min": 60_000, "h": 3_600_000, "d": 86_400_000}
_NUMBER: Final = re.compile(r"\s*([+-]?\d+(?:\.\d*)?)\s*([A-Za-z]*)\s*")


def refused(name: str, value: str, hint: str = "") -> SettingRefused:
    """The error for a value that does not fit, in PostgreSQL's words."""
    return SettingRefused(f'invalid value for parameter "{name}": "{value}"', hint=hint, name=name, value=value)


def boolean(name: str, value: str) -> str:
    """`on` or `off`."""
    word = value.strip().lower()
    if word and word != "o":
        if any(known.startswith(word) for known in _TRUE):
            return "on"
        if any(known.startswith(word) for known in _FALSE):
            return "off"
    raise SettingRefused(f'parameter "{name}" requires a Boolean value', name=name, value=value)


def text(name: str, value: str) -> str:
    """Any text."""
    del name
    return value


def integer(lowest: int, highest: int) -> Reading:
    """A whole number in a range."""

    def read(name: str, value: str) -> str:
        try:
            number = int(value)
        except ValueError as error:
            raise refused(name, value) from error
        if not lowest <= number <= highest:
            raise SettingRefused(
                f'{number} is outside the valid range for parameter "{name}" ({lowest} .. {highest})',
                name=name,
                value=value,
            )
        return str(number)

    return read


def choice(*words: str) -> Reading:
    """One of some words, given back as written here."""

    def read(name: str, value: str) -> str:
        for word in words:
            if word.lower() == value.strip().lower():
                return word
        raise refused(name, value, f"Available values: {', '.join(words)}.")

    return read


def milliseconds(name: str, value: str) -> str:
    """A time, given back in the largest unit that divides it."""
    found = _NUMBER.fullmatch(value)
    if found is None or (found[2] or "ms") not in _MILLISECONDS:
        raise refused(name, value, 'Valid units for this parameter are "us", "ms", "s", "min", "h", and "d".')
    number = round(float(found[1]) * _MILLISECONDS[found[2] or "ms"])
    if not 0 <= number <= 2**31 - 1:
        raise SettingRefused(
            f'{number} ms is outside the valid range for parameter "{name}" (0 ms .. {2**31 - 1} ms)', name=name
        )
    if not number:
        return "0"
    unit = next(unit for unit in ("d", "h", "min", "s", "ms") if number % _MILLISECONDS[unit] == 0)
    return f"{int(number // _MILLISECONDS[unit])}{unit}"


def seconds(value: str) -> float:
    """The seconds of a time that `milliseconds` gave back."""
    found = _NUMBER.fullmatch(value)
    return float(found[1]) * _MILLISECONDS[found[2] or "ms"] / 1000 if found else 0.0


def encoding(name: str, value: str) -> str:
    """UTF-8 in any spelling; SQL_ASCII, which asks for no conversion."""
    word = re.sub(r"[^a-z0-9]", "", value.lower())
    if word in {"utf8", "unicode"}:
        return "UTF8"
    if word == "sqlascii":
        return "SQL_ASCII"
    raise refused(name, value, "The door speaks UTF8.")


_FORMATS: Final = {"iso": "ISO", "sql": "SQL", "postgres": "Postgres", "postgresql": "Postgres", "german": "German"}
_ORDERS: Final = {
    **dict.fromkeys(("mdy", "us", "noneuropean", "noneuro"), "MDY"),
    **dict.fromkeys(("dmy", "european", "euro"), "DMY"),
    "ymd": "YMD",
}


def date_style(current: str) -> Reading:
    """A format and an order of day, month and year; what is not said stays as it is in `current`."""

    def read(name: str, value: str) -> str:
        written, _, order = current.partition(", ")
        for word in filter(None, re.split(r"[,\s]+", value.strip().lower())):
            if word in _FORMATS:
                written = _FORMATS[word]
                if written == "German" and not any(other in _ORDERS for other in re.split(r"[,\s]+", value.lower())):
                    order = "DMY"
            elif word in _ORDERS:
                order = _ORDERS[word]
            elif word != "default":
                raise refused(name, value)
        return f"{written}, {order}"

    return read


_OFFSET: Final = re.compile(r"([+-]?)(\d{1,2})(?::?(\d{2}))?(?:\.0*)?")
_BRACKETED: Final = re.compile(r"<[+-]\d{2,4}(?::\d{2})?>([+-])(\d{1,2})(?::(\d{2}))?")


def time_zone(name: str, value: str) -> str:
    """A zone of the IANA database, or an offset in POSIX' spelling: `<+02>-02` is two hours east of Greenwich.

    A plain number is hours east of Greenwich.
    """
    word = value.strip()
    if _BRACKETED.fullmatch(word):
        return word
    if found := _OFFSET.fullmatch(word):
        hours, minutes = found[2].rjust(2, "0"), f":{found[3]}" if found[3] and found[3] != "00" else ""
        east, posix = ("-", "+") if found[1] == "-" else ("+", "-")
        return f"<{east}{hours}{minutes}>{posix}{hours}{minutes}"
    try:
        ZoneInfo(word)
    except (ValueError, OSError, KeyError):
        found_zone = _zones().get(word.lower())
        if found_zone is None:
            raise refused(name, value) from None
        return found_zone
    return word


def offset_of(zone: str) -> str | None:
    """`+HH:MM` east of Greenwich for a zone that is an offset; None for a named one."""
    found = _BRACKETED.fullmatch(zone)
    if found is None:
        return None
    east = "+" if found[1] == "-" else "-"
    return f"{east}{found[2].rjust(2, '0')}:{found[3] or '00'}"


_known_zones: dict[str, str] = {}


def _zones() -> dict[str, str]:
    """Zones by their name in lower case; the list is read once, when somebody spells a zone in another case."""
    if not _known_zones:
        _known_zones.update({zone.lower(): zone for zone in available_timezones()})
    return _known_zones


def listed(values: Sequence[str]) -> str:
    """Several values as one text, each quoted where it is no plain word."""
    return ", ".join(value if re.fullmatch(r"[a-z_][a-z0-9_$]*", value) else _quoted(value) for value in values)


def _quoted(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'
