"""Functions of dates, times and intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.errors import SqlNotSupported
from reedbed.sql import literal
from reedbed.sql.postgres.macros import function
from reedbed.sql.postgres.rules import formats
from reedbed.sql.postgres.rules.call_writing import arguments, with_name
from reedbed.sql.postgres.rules.literals import failure, string_constant
from reedbed.sql.postgres.syntax.nodes import Argument, Call, Cast, Name, Node, TypedLiteral

if TYPE_CHECKING:
    from collections.abc import Callable

    from reedbed.sql.postgres.rules.rendering import Renderer


_FIELDS: Final = {
    "sec": "second", "secs": "second", "seconds": "second", "min": "minute", "mins": "minute", "minutes": "minute",
    "hours": "hour", "hr": "hour", "days": "day", "months": "month", "mon": "month", "mons": "month", "years": "year",
    "weeks": "week", "millisecond": "milliseconds", "ms": "milliseconds", "msec": "milliseconds",
    "microsecond": "microseconds", "us": "microseconds", "usec": "microseconds", "dayofweek": "dow", "dayofyear": "doy",
    "millenium": "millennium",
}  # fmt: skip
_SCALED: Final = {"second": "0.000001", "milliseconds": "0.001", "microseconds": "1"}
_INSTANTS: Final = frozenset({"now", "current_timestamp", "localtimestamp", "clock_timestamp", "to_timestamp"})
KNOWN_FIELDS: Final = frozenset(
    """
    second milliseconds microseconds minute hour day month year week quarter decade century millennium dow isodow doy
    isoyear epoch julian timezone timezone_hour timezone_minute
    """.split()  # noqa: SIM905 - words are read as words
)


def field_of(renderer: Renderer, node: Node) -> str | None:
    """The field that EXTRACT or date_part is asked for; `None` when only the running statement knows."""
    if isinstance(node, Name):
        return node.parts[-1].lower()
    value = string_constant(renderer, node)
    return None if value is None else value.lower()


def _extract(renderer: Renderer, call: Call) -> str | None:
    if len(call.arguments) != 2:  # noqa: PLR2004 - a field and a value
        return None
    field = field_of(renderer, call.arguments[0].value)
    if field is None:
        return None
    value = renderer.text(call.arguments[1].value)
    field = _known_field(field)
    if field not in KNOWN_FIELDS:
        return failure("22023", f'unit "{field}" not recognized', "DECIMAL(18, 0)")
    if field in _SCALED:
        return f"(CAST(date_part('microseconds', {value}) AS DECIMAL(18, 0)) * {_SCALED[field]})"
    scale = {"epoch": 6, "julian": 0}.get(field, 0)
    return f"CAST(date_part('{field}', {value}) AS DECIMAL(18, {scale}))"


def _known_field(field: str) -> str:
    return _FIELDS.get(field, field)


def _date_part(renderer: Renderer, call: Call) -> str | None:
    if len(call.arguments) != 2:  # noqa: PLR2004 - a field and a value
        return None
    field = field_of(renderer, call.arguments[0].value)
    value = renderer.text(call.arguments[1].value)
    if field is None or isinstance(call.arguments[0].value, Name):
        return f"CAST(date_part({renderer.text(call.arguments[0].value)}, {value}) AS DOUBLE)"
    field = _known_field(field)
    if field not in KNOWN_FIELDS:
        return failure("22023", f'unit "{field}" not recognized', "DOUBLE")
    if field in _SCALED:
        return f"(CAST(date_part('microseconds', {value}) AS DOUBLE) * {_SCALED[field]})"
    return f"CAST(date_part('{field}', {value}) AS DOUBLE)"


def _date_trunc(renderer: Renderer, call: Call) -> str | None:
    parts = arguments(renderer, call)
    unit = field_of(renderer, call.arguments[0].value) if call.arguments else None
    if unit is not None and _known_field(unit) not in KNOWN_FIELDS:
        return failure("22023", f'unit "{unit}" not recognized', "TIMESTAMP")
    if len(parts) == 3:  # noqa: PLR2004 - with a time zone
        return f"(date_trunc({parts[0]}, {parts[1]} AT TIME ZONE {parts[2]}) AT TIME ZONE {parts[2]})"
    value = call.arguments[-1].value
    # Of a date, PostgreSQL makes an instant of the session's zone; DuckDB a time without a zone.
    if isinstance(value, (Cast, TypedLiteral)):
        is_date = value.type.name == "date"
    else:
        is_date = not isinstance(value, Name) or value.parts[-1] not in _INSTANTS
        is_date = is_date and not (isinstance(value, Call) and value.parts[-1] in _INSTANTS)
    moment = renderer.call("instant", parts[-1]) if is_date else parts[-1]
    return f"date_trunc({', '.join([*parts[:-1], moment])})"


def _make_interval(renderer: Renderer, call: Call) -> str | None:
    names = ("years", "months", "weeks", "days", "hours", "mins", "secs")
    parts = [
        renderer.source(argument.value).replace("=>", ":=")
        if argument.value.__class__ is Argument
        else f"{names[place]} := {renderer.text(argument.value)}"
        for place, argument in enumerate(call.arguments)
    ]
    return f"{function('make_interval')}({', '.join(parts)})"


def _moved(sign: str) -> Callable[[Renderer, Call], str | None]:
    def write(renderer: Renderer, call: Call) -> str | None:
        if len(call.arguments) != 2:  # noqa: PLR2004 - without a time zone
            return None
        moment, distance = arguments(renderer, call)
        return f"({moment} {sign} {distance})"

    return write


def _clock(_: Renderer, call: Call) -> str | None:
    """`current_timestamp(n)`: the precision does not matter to what it is used for."""
    return call.parts[-1]


def _date_bin(renderer: Renderer, call: Call) -> str | None:
    parts = arguments(renderer, call)
    if len(parts) != 3:  # noqa: PLR2004 - width, moment and origin
        return None
    return f"time_bucket(CAST({parts[0]} AS INTERVAL), {parts[1]}, {parts[2]})"


def _age(renderer: Renderer, call: Call) -> str | None:
    # The catalog has an `age` of its own in the search path: that of a transaction.
    return with_name(renderer, call, "system.main.age")


def _to_char(renderer: Renderer, call: Call) -> str | None:
    if len(call.arguments) != 2:  # noqa: PLR2004 - a value and a template
        return None
    pattern = string_constant(renderer, call.arguments[1].value)
    if pattern is None:
        raise SqlNotSupported("to_char with a template that is not a constant is not supported", construct="to_char")
    value = call.arguments[0].value
    interval = isinstance(value, (Cast, TypedLiteral)) and value.type.name == "interval"
    return formats.to_char(renderer.text(value), pattern, interval=interval)


def _to_timestamp(renderer: Renderer, call: Call) -> str | None:
    if len(call.arguments) == 1:
        return f"to_timestamp({renderer.text(call.arguments[0].value)})"
    return f"CAST({_parsed(renderer, call, 'to_timestamp')} AS TIMESTAMPTZ)"


def _to_date(renderer: Renderer, call: Call) -> str | None:
    return f"CAST({_parsed(renderer, call, 'to_date')} AS DATE)"


def _parsed(renderer: Renderer, call: Call, name: str) -> str:
    template = call.arguments[1].value if len(call.arguments) == 2 else None  # noqa: PLR2004 - a text and a template
    pattern = string_constant(renderer, template)
    if pattern is None:
        raise SqlNotSupported(f"{name} with a template that is not a constant is not supported", construct=name)
    return f"strptime({renderer.text(call.arguments[0].value)}, {literal(formats.strptime_format(pattern, name))})"


TIMES: Final[dict[str, Callable[[Renderer, Call], str | None]]] = {
    "extract": _extract,
    "date_part": _date_part,
    "date_trunc": _date_trunc,
    "date_bin": _date_bin,
    "date_add": _moved("+"),
    "date_subtract": _moved("-"),
    "age": _age,
    "make_interval": _make_interval,
    "to_char": _to_char,
    "to_timestamp": _to_timestamp,
    "to_date": _to_date,
    **dict.fromkeys(("current_timestamp", "localtimestamp", "current_time", "localtime"), _clock),
}
"""Functions by name, and what writes their calls."""
