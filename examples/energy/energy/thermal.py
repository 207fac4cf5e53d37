"""What temperature and wind mean for people and for heating: formulas, for a number and for columns alike.

Degrees Celsius in and out. Wind chill is that of Environment Canada and the US National Weather Service (2001), defined
for at most 10 °C and more than 4.8 km/h; elsewhere it is the temperature.
"""

from __future__ import annotations

from typing import Final

import polars as pl

HEATING_LIMIT: Final = 18.0
COOLING_LIMIT: Final = 22.0
CHILL_MOST_CELSIUS: Final = 10.0
CHILL_LEAST_KMH: Final = 4.8
KMH: Final = 3.6
"""Kilometres an hour in a metre a second."""


def heating_degrees(temperature: pl.Expr) -> pl.Expr:
    """max(0, 18 - T); NULL where the temperature is."""
    return (HEATING_LIMIT - temperature).clip(lower_bound=0)


def cooling_degrees(temperature: pl.Expr) -> pl.Expr:
    """max(0, T - 22); NULL where the temperature is."""
    return (temperature - COOLING_LIMIT).clip(lower_bound=0)


def wind_chill(temperature: pl.Expr, wind_ms: pl.Expr) -> pl.Expr:
    """13.12 + 0.6215 T - 11.37 v^0.16 + 0.3965 T v^0.16, v in km/h; the temperature where it is not defined.

    NULL where the temperature is, or where it is cold and nobody knows the wind.
    """
    speed = wind_ms * KMH
    power = speed.pow(0.16)
    felt = 13.12 + 0.6215 * temperature - 11.37 * power + 0.3965 * temperature * power
    return (
        pl.when(temperature > CHILL_MOST_CELSIUS)
        .then(temperature)
        .when(speed.is_null())
        .then(None)
        .when(speed > CHILL_LEAST_KMH)
        .then(felt)
        .otherwise(temperature)
    )


def thermal_features(temperature: float, wind_ms: float) -> dict[str, float]:
    """All three of one moment."""
    frame = pl.DataFrame({"t": [temperature], "v": [wind_ms]}, schema={"t": pl.Float64, "v": pl.Float64})
    t, v = pl.col("t"), pl.col("v")
    found = frame.select(
        wind_chill=wind_chill(t, v), heating_degrees=heating_degrees(t), cooling_degrees=cooling_degrees(t)
    )
    return found.row(0, named=True)
