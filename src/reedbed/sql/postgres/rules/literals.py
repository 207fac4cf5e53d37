"""Constants whose PostgreSQL spelling DuckDB does not read: strings, arrays, intervals, times."""

from __future__ import annotations

import re
from typing import Final

from reedbed.sql import literal
from reedbed.sql.postgres.lexing import string_value

_NOT_HEXADECIMAL: Final = re.compile(r"[^0-9a-fA-F]")


def constant_value(written: str) -> str | None:
    """What a string constant stands for; `None` for bit strings, and for strings in several parts."""
    if written[0] in "bBxX" or not written.endswith(("'", "$")):
        return None
    if "\n" in written and re.search(r"'\s*\n\s*'", written):
        return None
    return string_value(written)


def failure(sqlstate: str, message: str, kind: str) -> str:
    """An expression of a type that fails when it is computed, with PostgreSQL's state and message."""
    return f"CAST(error({literal(f'{sqlstate}: {message}')}) AS {kind})"


_ARRAY_ITEM: Final = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|([^{},"]*?))\s*([,}])', re.DOTALL)


def bytes_literal(text: str) -> str:
    """A text of bytes, in PostgreSQL's hexadecimal or its older form, as DuckDB's bytes."""
    if not text.startswith("\\x"):
        return f"CAST({literal(_escaped_bytes(text))} AS BLOB)"
    digits = "".join(text[2:].split())
    wrong = _NOT_HEXADECIMAL.search(digits)
    if wrong is not None:
        return failure("22023", f'invalid hexadecimal digit: "{wrong[0]}"', "BLOB")
    if len(digits) % 2:
        return failure("22023", "invalid hexadecimal data: odd number of digits", "BLOB")
    pairs = "".join(f"\\x{digits[place : place + 2]}" for place in range(0, len(digits), 2))
    return f"CAST('{pairs}' AS BLOB)"


def _escaped_bytes(value: str) -> str:
    r"""PostgreSQL's escape form of bytes as DuckDB's: `\000` and `\\` become `\x00` and `\x5C`."""
    pieces: list[str] = []
    place = 0
    while place < len(value):
        if value[place] == "\\" and value[place + 1 : place + 4].isdigit():
            pieces.append(f"\\x{int(value[place + 1 : place + 4], 8):02X}")
            place += 4
        elif value[place] == "\\":
            pieces.append("\\x5C")
            place += 2
        else:
            pieces.extend(f"\\x{byte:02X}" if byte > 126 or byte < 32 else chr(byte) for byte in value[place].encode())  # noqa: PLR2004 - printable ASCII
            place += 1
    return "".join(pieces)


def array_elements(text: str) -> list[object] | None:
    """The elements of an array in PostgreSQL's text form, nested lists for dimensions; `None` when it is none.

    The grammar is that of the manual, section 8.15.2: `{a,"b c",NULL,{…}}`.
    """
    body = text.strip()
    if not body.startswith("{"):
        return None
    found = _elements(body, 1)
    return found[0] if found is not None and not body[found[1] :].strip() else None


def _elements(text: str, place: int) -> tuple[list[object], int] | None:
    elements: list[object] = []
    if text[place:].lstrip().startswith("}"):
        return elements, text.index("}", place) + 1
    while True:
        rest = text[place:]
        if rest.lstrip().startswith("{"):
            inner = _elements(text, text.index("{", place) + 1)
            if inner is None:
                return None
            elements.append(inner[0])
            after = re.compile(r"\s*([,}])").match(text, inner[1])
        else:
            after = _ARRAY_ITEM.match(text, place)
            if after is None:
                return None
            quoted, bare = after[1], after[2]
            if quoted is not None:
                elements.append(re.sub(r"\\(.)", r"\1", quoted, flags=re.DOTALL))
            else:
                elements.append(None if bare.upper() == "NULL" else bare)
        if after is None:
            return None
        place = after.end()
        if after[after.lastindex or 0] == "}":
            return elements, place


def array_literal(elements: list[object]) -> str:
    """The elements as DuckDB writes a list of strings, to be cast."""
    pieces = [
        array_literal(each) if isinstance(each, list) else "NULL" if each is None else literal(str(each))
        for each in elements
    ]
    return f"[{', '.join(pieces)}]"


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


def interval_text(text: str, fields: str = "") -> str | None:
    """An interval in the form that DuckDB reads for certain; `None` when it is not one that PostgreSQL reads.

    `fields` are what follows the constant, as in `interval '1' day`.
    """
    ago = text.rstrip().lower().endswith("ago")
    body = re.sub(r"(?i)\s*ago\s*$", "", text.replace("@", " ", 1)).strip()
    parts = _iso_parts(body) if body[:1] in {"P", "p"} else _parts(body, fields)
    if parts is None:
        return None
    months, days, microseconds = parts
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


def timestamp_text(text: str) -> str | None:
    """A date and time in the form that DuckDB reads for certain; `None` when this module does not know the form."""
    date = _date(text)
    if date is None:
        return None
    year, month, day, place = date
    clock = _TIME.match(text, place)
    time = "00:00:00"
    if clock is not None:
        hour = _hour(int(clock[1]), clock[5])
        time = f"{hour:02}:{clock[2]}:{clock[3] or '00'}{_rounded(clock[4])}"
        place = clock.end()
    era = _BEFORE_CHRIST.search(text, place)
    zone = _ZONE.fullmatch(text, place, era.start() if era else len(text))
    if zone is None:
        return None
    return f"{year}-{month:02}-{day:02}{' (BC)' if era else ''} {time}{_offset(zone[1])}"


def _rounded(fraction: str | None) -> str:
    if not fraction:
        return ""
    digits = round(float("0" + fraction) * 1_000_000)
    return f".{min(digits, 999_999):06}"


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


def time_text(text: str) -> str | None:
    """A time of day in the form that DuckDB reads for certain."""
    clock = _TIME.match(" " + text.strip())
    if clock is None:
        return None
    zone = _ZONE.match(" " + text.strip(), clock.end())
    if zone is None:
        return None
    hour = _hour(int(clock[1]), clock[5])
    return f"{hour:02}:{clock[2]}:{clock[3] or '00'}{_rounded(clock[4])}{_offset(zone[1])}"
