"""Forecasts of the next hours: one hour after the other, each from what is known and from the hours forecast before it.

A forecast from an origin knows the consumption of the hours before it, the calendar, and no weather of its own hours:
where nobody forecast the weather, that of the day before at the same hour stands for it. Backtests do exactly the same,
so that their errors are those that forecasts will have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
import polars as pl

from energy.features import FEATURES, LAGS, LONGEST, MEANS, MEASURED, PAST, TARGET, thermal_columns, with_features

if TYPE_CHECKING:
    from collections.abc import Sequence

    import lightgbm as lgb
    import numpy.typing as npt

    Matrix: TypeAlias = npt.NDArray[np.float64]

HORIZON: Final = 24
LEVEL_COLUMN: Final = "lag_1"
"""What a model's answer is added to."""
DAY: Final = 24


def known_ahead(hours: pl.DataFrame, *, forecast_weather: bool) -> pl.DataFrame:
    """The hours with the features that are known a day ahead; those of the past are NULL.

    `forecast_weather` takes the weather of an hour where there is one: for hours that have not been, it was forecast.
    """
    yesterday = {name: pl.col(name).shift(DAY) for name in MEASURED}
    weather = (
        {name: pl.coalesce(pl.col(name), each) for name, each in yesterday.items()} if forecast_weather else yesterday
    )
    return with_features(hours.with_columns(**weather)).with_columns(
        **thermal_columns(), **{name: pl.lit(None, pl.Float64) for name in PAST}
    )


def forecast(booster: lgb.Booster, hours: pl.DataFrame, ahead: pl.DataFrame, origins: Sequence[int]) -> Matrix:
    """Forecasts from each origin, one row each, `HORIZON` hours long.

    `hours` has the consumption, `ahead` is what `known_ahead` makes of them; an origin is the number of the row that is
    forecast first. Nothing of `hours` at or after an origin is looked at.
    """
    known = hours.get_column(TARGET).to_numpy().astype(np.float64)
    beside = ahead.select(FEATURES).cast(pl.Float64).to_numpy()
    starts = np.asarray(origins)
    series = np.full((len(starts), LONGEST + HORIZON), np.nan)
    for row, origin in enumerate(origins):
        past = known[max(0, origin - LONGEST) : origin]
        series[row, LONGEST - len(past) : LONGEST] = past
    for step in range(HORIZON):
        table = beside[starts + step].copy()
        table[:, : len(PAST)] = past_values(series, LONGEST + step)
        series[:, LONGEST + step] = table[:, PAST.index(LEVEL_COLUMN)] + booster.predict(table)
    return series[:, LONGEST:]


def past_values(series: Matrix, place: int) -> Matrix:
    """The features `PAST` of the hour at a place of each row of `series`, from the hours to its left."""
    lags = [series[:, place - hours] for hours in LAGS]
    means = [_mean(series[:, place - hours : place]) for hours in MEANS]
    return np.column_stack([*lags, *means])


def _mean(window: Matrix) -> Matrix:
    """The mean of each row without its gaps; a row of gaps has none."""
    there = ~np.isnan(window)
    counts = there.sum(axis=1)
    sums = np.where(there, window, 0.0).sum(axis=1)
    means: Matrix = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
    return means
