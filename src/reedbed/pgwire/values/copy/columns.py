"""Values of one column, in the binary format, from where they lie in a block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from reedbed.errors import BinaryMalformed, TextNotUtf8
from reedbed.pgwire.values.binary.fixed import WIRE
from reedbed.pgwire.values.calendar import (
    DAYS_INFINITY,
    DAYS_TO_2000,
    MICROSECONDS_INFINITY,
    MICROSECONDS_TO_2000,
)
from reedbed.pgwire.values.copy.decimals import decimal_values
from reedbed.pgwire.values.decoding import binary_reader
from reedbed.pgwire.values.reading.scalars import read_jsonb
from reedbed.pgwire.values.types import BY_ARRAY_OID, JSONB_VERSION, ColumnType, Kind

if TYPE_CHECKING:
    import numpy.typing as npt

_TEXTS: Final = frozenset({Kind.TEXT, Kind.CHAR, Kind.JSON, Kind.RECORD, Kind.STRUCT, Kind.MAP, Kind.UNION, Kind.LIST})
_ARROW: Final = {
    Kind.INT2: pa.int16(),
    Kind.INT4: pa.int32(),
    Kind.INT8: pa.int64(),
    Kind.OID: pa.uint32(),
    Kind.FLOAT4: pa.float32(),
    Kind.FLOAT8: pa.float64(),
    Kind.DATE: pa.date32(),
    Kind.TIME: pa.time64("us"),
    Kind.TIMESTAMP: pa.timestamp("us"),
    Kind.TIMESTAMPTZ: pa.timestamp("us", "UTC"),
    Kind.INTERVAL: pa.month_day_nano_interval(),
}


def binary_values(
    block: npt.NDArray[np.uint8], positions: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64], column: ColumnType
) -> pa.Array:
    """An Arrow array of the values at `positions`; a length of -1 is NULL. Raises `BinaryMalformed`."""
    valid = lengths >= 0
    kind = column.kind
    if kind in _TEXTS or kind is Kind.BYTEA:
        return _pieces(block, positions, lengths, valid, binary=kind is Kind.BYTEA)
    if kind is Kind.JSONB:
        versions = block[np.where(lengths > 0, positions, 0)] if len(block) else block
        if np.any(valid & ((lengths < 1) | (versions != JSONB_VERSION[0]))):
            raise BinaryMalformed("unsupported jsonb version number", type="jsonb")
        texts = _pieces(block, positions + valid, lengths - valid, valid, binary=False)
        return pa.array([None if each is None else read_jsonb(each) for each in texts.to_pylist()], pa.string())
    if kind is Kind.NUMERIC:
        return decimal_values(block, positions, lengths, column)
    if kind in _ARROW or kind is Kind.BOOL:
        return _fixed(block, positions, lengths, valid, kind)
    read = binary_reader(column.oid)
    raw = block.tobytes()
    values = [
        read(raw[start : start + length]) if length >= 0 else None
        for start, length in zip(positions.tolist(), lengths.tolist(), strict=True)
    ]
    if column.oid in BY_ARRAY_OID:
        return pa.array(values)
    return pa.array([None if each is None else str(each) for each in values], pa.string())


def _fixed(
    block: npt.NDArray[np.uint8],
    positions: npt.NDArray[np.int64],
    lengths: npt.NDArray[np.int64],
    valid: npt.NDArray[np.bool_],
    kind: Kind,
) -> pa.Array:
    layout = np.dtype(WIRE[kind])
    width = layout.itemsize
    if not np.all(valid <= (lengths == width)):
        wrong = int(lengths[valid & (lengths != width)][0])
        raise BinaryMalformed(f"incorrect binary data format: {wrong} bytes, expected {width}", bytes=wrong)
    complete = valid.all()
    at = positions if complete else np.where(valid, positions, 0)
    if len(block) < width:
        return pa.nulls(len(positions), _ARROW.get(kind, pa.bool_()))
    if not complete:
        at = np.minimum(at, len(block) - width)
    values: npt.NDArray[Any] = np.ndarray((len(block) - width + 1,), dtype=layout, buffer=block, strides=(1,))[at]
    mask = None if complete else pa.py_buffer(np.packbits(valid, bitorder="little"))
    if kind is Kind.BOOL:
        return pa.array(values != 0, pa.bool_(), mask=None if complete else ~valid)
    return pa.Array.from_buffers(_ARROW[kind], len(positions), [mask, pa.py_buffer(_native(values, kind))])


def _native(values: npt.NDArray[Any], kind: Kind) -> npt.NDArray[Any]:
    """In this machine's byte order, counted from 1970."""
    if kind is Kind.INTERVAL:
        parts = np.empty(len(values), dtype=[("months", "<i4"), ("days", "<i4"), ("nanoseconds", "<i8")])
        parts["months"], parts["days"] = values["months"], values["days"]
        parts["nanoseconds"] = values["microseconds"].astype(np.int64) * 1000
        return parts
    native = values.astype(values.dtype.newbyteorder("="))
    if kind is Kind.DATE:
        return _moved(native, DAYS_TO_2000, DAYS_INFINITY)
    if kind in {Kind.TIMESTAMP, Kind.TIMESTAMPTZ}:
        return _moved(native, MICROSECONDS_TO_2000, MICROSECONDS_INFINITY)
    return native


def _moved(counts: npt.NDArray[Any], distance: int, infinity: int) -> npt.NDArray[Any]:
    endless = (counts == infinity) | (counts == -infinity - 1)
    moved: npt.NDArray[Any] = counts + counts.dtype.type(distance)
    if endless.any():
        moved[endless] = np.where(counts[endless] > 0, infinity, -infinity)
    return moved


def _pieces(
    block: npt.NDArray[np.uint8],
    positions: npt.NDArray[np.int64],
    lengths: npt.NDArray[np.int64],
    valid: npt.NDArray[np.bool_],
    *,
    binary: bool,
) -> pa.Array:
    kind = pa.binary() if binary else pa.string()
    # Values and what lies between them in turn, over the block as it is; Arrow then copies every other one.
    cuts = np.empty(2 * len(positions), dtype=np.int32)
    cuts[::2], cuts[1::2] = positions, positions + np.maximum(lengths, 0)
    parts = pa.Array.from_buffers(pa.binary(), max(len(cuts) - 1, 0), [None, pa.py_buffer(cuts), pa.py_buffer(block)])
    _, offsets, data = parts.take(pa.array(np.arange(0, len(cuts), 2))).buffers()
    mask = None if valid.all() else pa.py_buffer(np.packbits(valid, bitorder="little"))
    found = pa.Array.from_buffers(kind, len(positions), [mask, offsets, data])
    if not binary:
        try:
            found.validate(full=True)
        except pa.ArrowInvalid:
            raise TextNotUtf8('invalid byte sequence for encoding "UTF8"') from None
    return found
