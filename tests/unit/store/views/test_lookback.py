"""Durations as people write them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from reedbed.errors import UsageError
from reedbed.store.views.lookback import lookback_of


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2 days", 172_800),
        ("1 hour", 3600),
        ("90min", 5400),
        ("1h 30m", 5400),
        ("1 day, 2 hours", 93_600),
        ("1.5 h", 5400),
        ("3 WEEKS", 1_814_400),
        ("10 s", 10),
        ("", 0),
    ],
)
def test_a_duration_is_read(text: str, seconds: float) -> None:
    assert lookback_of(text) == timedelta(seconds=seconds)


def test_no_lookback_is_none_at_all() -> None:
    assert lookback_of(None) == timedelta(0)
    assert lookback_of(timedelta(hours=1)) == timedelta(hours=1)


@pytest.mark.parametrize("text", ["2", "days", "1 month", "2 years", "1 h -", "-1 h"])
def test_what_has_no_fixed_length_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        lookback_of(text)


def test_a_negative_duration_is_refused() -> None:
    with pytest.raises(UsageError, match="negative"):
        lookback_of(timedelta(hours=-1))
