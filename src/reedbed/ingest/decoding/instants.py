"""Times in texts: what each type takes, and how a column's format and zone turn a text into one.

An instant has its offset in its text, or a zone that is declared for its column. A time that a zone has twice, when
clocks are set back, or not at all, when they are set forward, is told and not guessed. Nothing finer than a microsecond
is cut off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.sql import literal

if TYPE_CHECKING:
    from reedbed.ingest.declaration import Column

_DATE: Final = r"[+-]?\d+[-/]\d+[-/]\d+"
_CLOCK: Final = r"\d+:\d+(:\d+(\.\d{0,6}0*)?)?"
_OFFSET: Final = r"([zZ]|UTC|[+-]\d\d(:?\d\d)?)"
PATTERNS: Final = {
    "TIMESTAMPTZ": rf"\s*{_DATE}[Tt ]\s*{_CLOCK}\s*{_OFFSET}\s*",
    "TIMESTAMP": rf"\s*{_DATE}([Tt ]\s*{_CLOCK})?\s*",
    # Midnight is how many servers write a day.
    "DATE": rf"\s*{_DATE}([Tt ]00:00(:00(\.0*)?)?)?\s*",
    "TIME": rf"\s*{_CLOCK}\s*",
}
"""What a text of each type looks like: the engine would drop an offset, an hour or a seventh digit without a word."""

_TO_THE_MINUTE: Final = rf"(.*[Tt ]\s*\d+:\d+)\s*({_OFFSET})\s*"
"""What ISO 8601 allows and the engine does not read: an offset behind the minutes."""
_UNIX_DIGITS: Final = {"unix": (12, 6), "unix_ms": (15, 3), "unix_us": (18, 0)}
"""The digits before and behind the point of a number of seconds, milliseconds, microseconds since 1970."""
_NEIGHBOURS: Final = ("-1 hour", "1 hour", "-30 minutes", "30 minutes")


def plain_instant(text: str, name: str) -> str:
    """The SQL of a text as a type of time, NULL where it is none."""
    found = f"TRY_CAST({text} AS {name})"
    if name == "TIMESTAMPTZ":
        seconds = rf"regexp_replace({text}, {literal(_TO_THE_MINUTE)}, '\1:00\2')"
        found = f"coalesce({found}, TRY_CAST({seconds} AS {name}))"
    return f"CASE WHEN {_is(text, name)} THEN {found} END"


def declared_instant(text: str, column: Column, name: str) -> str:
    """The SQL of a text as its column's format and zone say, NULL where it is none."""
    if column.format in _UNIX_DIGITS:
        return _unix(text, column.format, name)
    if not column.zone:
        return f"TRY_CAST(try_strptime({text}, {literal(column.format)}) AS {name})"
    local = _local(text, column.format)
    moment = f"timezone({literal(column.zone)}, {local})"
    back = [f"timezone({literal(column.zone)}, {moment} + INTERVAL '{shift}')" for shift in _NEIGHBOURS]
    only = " AND ".join(f"{other} <> {local}" for other in back)
    there = f"timezone({literal(column.zone)}, {moment}) = {local}"
    aware = "" if column.format else f"WHEN {_is(text, 'TIMESTAMPTZ')} THEN {plain_instant(text, 'TIMESTAMPTZ')} "
    return f"CASE {aware}WHEN {there} AND {only} THEN {moment} END"


def _local(text: str, format_: str) -> str:
    return f"try_strptime({text}, {literal(format_)})" if format_ else plain_instant(text, "TIMESTAMP")


def _is(text: str, name: str) -> str:
    return f"regexp_full_match({text}, {literal(PATTERNS[name])})"


def _unix(text: str, format_: str, name: str) -> str:
    whole, fraction = _UNIX_DIGITS[format_]
    pattern = rf"\s*[+-]?\d{{1,{whole}}}(\.\d{{0,{fraction}}}0*)?\s*"
    micros = f"TRY_CAST(TRY_CAST({text} AS DECIMAL(38,6)) * {10**fraction} AS BIGINT)"
    moment = f"TRY_CAST(make_timestamp({micros}) AS TIMESTAMP)"
    if name == "TIMESTAMPTZ":
        moment = f"make_timestamptz({micros})"
    return f"CASE WHEN regexp_full_match({text}, {literal(pattern)}) THEN {moment} END"
