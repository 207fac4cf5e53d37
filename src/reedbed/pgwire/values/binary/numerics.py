"""Numeric in PostgreSQL's binary format: a sign, and digits to the base 10,000 with the place of the first one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reedbed.pgwire.values.storage import binary_array, bitmap, fixed_values, stored, validity
from reedbed.pgwire.values.text.bignum import bignum
from reedbed.pgwire.values.text.numbers import wide_integers

if TYPE_CHECKING:
    import numpy.typing as npt

BASE: Final = 10_000
BASE_DIGITS: Final = 4
NEGATIVE: Final = 0x4000
_HEADER: Final = 4
_WIDE_DIGITS: Final = 80
"""Enough for 39 digits and a scale of 38, in groups of four."""
_FITS_INT64: Final = 18


def numeric_column(array: pa.Array, duckdb_type: str) -> pa.Array:
    """A column of integers or decimals as binary values."""
    array = stored(array)
    if duckdb_type == "BIGNUM":
        values = [None if each is None else numeric_bytes(str(bignum(each))) for each in array.to_pylist()]
        return pa.array(values, pa.binary())
    if pa.types.is_fixed_size_binary(array.type):
        array = wide_integers(array, signed=duckdb_type == "HUGEINT")
    scale = array.type.scale if pa.types.is_decimal(array.type) else 0
    if pa.types.is_decimal128(array.type) and array.type.precision <= _FITS_INT64:
        # The lower word of the two holds the whole value.
        words = fixed_values(array, "V16").view(np.int64)[::2]
        valid = validity(array)
        if valid is not None:
            words = np.where(valid, words, 0)
        return _assembled(array, words < 0, _groups(np.abs(words), scale), scale)
    texts = _plain_integers(array)
    negative = pc.starts_with(texts, "-").to_numpy(zero_copy_only=False)
    padding = (-scale) % BASE_DIGITS
    digits = pc.utf8_rpad(pc.utf8_ltrim(texts, "-"), 1, "0")
    padded = pc.binary_join_element_wise(digits, "0" * padding, "")
    padded = pc.utf8_lpad(padded, _WIDE_DIGITS, "0")
    characters = np.frombuffer(padded.buffers()[2], dtype=np.uint8)[: len(array) * _WIDE_DIGITS]
    grouped = characters.reshape(len(array), -1, BASE_DIGITS).astype(np.int16) - ord("0")
    return _assembled(array, negative, grouped @ np.array([1000, 100, 10, 1], dtype=np.int16), scale)


def _plain_integers(array: pa.Array) -> pa.Array:
    """Unscaled digits with a sign; 0 for NULL."""
    if pa.types.is_decimal(array.type):
        whole = pa.decimal128(38, 0) if pa.types.is_decimal128(array.type) else pa.decimal256(76, 0)
        array = pa.Array.from_buffers(whole, len(array), array.buffers(), offset=array.offset)
    return pc.fill_null(array.cast(pa.string()), "0")


def _groups(magnitudes: npt.NDArray[Any], scale: int) -> npt.NDArray[Any]:
    """Digits to the base 10,000, most significant first, aligned so that the point lies between two of them."""
    padding = (-scale) % BASE_DIGITS
    shift = 10**padding
    groups = []
    # The lowest group takes up the padding, so that nothing overflows.
    rest, low = np.divmod(magnitudes, BASE // shift)
    groups.append(low * shift)
    while True:
        if not rest.any() and len(groups) * BASE_DIGITS >= scale:
            break
        rest, low = np.divmod(rest, BASE)
        groups.append(low)
    return np.stack(groups[::-1], axis=1)


def _assembled(array: pa.Array, negative: npt.NDArray[np.bool_], groups: npt.NDArray[Any], scale: int) -> pa.Array:
    """Header and digits without the zeros before the first and after the last that counts."""
    rows, width = groups.shape
    fraction_groups = -(-scale // BASE_DIGITS)
    occupied = groups != 0
    some = occupied.any(axis=1)
    first = np.where(some, occupied.argmax(axis=1), width)
    last = np.where(some, width - occupied[:, ::-1].argmax(axis=1), width)
    count = last - first
    words = np.empty((rows, _HEADER + width), dtype=">i2")
    words[:, 0] = count
    words[:, 1] = np.where(some, width - fraction_groups - 1 - first, 0)
    words[:, 2] = np.where(negative & some, NEGATIVE, 0)
    words[:, 3] = scale
    words[:, _HEADER:] = groups
    positions = np.arange(width)
    used = np.ones(words.shape, dtype=np.bool_)
    used[:, _HEADER:] = (positions >= first[:, None]) & (positions < last[:, None])
    lengths = 2 * (_HEADER + count)
    valid = validity(array)
    if valid is not None:
        used &= valid[:, None]
        lengths = np.where(valid, lengths, 0)
    offsets = np.concatenate(([0], np.cumsum(lengths)))
    return binary_array(offsets, words[used].view(np.uint8), bitmap(array))


def numeric_bytes(text: str) -> bytes:
    """One numeric from plain digits with a sign and a point."""
    sign = NEGATIVE if text.startswith("-") else 0
    whole, _, fraction = text.lstrip("+-").partition(".")
    scale = len(fraction)
    whole = whole.rjust(-(-len(whole) // BASE_DIGITS) * BASE_DIGITS, "0")
    digits = whole + fraction.ljust(-(-scale // BASE_DIGITS) * BASE_DIGITS, "0")
    groups = [int(digits[i : i + BASE_DIGITS]) for i in range(0, len(digits), BASE_DIGITS)]
    weight = len(whole) // BASE_DIGITS - 1
    while groups and groups[0] == 0:
        groups.pop(0)
        weight -= 1
    while groups and groups[-1] == 0:
        groups.pop()
    if not groups:
        weight = sign = 0
    header = (len(groups), weight, sign, scale)
    return b"".join(each.to_bytes(2, signed=each < 0) for each in (*header, *groups))
