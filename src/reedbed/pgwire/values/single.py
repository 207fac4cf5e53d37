"""One value at a time, for answers of a few rows, where working by columns costs more than it saves."""

from __future__ import annotations

import struct
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from reedbed.documents import spaced
from reedbed.pgwire.values.binary.columns import binary_column
from reedbed.pgwire.values.calendar import (
    DAYS_INFINITY,
    DAYS_TO_2000,
    MICROSECONDS_INFINITY,
    MICROSECONDS_TO_2000,
    clock,
    date_text_of,
    timestamp_text_of,
)
from reedbed.pgwire.values.rows import FixedCells
from reedbed.pgwire.values.storage import fixed_values, stored, validity
from reedbed.pgwire.values.text.columns import text_column
from reedbed.pgwire.values.text.moments import as_microseconds, timestamptz_text_of
from reedbed.pgwire.values.text.numbers import spelled_float8
from reedbed.pgwire.values.text.octets import escaped_bytes
from reedbed.pgwire.values.types import JSONB_VERSION, NO_CHARACTER, ColumnType, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reedbed.pgwire.values.styles import TextStyle

_AS_COUNTS: Final = {
    Kind.DATE: pa.int32(),
    Kind.TIME: pa.int64(),
    Kind.TIMESTAMP: pa.int64(),
    Kind.TIMESTAMPTZ: pa.int64(),
}
_DIRECT: Final = frozenset(
    {
        Kind.BOOL,
        Kind.INT2,
        Kind.INT4,
        Kind.INT8,
        Kind.OID,
        Kind.TID,
        Kind.FLOAT8,
        Kind.TEXT,
        Kind.CHAR,
        Kind.JSON,
        Kind.JSONB,
        Kind.BYTEA,
    }
)


def single_values(array: pa.Array, column: ColumnType, format_: int, style: TextStyle) -> list[Any]:
    """The column as Python values for its encoder; bytes that are encoded already for kinds without one."""
    values: list[Any]
    if column.kind in _DIRECT:
        values = stored(array).to_pylist()
        return values
    counts = _AS_COUNTS.get(column.kind)
    if counts is not None:
        unit = "us" if column.kind is Kind.DATE else array.type.unit
        values = array.view(counts).to_pylist() if unit == "us" else _microseconds(array).to_pylist()
        return values
    cells = binary_column(array, column, style) if format_ else text_column(array, column, style)
    if isinstance(cells, FixedCells):
        # Not value by value: numpy's scalars are in this machine's byte order.
        data, width = cells.values.astype(cells.wire).tobytes(), np.dtype(cells.wire).itemsize
        return [data[start : start + width] for start in range(0, len(data), width)]
    values = cells.cast(pa.binary()).to_pylist()
    return values


def _microseconds(array: pa.Array) -> pa.Array:
    """Counts of a time or timestamp array of another unit."""
    valid = validity(array)
    counts = fixed_values(array, "i8") // 1000 if pa.types.is_time64(array.type) else as_microseconds(array)
    return pa.array(counts, pa.int64(), mask=None if valid is None else ~valid)


def cell_encoders(
    columns: Sequence[ColumnType], formats: Sequence[int], style: TextStyle
) -> list[Callable[[Any], bytes]]:
    """What encodes a value of each column."""
    return [
        _binary(column) if format_ else _text(column, style) for column, format_ in zip(columns, formats, strict=True)
    ]


def _text(column: ColumnType, style: TextStyle) -> Callable[[Any], bytes]:
    if column.kind is Kind.TIMESTAMPTZ:
        return partial(_timestamptz, style=style)
    if column.kind is Kind.DATE:
        return lambda days: date_text_of(days, style.date_style).encode()
    if column.kind is Kind.TIMESTAMP:
        return lambda microseconds: timestamp_text_of(microseconds, style.date_style).encode()
    if column.kind is Kind.BYTEA:
        return _bytea if style.bytea_output == "hex" else _escaped_bytea
    return _TEXTS.get(column.kind, bytes)


def _binary(column: ColumnType) -> Callable[[Any], bytes]:
    return _BINARIES.get(column.kind, bytes)


def _digits(value: int) -> bytes:
    return b"%d" % value


def _float8(value: float) -> bytes:
    return spelled_float8(value).encode()


def _bytea(value: bytes) -> bytes:
    return b"\\x" + value.hex().encode()


def _escaped_bytea(value: bytes) -> bytes:
    return escaped_bytes(value).encode()


def _timestamptz(microseconds: int, style: TextStyle) -> bytes:
    return timestamptz_text_of(microseconds, style).encode()


def _binary_date(days: int) -> bytes:
    if abs(days) == DAYS_INFINITY:
        return (DAYS_INFINITY if days > 0 else -DAYS_INFINITY - 1).to_bytes(4, signed=True)
    return (days - DAYS_TO_2000).to_bytes(4, signed=True)


def _binary_timestamp(microseconds: int) -> bytes:
    if abs(microseconds) == MICROSECONDS_INFINITY:
        return (MICROSECONDS_INFINITY if microseconds > 0 else -MICROSECONDS_INFINITY - 1).to_bytes(8, signed=True)
    return (microseconds - MICROSECONDS_TO_2000).to_bytes(8, signed=True)


_TEXTS: Final[dict[Kind, Callable[[Any], bytes]]] = {
    Kind.BOOL: lambda value: b"t" if value else b"f",
    Kind.INT2: _digits,
    Kind.INT4: _digits,
    Kind.INT8: _digits,
    Kind.OID: _digits,
    Kind.TID: lambda value: b"(%d,%d)" % (value >> 16, value & 0xFFFF),
    Kind.FLOAT8: _float8,
    Kind.TEXT: str.encode,
    Kind.CHAR: str.encode,
    Kind.JSON: str.encode,
    Kind.JSONB: lambda value: spaced(value).encode(),
    Kind.TIME: lambda value: clock(value).encode(),
}

_BINARIES: Final[dict[Kind, Callable[[Any], bytes]]] = {
    Kind.BOOL: lambda value: b"\x01" if value else b"\x00",
    Kind.INT2: struct.Struct(">h").pack,
    Kind.INT4: struct.Struct(">i").pack,
    Kind.INT8: struct.Struct(">q").pack,
    Kind.OID: struct.Struct(">I").pack,
    Kind.TID: lambda value: struct.pack(">IH", value >> 16, value & 0xFFFF),
    Kind.FLOAT8: struct.Struct(">d").pack,
    Kind.TEXT: str.encode,
    Kind.CHAR: lambda value: value.encode() or NO_CHARACTER,
    Kind.JSON: str.encode,
    Kind.JSONB: lambda value: JSONB_VERSION + spaced(value).encode(),
    Kind.BYTEA: bytes,
    Kind.DATE: _binary_date,
    Kind.TIME: struct.Struct(">q").pack,
    Kind.TIMESTAMP: _binary_timestamp,
    Kind.TIMESTAMPTZ: _binary_timestamp,
}
