"""A store, an API, and a source that reads the one from the other."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.integration.ingest.api import KEY, Api, readings

from reedbed import Workspace, open_store
from reedbed.ingest.declaration import Auth, Column, Cursor, Source
from reedbed.ingest.paging import PageNumber
from reedbed.ingest.retries import RetryPolicy
from reedbed.ingest.windows import Window
from reedbed.settings import SecretText

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from reedbed import StorageManager


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.init(tmp_path / "workspace")


@pytest.fixture
def store(workspace: Workspace) -> Iterator[StorageManager]:
    with open_store(workspace) as store:
        yield store


@pytest.fixture
def api() -> Iterator[Api]:
    with Api(records=readings(95)) as api:
        yield api


@pytest.fixture
def source(api: Api) -> Source:
    return Source(
        name="readings",
        url=api.url,
        table="readings",
        columns={
            "at": Column(path="at", type="TIMESTAMPTZ"),
            "value": Column(path="value", type="DOUBLE", required=True),
            "station": Column(path="place.name", type="VARCHAR"),
        },
        key=("at",),
        records="data",
        auth=Auth(kind="header", name="x-api-key", secret=SecretText(KEY)),
        paging=PageNumber(last="pagination.lastPage", size_parameter="size", size=1_000),
        total="pagination.total",
        retry=RetryPolicy(attempts=4, first_wait_seconds=0.01),
    )


@pytest.fixture
def windowed(source: Source) -> Source:
    return replace(
        source,
        cursor=Cursor(column="at", start=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), lag=dt.timedelta(minutes=5)),
        window=Window(start_parameter="from", end_parameter="to", hours=1),
    )


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    return tmp_path / "pages"
