"""The calendar that people live by: hours, days and holidays in Finland, for instants in UTC.

The clock in Helsinki has days of 23 and of 25 hours. Which hour of which day an instant is follows from the time zone,
and nothing is added up in local time.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import holidays
import polars as pl

if TYPE_CHECKING:
    import datetime as dt

ZONE: Final = "Europe/Helsinki"
SATURDAY: Final = 6
"""As ISO counts: Monday is 1. Friday is no weekend."""


@lru_cache(maxsize=64)
def finnish_holidays(year: int) -> frozenset[dt.date]:
    """The holidays of a year, the eves of Midsummer and Christmas included."""
    return frozenset(holidays.country_holidays("FI", years=[year]))


def calendar_features(timestamp: pl.Expr, years: range) -> dict[str, pl.Expr]:
    """Columns of the calendar for a column of instants whose local years are `years`.

    `hour` 0 to 23 and `weekday` 1 to 7 of the clock on the wall, `is_weekend`, `is_holiday`, `is_eve` (the next day is
    one of them, and this day is not), and the day of the year.
    """
    local = timestamp.dt.convert_time_zone(ZONE)
    date = local.dt.date()
    free = pl.lit(pl.Series(sorted(day for year in years for day in finnish_holidays(year)), dtype=pl.Date))
    tomorrow = date.dt.offset_by("1d")
    is_free = (date.dt.weekday() >= SATURDAY) | date.is_in(free.implode())
    is_free_tomorrow = (tomorrow.dt.weekday() >= SATURDAY) | tomorrow.is_in(free.implode())
    return {
        "hour": local.dt.hour().cast(pl.Int32),
        "weekday": local.dt.weekday().cast(pl.Int32),
        "day_of_year": local.dt.ordinal_day().cast(pl.Int32),
        "is_weekend": (date.dt.weekday() >= SATURDAY).cast(pl.Int32),
        "is_holiday": date.is_in(free.implode()).cast(pl.Int32),
        "is_eve": (is_free_tomorrow & ~is_free).cast(pl.Int32),
    }


def local_years(start: dt.datetime, end: dt.datetime) -> range:
    """The years of a span, with one on either side: the local date of an instant, and its next day, may lie there."""
    return range(start.year - 1, end.year + 2)
