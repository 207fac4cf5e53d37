"""Values of one width: numbers, dates, times, intervals, UUIDs.

Each function gives the numbers to write, in this machine's byte order, and the layout they get on the wire.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from reedbed.pgwire.values.calendar import (
    DAYS_INFINITY,
    DAYS_TO_2000,
    MICROSECONDS_INFINITY,
    MICROSECONDS_TO_2000,
)
from reedbed.pgwire.values.storage import fixed_values, stored
from reedbed.pgwire.values.text.intervals import interval_parts
from reedbed.pgwire.values.text.moments import as_microseconds, timetz_parts
from reedbed.pgwire.values.text.numbers import booleans
from reedbed.pgwire.values.types import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

TIMETZ_WIRE: Final = [("microseconds", ">i8"), ("west", ">i4")]
TID_WIRE: Final = [("block", ">u4"), ("offset", ">u2")]
INTERVAL_WIRE: Final = [("microseconds", ">i8"), ("days", ">i4"), ("months", ">i4")]

WIRE: Final[dict[Kind, Any]] = {
    Kind.BOOL: "u1",
    Kind.INT2: ">i2",
    Kind.INT4: ">i4",
    Kind.INT8: ">i8",
    Kind.OID: ">u4",
    Kind.TID: TID_WIRE,
    Kind.FLOAT4: ">f4",
    Kind.FLOAT8: ">f8",
    Kind.DATE: ">i4",
    Kind.TIME: ">i8",
    Kind.TIMETZ: TIMETZ_WIRE,
    Kind.TIMESTAMP: ">i8",
    Kind.TIMESTAMPTZ: ">i8",
    Kind.INTERVAL: INTERVAL_WIRE,
    Kind.UUID: "V16",
}
"""The layout of each kind that has one width."""

_NUMPY: Final = {
    pa.int8(): "i1",
    pa.int16(): "i2",
    pa.int32(): "i4",
    pa.int64(): "i8",
    pa.uint8(): "u1",
    pa.uint16(): "u2",
    pa.uint32(): "u4",
    pa.uint64(): "u8",
    pa.float32(): "f4",
    pa.float64(): "f8",
}
_NIBBLES: Final = np.zeros(256, dtype=np.uint8)
_NIBBLES[[ord(c) for c in "0123456789abcdef"]] = range(16)
_UUID_DIGITS: Final = np.array([i for i in range(36) if i not in {8, 13, 18, 23}])


def fixed_column(array: pa.Array, kind: Kind) -> npt.NDArray[Any]:
    """The values of a column of one of the kinds in `WIRE`, ready to be put into its layout."""
    special = _SPECIAL.get(kind)
    return fixed_values(array, _NUMPY[array.type]) if special is None else special(array)


def _bools(array: pa.Array) -> npt.NDArray[Any]:
    return fixed_values(booleans(array).cast(pa.uint8()), "u1")


def _times(array: pa.Array) -> npt.NDArray[Any]:
    values = fixed_values(array, "i8")
    return np.floor_divide(values, 1000, dtype=np.int64) if array.type.unit == "ns" else values


def _dates(array: pa.Array) -> npt.NDArray[Any]:
    days = fixed_values(array, "i4")
    wire = days.astype(np.int64) - DAYS_TO_2000
    endless = np.abs(days.astype(np.int64)) == DAYS_INFINITY
    if endless.any():
        wire[endless] = np.where(days[endless] > 0, DAYS_INFINITY, -DAYS_INFINITY - 1)
    return wire


def _timestamps(array: pa.Array) -> npt.NDArray[Any]:
    microseconds = as_microseconds(array)
    endless = np.abs(microseconds) == MICROSECONDS_INFINITY
    wire = microseconds - MICROSECONDS_TO_2000
    if endless.any():
        wire[endless] = np.where(microseconds[endless] > 0, MICROSECONDS_INFINITY, -MICROSECONDS_INFINITY - 1)
    return wire


def _timetz(array: pa.Array) -> npt.NDArray[Any]:
    wire = np.empty(len(array), dtype=TIMETZ_WIRE)
    microseconds, east = timetz_parts(array)
    wire["microseconds"], wire["west"] = microseconds, -east
    return wire


def _intervals(array: pa.Array) -> npt.NDArray[Any]:
    wire = np.empty(len(array), dtype=INTERVAL_WIRE)
    wire["months"], wire["days"], wire["microseconds"] = interval_parts(array)
    return wire


def _places(array: pa.Array) -> npt.NDArray[Any]:
    """Numbers of 48 bits: a block and a row in it."""
    numbers = fixed_values(array, "i8").astype(np.int64)
    wire = np.empty(len(array), dtype=TID_WIRE)
    wire["block"], wire["offset"] = numbers >> 16, numbers & 0xFFFF
    return wire


def _uuids(array: pa.Array) -> npt.NDArray[Any]:
    array = stored(array)
    if pa.types.is_fixed_size_binary(array.type):
        return fixed_values(array, "V16")
    texts = array.fill_null("0" * 36) if array.null_count else array
    start = texts.offset * 36
    characters = np.frombuffer(texts.buffers()[2], dtype=np.uint8)[start : start + 36 * len(texts)].reshape(-1, 36)
    nibbles = _NIBBLES[characters[:, _UUID_DIGITS]]
    return np.ascontiguousarray(nibbles[:, 0::2] << 4 | nibbles[:, 1::2]).view("V16").ravel()


_SPECIAL: Final[dict[Kind, Callable[[pa.Array], npt.NDArray[Any]]]] = {
    Kind.BOOL: _bools,
    Kind.DATE: _dates,
    Kind.TIME: _times,
    Kind.TIMETZ: _timetz,
    Kind.TIMESTAMP: _timestamps,
    Kind.TIMESTAMPTZ: _timestamps,
    Kind.INTERVAL: _intervals,
    Kind.UUID: _uuids,
    Kind.TID: _places,
}
"""The rest are numbers that are written as they are."""
