"""Charts as PNG files: a forecast against what came, and how fresh each source is."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

import polars as pl
from matplotlib.dates import DateFormatter
from matplotlib.figure import Figure
from matplotlib.ticker import StrMethodFormatter

from energy.calendars import ZONE

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.axes import Axes

    from reedbed import StorageManager

SIZE_INCHES: Final = (10.0, 4.5)
DOTS_PER_INCH: Final = 110
BEFORE: Final = dt.timedelta(hours=48)
_ACTUAL, _FORECAST, _LATE, _QUIET = "#1f2a44", "#c2410c", "#94a3b8", "#64748b"
_UNITS: Final = (("days", 1_440.0), ("hours", 60.0), ("minutes", 1.0))


def forecast_chart(hours: pl.DataFrame, run: pl.DataFrame, file: Path) -> Path:
    """Draw a run with its interval over the consumption of its hours and of the two days before them."""
    start, end = run.select(pl.col("timestamp").min(), last=pl.col("timestamp").max()).row(0)
    actual = _local(hours.filter(pl.col("timestamp").is_between(start - BEFORE, end)))
    local = _local(run)
    figure, axes = _figure("Consumption in Finland, mean of each hour", _found(actual, local))
    axes.plot(actual["timestamp"].to_list(), actual["consumption_mw"].to_list(), color=_ACTUAL, label="measured")
    moments = local["timestamp"].to_list()
    axes.axvline(moments[0], color=_QUIET, linewidth=1, linestyle=":")
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
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    axes.margins(x=0.01)
    axes.legend(loc="upper left", frameon=False)
    axes.set_xlabel("the clock in Helsinki")
    axes.xaxis.set_major_formatter(DateFormatter("%d.%m.\n%H:%M", tz=ZONE))  # type: ignore[no-untyped-call]  # matplotlib's
    return _saved(figure, file)


def _found(actual: pl.DataFrame, run: pl.DataFrame) -> str:
    """How a forecast did on the hours of it that have come."""
    came = run.join(actual, on="timestamp").drop_nulls("consumption_mw")
    if came.height == 0:
        return f"forecast of {run.height} hours, none of which has come"
    value = pl.col("consumption_mw")
    mean, inside = came.select(
        (value - pl.col("predicted_consumption_mw")).abs().mean(),
        inside=value.is_between("confidence_lower", "confidence_upper").sum(),
    ).row(0)
    return f"{inside} of the {came.height} hours that came lie within the interval; the mean error is {mean:,.0f} MW"


def freshness_chart(store: StorageManager, now: dt.datetime, file: Path) -> Path:
    """Draw how old the newest row of each source is, and how long ago it was read, before `now`."""
    rows = store.query("SELECT source, newest, read_at FROM reedbed.ingest_cursors ORDER BY source DESC").to_pylist()
    names = [row["source"] for row in rows]
    ages, reads = ([_minutes(now - row[column]) for row in rows] for column in ("newest", "read_at"))
    unit, size = next((each for each in _UNITS if max(ages, default=0.0) >= 2 * each[1]), _UNITS[-1])
    figure, axes = _figure("How fresh the sources are", f"at {now:%Y-%m-%d %H:%M} UTC")
    bars = axes.barh(names, [age / size for age in ages], color=_LATE, height=0.6, label="age of the newest row")
    axes.bar_label(bars, labels=[f"{age / size:,.0f} {unit}" for age in ages], padding=4, color=_QUIET)
    axes.plot(
        [read / size for read in reads], names, "o", color=_FORECAST, clip_on=False, label="time since it was read"
    )
    axes.grid(visible=False, axis="y")
    axes.set_xlabel(unit)
    axes.set_xlim(left=0, right=1.12 * max([*ages, *reads], default=0.0) / size or 1)
    figure.legend(loc="outside lower right", ncols=2, frameon=False)
    return _saved(figure, file)


def _figure(title: str, told: str) -> tuple[Figure, Axes]:
    # Without pyplot there is no window system to ask for, and nothing to close.
    figure = Figure(figsize=SIZE_INCHES, layout="constrained")
    axes = figure.subplots()
    axes.set_title(f"{title}\n", loc="left", fontweight="bold")
    axes.text(0, 1.03, told, transform=axes.transAxes, color=_QUIET)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(visible=True, axis="both", alpha=0.25)
    axes.set_axisbelow(True)
    return figure, axes


def _saved(figure: Figure, file: Path) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(file, dpi=DOTS_PER_INCH)
    return file


def _local(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.sort("timestamp").with_columns(pl.col("timestamp").dt.convert_time_zone(ZONE))


def _minutes(span: dt.timedelta) -> float:
    return max(0.0, span / dt.timedelta(minutes=1))
