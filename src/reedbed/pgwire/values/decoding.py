"""Parameters as clients send them, by the OID of their type, as values to bind."""

from __future__ import annotations

import struct
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from reedbed.errors import BinaryMalformed, TextNotUtf8, WireValueOutOfRange
from reedbed.pgwire.values.reading import arrays, intervals, moments, octets, scalars
from reedbed.pgwire.values.types import BY_ARRAY_OID, BY_NAME, BY_OID

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT, BINARY = 0, 1
_DECIMAL_DIGITS: Final = 38


class TypedParameter(NamedTuple):
    """A value with the type that it is to have in the engine, in DuckDB's spelling."""

    value: object
    type: str


ENGINE_TYPES: Final = {
    "bool": "BOOLEAN",
    "int2": "SMALLINT",
    "int4": "INTEGER",
    "int8": "BIGINT",
    "oid": "BIGINT",
    "xid": "BIGINT",
    "float4": "FLOAT",
    "float8": "DOUBLE",
    "bytea": "BLOB",
    "date": "DATE",
    "time": "TIME",
    "timetz": "TIME WITH TIME ZONE",
    "timestamp": "TIMESTAMP",
    "timestamptz": "TIMESTAMP WITH TIME ZONE",
    "interval": "INTERVAL",
    "uuid": "UUID",
    "json": "JSON",
    "jsonb": "JSON",
    "bit": "BIT",
    "varbit": "BIT",
}
"""DuckDB's type of a parameter by PostgreSQL's name of it. A numeric has that of its digits; the rest is text."""


def engine_type(oid: int) -> str:
    """DuckDB's type for values of this OID; VARCHAR where there is none closer."""
    if oid in BY_ARRAY_OID:
        return f"{engine_type(BY_ARRAY_OID[oid].oid)}[]"
    found = BY_OID.get(oid)
    name = found.name if found else ""
    return "DECIMAL(38,10)" if name == "numeric" else ENGINE_TYPES.get(name, "VARCHAR")


def decode_parameter(oid: int, format_: int, raw: bytes, zone: str = "UTC") -> object:
    """One parameter that is not NULL; `zone` is the session's, for instants without an offset.

    Raises `TextMalformed`, `BinaryMalformed`, `WireValueOutOfRange`, `MomentOutOfRange` or `TextNotUtf8`.
    """
    if oid in BY_ARRAY_OID:
        return _array(oid, format_, raw, zone)
    found = BY_OID.get(oid)
    name = found.name if found else "text"
    value = _from_binary(name, raw) if format_ == BINARY else _from_text(name, _text(raw), zone)
    if isinstance(value, Decimal):
        return _decimal(value)
    kind = ENGINE_TYPES.get(name)
    return value if kind is None else TypedParameter(value, kind)


def _decimal(value: Decimal) -> object:
    """A decimal of up to 38 digits, or a longer integer. Raises `WireValueOutOfRange`."""
    _, digits, exponent = value.as_tuple()
    if max(len(digits), -int(exponent)) <= _DECIMAL_DIGITS:
        return value
    if int(exponent) == 0:
        return TypedParameter(f"{value:f}", "BIGNUM")
    raise WireValueOutOfRange(f"A numeric has at most {_DECIMAL_DIGITS} digits here.", type="numeric")


def text_reader(oid: int, zone: str = "UTC") -> Callable[[str], object]:
    """What reads texts of a type: Python values, and DuckDB's spelling for dates, times and intervals."""
    if oid in BY_ARRAY_OID:
        element = text_reader(BY_ARRAY_OID[oid].oid, zone)
        return lambda text: arrays.read_array(text, element)
    name = BY_OID[oid].name if oid in BY_OID else ""
    if name in _ZONED:
        return partial(_read_zoned, name, zone)
    return _TEXTS.get(name, str)


def _read_zoned(name: str, zone: str, text: str) -> object:
    return _ZONED[name](text, zone)


def binary_reader(oid: int) -> Callable[[bytes], object]:
    """The same for the binary format."""
    if oid in BY_ARRAY_OID:
        return lambda raw: octets.array_of(raw, lambda inner, part: _from_binary(_name(inner), part))
    return partial(_from_binary, _name(oid))


def _name(oid: int) -> str:
    return BY_OID[oid].name if oid in BY_OID else ""


def _array(oid: int, format_: int, raw: bytes, zone: str) -> TypedParameter:
    element = BY_ARRAY_OID[oid]
    if format_ == BINARY:
        items = octets.array_of(raw, lambda inner, part: _from_binary(_name(inner), part))
    else:
        items = arrays.read_array(_text(raw), lambda text: _from_text(element.name, text, zone))
    depth = 1
    inner = items
    while inner and isinstance(inner[0], list):
        inner, depth = inner[0], depth + 1
    base = ENGINE_TYPES.get(element.name, "VARCHAR")
    if element.name == "numeric":
        base = "DOUBLE" if any(isinstance(each, float) for each in inner) else "DECIMAL(38,10)"
    return TypedParameter(items, base + "[]" * depth)


def _text(raw: bytes) -> str:
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        raise TextNotUtf8('invalid byte sequence for encoding "UTF8"', position=error.start) from None
    if "\0" in text:
        raise TextNotUtf8('invalid byte sequence for encoding "UTF8": 0x00')
    return text


def _from_text(name: str, text: str, zone: str) -> object:
    if name in _ZONED:
        return _ZONED[name](text, zone)
    read = _TEXTS.get(name)
    return text if read is None else read(text)


def _from_binary(name: str, raw: bytes) -> object:
    read = _BINARIES.get(name)
    return _text(raw) if read is None else read(raw)


def _interval(text: str) -> str:
    return intervals.read_interval(text).engine_text()


_ZONED: Final[dict[str, Callable[[str, str], object]]] = {
    "timestamptz": moments.read_timestamptz,
    "timetz": moments.read_timetz,
}

_TEXTS: Final[dict[str, Callable[[str], object]]] = {
    "bool": scalars.read_bool,
    "int2": partial(scalars.read_integer, kind="smallint"),
    "int4": partial(scalars.read_integer, kind="integer"),
    "int8": partial(scalars.read_integer, kind="bigint"),
    "oid": scalars.read_oid,
    "xid": scalars.read_oid,
    "float4": partial(scalars.read_float, kind="real"),
    "float8": partial(scalars.read_float, kind="double precision"),
    "numeric": scalars.read_numeric,
    "bytea": scalars.read_bytea,
    "uuid": scalars.read_uuid,
    "json": scalars.read_json,
    "jsonb": scalars.read_jsonb,
    "bit": scalars.read_bits,
    "varbit": scalars.read_bits,
    "date": moments.read_date,
    "time": moments.read_time,
    "timestamp": moments.read_timestamp,
    "interval": _interval,
}


def _number(layout: str, kind: str) -> Callable[[bytes], object]:
    size, unpack = struct.calcsize(layout), struct.Struct(layout).unpack

    def read(raw: bytes) -> object:
        if len(raw) != size:
            raise BinaryMalformed(f"incorrect binary data format for type {kind}: {len(raw)} bytes", type=kind)
        return unpack(raw)[0]

    return read


_BINARIES: Final[dict[str, Callable[[bytes], object]]] = {
    "bool": lambda raw: bool(octets.unpacked(raw, ">B", "boolean")[0]),
    "int2": _number(">h", "smallint"),
    "int4": _number(">i", "integer"),
    "int8": _number(">q", "bigint"),
    "oid": _number(">I", "oid"),
    "xid": _number(">I", "xid"),
    "float4": _number(">f", "real"),
    "float8": _number(">d", "double precision"),
    "numeric": octets.numeric_of,
    "bytea": bytes,
    "date": octets.date_of,
    "time": octets.time_of,
    "timetz": octets.timetz_of,
    "timestamp": octets.timestamp_of,
    "timestamptz": octets.timestamptz_of,
    "interval": octets.interval_of,
    "uuid": octets.uuid_of,
    "json": lambda raw: scalars.read_json(_text(raw)),
    "jsonb": lambda raw: scalars.read_jsonb(_text(octets.jsonb_of(raw))),
    "bit": octets.bits_of,
    "varbit": octets.bits_of,
    **{name: _number(">I", name) for name in BY_NAME if name.startswith("reg")},
}
