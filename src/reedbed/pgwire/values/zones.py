"""Offsets from UTC: those of a zone at many moments at once, computed from the few times at which it changes."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

_FIXED: Final = re.compile(r"<?([+-]?)(\d{1,2})(?::?(\d{2}))?(?::?(\d{2}))?>?\Z")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST, _LAST = 1880, 2100
"""Years whose changes are looked up together, in 20 ms a zone; a moment outside of them is asked for by itself."""
_DAYS_IN_400_YEARS = 146_097


def utc_offsets(microseconds: npt.NDArray[np.int64], zone: str) -> npt.NDArray[np.int64]:
    """Seconds east of Greenwich at each moment (microseconds since 1970)."""
    fixed = fixed_offset(zone)
    if fixed is not None:
        return np.full(len(microseconds), fixed, dtype=np.int64)
    changes, offsets = _changes(zone)
    found = offsets[np.searchsorted(changes, microseconds, side="right")]
    outside = (microseconds < _seconds(_FIRST) * 1_000_000) | (microseconds >= _seconds(_LAST) * 1_000_000)
    if outside.any():
        info = ZoneInfo(zone)
        found[outside] = [_offset(info, int(each) // 1_000_000) for each in microseconds[outside]]
    return found


def offset_at(microseconds: int, zone: str) -> int:
    """Seconds east of Greenwich at one moment."""
    fixed = fixed_offset(zone)
    return _offset(ZoneInfo(zone), microseconds // 1_000_000) if fixed is None else fixed


def zone_abbreviation(microseconds: int, zone: str) -> str:
    """What the zone is called at one moment: `CET`, `EDT`, or its offset when it has no letters."""
    if fixed_offset(zone) is not None:
        return "UTC" if zone[0] not in "<+-" else zone.strip("<>")
    moment = _EPOCH + timedelta(seconds=_within(microseconds // 1_000_000))
    return moment.astimezone(ZoneInfo(zone)).tzname() or zone


@lru_cache(maxsize=64)
def fixed_offset(zone: str) -> int | None:
    """Seconds east of Greenwich of `UTC` or `+HH:MM`; None for a named zone that may change."""
    if zone.upper() in {"UTC", "GMT", "ETC/UTC", "ZULU"}:
        return 0
    matched = _FIXED.match(zone)
    if not matched:
        return None
    sign, hours, minutes, seconds = matched.groups()
    total = int(hours) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
    return -total if sign == "-" else total


@lru_cache(maxsize=64)
def _changes(zone: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The moments at which the offset changes, and the offsets before, between and after them."""
    info = ZoneInfo(zone)
    step = 7 * 86_400
    changes: list[int] = []
    offsets = [_offset(info, _seconds(_FIRST))]
    for low in range(_seconds(_FIRST), _seconds(_LAST), step):
        after = _offset(info, low + step)
        if after != offsets[-1]:
            changes.append(_first_different(info, low, low + step))
            offsets.append(after)
    return np.array(changes, dtype=np.int64) * 1_000_000, np.array(offsets, dtype=np.int64)


def _first_different(info: ZoneInfo, low: int, high: int) -> int:
    before = _offset(info, low)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(info, middle) == before:
            low = middle
        else:
            high = middle
    return high


def _seconds(year: int) -> int:
    return int((datetime(year, 1, 1, tzinfo=UTC) - _EPOCH).total_seconds())


def _offset(info: ZoneInfo, second: int) -> int:
    """The offset at a second since 1970; the calendar repeats itself every 400 years, and so do the rules."""
    moved = (_EPOCH + timedelta(seconds=_within(second))).astimezone(info).utcoffset()
    return int(moved.total_seconds()) if moved is not None else 0


def _within(second: int) -> int:
    """A second of the years that `datetime` knows with the same rules."""
    period = _DAYS_IN_400_YEARS * 86_400
    beyond = second - _seconds(9000)
    if beyond > 0:
        second -= -(-beyond // period) * period
    return max(second, _seconds(2))


def local_offset(moment: datetime, zone: str) -> int:
    """Seconds east of Greenwich when the zone's own clocks show `moment`.

    As PostgreSQL has it: the later one of two such instants, and where the clocks pass the moment over, the instant
    at which they would have shown it without having been put forward.
    Raises `KeyError` or `ValueError` for a zone that is not known.
    """
    fixed = fixed_offset(zone)
    if fixed is not None:
        return fixed
    info = ZoneInfo(zone)
    sides = [moment.replace(tzinfo=info, fold=fold).utcoffset() or timedelta() for fold in (0, 1)]
    return int(min(sides).total_seconds())
