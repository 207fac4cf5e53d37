from __future__ import annotations

import datetime as dt
import math
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reedbed import temp_storage

UTC = dt.UTC
MONDAY = dt.datetime(2026, 3, 2, tzinfo=UTC)

THERMAL = {
    "cold and windy": (-5, 10, -13.677823257326816, 23, 0),
    "just cold enough": (10, 5, 13.12 + 6.215 - 11.37 * 18**0.16 + 3.965 * 18**0.16, 8, 0),
    "too warm for a chill": (10.1, 5, 10.1, 7.9, 0),
    "too calm for a chill": (-20, 4.8 / 3.6, -20, 38, 0),
    "warm": (25, 10, 25, 0, 3),
    "between": (20, 10, 20, 0, 0),
}


@pytest.mark.parametrize(("temperature", "wind", "chill", "heating", "cooling"), THERMAL.values(), ids=THERMAL)
def test_what_temperature_and_wind_mean(
    temperature: float, wind: float, chill: float, heating: float, cooling: float
) -> None:
    from energy.thermal import thermal_features

    found = thermal_features(temperature, wind)
    assert found["wind_chill"] == pytest.approx(chill)
    assert found["heating_degrees"] == pytest.approx(heating)
    assert found["cooling_degrees"] == pytest.approx(cooling)


def hours(values: list[float | None], start: dt.datetime = MONDAY) -> pl.DataFrame:
    from energy.alignment import hourly_grid
    from energy.features import MEASURED

    grid = hourly_grid(start, start + dt.timedelta(hours=len(values)))
    return grid.with_columns(
        pl.Series("consumption_mw", values, pl.Float64), *(pl.lit(1.0).alias(name) for name in MEASURED)
    )


def test_lags_and_means_are_those_of_the_hours_before() -> None:
    from energy.features import LAGS, MEANS, with_features

    values = [float(number * number % 97) for number in range(400)]
    row = with_features(hours([*values])).row(300, named=True)
    assert {lag: row[f"lag_{lag}"] for lag in LAGS} == {lag: values[300 - lag] for lag in LAGS}
    for length in MEANS:
        assert row[f"mean_{length}"] == pytest.approx(math.fsum(values[300 - length : 300]) / length)


def test_a_gap_is_null_and_moves_no_other_hour() -> None:
    from energy.features import with_features

    values: list[float | None] = [float(number) for number in range(200)]
    values[150] = None
    found = with_features(hours(values))
    assert found.row(151, named=True)["lag_1"] is None
    assert found.row(152, named=True)["lag_1"] == 151
    assert found.row(152, named=True)["lag_2"] is None
    assert found.row(152, named=True)["mean_6"] == pytest.approx((146 + 147 + 148 + 149 + 151) / 5)


@given(st.integers(170, 230), st.floats(-1e6, 1e6))
@settings(max_examples=25, deadline=None)
def test_no_feature_of_an_hour_knows_its_consumption_or_a_later_one(place: int, value: float) -> None:
    from energy.features import FEATURES, with_features

    values: list[float | None] = [float(number % 31) for number in range(240)]
    straight = with_features(hours(values)).select(FEATURES).slice(0, place + 1)
    values[place:] = [value] * (240 - place)
    assert with_features(hours(values)).select(FEATURES).slice(0, place + 1).equals(straight)


def calendar(moment: dt.datetime) -> dict[str, Any]:
    from energy.calendars import calendar_features, local_years

    frame = pl.DataFrame({"timestamp": [moment.astimezone(UTC)]})
    return frame.select(**calendar_features(pl.col("timestamp"), local_years(moment, moment))).row(0, named=True)


def test_friday_is_no_weekend_and_is_the_eve_of_one() -> None:
    week = [calendar(MONDAY + dt.timedelta(days=day, hours=12)) for day in range(7)]
    assert [day["weekday"] for day in week] == [1, 2, 3, 4, 5, 6, 7]
    assert [day["is_weekend"] for day in week] == [0, 0, 0, 0, 0, 1, 1]
    assert [day["is_eve"] for day in week] == [0, 0, 0, 0, 1, 0, 0]


HOLIDAYS = [
    "2026-01-06",
    "2026-04-03",
    "2026-05-14",
    "2026-06-19",
    "2026-06-20",
    "2026-10-31",
    "2026-12-06",
    "2026-12-24",
]


@pytest.mark.parametrize("day", HOLIDAYS)
def test_finnish_holidays_are_known(day: str) -> None:
    assert calendar(dt.datetime.fromisoformat(f"{day}T12:00:00+02:00"))["is_holiday"] == 1


def test_the_day_before_a_holiday_is_an_eve_and_the_year_ends_in_helsinki() -> None:
    assert calendar(dt.datetime.fromisoformat("2026-05-13T12:00:00+03:00"))["is_eve"] == 1
    midnight = calendar(dt.datetime(2026, 12, 31, 22, tzinfo=UTC))
    assert (midnight["is_holiday"], midnight["hour"], midnight["day_of_year"]) == (1, 0, 1)


@pytest.mark.parametrize(
    ("day", "count", "twice"), [("2026-03-29", 23, 0), ("2026-10-25", 25, 1), ("2026-06-01", 24, 0)]
)
def test_days_of_23_and_25_hours_have_them_all(day: str, count: int, twice: int) -> None:
    from energy.alignment import hourly_grid
    from energy.calendars import ZONE, calendar_features, local_years

    start = dt.datetime.fromisoformat(day).replace(tzinfo=UTC) - dt.timedelta(days=1)
    grid = hourly_grid(start, start + dt.timedelta(days=3))
    local = pl.col("timestamp").dt.convert_time_zone(ZONE).dt.date()
    of_day = grid.filter(local == dt.date.fromisoformat(day))
    found = of_day.select(**calendar_features(pl.col("timestamp"), local_years(start, start)))["hour"].to_list()
    assert len(found) == count
    assert len(found) - len(set(found)) == twice
    assert found == sorted(found)


def test_an_hour_is_the_mean_of_the_points_that_begin_in_it() -> None:
    from energy.alignment import Alignment, aligned, hourly_grid

    moments = [MONDAY + dt.timedelta(minutes=3 * number) for number in (0, 1, 19, 20, 60)]
    series = pl.DataFrame({"timestamp": moments, "mw": [1.0, 2.0, 6.0, 100.0, 7.0]})
    grid = hourly_grid(MONDAY, MONDAY + dt.timedelta(hours=4))
    assert aligned(grid, series, Alignment(method="mean"))["mw"].to_list() == [3.0, 100.0, None, 7.0]


def test_the_weather_of_an_hour_is_the_last_that_was_measured_before_it_begins() -> None:
    from energy.alignment import Alignment, aligned, hourly_grid

    moments = [MONDAY + dt.timedelta(minutes=10 * number) for number in (5, 6, 7, 13)]
    series = pl.DataFrame({"timestamp": moments, "t": [1.0, None, 3.0, 4.0]})
    grid = hourly_grid(MONDAY, MONDAY + dt.timedelta(hours=5))
    within = Alignment(method="asof", within=dt.timedelta(hours=1))
    assert aligned(grid, series, within)["t"].to_list() == [None, 1.0, 3.0, 4.0, None]


def test_numbers_and_instants_of_an_answer_are_not_copied_into_the_frame() -> None:
    from energy.history import _SERIES, _frame

    with temp_storage() as store:
        moment, value = "TIMESTAMPTZ '2026-03-01' + to_minutes(i) AS timestamp", "i::DOUBLE AS consumption_mw"
        answer = store.query(f"SELECT {moment}, {value} FROM range(1000) t(i)")
    frame = _frame(answer, _SERIES)
    for name in frame.columns:
        theirs, ours = answer.column(name).chunk(0), frame[name].to_arrow()
        assert ours.buffers()[1].address == theirs.buffers()[1].address, name
