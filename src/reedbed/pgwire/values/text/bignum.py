"""BIGNUM as digits: integers of any length, of which DuckDB hands out the bytes."""

from __future__ import annotations

import pyarrow as pa

_HEADER_BYTES = 3


def bignum_text(array: pa.Array) -> pa.Array:
    """Decimal digits; Python's own integers, as there is no fixed width to compute in."""
    return pa.array([None if each is None else str(bignum(each)) for each in array.to_pylist()], pa.string())


def bignum(raw: bytes) -> int:
    """The integer in DuckDB's bytes: a header of three bytes, then the magnitude; all bits flipped when negative."""
    if raw[0] & 0x80:
        return int.from_bytes(raw[_HEADER_BYTES:])
    return -int.from_bytes(bytes(0xFF - byte for byte in raw[_HEADER_BYTES:]))
