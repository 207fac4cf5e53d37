"""Fingrid's answers: `GET /api/datasets/{id}/data`, pages of points as JSON."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING, Final

from energy.loopback.grid import SERIES
from energy.loopback.weather import chance

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from energy.loopback.faults import Faults

MOST_POINTS: Final = 20_000
FORMAT: Final = "%Y-%m-%dT%H:%M:%S.000Z"


def points(
    dataset: int, start: dt.datetime, end: dt.datetime, faults: Faults, corrections: Mapping[dt.datetime, float]
) -> Iterator[dict[str, object]]:
    """The points of a dataset in [start, end), in order."""
    series, step = SERIES[dataset]
    seconds = step.total_seconds()
    moment = dt.datetime.fromtimestamp(math.ceil(start.timestamp() / seconds) * seconds, dt.UTC)
    while moment < end:
        if chance(moment.timestamp() / 60, dataset) >= faults.gap_share:
            value = corrections.get(moment, round(series(moment), 3))
            yield {
                "datasetId": dataset,
                "startTime": moment.strftime(FORMAT),
                "endTime": (moment + step).strftime(FORMAT),
                "value": value,
            }
        moment += step


def page(found: list[dict[str, object]], number: int, size: int, faults: Faults) -> dict[str, object]:
    """One page of points, with what Fingrid says about all of them."""
    size = min(size, MOST_POINTS, faults.page_cap or MOST_POINTS)
    last = max(1, math.ceil(len(found) / size))
    begin = (number - 1) * size
    rows = found[max(0, begin - (1 if faults.repeats else 0)) : begin + size]
    return {
        "data": rows,
        "pagination": {
            "total": len(found),
            "lastPage": last,
            "prevPage": number - 1 if number > 1 else None,
            "nextPage": number + 1 if number < last else None,
            "perPage": size,
            "currentPage": number,
            "from": begin,
            "to": min(begin + size, len(found)),
        },
    }
