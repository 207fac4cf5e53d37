from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from reedbed.cli.durations import iso_duration, short_duration
from reedbed.cli.quantities import moment, moment_and_age, short_size
from reedbed.errors.counts import count_of


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ((0, 0, 0), "PT0S"),
        ((14, 3, 0), "P1Y2M3D"),
        ((-1, 2, -3_500_000_000), "P-1M2DT-3.5S"),
        ((0, 0, 3_723_000_000_001), "PT1H2M3.000000001S"),
        ((0, 0, 90_000_000_000), "PT1M30S"),
    ],
)
def test_an_interval_is_an_iso_duration(parts: tuple[int, int, int], expected: str) -> None:
    assert iso_duration(*parts) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0.0004, "0 ms"), (0.85, "850 ms"), (3.21, "3.2 s"), (245, "4 min 5 s"), (3600, "1 h"), (183_600, "2 d 3 h")],
)
def test_a_duration_is_short(seconds: float, expected: str) -> None:
    assert short_duration(seconds) == expected


@pytest.mark.parametrize(
    ("size", "expected"),
    [(0, "0 B"), (1023, "1023 B"), (1536, "1.5 KiB"), (27 << 30, "27.0 GiB"), (1 << 50, "1024.0 TiB")],
)
def test_a_size_is_in_binary_units(size: int, expected: str) -> None:
    assert short_size(size) == expected


def test_a_count_has_its_noun() -> None:
    assert [count_of(1, "row"), count_of(336_776, "row"), count_of(0, "query", "queries")] == [
        "1 row",
        "336,776 rows",
        "0 queries",
    ]


def test_a_moment_is_told_in_utc_with_its_age() -> None:
    when = datetime.now(UTC) - timedelta(minutes=5)
    assert moment_and_age(when) == f"{moment(when)} (5 min ago)"
    assert moment(when).endswith("+00:00")
