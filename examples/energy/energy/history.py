"""What is known of consumption and weather, out of the store and onto a grid of hours."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

import polars as pl

from energy.alignment import INSTANT
from energy.errors import HistoryTooShort
from energy.features import MEASURED, TARGET, hourly
from energy.requests import example
from energy.tables import CONSUMPTION, WEATHER
from energy.workspaces import folder_of

if TYPE_CHECKING:
    import pyarrow as pa

    from reedbed import StorageManager

HOUR: Final = dt.timedelta(hours=1)
_SERIES: Final = pl.Schema({"timestamp": INSTANT, TARGET: pl.Float64()})
_WEATHER: Final = pl.Schema([("timestamp", INSTANT), *((name, pl.Float64()) for name in MEASURED)])


def read_hours(store: StorageManager, *, ahead: int = 0) -> pl.DataFrame:
    """Every hour that consumption is known for, from the first to the last whole one, and `ahead` hours more.

    Weather that was observed counts before weather that was forecast; of several stations it is their mean. Raises
    `HistoryTooShort` when there is no whole hour.
    """
    consumption = _consumption(store)
    if consumption.height == 0:
        raise HistoryTooShort("There is no consumption yet.", hint=example("ingest", folder_of(store)))
    start, end = _whole_hours(consumption)
    if start >= end:
        raise HistoryTooShort("There is no whole hour of consumption yet.", hint=example("ingest", folder_of(store)))
    known = consumption.filter(pl.col("timestamp") < end)
    return hourly(known, _weather(store), start, end + ahead * HOUR)


def _consumption(store: StorageManager) -> pl.DataFrame:
    if not store.table_exists(CONSUMPTION):
        return pl.DataFrame(schema=_SERIES)
    return _frame(store.query(f"SELECT timestamp, {TARGET} FROM {CONSUMPTION} ORDER BY timestamp"), _SERIES)


def _weather(store: StorageManager) -> pl.DataFrame:
    if not store.table_exists(WEATHER):
        return pl.DataFrame(schema=_WEATHER)
    means = ", ".join(
        f"coalesce(avg({name}) FILTER (data_type = 'observation'), avg({name})) AS {name}" for name in MEASURED
    )
    sql = f"SELECT timestamp, {means} FROM {WEATHER} GROUP BY timestamp ORDER BY timestamp"
    return _frame(store.query(sql), _WEATHER)


def _frame(answer: pa.Table, schema: pl.Schema) -> pl.DataFrame:
    """An answer as a frame, over the same memory: numbers and instants are the same bytes in both."""
    return pl.DataFrame(answer).cast(schema)


def _whole_hours(consumption: pl.DataFrame) -> tuple[dt.datetime, dt.datetime]:
    """The first hour and the end of the last whole one. A point stands for the time until the next one comes."""
    moment = pl.col("timestamp")
    first, last, step = consumption.select(moment.min(), last=moment.max(), step=moment.diff().median()).row(0)
    lasting = min(step or dt.timedelta(minutes=3), HOUR)
    return _floor(first), _floor(last + lasting)


def _floor(moment: dt.datetime) -> dt.datetime:
    return moment.replace(minute=0, second=0, microsecond=0)
