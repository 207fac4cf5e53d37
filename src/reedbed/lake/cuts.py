"""The cut: the moment before which rows are archived, as a value of the table's time column."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from reedbed.errors import NaiveTime, UsageError
from reedbed.sql import literal, quote

_AGE: Final = re.compile(r"\s*(\d+)\s*(h|d|w|hours?|days?|weeks?)\s*", re.IGNORECASE)
_HOURS: Final = {"h": 1, "d": 24, "w": 168}
_AWARE: Final = "TIMESTAMP WITH TIME ZONE"

Moment = dt.datetime | dt.date | dt.timedelta | str
"""A moment, an age, or one of both as text: `2024-06-01`, `2024-06-01T12:00:00Z`, `7d`, `36h`, `2w`."""


def cut_of(older_than: Moment, type_name: str, *, now: dt.datetime | None = None) -> str:
    """The cut as text of the time column's type.

    An age is counted back from this moment; a date is its first moment in UTC; an aware moment becomes UTC where the
    column has no time zone, and a naive one is the column's own time there.

    Raises `NaiveTime` for a naive moment where the column has a time zone, and `UsageError` for what is no moment.
    """
    moment: object = _parsed(older_than) if isinstance(older_than, str) else older_than
    if isinstance(moment, dt.timedelta):
        moment = (now or dt.datetime.now(dt.UTC)) - moment
    if not isinstance(moment, dt.date):
        raise _neither(moment)
    if not isinstance(moment, dt.datetime):
        moment = dt.datetime(moment.year, moment.month, moment.day, tzinfo=dt.UTC)
    if moment.tzinfo is None:
        if type_name == _AWARE:
            raise NaiveTime(
                f"The time column has a time zone, and {moment.isoformat(sep=' ')} has none.",
                hint=f"older_than={(moment.isoformat() + '+00:00')!r}",
                moment=moment.isoformat(),
            )
    else:
        moment = moment.astimezone(dt.UTC).replace(tzinfo=None)
    text = moment.isoformat(sep=" ")
    return f"{text}+00" if type_name == _AWARE else text


def age_of(age: dt.timedelta | str) -> dt.timedelta:
    """An age as a value: `36h`, `7d`, `2w`. Raises `UsageError` for what is none."""
    found = _parsed(age) if isinstance(age, str) else age
    if isinstance(found, dt.timedelta):
        return found
    raise UsageError(f"{age!r} is no age.", hint="36h, 7d, 2w", found=str(age))


def before_cut(time_column: str, type_name: str, cut: str) -> str:
    """The SQL condition of rows before the cut; a row without a time is never before it."""
    if type_name == "DATE":
        # A day is before the cut when all of it is.
        return f"{quote(time_column)} < CAST(CAST({literal(cut)} AS TIMESTAMP) AS DATE)"
    return f"{quote(time_column)} < CAST({literal(cut)} AS {type_name})"


def _parsed(text: str) -> dt.datetime | dt.date | dt.timedelta:
    age = _AGE.fullmatch(text)
    if age is not None:
        return dt.timedelta(hours=int(age[1]) * _HOURS[age[2][0].lower()])
    try:
        return dt.datetime.fromisoformat(text) if len(text) > len("2024-06-01") else dt.date.fromisoformat(text)
    except ValueError as error:
        raise _neither(text) from error


def _neither(given: object) -> UsageError:
    return UsageError(
        f"{given!r} is neither a moment nor an age.", hint="2024-06-01, 2024-06-01T12:00:00Z, 36h, 7d", found=str(given)
    )
