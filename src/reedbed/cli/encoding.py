"""Arrow values as JSON values: the one encoding of every document and every printed cell.

Integers up to 64 bits and booleans are JSON's own. Decimals and 128-bit integers are strings, since JSON readers
round them; so are NaN and the infinities, which JSON lacks. Times are ISO 8601 (instants in UTC with their
offset), intervals ISO 8601 durations, bytes base64, UUIDs text. Lists, structs and maps with text keys are JSON;
other maps are lists of [key, value] pairs.
"""

from __future__ import annotations

import base64
import math
from typing import TYPE_CHECKING, TypeAlias

import pyarrow as pa

from reedbed.cli.durations import iso_duration

if TYPE_CHECKING:
    from collections.abc import Callable

JSON: TypeAlias = "bool | int | float | str | list[JSON] | dict[str, JSON] | None"

_DATE_INFINITY = 2**31 - 1
_TIMESTAMP_INFINITY = 2**63 - 1


def encoded(array: pa.Array) -> list[JSON]:
    """The values of an Arrow array as JSON values, NULL as None."""
    kind = array.type
    if isinstance(kind, pa.BaseExtensionType):
        return _extension(array)
    for applies, encode in _ENCODERS:
        if applies(kind):
            return encode(array)
    return [None if value is None else str(value) for value in array.to_pylist()]


def encoded_rows(batch: pa.RecordBatch) -> list[list[JSON]]:
    """The rows of a batch, each a list of JSON values in the order of the columns."""
    columns = [encoded(column) for column in batch.columns]
    return [list(row) for row in zip(*columns, strict=True)] if columns else [[] for _ in range(batch.num_rows)]


def json_float(value: float | None) -> float | str | None:
    """A number as JSON has it; NaN and the infinities by name."""
    if value is None or math.isfinite(value):
        return value
    if math.isnan(value):
        return "NaN"
    return "Infinity" if value > 0 else "-Infinity"


def _plain(array: pa.Array) -> list[JSON]:
    values: list[JSON] = array.to_pylist()
    return values


def _floats(array: pa.Array) -> list[JSON]:
    return [json_float(value) for value in array.to_pylist()]


def _decimals(array: pa.Array) -> list[JSON]:
    return [None if value is None else format(value, "f") for value in array.to_pylist()]


def _bytes(array: pa.Array) -> list[JSON]:
    return [None if value is None else base64.b64encode(value).decode("ascii") for value in array.to_pylist()]


def _dates(array: pa.Array) -> list[JSON]:
    days = array.cast(pa.int32()).to_pylist()
    return [
        _unending(day, _DATE_INFINITY) or text
        for day, text in zip(days, array.cast(pa.string()).to_pylist(), strict=True)
    ]


def _timestamps(array: pa.Array) -> list[JSON]:
    zone = "+00:00" if array.type.tz else ""
    ticks = array.cast(pa.int64())
    # Arrow writes an instant in UTC as its wall time there; without a zone it needs no zone data to do so.
    texts = ticks.cast(pa.timestamp(array.type.unit)).cast(pa.string()).to_pylist()
    return [
        _unending(tick, _TIMESTAMP_INFINITY) or (None if text is None else _trimmed(text).replace(" ", "T", 1) + zone)
        for tick, text in zip(ticks.to_pylist(), texts, strict=True)
    ]


def _times(array: pa.Array) -> list[JSON]:
    return [None if text is None else _trimmed(text) for text in array.cast(pa.string()).to_pylist()]


def _unending(ticks: int | None, infinity: int) -> str | None:
    """DuckDB's infinite dates and instants, which the calendar has no text for."""
    if ticks is None or abs(ticks) != infinity:
        return None
    return "infinity" if ticks > 0 else "-infinity"


def _trimmed(text: str) -> str:
    """A time without the zeros that only say how finely its column is stored."""
    return text.rstrip("0").rstrip(".") if "." in text else text


def _intervals(array: pa.Array) -> list[JSON]:
    return [
        None if value is None else iso_duration(value.months, value.days, value.nanoseconds)
        for value in array.to_pylist()
    ]


def _dictionary(array: pa.Array) -> list[JSON]:
    return encoded(array.dictionary_decode())


def _lists(array: pa.Array) -> list[JSON]:
    import pyarrow.compute as pc  # noqa: PLC0415 - its import takes 25 ms, and few answers have lists

    values = iter(encoded(array.flatten()))
    return [
        None if length is None else [next(values) for _ in range(length)]
        for length in pc.list_value_length(array).to_pylist()
    ]


def _structs(array: pa.Array) -> list[JSON]:
    names = [field.name for field in array.type]
    columns = [encoded(column) for column in array.flatten()]
    present = array.is_valid().to_pylist()
    rows = zip(*columns, strict=True) if columns else (() for _ in present)
    return [dict(zip(names, row, strict=True)) if there else None for there, row in zip(present, rows, strict=True)]


def _maps(array: pa.Array) -> list[JSON]:
    as_lists = array.cast(pa.list_(pa.struct([("key", array.type.key_type), ("value", array.type.item_type)])))
    text_keys = pa.types.is_string(array.type.key_type)
    found: list[JSON] = []
    for entries in _lists(as_lists):
        if not isinstance(entries, list):
            found.append(None)
            continue
        pairs = [(entry["key"], entry["value"]) for entry in entries if isinstance(entry, dict)]
        found.append({str(key): value for key, value in pairs} if text_keys else [[key, value] for key, value in pairs])
    return found


def _unions(array: pa.Array) -> list[JSON]:
    return [
        encoded(pa.array([value.value.as_py()], value.value.type))[0] if value.is_valid else None for value in array
    ]


def _extension(array: pa.Array) -> list[JSON]:
    """Types that Arrow knows by a name only; those that nobody has told us about as what they are stored as."""
    if array.type.extension_name == "arrow.uuid":
        return [None if value is None else str(value) for value in array.to_pylist()]
    if array.type.extension_name == "arrow.bool8":
        return [None if value is None else bool(value) for value in array.to_pylist()]
    return encoded(array.storage)


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _is_bytes(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
        or pa.types.is_binary_view(kind)
        or pa.types.is_fixed_size_binary(kind)
    )


def _is_list(kind: pa.DataType) -> bool:
    return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind))


_ENCODERS: tuple[tuple[Callable[[pa.DataType], bool], Callable[[pa.Array], list[JSON]]], ...] = (
    (lambda kind: bool(pa.types.is_integer(kind) or pa.types.is_boolean(kind) or pa.types.is_null(kind)), _plain),
    (pa.types.is_floating, _floats),
    (_is_text, _plain),
    (pa.types.is_decimal, _decimals),
    (pa.types.is_timestamp, _timestamps),
    (pa.types.is_date, _dates),
    (pa.types.is_time, _times),
    (pa.types.is_interval, _intervals),
    (_is_bytes, _bytes),
    (pa.types.is_dictionary, _dictionary),
    (_is_list, _lists),
    (pa.types.is_struct, _structs),
    (pa.types.is_map, _maps),
    (pa.types.is_union, _unions),
)
