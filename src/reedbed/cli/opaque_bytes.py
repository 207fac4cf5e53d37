"""DuckDB's bytes for the types that Arrow has none for, as text.

The layouts are DuckDB's own: `hugeint_t` and `uhugeint_t` little endian, a bit string behind the count of its
padding bits, `dtime_tz_t` as microseconds in the upper 40 bits and 57,599 minus the offset in the lower 24.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_LARGEST_OFFSET_SECONDS = 57_599
_OFFSET_BITS = 24


def _hugeint(data: bytes) -> str:
    return str(int.from_bytes(data, "little", signed=True))


def _uhugeint(data: bytes) -> str:
    return str(int.from_bytes(data, "little"))


def _bits(data: bytes) -> str:
    return "".join(f"{byte:08b}" for byte in data[1:])[data[0] :]


def _time_with_zone(data: bytes) -> str:
    packed = int.from_bytes(data, "little")
    offset = _LARGEST_OFFSET_SECONDS - (packed & (1 << _OFFSET_BITS) - 1)
    wall = datetime.min.replace(tzinfo=UTC) + timedelta(microseconds=packed >> _OFFSET_BITS)
    minutes = abs(offset) // 60
    return f"{wall.time().isoformat()}{'-' if offset < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"


DECODERS: dict[str, Callable[[bytes], str]] = {
    "hugeint": _hugeint,
    "uhugeint": _uhugeint,
    "bit": _bits,
    "time_tz": _time_with_zone,
}
