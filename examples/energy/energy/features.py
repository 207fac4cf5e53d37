"""Features of an hour: what is known before the hour begins, and nothing of the hour itself.

`lag_n` is the consumption n hours earlier and `mean_n` the mean of the n hours before, both by the clock of UTC, where
an hour is an hour. A gap in the series is NULL there, and moves nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from energy.alignment import CONSUMPTION, WEATHER, aligned, hourly_grid
from energy.calendars import calendar_features, local_years
from energy.thermal import cooling_degrees, heating_degrees, wind_chill

if TYPE_CHECKING:
    import datetime as dt

TARGET: Final = "consumption_mw"
LAGS: Final = (1, 2, 3, 6, 12, 24, 168)
MEANS: Final = (6, 12, 24, 168)
LONGEST: Final = max(*LAGS, *MEANS)
MEASURED: Final = ("temperature", "wind_speed", "humidity", "cloud_cover")

PAST: Final = (*(f"lag_{hours}" for hours in LAGS), *(f"mean_{hours}" for hours in MEANS))
THERMAL: Final = ("wind_chill", "heating_degrees", "cooling_degrees")
CALENDAR: Final = ("hour", "weekday", "day_of_year", "is_weekend", "is_holiday", "is_eve")
FEATURES: Final = (*PAST, *MEASURED, *THERMAL, *CALENDAR)
"""The columns that a model sees, in its order."""


def hourly(consumption: pl.DataFrame, weather: pl.DataFrame, start: dt.datetime, end: dt.datetime) -> pl.DataFrame:
    """Consumption and weather at every hour of [start, end); NULL where nothing was measured."""
    grid = hourly_grid(start, end)
    measured = aligned(grid, weather.select("timestamp", *MEASURED), WEATHER)
    return aligned(grid, consumption.select("timestamp", TARGET), CONSUMPTION).join(
        measured, on="timestamp", how="left", maintain_order="left"
    )


def with_features(hours: pl.DataFrame) -> pl.DataFrame:
    """The hours with all features. The rows are every hour of a span, in order, as `hourly` gives them."""
    bounds = hours.select(first=pl.col("timestamp").min(), last=pl.col("timestamp").max()).row(0, named=True)
    years = local_years(bounds["first"], bounds["last"])
    return hours.with_columns(**past_features(), **thermal_columns(), **calendar_features(pl.col("timestamp"), years))


def past_features() -> dict[str, pl.Expr]:
    """Lags and means of the hours before; an hour's own value is in none of them."""
    target = pl.col(TARGET)
    lags = {f"lag_{hours}": target.shift(hours) for hours in LAGS}
    # Shifted by one before the window is laid, so that its last hour is the one before.
    means = {f"mean_{hours}": target.shift(1).rolling_mean(hours, min_samples=1) for hours in MEANS}
    return lags | means


def thermal_columns() -> dict[str, pl.Expr]:
    """What the weather means for heating, for cooling and for people outside."""
    temperature, wind = pl.col("temperature"), pl.col("wind_speed")
    return {
        "wind_chill": wind_chill(temperature, wind),
        "heating_degrees": heating_degrees(temperature),
        "cooling_degrees": cooling_degrees(temperature),
    }
