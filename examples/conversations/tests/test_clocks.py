from __future__ import annotations

from datetime import UTC, datetime

import pytest

from conversations.clocks import Clock, time_zone
from conversations.errors import RequestInvalid

PRAGUE = "Europe/Prague"


def utc_hours(*locals_: str, zone: str = PRAGUE) -> list[str]:
    clock = Clock(time_zone(zone))
    return [f"{clock.utc(datetime.fromisoformat(local)):%H:%M}" for local in locals_]


def test_local_times_become_utc_in_winter_and_summer() -> None:
    assert utc_hours("2024-01-31 12:00", "2024-07-31 12:00") == ["11:00", "10:00"]


def test_the_hour_that_comes_twice_is_told_apart_by_the_clock_running_backwards() -> None:
    twice = ["2024-10-27 01:59", "2024-10-27 02:10", "2024-10-27 02:50", "2024-10-27 02:10", "2024-10-27 02:55"]
    assert utc_hours(*twice, "2024-10-27 03:05") == ["23:59", "00:10", "00:50", "01:10", "01:55", "02:05"]


def test_a_message_a_minute_out_of_order_is_not_an_hour_late() -> None:
    assert utc_hours("2024-10-27 02:31", "2024-10-27 02:30") == ["00:31", "00:30"]


def test_the_hour_that_is_skipped_is_read_with_the_offset_before() -> None:
    assert utc_hours("2024-03-31 01:59", "2024-03-31 02:30", "2024-03-31 03:30") == ["00:59", "01:30", "01:30"]
    assert utc_hours("2024-03-31 04:30", "2024-03-31 02:30") == ["02:30", "01:30"]


def test_time_running_backwards_elsewhere_changes_nothing() -> None:
    assert utc_hours("2024-07-02 12:00", "2024-07-01 12:00") == ["10:00", "10:00"]


def test_the_instant_is_aware() -> None:
    assert Clock(time_zone("UTC")).utc(datetime.fromisoformat("2024-01-01")).tzinfo is UTC


@pytest.mark.parametrize("name", ["Prague", "", "../../etc/passwd", "/etc/passwd", "x\0y", "Europe"])
def test_a_zone_that_does_not_exist_is_refused_by_name(name: str) -> None:
    with pytest.raises(RequestInvalid) as caught:
        time_zone(name)
    assert caught.value.details["found"] == name
