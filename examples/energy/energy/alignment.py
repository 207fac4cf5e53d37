"""Series of 3 minutes, 10 minutes and an hour on one grid of hours: how is declared, and nothing is guessed.

    mean    an hour's value is the mean of the points that begin in it (floor), NULL when there is none
    asof    an hour's value is the last point at or before its beginning, when that is no older than `within`

Hours are counted in UTC, so that days of 23 and 25 hours have 23 and 25 rows.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final, Literal

import polars as pl

HOUR: Final = "1h"
INSTANT: Final = pl.Datetime("us", "UTC")


@dataclass(frozen=True, kw_only=True, slots=True)
class Alignment:
    """How a series comes onto the grid."""

    method: Literal["mean", "asof"]
    within: dt.timedelta = dt.timedelta(hours=1)


CONSUMPTION: Final = Alignment(method="mean")
"""Megawatts over the hour, as the market settles them."""
WEATHER: Final = Alignment(method="asof", within=dt.timedelta(hours=1))
"""What is known of the weather when the hour begins."""


def hourly_grid(start: dt.datetime, end: dt.datetime) -> pl.DataFrame:
    """Every hour of [start, end), whether there are points in it or not."""
    hours = pl.datetime_range(start, end, HOUR, time_unit="us", closed="left", eager=True)
    return pl.DataFrame({"timestamp": hours.cast(INSTANT)})


def aligned(grid: pl.DataFrame, series: pl.DataFrame, alignment: Alignment) -> pl.DataFrame:
    """The columns of `series` at the hours of `grid`; both are sorted by `timestamp`."""
    if alignment.method == "mean":
        means = (
            series.sort("timestamp")
            .group_by_dynamic("timestamp", every=HOUR, closed="left", label="left")
            .agg(pl.all().exclude("timestamp").mean())
        )
        return grid.join(means, on="timestamp", how="left", maintain_order="left")
    # Each column by itself: where one value is missing, the last one that is there counts.
    found = grid
    for name in series.columns:
        if name != "timestamp":
            known = series.select("timestamp", name).drop_nulls().sort("timestamp")
            found = found.join_asof(known, on="timestamp", strategy="backward", tolerance=alignment.within)
    return found
