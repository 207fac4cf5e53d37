"""Booleans and numbers as PostgreSQL spells them."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reedbed.pgwire.values.storage import bitmap, fixed_values, stored, validity
from reedbed.pgwire.values.text.bignum import bignum_text

if TYPE_CHECKING:
    import numpy.typing as npt

_DIGITS_IN_128_BITS = 38
_ZEROS_AFTER_POINT = -4
_SMALLEST_FIXED, _LARGEST_FIXED = 1e-4, 1e10
"""Between which Arrow's spelling of a number that is not whole is PostgreSQL's."""


def bool_text(array: pa.Array) -> pa.Array:
    """`t` and `f`."""
    return pc.if_else(booleans(array), "t", "f")


def booleans(array: pa.Array) -> pa.Array:
    """Arrow booleans, also of the bytes that DuckDB hands out."""
    array = stored(array)
    return array if pa.types.is_boolean(array.type) else array.cast(pa.bool_())


def integer_text(array: pa.Array) -> pa.Array:
    """Decimal digits."""
    return array.cast(pa.string())


def place_text(array: pa.Array) -> pa.Array:
    """The place of a row, `(block,offset)`."""
    block, offset = pc.shift_right(array, 16), pc.bit_wise_and(array, 0xFFFF)
    pieces = "(", block.cast(pa.string()), ",", offset.cast(pa.string()), ")"
    return pc.binary_join_element_wise(*pieces, "")


def float_text(array: pa.Array) -> pa.Array:
    """The shortest decimal that reads back as the same number: fixed up to 15 digits (6 of a float4), else `1e+15`."""
    single = pa.types.is_float32(array.type)
    values = fixed_values(array, "f4" if single else "f8")
    if not array.null_count and _are_usual(values, 1e6 if single else _LARGEST_FIXED):
        return array.cast(pa.string())
    with np.errstate(invalid="ignore"):
        magnitude = np.abs(values)
        small = magnitude < (1e6 if single else 1e15)
        whole = small & (np.trunc(values) == values) & ~((values == 0) & np.signbit(values))
    valid = validity(array)
    if valid is not None:
        whole |= ~valid
    if whole.all():
        return array.cast(pa.int64(), safe=False).cast(pa.string())
    texts = array.cast(pa.string())
    rare = ~whole & ~(small & (magnitude < _LARGEST_FIXED) & (magnitude >= _SMALLEST_FIXED))
    if valid is not None:
        whole &= valid
    if whole.any():
        integers = pa.array(values[whole].astype(np.int64)).cast(pa.string())
        texts = pc.replace_with_mask(texts, pa.array(whole), integers)
    if rare.any():
        spell = _spelled_float4 if single else spelled_float8
        spellings = pa.array([spell(value) for value in values[rare].tolist()], pa.string())
        texts = pc.replace_with_mask(texts, pa.array(rare), spellings)
    return texts


def _are_usual(values: npt.NDArray[Any], below: float) -> bool:
    """Whether Arrow spells all of them as PostgreSQL does, as in most columns: asked in a tenth of the time."""
    if not len(values):
        return False
    with np.errstate(invalid="ignore"):
        magnitude = np.abs(values)
        # A NaN is no less and no more than anything.
        if not (magnitude.min() >= _SMALLEST_FIXED and magnitude.max() < below):
            return False
        return not np.any(np.trunc(values) == values)


def spelled_float8(value: float) -> str:
    """One double precision number."""
    shortest = repr(value)
    if 2**53 <= abs(value) < float("inf"):
        above, below = math.nextafter(value, math.inf), math.nextafter(value, -math.inf)
        shortest = _inside(value, shortest, (above, below), range(16, 18))
    return spelled_float(value, shortest)


def _spelled_float4(number: float) -> str:
    value = np.float32(number)
    shortest = np.format_float_scientific(value, unique=True)
    if 2**20 <= abs(value) < float("inf"):
        with np.errstate(over="ignore"):
            beyond = float(np.nextafter(value, np.float32(np.inf))), float(np.nextafter(value, np.float32(-np.inf)))
        shortest = _inside(number, shortest, beyond, range(7, 10))
    return spelled_float(number, shortest, fixed_digits=6)


def _inside(value: float, shortest: str, neighbours: tuple[float, float], digits: range) -> str:
    """`shortest`, or the next longer spelling when it lies exactly half-way to a neighbour.

    Such a text reads back as `value` where halves are rounded to even; PostgreSQL does not rely on that.
    """
    exact = Fraction(value)
    halves = [(exact + Fraction(each)) / 2 for each in neighbours if math.isfinite(each)]
    if Fraction(shortest) not in halves:
        return shortest
    longer = (f"{value:.{count - 1}e}" for count in digits)
    distance = abs(exact - halves[0])
    return next((each for each in longer if abs(Fraction(each) - exact) < distance), shortest)


def spelled_float(value: float, shortest: str, *, fixed_digits: int = 15) -> str:
    """PostgreSQL's spelling of a number whose shortest decimal is `shortest` (in any notation)."""
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    sign = "-" if shortest.startswith("-") else ""
    mantissa, _, exponent = shortest.lstrip("-").partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or "0") - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    if not digits:
        return f"{sign}0"
    if not _ZEROS_AFTER_POINT < point <= fixed_digits:
        rest = f".{digits[1:]}" if len(digits) > 1 else ""
        return f"{sign}{digits[0]}{rest}e{point - 1:+03d}"
    padded = f"{'0' * (1 - point)}{digits}".ljust(point, "0")
    point = max(point, 1)
    return f"{sign}{padded[:point]}.{padded[point:]}".rstrip(".")


def numeric_text(array: pa.Array, duckdb_type: str) -> pa.Array:
    """Digits with the column's scale; HUGEINT, UHUGEINT and BIGNUM from the bytes that DuckDB hands out."""
    array = stored(array)
    if duckdb_type == "BIGNUM":
        return bignum_text(array)
    if pa.types.is_fixed_size_binary(array.type):
        array = wide_integers(array, signed=duckdb_type == "HUGEINT")
    if not pa.types.is_decimal(array.type):
        return integer_text(array)
    texts = array.cast(pa.string())
    if array.type.scale <= 6:  # noqa: PLR2004 - Arrow writes 1E-7, and no exponent for what is larger
        return texts
    exponents = pc.match_substring(texts, "E")
    return pc.if_else(exponents, _without_exponent(array), texts) if pc.any(exponents).as_py() else texts


def wide_integers(array: pa.Array, *, signed: bool) -> pa.Array:
    """Sixteen bytes each, as DuckDB hands out HUGEINT and UHUGEINT, as decimals of 256 bits."""
    halves = fixed_values(array, "V16").view(np.int64).reshape(-1, 2)
    words = np.zeros((len(array), 4), dtype=np.int64)
    words[:, :2] = halves
    if signed:
        words[:, 2:] = (halves[:, 1] >> 63)[:, None]
    return pa.Array.from_buffers(pa.decimal256(39, 0), len(array), [bitmap(array), pa.py_buffer(words)])


def _without_exponent(array: pa.Array) -> pa.Array:
    """Digits with leading zeros, cut where the point goes."""
    scale = array.type.scale
    whole = pa.Array.from_buffers(
        pa.decimal128(_DIGITS_IN_128_BITS, 0), len(array), array.buffers(), offset=array.offset
    ).cast(pa.string())
    negative = pc.starts_with(whole, "-")
    digits = pc.utf8_lpad(pc.utf8_ltrim(whole, "-"), scale + 1, padding="0")
    sign = pc.if_else(negative, "-", "")
    head = pc.utf8_slice_codeunits(digits, 0, -scale)
    tail = pc.utf8_slice_codeunits(digits, -scale, None)
    return pc.binary_join_element_wise(pc.binary_join_element_wise(sign, head, ""), tail, ".")
