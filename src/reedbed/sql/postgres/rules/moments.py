"""Casts to dates, times and intervals: of constants, whose forms DuckDB does not all read, and of values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.errors import SqlNotSupported
from reedbed.sql.postgres.rules.interval_literals import interval_steps, interval_text
from reedbed.sql.postgres.rules.literals import failure
from reedbed.sql.postgres.rules.time_literals import MOST_DIGITS, time_text, timestamp_text
from reedbed.sql.postgres.syntax.nodes import (
    Binary,
    Call,
    Cast,
    Field,
    Group,
    Name,
    Node,
    TypedLiteral,
    TypeName,
)

if TYPE_CHECKING:
    from reedbed.sql.postgres.rules.rendering import Renderer

MOMENTS: Final = {
    "timestamp": "TIMESTAMP", "timestamptz": "TIMESTAMPTZ", "time": "TIME", "timetz": "TIMETZ", "interval": "INTERVAL",
}  # fmt: skip
"""Types whose digits behind the point of a second may be limited."""
_NO_YEAR: Final = "0000-"
"""The year before 1 is 1 BC; DuckDB takes a 0 for it."""
_DAY: Final = 86_400_000_000
"""Microseconds."""


def interval_literal(value: str, kind: TypeName) -> str | None:
    """The text of an interval; None for a form that is not known here."""
    text = interval_text(value, kind.fields, kind.arguments)
    return None if text is None else f"CAST('{text}' AS INTERVAL)"


def timestamp_literal(value: str, kind: TypeName) -> str | None:
    """The text of a timestamp, with a zone or without; None for a form that is not known here."""
    special = _special_time(value, "TIMESTAMPTZ" if kind.name == "timestamptz" else "TIMESTAMP")
    if special is not None:
        return special
    text = timestamp_text(value)
    if text is None:
        return None
    if text.startswith(_NO_YEAR):
        return _no_such(value, "TIMESTAMPTZ" if kind.name == "timestamptz" else "TIMESTAMP")
    if kind.name == "timestamptz":
        date, rest = text[: _clock(text) - 1], text[_clock(text) :]
        time, _, zone = rest.partition(" ")
        if zone:
            return _rounded(f"(CAST('{date} {time}' AS TIMESTAMP) AT TIME ZONE '{zone}')", kind)
        return _rounded(f"CAST('{text}' AS TIMESTAMPTZ)", kind)
    # Without a time zone in its type, PostgreSQL ignores one in the text.
    return _rounded(f"CAST('{text[: _length_without_zone(text)]}' AS TIMESTAMP)", kind)


def _rounded(value: str, kind: TypeName) -> str:
    """A moment with as many digits behind the point of its second as its type has."""
    step = 10 ** max(0, MOST_DIGITS - int(kind.arguments)) if kind.arguments.isdigit() else 1
    if step == 1:
        return value
    micros = f"CAST(round(epoch_us({value}) / {step}.0, 0) AS BIGINT) * {step}"
    if kind.name == "time":
        later = f"TIME '00:00:00' + to_microseconds({micros})"
        return f"CASE WHEN {micros} = {_DAY} THEN TIME '24:00:00' ELSE {later} END"
    moment = f"make_timestamp({micros})"
    if kind.name == "timestamptz":
        moment = f"CAST('1970-01-01 00:00:00+00' AS TIMESTAMPTZ) + to_microseconds({micros})"
    # An infinite one has no microseconds.
    return f"coalesce({moment}, {value})"


def _clock(text: str) -> int:
    """Where the time of day begins, which has two digits for hours."""
    return text.index(":") - 2


def _length_without_zone(text: str) -> int:
    clock = _clock(text)
    rest = text[clock:]
    ends = [rest.index(mark) for mark in "+- " if mark in rest]
    return clock + min(ends) if ends else len(text)


def _special_time(value: str, kind: str) -> str | None:
    match value.strip().lower():
        case "now":
            return f"CAST(now() AS {kind})"
        case "today":
            return f"CAST(current_date AS {kind})"
        case "tomorrow":
            return f"CAST(current_date + 1 AS {kind})"
        case "yesterday":
            return f"CAST(current_date - 1 AS {kind})"
        case "epoch" | "infinity" | "-infinity" as name:
            return f"CAST('{name}' AS {kind})"
        case _:
            return None


def date_literal(value: str, _: TypeName) -> str | None:
    """The text of a date; None for a form that is not known here."""
    special = _special_time(value, "DATE")
    if special is not None:
        return special
    text = timestamp_text(value)
    if text is not None and text.startswith(_NO_YEAR):
        return _no_such(value, "DATE")
    return None if text is None else f"CAST('{text[: _clock(text) - 1]}' AS DATE)"


def _no_such(value: str, kind: str) -> str:
    return failure("22008", f'date/time field value out of range: "{value}"', kind)


def time_literal(value: str, kind: TypeName) -> str | None:
    """The text of a time of day; None for a form that is not known here."""
    text = time_text(value, int(kind.arguments) if kind.arguments.isdigit() else MOST_DIGITS)
    if text is None:
        return None
    if kind.name == "timetz":
        return f"CAST('{text}' AS TIMETZ)"
    clean = text[: min((text.index(mark) for mark in "+- " if mark in text), default=len(text))]
    return f"CAST('{clean}' AS TIME)"


def to_moment(renderer: Renderer, cast: Cast, value: str) -> str | None:
    """A value as a time, or as a moment of so many digits; None where DuckDB's own cast does it."""
    kind = cast.type
    if kind.name == "interval":
        steps = interval_steps(kind.fields, kind.arguments)
        return None if steps is None else renderer.call("interval_limited", value, *map(str, steps))
    if kind.name == "timetz" and kind.arguments:
        raise SqlNotSupported("a cast of an expression to timetz(n) is not supported", construct="CAST AS timetz(n)")
    if kind.name == "timetz":
        return None
    plain = _to_time(renderer, cast.operand, value) if kind.name == "time" else None
    return _rounded(plain or f"CAST({value} AS {MOMENTS[kind.name]})", kind) if kind.arguments else plain


def _to_time(renderer: Renderer, operand: Node, value: str) -> str | None:
    if _is_instant(operand):
        return f"CAST(CAST({value} AS TIMESTAMP) AS TIME)"
    if isinstance(operand, (Name, Call, Field, Binary, Group)) and not (renderer.stored or renderer.looks_outside):
        return renderer.call("time_of", value)
    return None


def _is_instant(node: Node) -> bool:
    """Whether a value is an instant by its form: DuckDB takes no time of day from one."""
    if isinstance(node, Call):
        return node.parts[-1] in {"now", "to_timestamp", "clock_timestamp", "statement_timestamp"}
    if isinstance(node, Name):
        return node.parts == ("current_timestamp",)
    return isinstance(node, (Cast, TypedLiteral)) and node.type.name == "timestamptz"
