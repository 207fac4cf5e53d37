"""Dates and times as PostgreSQL spells them: no trailing zeros of seconds, `infinity`, years before Christ."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reedbed.pgwire.values.calendar import (
    MICROSECONDS_INFINITY,
    date_text_of,
    timestamp_text_of,
    zone_suffix,
)
from reedbed.pgwire.values.storage import bitmap, fixed_values, stored, validity
from reedbed.pgwire.values.zones import offset_at, utc_offsets, zone_abbreviation

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from reedbed.pgwire.values.styles import TextStyle

_FIRST_DAY, _LAST_DAY = -719_162, 2_932_896
"""0001-01-01 and 9999-12-31, between which Arrow's spelling is PostgreSQL's."""
_DAY = 86_400_000_000


def date_text(array: pa.Array, style: TextStyle) -> pa.Array:
    """`2026-11-27`, or as `DateStyle` says."""
    days = fixed_values(array, "i4")
    usual = _usual(days, 1, style)
    texts = array.cast(pa.string())
    if usual is None:
        return texts
    return _with_rare(array, days, texts, usual, partial(date_text_of, date_style=style.date_style))


def timestamp_text(array: pa.Array, style: TextStyle) -> pa.Array:
    """`2026-11-27 03:20:34.5`."""
    microseconds = as_microseconds(array)
    return _timestamps(array, microseconds, style)


def timestamptz_text(array: pa.Array, style: TextStyle) -> pa.Array:
    """The same in the session's zone, with its offset at that moment: `2026-11-27 04:20:34.5+01`."""
    microseconds = as_microseconds(array)
    if not style.date_style.upper().startswith("ISO"):
        valid = validity(array)
        present = microseconds if valid is None else microseconds[valid]
        texts = pa.array([timestamptz_text_of(int(each), style) for each in present], pa.string())
        return (
            texts if valid is None else pc.replace_with_mask(pa.nulls(len(array), pa.string()), pa.array(valid), texts)
        )
    finite = np.abs(microseconds) != MICROSECONDS_INFINITY
    offsets = utc_offsets(microseconds, style.time_zone)
    local = np.where(finite, microseconds + offsets * 1_000_000, microseconds)
    texts = _timestamps(array, local, style)
    seen = np.unique(offsets)
    if len(seen) == 1:
        suffixes: Any = zone_suffix(int(seen[0]))
    else:
        names = pa.array([zone_suffix(int(offset)) for offset in seen])
        suffixes = names.take(pa.array(np.searchsorted(seen, offsets)))
    suffixed = pc.binary_join_element_wise(texts, suffixes, "")
    if local.min(initial=0) < _FIRST_DAY * _DAY:
        # `BC` stands behind all else.
        suffixed = pc.replace_substring_regex(suffixed, r"^(.*) BC(.*)$", r"\1\2 BC")
    return suffixed if finite.all() else pc.if_else(pa.array(finite), suffixed, texts)


def timestamptz_text_of(microseconds: int, style: TextStyle) -> str:
    """One instant in a `DateStyle`; styles other than ISO name the zone instead of its offset."""
    if abs(microseconds) == MICROSECONDS_INFINITY:
        return timestamp_text_of(microseconds)
    offset = offset_at(microseconds, style.time_zone)
    text = timestamp_text_of(microseconds + offset * 1_000_000, style.date_style)
    if style.date_style.upper().startswith("ISO"):
        suffix = zone_suffix(offset)
    else:
        suffix = f" {zone_abbreviation(microseconds, style.time_zone)}"
    return f"{text[:-3]}{suffix} BC" if text.endswith(" BC") else text + suffix


def time_text(array: pa.Array) -> pa.Array:
    """`03:20:34.5`."""
    microseconds = fixed_values(array, "i8")
    if pa.types.is_time64(array.type) and array.type.unit == "ns":
        microseconds = microseconds // 1000
    return clock_text(array, microseconds)


def timetz_text(array: pa.Array) -> pa.Array:
    """`03:20:34.5+01`, from DuckDB's bits: microseconds above 24 bits of offset."""
    microseconds, offsets = timetz_parts(array)
    seen = np.unique(offsets)
    names = pa.array([zone_suffix(int(offset)) for offset in seen], pa.string())
    suffixes = names.take(pa.array(np.searchsorted(seen, offsets)))
    return pc.binary_join_element_wise(clock_text(array, microseconds), suffixes, "")


def timetz_parts(array: pa.Array) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Microseconds since midnight, and seconds east of Greenwich."""
    bits = fixed_values(stored(array), "V8").view(np.uint64)
    # DuckDB sorts by its bits, so it stores the distance from the easternmost offset, 15:59:59.
    return (bits >> np.uint64(24)).astype(np.int64), 57_599 - (bits & np.uint64(0xFFFFFF)).astype(np.int64)


def as_microseconds(array: pa.Array) -> npt.NDArray[np.int64]:
    """Microseconds since 1970 of a timestamp array of any unit; what is finer is cut off."""
    raw: npt.NDArray[Any] = fixed_values(array, "i8")
    finite = np.abs(raw) != MICROSECONDS_INFINITY
    factor = {"s": 1_000_000, "ms": 1000}.get(array.type.unit)
    if factor:
        return np.where(finite, raw * factor, raw)
    found: npt.NDArray[Any] = np.where(finite, raw // 1000, raw) if array.type.unit == "ns" else raw
    return found


def clock_text(array: pa.Array, microseconds: npt.NDArray[Any]) -> pa.Array:
    """Microseconds of a day as text, NULL where `array` is."""
    valid = validity(array)
    if valid is not None:
        microseconds = np.where(valid, microseconds, 0)
    # 24:00:00 is a time to both engines, and none to Arrow.
    midnight = microseconds == _DAY
    moments = _from_memory(array, np.where(midnight, 0, microseconds), pa.time64("us"))
    texts = _trimmed(moments, microseconds, pa.time32("s"))
    return pc.if_else(pa.array(midnight), "24:00:00", texts) if midnight.any() else texts


def _timestamps(array: pa.Array, microseconds: npt.NDArray[np.int64], style: TextStyle) -> pa.Array:
    usual = _usual(microseconds, _DAY, style)
    if usual is None:
        return _trimmed(_from_memory(array, microseconds, pa.timestamp("us")), microseconds, pa.timestamp("s"))
    moments = _from_memory(array, np.where(usual, microseconds, 0), pa.timestamp("us"))
    texts = _trimmed(moments, microseconds, pa.timestamp("s"))
    return _with_rare(array, microseconds, texts, usual, partial(timestamp_text_of, date_style=style.date_style))


def _trimmed(moments: pa.Array, microseconds: npt.NDArray[Any], whole: pa.DataType) -> pa.Array:
    """Without a fraction where there is none, else without its trailing zeros."""
    fractions = microseconds % 1_000_000 != 0
    if not fractions.any():
        seconds = fixed_values(moments, "i8") // 1_000_000
        width = np.int32 if pa.types.is_time32(whole) else np.int64
        return _from_memory(moments, seconds.astype(width), whole).cast(pa.string())
    texts = pc.ascii_rtrim(moments.cast(pa.string()), "0")
    return texts if fractions.all() else pc.ascii_rtrim(texts, ".")


def _from_memory(array: pa.Array, values: npt.NDArray[Any], kind: pa.DataType) -> pa.Array:
    return pa.Array.from_buffers(kind, len(values), [bitmap(array), pa.py_buffer(np.ascontiguousarray(values))])


def _usual(counts: npt.NDArray[Any], per_day: int, style: TextStyle) -> npt.NDArray[np.bool_] | None:
    """Which moments Arrow spells as PostgreSQL does, None for all of them; none in another `DateStyle` than ISO."""
    if not style.date_style.upper().startswith("ISO"):
        return np.zeros(len(counts), dtype=np.bool_)
    first, end = _FIRST_DAY * per_day, (_LAST_DAY + 1) * per_day
    if not len(counts) or (counts.min() >= first and counts.max() < end):
        return None
    usual: npt.NDArray[np.bool_] = (counts >= first) & (counts < end)
    return usual


def _with_rare(
    array: pa.Array,
    values: npt.NDArray[Any],
    texts: pa.Array,
    usual: npt.NDArray[np.bool_],
    spell: Callable[[int], str],
) -> pa.Array:
    """Replace what Arrow does not spell as PostgreSQL does: far years, infinities."""
    rare = ~usual
    valid = validity(array)
    if valid is not None:
        rare &= valid
    spellings = pa.array([spell(int(value)) for value in values[rare]], pa.string())
    return pc.replace_with_mask(texts, pa.array(rare), spellings)
