"""Values of a statement, literal or bound, as Python has them; any other spelling is for the engine to read."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from reedbed.lake.federated.markers import unmarked

if TYPE_CHECKING:
    from reedbed.lake.federated.conditions import Comparison
    from reedbed.ports.queries import Parameters

_MOMENT: Final = re.compile(r"'(\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d(?::?\d\d)?)?)?)'")
_CAST: Final = re.compile(r"CAST\(('[^']*') AS (TIMESTAMP WITH TIME ZONE|TIMESTAMP|DATE)\)")
_INTEGER: Final = re.compile(r"-?\d{1,18}")


def value_as(
    comparison: Comparison, kind: pa.DataType, params: Parameters, moments: tuple[str, ...]
) -> pa.Scalar | None:
    """The value of a comparison in the column's type, when it is one of that type beyond doubt."""
    text = unmarked(comparison.value.sql, moments)
    cast = _CAST.fullmatch(text)
    if cast is not None and cast[2] == _name(kind):
        text = cast[1]
    if not comparison.value.literal and cast is None:
        return None
    found: Any = bound_value(text[1:], params) if text.startswith("$") else _written(text, kind)
    if pa.types.is_integer(kind):
        wanted = type(found) is int
    elif pa.types.is_timestamp(kind):
        # What a value without a zone is as a moment of the world, and the other way round, is for the session to say.
        wanted = type(found) is dt.datetime and (found.tzinfo is None) == (kind.tz is None)
    else:
        wanted = type(found) is dt.date
    try:
        return pa.scalar(found, kind) if wanted else None
    except (pa.ArrowException, OverflowError):
        return None


def _name(kind: pa.DataType) -> str:
    """What SQL calls the type of a column of times."""
    if pa.types.is_date(kind):
        return "DATE"
    return "TIMESTAMP WITH TIME ZONE" if pa.types.is_timestamp(kind) and kind.tz else "TIMESTAMP"


def bound_value(name: str, params: Parameters) -> object:
    """The value that is bound to a parameter; None for one that has no value of Python's beyond doubt."""
    if isinstance(params, dict):
        value = params.get(name)
    else:
        values = list(params)
        value = values[int(name) - 1] if name.isdecimal() and int(name) <= len(values) else None
    inner = getattr(value, "object", None)
    if inner is None:
        return value
    # A value with a type: one without a zone is no moment of the world.
    zoned = "ZONE" in str(getattr(value, "type", "")).upper()
    return None if zoned and getattr(inner, "tzinfo", None) is None else inner


def _written(text: str, kind: pa.DataType) -> object:
    """The value of a literal of an ordinary spelling; None for any other."""
    if pa.types.is_integer(kind):
        return int(text) if _INTEGER.fullmatch(text) else None
    moment = _MOMENT.fullmatch(text)
    if moment is None:
        return None
    try:
        found = dt.datetime.fromisoformat(moment[1])
    except ValueError:
        return None
    if pa.types.is_timestamp(kind):
        return found
    return found.date() if found.time() == dt.time() and found.tzinfo is None else None
