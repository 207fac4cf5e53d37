from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pytest

from reedbed import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from energy.training import Trained

    Run = Callable[..., dict[str, Any]]

START = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
WEEKS = 4


def history(weeks: int = WEEKS) -> pl.DataFrame:
    """Hours of the loopback servers' consumption and weather, without the servers."""
    from energy.alignment import hourly_grid
    from energy.loopback.grid import consumption
    from energy.loopback.weather import observation

    grid = hourly_grid(START, START + dt.timedelta(weeks=weeks))
    moments = grid["timestamp"].to_list()
    weather = [observation(moment) for moment in moments]
    names = {"temperature": "t2m", "wind_speed": "ws_10min", "humidity": "rh", "cloud_cover": "n_man"}
    return grid.with_columns(
        pl.Series("consumption_mw", [consumption(moment) for moment in moments]),
        *(pl.Series(name, [each[field] for each in weather]) for name, field in names.items()),
    )


@pytest.fixture(scope="module")
def trained() -> Trained:
    from energy.training import train

    return train(history())


def test_a_model_beats_whoever_says_that_tomorrow_is_like_today(trained: Trained) -> None:
    report = trained.report
    assert report.mae_mw < 0.6 * report.same_hour_yesterday_mae_mw
    assert report.held_out_hours == 168
    assert 0.85 <= report.coverage <= 1.0


def test_training_twice_makes_the_same_model(trained: Trained) -> None:
    from energy.training import train

    again = train(history())
    assert (again.version, again.report) == (trained.version, trained.report)


def test_a_week_that_is_held_out_and_one_to_learn_from_are_needed() -> None:
    from energy.errors import HistoryTooShort
    from energy.training import train

    with pytest.raises(HistoryTooShort, match="found 167"):
        train(history().slice(0, 2 * 168 - 1))


def test_the_held_out_week_teaches_the_twin_nothing() -> None:
    from energy.features import with_features
    from energy.training import _errors

    hours = history(3)
    cut = hours.height - 168
    known = with_features(hours)
    straight = _errors(known, hours, cut)
    place = cut + 30
    bent = hours.with_columns(
        pl.when(pl.int_range(pl.len()) >= place).then(1e6).otherwise(pl.col("consumption_mw")).alias("consumption_mw")
    )
    crooked = _errors(with_features(bent), bent, cut)
    # Forecasts that end before the first bent hour are what they were; errors are actual - forecast.
    assert np.array_equal(straight[:7], crooked[:7])
    # And a forecast whose origin lies before it does not know it either.
    origin = place - cut
    actual = (
        bent["consumption_mw"].to_numpy()[place : place + 24] - hours["consumption_mw"].to_numpy()[place : place + 24]
    )
    assert np.allclose(crooked[origin] - straight[origin], actual, atol=1e-6)


def test_features_made_hour_by_hour_are_those_of_the_frame() -> None:
    from energy.features import LONGEST, PAST, with_features
    from energy.forecasting import past_values

    hours = history(2).with_columns(
        pl.when(pl.int_range(pl.len()) == 250).then(None).otherwise(pl.col("consumption_mw")).alias("consumption_mw")
    )
    values = hours["consumption_mw"].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    frame = with_features(hours).select(PAST).fill_null(float("nan")).to_numpy()
    for place in (LONGEST, 251, 256, 300, 335):
        found = past_values(values[np.newaxis, place - LONGEST : place + 1], LONGEST)
        assert np.allclose(found[0], frame[place], equal_nan=True), place


def test_bounds_hold_the_share_that_they_say() -> None:
    from energy.intervals import coverage, error_bounds

    dice = np.random.default_rng(7)
    seen, unseen = dice.normal(0, 100, (400, 24)), dice.normal(0, 100, (4_000, 24))
    assert coverage(unseen, seen) == pytest.approx(0.95, abs=0.01)
    low, high = error_bounds(seen)
    assert (low < 0).all()
    assert (high > 0).all()
    assert math.isnan(coverage(np.full((48, 24), np.nan)))


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    from energy.servers import postgresql

    with postgresql() as url:
        assert url is not None
        yield url


def made_run(generated_at: dt.datetime, shift: float = 0.0) -> pl.DataFrame:
    from energy.predictions import SCHEMA

    moments = [START + dt.timedelta(hours=hour) for hour in range(24)]
    values = [8_000 + shift + hour / 3 for hour in range(24)]
    return pl.DataFrame(
        {
            "timestamp": moments,
            "model_type": ["lightgbm"] * 24,
            "model_version": ["v1"] * 24,
            "generated_at": [generated_at] * 24,
            "predicted_consumption_mw": values,
            "confidence_lower": [value - 0.1 for value in values],
            "confidence_upper": [value + 1e-9 for value in values],
        },
        schema=SCHEMA,
    )


@pytest.mark.parametrize("backend", ["duckdb", "served", "postgresql"])
def test_the_same_frame_comes_back_from_every_backend(
    backend: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    from contextlib import ExitStack

    from energy.predictions import latest_run, store_run
    from energy.servers import served
    from reedbed import Workspace

    early, late = made_run(START + dt.timedelta(microseconds=1)), made_run(START + dt.timedelta(microseconds=2), 50)
    with ExitStack() as stack:
        if backend == "postgresql":
            url = request.getfixturevalue("postgresql")
        elif backend == "served":
            url = stack.enter_context(served(Workspace.init(tmp_path / "w").folder, {}))
        else:
            url = f"duckdb:///{tmp_path / 'predictions.db'}"
        store = stack.enter_context(open_store(url))
        assert store_run(store, late) == {"new": 24, "changed": 0, "same": 0}
        assert store_run(store, early) == {"new": 24, "changed": 0, "same": 0}
        assert store_run(store, late) == {"new": 0, "changed": 0, "same": 24}
        assert latest_run(store).equals(late), "the newest in time, whichever was stored last"
        assert store.row_count("predictions") == 48
        mended = late.with_columns(model_version=pl.lit("v2"))
        assert store_run(store, mended) == {"new": 0, "changed": 24, "same": 0}
        assert latest_run(store).equals(mended)


def test_train_predict_and_latest_from_what_was_ingested(run: Run, url: str, tmp_path: Path) -> None:
    keys = {"fingrid_url": url, "fmi_url": url, "api_key": "sesame-4711", "requests_per_minute": 60_000}
    run("ingest", start="2026-03-01T00:00:00Z", end="2026-03-16T10:21:00Z", **keys)
    untrained = run("predict")["error"]
    assert (untrained["code"], str(tmp_path / "w") in untrained["hint"]) == ("ENERGY004", True)
    trained = run("train")
    assert (trained["trained_until"], trained["hours"]) == ("2026-03-16T10:00:00Z", 15 * 24 + 10)
    predicted = run("predict")
    assert predicted["stored"] == {"new": 24, "changed": 0, "same": 0}
    assert predicted["model_version"] == trained["model_version"]
    moments = [each["timestamp"] for each in predicted["predictions"]]
    assert (moments[0], moments[-1], len(moments)) == ("2026-03-16T10:00:00Z", "2026-03-17T09:00:00Z", 24)
    for each in predicted["predictions"]:
        assert each["confidence_lower"] < each["predicted_consumption_mw"] < each["confidence_upper"]
    assert run("latest") == {name: value for name, value in predicted.items() if name != "stored"}
    elsewhere = f"duckdb:///{tmp_path / 'elsewhere.db'}"
    assert run("latest", store_url=elsewhere)["error"]["code"] == "ENERGY005"
    assert not (tmp_path / "elsewhere.db").exists(), "who asks for the newest run makes no store"
    there = run("predict", store_url=elsewhere)
    assert run("latest", store_url=elsewhere)["generated_at"] == there["generated_at"]
    assert run("latest")["generated_at"] == predicted["generated_at"]
