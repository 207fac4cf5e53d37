"""Numeric in the binary format, read by columns."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from reedbed.errors import BinaryMalformed, WireValueOutOfRange
from reedbed.pgwire.values.binary.numerics import BASE, BASE_DIGITS, NEGATIVE
from reedbed.pgwire.values.reading.octets import numeric_of

if TYPE_CHECKING:
    import numpy.typing as npt

    from reedbed.pgwire.values.types import ColumnType

_HEADER: Final = 8
_SMALL: Final = 18
"""Digits that fit into 64 bits."""


def decimal_values(
    block: npt.NDArray[np.uint8], positions: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64], column: ColumnType
) -> pa.Array:
    """Decimals with the column's precision and scale; integers wider than 64 bits as text."""
    precision, scale = precision_and_scale(column)
    valid = lengths >= 0
    if np.any(valid & (lengths < _HEADER)):
        raise BinaryMalformed("incorrect binary data format for type numeric", type="numeric")
    wide = column.modifier < 0
    if (wide or precision <= _SMALL) and len(block) >= _HEADER:
        found = _small(block, np.where(valid, positions, 0), valid, scale)
        if found is not None and (wide or np.all(np.abs(found) < 10**precision)):
            return _decimals(found, valid, precision, scale)
    if wide:
        raw = block.tobytes()
        spans = zip(positions.tolist(), lengths.tolist(), strict=True)
        values = [None if length < 0 else str(numeric_of(raw[at : at + length])) for at, length in spans]
        return pa.array(values, pa.string())
    return _exactly(block, positions, lengths, precision, scale)


def precision_and_scale(column: ColumnType) -> tuple[int, int]:
    """Of the DuckDB type; 38 and 0 for the wide integers."""
    if column.modifier < 0:
        return 38, 0
    return column.modifier - 4 >> 16, column.modifier - 4 & 0xFFFF


def _small(
    block: npt.NDArray[np.uint8], positions: npt.NDArray[np.int64], valid: npt.NDArray[np.bool_], scale: int
) -> npt.NDArray[np.int64] | None:
    """Unscaled values in 64 bits; None when one of them does not fit, or has digits beyond the scale."""
    words: npt.NDArray[Any] = np.ndarray((len(block) - 1,), dtype=">i2", buffer=block, strides=(1,))
    at = np.minimum(positions, len(block) - _HEADER)
    counts = np.where(valid, words[at].astype(np.int64), 0)
    weights = words[at + 2].astype(np.int64)
    signs = words[at + 4].astype(np.int64)
    if np.any(valid & (signs != 0) & (signs != NEGATIVE)):
        return None
    total = np.zeros(len(positions), dtype=np.int64)
    # Groups as far right as the scale reaches, aligned to four digits.
    lowest = -(-scale // BASE_DIGITS)
    highest = int(np.max(np.where(counts > 0, weights, -lowest), initial=-lowest))
    if (highest + 1 + lowest) * BASE_DIGITS > _SMALL:
        return None
    if np.any(valid & (counts - weights - 1 > lowest)):
        return None
    for weight in range(highest, -lowest - 1, -1):
        place = weights - weight
        present = valid & (place >= 0) & (place < counts)
        at_group = np.where(present, positions + _HEADER + 2 * place, 0)
        groups = np.where(present, words[np.minimum(at_group, len(words) - 1)], 0).astype(np.int64)
        if np.any((groups < 0) | (groups >= BASE)):
            raise BinaryMalformed("invalid digit in external numeric value", type="numeric")
        total = total * BASE + groups
    surplus = 10 ** (lowest * BASE_DIGITS - scale)
    if surplus > 1:
        if np.any(total % surplus):
            return None
        total //= surplus
    return np.where(signs == NEGATIVE, -total, total)


def _decimals(values: npt.NDArray[np.int64], valid: npt.NDArray[np.bool_], precision: int, scale: int) -> pa.Array:
    words = np.empty((len(values), 2), dtype=np.int64)
    words[:, 0], words[:, 1] = values, values >> 63
    mask = None if valid.all() else pa.py_buffer(np.packbits(valid, bitorder="little"))
    return pa.Array.from_buffers(pa.decimal128(precision, scale), len(values), [mask, pa.py_buffer(words)])


def _exactly(
    block: npt.NDArray[np.uint8],
    positions: npt.NDArray[np.int64],
    lengths: npt.NDArray[np.int64],
    precision: int,
    scale: int,
) -> pa.Array:
    """Value by value: for more digits than 64 bits hold, and for those that have to be rounded."""
    raw = block.tobytes()
    unit = Decimal(1).scaleb(-scale)
    values: list[Decimal | None] = []
    for start, length in zip(positions.tolist(), lengths.tolist(), strict=True):
        if length < 0:
            values.append(None)
            continue
        value = numeric_of(raw[start : start + length])
        if isinstance(value, float):
            raise WireValueOutOfRange("DuckDB's DECIMAL holds no NaN and no infinity", type="numeric")
        values.append(_rounded(value, unit, precision))
    return pa.array(values, pa.decimal128(precision, scale))


def _rounded(value: Decimal, unit: Decimal, precision: int) -> Decimal:
    # The usual context would round to 28 digits wherever it is used, `abs` included.
    context = Context(prec=100, rounding=ROUND_HALF_UP)
    rounded = value.quantize(unit, context=context)
    if context.abs(context.scaleb(rounded, -int(unit.as_tuple().exponent))) >= 10**precision:
        raise WireValueOutOfRange("numeric field overflow", type="numeric")
    return rounded
