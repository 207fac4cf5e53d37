from __future__ import annotations

import datetime as dt

import pytest

from reedbed import errors
from reedbed.lake.cuts import Moment, before_cut, cut_of

NOW = dt.datetime(2024, 6, 30, 12, tzinfo=dt.UTC)
PRAGUE = dt.timezone(dt.timedelta(hours=2))


@pytest.mark.parametrize(
    ("moment", "cut"),
    [
        ("2024-06-01", "2024-06-01 00:00:00+00"),
        ("2024-06-01T02:00:00+02:00", "2024-06-01 00:00:00+00"),
        (dt.datetime(2024, 6, 1, 2, tzinfo=PRAGUE), "2024-06-01 00:00:00+00"),
        (dt.date(2024, 6, 1), "2024-06-01 00:00:00+00"),
        (dt.timedelta(days=1), "2024-06-29 12:00:00+00"),
        ("36h", "2024-06-29 00:00:00+00"),
        ("2 weeks", "2024-06-16 12:00:00+00"),
    ],
)
def test_moments_and_ages_are_instants_in_utc(moment: Moment, cut: str) -> None:
    assert cut_of(moment, "TIMESTAMP WITH TIME ZONE", now=NOW) == cut


def test_a_column_without_a_zone_takes_naive_moments_as_its_own() -> None:
    assert cut_of("2024-06-01T12:00:00", "TIMESTAMP") == "2024-06-01 12:00:00"
    assert cut_of("2024-06-01T12:00:00+02:00", "TIMESTAMP") == "2024-06-01 10:00:00"
    with pytest.raises(errors.NaiveTime):
        cut_of("2024-06-01T12:00:00", "TIMESTAMP WITH TIME ZONE")


def test_a_day_is_old_when_all_of_it_is() -> None:
    assert before_cut("d", "DATE", "2024-06-01 12:00:00") == (
        "\"d\" < CAST(CAST('2024-06-01 12:00:00' AS TIMESTAMP) AS DATE)"
    )


@pytest.mark.parametrize("given", ["soon", "7", "2024-13-01", "7 fortnights", "", 7, 1.5, None])
def test_what_is_no_moment_is_refused(given: object) -> None:
    with pytest.raises(errors.UsageError):
        cut_of(given, "TIMESTAMP")  # type: ignore[arg-type]  # what it refuses
