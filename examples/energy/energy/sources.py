"""The sources as Reedbed reads them: four of Fingrid's datasets and FMI's observations of one station.

Each has a table of its own, in the source's words. `energy.publishing` makes `consumption` and `weather` of them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit, urlunsplit

from energy import coverage
from energy.tables import CONSUMPTION, WEATHER
from reedbed import Auth, Column, Cursor, Limits, PageNumber, RetryPolicy, Source, Window

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from reedbed import Page, SecretText

DATASETS: Final = {"consumption": 124, "production": 192, "wind": 75, "nuclear": 188}
"""Fingrid's datasets by the column of `consumption` that they fill."""
PAGE_SIZE: Final = 20_000
REQUESTS_PER_MINUTE: Final = 10.0
STATION: Final = "100971"
"""Helsinki Kaisaniemi."""
STORED_QUERY: Final = "fmi::observations::weather::multipointcoverage"
FMI_TABLE: Final = "fmi_observations"

_BEGINNING: Final = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
# Half a minute at most, where a server does not say how long: the others' rows wait for it.
_RETRY: Final = RetryPolicy(attempts=8, first_wait_seconds=0.25, longest_wait_seconds=8.0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """One source, the table that it feeds, and what it is called in an answer: `consumption` has four."""

    feeds: str
    part: str
    source: Source


def fingrid_table(part: str) -> str:
    """The table of one of Fingrid's datasets."""
    return f"fingrid_{part}"


def fingrid(url: str, api_key: SecretText) -> list[Member]:
    """The four datasets behind `url`, which is the server's, with or without its `/api`."""
    api = _below(url, "/api")
    return [
        Member(feeds=CONSUMPTION, part=part, source=_dataset(part, number, api, api_key))
        for part, number in DATASETS.items()
    ]


def _dataset(part: str, number: int, api: str, api_key: SecretText) -> Source:
    return Source(
        name=f"fingrid-{part}",
        url=f"{api}/datasets/{number}/data",
        table=fingrid_table(part),
        params={"format": "json", "sortBy": "startTime", "sortOrder": "asc"},
        auth=Auth(kind="header", name="x-api-key", secret=api_key),
        records="data",
        columns={
            "timestamp": Column(path="startTime", type="TIMESTAMPTZ"),
            # A row of `consumption` without its consumption is none; the others are NULL there where they are here.
            "value": Column(path="value", type="DOUBLE", required=part == CONSUMPTION),
        },
        key=("timestamp",),
        cursor=Cursor(column="timestamp", start=_BEGINNING, lag=dt.timedelta(hours=2)),
        window=Window(start_parameter="startTime", end_parameter="endTime"),
        paging=PageNumber(parameter="page", size_parameter="pageSize", size=PAGE_SIZE, last="pagination.lastPage"),
        # Its total is not declared: it counts a point twice that the list has twice, and such lists are no failure.
        limits=Limits(requests_per_minute=REQUESTS_PER_MINUTE, parallel=4),
        retry=_RETRY,
    )


def fmi(url: str, station: str) -> Member:
    """The observations of a station behind `url`, which is the server's, with or without its `/wfs`."""
    source = Source(
        name="fmi-observations",
        url=_below(url, "/wfs"),
        table=FMI_TABLE,
        params={
            "service": "WFS",
            "version": "2.0.0",
            "request": "getFeature",
            "storedquery_id": STORED_QUERY,
            "fmisid": station,
        },
        format="xml",
        decoder=decode,
        columns={
            "timestamp": Column(path="timestamp", type="TIMESTAMPTZ"),
            "station_id": Column(path="station_id", type="VARCHAR"),
            # A server that is asked for one station may answer for another one: its rows are of the answer to this.
            "asked_station": Column(path="asked_station", type="VARCHAR"),
            **{name: Column(path=name, type="DOUBLE") for name in coverage.FIELDS},
        },
        key=("timestamp", "station_id"),
        cursor=Cursor(column="timestamp", start=_BEGINNING, lag=dt.timedelta(hours=6)),
        window=Window(start_parameter="starttime", end_parameter="endtime", hours=168),
        limits=Limits(requests_per_minute=REQUESTS_PER_MINUTE),
        retry=_RETRY,
    )
    return Member(feeds=WEATHER, part="observations", source=source)


def decode(page: Page) -> Iterator[pa.RecordBatch]:
    """The records of one of FMI's pages."""
    with page.open() as content:
        yield coverage.records(content, page.url)


def _below(url: str, folder: str) -> str:
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    return urlunsplit(parts._replace(path=path if path.endswith(folder) else path + folder))
