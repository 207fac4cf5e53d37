"""Objects of a bucket behind a network that breaks and a server that fails: all of them are read, or none counts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.faults.lake.fault_proxy import Fault
from tests.integration.ingest.api import readings
from tests.integration.ingest.test_buckets import put
from tests.integration.lake.buckets import BUCKET

from reedbed import DuckDBStorageManager
from reedbed.engine import EngineOptions
from reedbed.errors import SourceRefused, SourceUnreachable
from reedbed.ingest.declaration import Limits
from reedbed.ingest.paging import SinglePage
from reedbed.ingest.retries import RetryPolicy
from reedbed.ingest.runs import run_source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.faults.lake.fault_proxy import FaultProxy
    from tests.integration.lake.buckets import BucketServer

    from reedbed import StorageManager
    from reedbed.ingest.declaration import Source

EVER = 1_000
PART = "part-1"


@pytest.fixture
def stored(bucket: BucketServer, bucket_proxy: FaultProxy, tmp_path: Path) -> Iterator[StorageManager]:
    options = EngineOptions(secrets=bucket.secrets(port=bucket_proxy.port))
    with DuckDBStorageManager(tmp_path / "own.db", options=options) as store:
        yield store


@pytest.fixture
def objects(bucket: BucketServer, source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Source:
    """Three objects of ten readings; requests are tried again by the source alone, whose pauses are short."""
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    for number in range(3):
        put(bucket, tmp_path, f"{tmp_path.name}/part-{number}.json", readings(10, 10 * number))
    return replace(
        source,
        url=f"s3://{BUCKET}/{tmp_path.name}/*.json",
        records="",
        auth=None,
        paging=SinglePage(),
        total="",
        retry=RetryPolicy(attempts=4, first_wait_seconds=0.01),
        limits=Limits(silence_seconds=0.4),
    )


def values(store: StorageManager) -> list[float]:
    if not store.table_exists("readings"):
        return []
    return [row["value"] for row in store.query("SELECT value FROM readings ORDER BY value").to_pylist()]


WHOLE = [number / 2 for number in range(30)]
PASSING = {
    "a server that fails": Fault(kind="status", method="GET", part=PART),
    "a server that is busy": Fault(kind="status", method="GET", part=PART, status=503, code="SlowDown"),
    "an object that is cut": Fault(kind="cut answer", method="GET", part=PART, times=2),
    "an answer that is lost": Fault(kind="lost answer", method="GET", part=PART),
    "a server that hangs": Fault(kind="slow", method="GET", part=PART, seconds=0.8),
}


@pytest.mark.parametrize("name", PASSING)
def test_what_passes_costs_an_attempt_and_no_row(
    stored: StorageManager, objects: Source, pages: Path, bucket_proxy: FaultProxy, name: str
) -> None:
    fault = replace(PASSING[name])
    bucket_proxy.faults = [fault]
    assert run_source(stored, objects, pages).figures.new == 30
    assert fault.times == 0, "the fault was never met"
    assert values(stored) == WHOLE


LASTING = {
    "a server that fails": (Fault(kind="status", times=EVER), SourceUnreachable),
    "no right to read": (Fault(kind="status", status=403, code="AccessDenied", times=EVER), SourceRefused),
    "an object that is cut": (Fault(kind="cut answer", times=EVER), SourceUnreachable),
}


@pytest.mark.parametrize("name", LASTING)
def test_what_lasts_stores_nothing_and_the_next_run_reads_the_rest(
    stored: StorageManager, objects: Source, pages: Path, bucket_proxy: FaultProxy, name: str
) -> None:
    fault, expected = LASTING[name]
    bucket_proxy.faults = [replace(fault, method="GET", part=PART)]
    with pytest.raises(expected) as failed:
        run_source(stored, objects, pages)
    assert failed.value.retryable == (expected is SourceUnreachable)
    assert values(stored) == []
    bucket_proxy.faults = []
    assert run_source(stored, objects, pages).figures.new == 30
    assert values(stored) == WHOLE


def test_a_bucket_that_cannot_be_listed_is_told(
    stored: StorageManager, objects: Source, pages: Path, bucket_proxy: FaultProxy
) -> None:
    bucket_proxy.faults = [Fault(kind="status", method="GET", part="list-type", times=EVER)]
    with pytest.raises(SourceUnreachable) as failed:
        run_source(stored, objects, pages)
    assert failed.value.retryable
    bucket_proxy.faults = [
        Fault(kind="status", method="GET", part="list-type", status=403, code="AccessDenied", times=EVER)
    ]
    with pytest.raises(SourceRefused):
        run_source(stored, objects, pages)
