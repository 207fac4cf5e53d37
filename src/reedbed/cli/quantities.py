"""Sizes and moments as people read them."""

from __future__ import annotations

from datetime import UTC, datetime

from reedbed.cli.durations import short_duration

_STEP = 1024


def short_size(size_bytes: int) -> str:
    """A size in binary units: `0 B`, `532 B`, `1.4 KiB`, `27.0 GiB`."""
    amount = float(size_bytes)
    for unit in ("B", "KiB", "MiB", "GiB", "TiB"):
        if amount < _STEP or unit == "TiB":
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= _STEP
    raise AssertionError


def moment(when: datetime) -> str:
    """An instant as ISO 8601 in UTC, to the second."""
    return when.astimezone(UTC).replace(microsecond=0).isoformat()


def minute(when: datetime) -> str:
    """An instant as ISO 8601 in UTC, to the minute: `2026-11-20T21:00Z`, for lists in which it stands beside others."""
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


def moment_and_age(when: datetime) -> str:
    """An instant with how long ago it was: `2026-11-20T21:00:00+00:00 (5 min ago)`."""
    age_seconds = (datetime.now(UTC) - when).total_seconds()
    return f"{moment(when)} ({short_duration(max(age_seconds, 0))} ago)"
