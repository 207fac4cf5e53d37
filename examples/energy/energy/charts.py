"""Charts as PNG files: a forecast against what came, and how fresh each source is."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

import polars as pl
from matplotlib.dates import DateFormatter
from matplotlib.figure import Figure

from energy.calendars import ZONE

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.axes import Axes

    from reedbed import StorageManager

SIZE_INCHES: Final = (10.0, 4.5)
DOTS_PER_INCH: Final = 110
BEFORE: Final = dt.timedelta(hours=48)
_ACTUAL, _FORECAST, _LATE = "#1f2a44", "#c2410c", "#94a3b8"


def forecast_chart(hours: pl.DataFrame, run: pl.DataFrame, file: Path) -> Path:
    """Draw a run with its interval over the consumption of its hours and of the two days before them."""
    start, end = run.select(pl.col("timestamp").min(), last=pl.col("timestamp").max()).row(0)
    actual = _local(hours.filter(pl.col("timestamp").is_between(start - BEFORE, end)))
    local = _local(run)
    figure, axes = _figure("Consumption in Finland: forecast and what came")
    axes.plot(actual["timestamp"].to_list(), actual["consumption_mw"].to_list(), color=_ACTUAL, label="measured")
    moments = local["timestamp"].to_list()
    axes.fill_between(
        moments,
        local["confidence_lower"].to_list(),
        local["confidence_upper"].to_list(),
        color=_FORECAST,
        alpha=0.18,
        linewidth=0,
        label="95 % interval",
    )
    axes.plot(moments, local["predicted_consumption_mw"].to_list(), color=_FORECAST, label="forecast")
    axes.set_ylabel("MW")
    axes.legend(loc="best", frameon=False)
    axes.xaxis.set_major_formatter(DateFormatter("%d.%m. %H:%M", tz=ZONE))  # type: ignore[no-untyped-call]  # matplotlib's
    figure.autofmt_xdate()
    return _saved(figure, file)


def freshness_chart(store: StorageManager, now: dt.datetime, file: Path) -> Path:
    """Draw how old the newest row of each source is, and how long ago it was read, in minutes before `now`."""
    rows = store.query("SELECT source, newest, read_at FROM reedbed.ingest_cursors ORDER BY source DESC").to_pylist()
    names = [row["source"] for row in rows]
    figure, axes = _figure("How fresh the sources are")
    axes.barh(
        names, [_minutes(now - row["newest"]) for row in rows], color=_LATE, height=0.6, label="age of the newest row"
    )
    read = [_minutes(now - row["read_at"]) for row in rows]
    axes.plot(read, names, "o", color=_FORECAST, clip_on=False, label="time since it was read")
    axes.set_xlabel("minutes")
    axes.set_xlim(left=0)
    figure.legend(loc="outside lower right", ncols=2, frameon=False)
    return _saved(figure, file)


def _figure(title: str) -> tuple[Figure, Axes]:
    # Without pyplot there is no window system to ask for, and nothing to close.
    figure = Figure(figsize=SIZE_INCHES, layout="constrained")
    axes = figure.subplots()
    axes.set_title(title, loc="left")
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(visible=True, axis="both", alpha=0.25)
    return figure, axes


def _saved(figure: Figure, file: Path) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(file, dpi=DOTS_PER_INCH)
    return file


def _local(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.sort("timestamp").with_columns(pl.col("timestamp").dt.convert_time_zone(ZONE))


def _minutes(span: dt.timedelta) -> float:
    return max(0.0, span / dt.timedelta(minutes=1))
