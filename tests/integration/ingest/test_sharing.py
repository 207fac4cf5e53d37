"""Runs beside each other: one rate for the sources of one key, pages asked for anew, and runs that are called off."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from reedbed.errors import IngestError
from reedbed.ingest.pace import MARGIN_SECONDS, Pace
from reedbed.ingest.retries import RetryPolicy
from reedbed.ingest.runs import run_source

if TYPE_CHECKING:
    from pathlib import Path

    from tests.integration.ingest.api import Api

    from reedbed import StorageManager
    from reedbed.ingest.declaration import Source


def test_two_sources_of_one_pace_keep_to_it_together(
    store: StorageManager, source: Source, pages: Path, api: Api
) -> None:
    moments = [0.0]
    pace = Pace(10, clock=lambda: moments[0])
    run_source(store, source, pages, pace=pace)
    assert len(api.asked) == 10
    assert pace.delay() == 60 + MARGIN_SECONDS, "the ten of this minute are spent, for whoever comes next"


def test_a_fresh_run_asks_again_for_pages_that_an_unfinished_one_left(
    store: StorageManager, source: Source, pages: Path, api: Api
) -> None:
    once = replace(source, retry=RetryPolicy(attempts=1))
    api.delays = {"9": 0.3}
    api.faults = [*[None] * 9, "500"]
    with pytest.raises(IngestError):
        run_source(store, once, pages)
    api.records[0]["value"] = -5
    asked = len(api.asked)
    result = run_source(store, once, pages, fresh=True)
    assert len(api.asked) - asked == 10
    assert result.figures.new == 95
    assert store.query("SELECT min(value) AS low FROM readings").to_pylist() == [{"low": -5}]


def test_a_run_that_is_called_off_ends_at_once_and_stores_nothing(
    store: StorageManager, source: Source, pages: Path, api: Api
) -> None:
    stop = threading.Event()
    threading.Timer(0.5, stop.set).start()
    begun = time.monotonic()
    with pytest.raises(IngestError, match="called off"):
        run_source(store, source, pages, pace=Pace(2), stop=stop)
    assert time.monotonic() - begun < 5
    assert len(api.asked) == 2
    assert not store.table_exists("readings")
