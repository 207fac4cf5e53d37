"""BIT as varbit: the number of bits, then the bits from the left."""

from __future__ import annotations

import pyarrow as pa

from reedbed.pgwire.values.storage import stored


def bit_column(array: pa.Array) -> pa.Array:
    """From DuckDB's bytes, which begin with padding; PostgreSQL's end with it."""
    return pa.array([None if each is None else _varbit(each) for each in stored(array).to_pylist()], pa.binary())


def _varbit(raw: bytes) -> bytes:
    padding, body = raw[0], raw[1:]
    count = len(body) * 8 - padding
    # DuckDB sets the padding bits, which the shift drops out of the width.
    bits = int.from_bytes(body) << padding & (1 << len(body) * 8) - 1
    return count.to_bytes(4) + bits.to_bytes(len(body))
