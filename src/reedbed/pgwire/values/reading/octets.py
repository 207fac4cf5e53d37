"""Single values out of the binary format."""

from __future__ import annotations

import struct
import uuid
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from reedbed.errors import BinaryMalformed, WireValueOutOfRange
from reedbed.pgwire.values.calendar import (
    DAYS_INFINITY,
    DAYS_TO_2000,
    MICROSECONDS_INFINITY,
    MICROSECONDS_TO_2000,
    clock,
    date_text_of,
    timestamp_text_of,
    zone_suffix,
)
from reedbed.pgwire.values.reading.intervals import Interval

if TYPE_CHECKING:
    from collections.abc import Callable

_NUMERIC_HEADER: Final = struct.Struct(">hhHh")
_NAN, _INFINITE, _MINUS_INFINITE = 0xC000, 0xD000, 0xF000
_MAX_DIMENSIONS: Final = 6
_UUID_BYTES: Final = 16
_DAY: Final = 86_400_000_000
BASE: Final = 10_000


def unpacked(raw: bytes, layout: str, kind: str) -> tuple[int, ...]:
    """Numbers of fixed width. Raises `BinaryMalformed` when the length is another."""
    if len(raw) != struct.calcsize(layout):
        raise BinaryMalformed(f"incorrect binary data format for type {kind}: {len(raw)} bytes", type=kind)
    return struct.unpack(layout, raw)


def date_of(raw: bytes) -> str:
    """A date in DuckDB's spelling."""
    (days,) = unpacked(raw, ">i", "date")
    if days in {DAYS_INFINITY, -DAYS_INFINITY - 1}:
        return "infinity" if days > 0 else "-infinity"
    return _engine_era(date_text_of(days + DAYS_TO_2000))


def timestamp_of(raw: bytes) -> str:
    """A timestamp in DuckDB's spelling."""
    (microseconds,) = unpacked(raw, ">q", "timestamp")
    if microseconds in {MICROSECONDS_INFINITY, -MICROSECONDS_INFINITY - 1}:
        return "infinity" if microseconds > 0 else "-infinity"
    text = timestamp_text_of(microseconds + MICROSECONDS_TO_2000)
    if not text.endswith(" BC"):
        return text
    day, _, time = text.removesuffix(" BC").partition(" ")
    return f"{day} (BC) {time}"


def timestamptz_of(raw: bytes) -> str:
    """An instant in DuckDB's spelling."""
    text = timestamp_of(raw)
    return text if "infinity" in text else f"{text}+00"


def time_of(raw: bytes) -> str:
    """A time of day."""
    (microseconds,) = unpacked(raw, ">q", "time")
    return _clock(microseconds)


def timetz_of(raw: bytes) -> str:
    """A time of day with its offset."""
    microseconds, west = unpacked(raw, ">qi", "timetz")
    return _clock(microseconds) + zone_suffix(-west)


def interval_of(raw: bytes) -> str:
    """An interval in DuckDB's spelling."""
    microseconds, days, months = unpacked(raw, ">qii", "interval")
    return Interval(months, days, microseconds).engine_text()


def numeric_of(raw: bytes) -> Decimal | float:
    """A decimal; NaN and infinities are floating-point in DuckDB."""
    if len(raw) < _NUMERIC_HEADER.size:
        raise BinaryMalformed(f"incorrect binary data format for type numeric: {len(raw)} bytes", type="numeric")
    count, weight, sign, scale = _NUMERIC_HEADER.unpack_from(raw)
    if sign in {_NAN, _INFINITE, _MINUS_INFINITE}:
        return {_NAN: float("nan"), _INFINITE: float("inf")}.get(sign, float("-inf"))
    groups = unpacked(raw[_NUMERIC_HEADER.size :], f">{count}h", "numeric")
    if sign not in {0, 0x4000} or any(not 0 <= group < BASE for group in groups):
        raise BinaryMalformed("invalid digit in external numeric value", type="numeric")
    digits = int("".join(f"{group:04d}" for group in groups) or "0")
    exponent = 4 * (weight - count + 1)
    unscaled = digits * 10 ** (exponent + scale) if exponent + scale >= 0 else digits // 10 ** -(exponent + scale)
    # Not by arithmetic, which would round to the 28 digits of the usual context.
    return Decimal((int(sign != 0), tuple(map(int, str(unscaled))), -scale))


def uuid_of(raw: bytes) -> uuid.UUID:
    """Sixteen bytes."""
    if len(raw) != _UUID_BYTES:
        raise BinaryMalformed(f"incorrect binary data format for type uuid: {len(raw)} bytes", type="uuid")
    return uuid.UUID(bytes=raw)


def bits_of(raw: bytes) -> str:
    """Zeros and ones."""
    (count,) = unpacked(raw[:4], ">i", "varbit")
    body = raw[4:]
    if count < 0 or len(body) != (count + 7) // 8:
        raise BinaryMalformed("invalid length in external bit string", type="varbit")
    return "".join(f"{byte:08b}" for byte in body)[:count]


def jsonb_of(raw: bytes) -> bytes:
    """The text behind a version byte."""
    if raw[:1] != b"\x01":
        raise BinaryMalformed("unsupported jsonb version number", type="jsonb")
    return raw[1:]


def array_of(raw: bytes, element: Callable[[int, bytes], object]) -> list[object]:
    """An array of any number of dimensions as nested lists; `element` reads one value of an OID."""
    dimensions, _, oid = unpacked(raw[:12], ">iiI", "array")
    if not 0 <= dimensions <= _MAX_DIMENSIONS:
        raise BinaryMalformed(f"invalid number of dimensions: {dimensions}", type="array")
    position = 12 + 8 * dimensions
    sizes = unpacked(raw[12:position], f">{2 * dimensions}i", "array")[::2]
    if any(size < 0 for size in sizes):
        raise BinaryMalformed("invalid size of an array", type="array")
    items: list[object] = []
    while position < len(raw):
        (length,) = unpacked(raw[position : position + 4], ">i", "array")
        position += 4
        if length < 0:
            items.append(None)
            continue
        if position + length > len(raw):
            raise BinaryMalformed("insufficient data left in message", type="array")
        items.append(element(oid, raw[position : position + length]))
        position += length
    return _nested(items, sizes)


def _nested(items: list[object], sizes: tuple[int, ...]) -> list[object]:
    total = 1
    for size in sizes:
        total *= size
    if len(items) != (total if sizes else 0):
        raise BinaryMalformed(f"array of {total} elements has {len(items)}", type="array")
    for size in sizes[:0:-1]:
        items = [items[start : start + size] for start in range(0, len(items), size)] if size else []
    return items


def _clock(microseconds: int) -> str:
    if not 0 <= microseconds <= _DAY:
        raise WireValueOutOfRange("time out of range", type="time")
    return clock(microseconds)


def _engine_era(text: str) -> str:
    return f"{text.removesuffix(' BC')} (BC)" if text.endswith(" BC") else text
