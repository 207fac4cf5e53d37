"""Objects of a bucket behind a network that breaks and a server that fails: all of them are read, or none counts."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.faults.lake.fault_proxy import Fault, FaultProxy
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
from reedbed.sql import quote

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.integration.lake.buckets import BucketServer

    from reedbed import StorageManager
    from reedbed.ingest.declaration import Source

EVER = 1_000
PART = "part-1"


@pytest.fixture(scope="module")
def spoiling(bucket: BucketServer) -> Iterator[FaultProxy]:
    with FaultProxy(upstream=bucket.port) as before:
        yield before


@pytest.fixture(scope="module")
def stored(
    bucket: BucketServer, spoiling: FaultProxy, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[StorageManager]:
    """One store for all: each test has a table of its own. The bucket has three objects of ten readings."""
    folder = tmp_path_factory.mktemp("objects")
    for number in range(3):
        put(bucket, folder, f"spoiled/part-{number}.json", readings(10, 10 * number))
    options = EngineOptions(secrets=bucket.secrets(port=spoiling.port))
    with DuckDBStorageManager(folder / "own.db", options=options) as store:
        yield store


@pytest.fixture
def proxy(spoiling: FaultProxy) -> FaultProxy:
    spoiling.faults = []
    return spoiling


@pytest.fixture
def objects(source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Source:
    """The objects, of which requests are tried again by the source alone, whose pauses are short."""
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    name = re.sub(r"\W", "_", tmp_path.name)
    return replace(
        source,
        name=name,
        table=name,
        url=f"s3://{BUCKET}/spoiled/*.json",
        records="",
        auth=None,
        paging=SinglePage(),
        total="",
        retry=RetryPolicy(attempts=4, first_wait_seconds=0.01),
    )


def values(store: StorageManager, table: str) -> list[float]:
    if not store.table_exists(table):
        return []
    return [row["value"] for row in store.query(f"SELECT value FROM {quote(table)} ORDER BY value").to_pylist()]


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
    stored: StorageManager, objects: Source, pages: Path, proxy: FaultProxy, name: str
) -> None:
    fault = replace(PASSING[name])
    proxy.faults = [fault]
    if fault.kind == "slow":
        objects = replace(objects, limits=Limits(silence_seconds=0.4))
    assert run_source(stored, objects, pages).figures.new == 30
    assert fault.times == 0, "the fault was never met"
    assert values(stored, objects.table) == WHOLE


LASTING = {
    "a server that fails": (Fault(kind="status", times=EVER), SourceUnreachable),
    "no right to read": (Fault(kind="status", status=403, code="AccessDenied", times=EVER), SourceRefused),
    "an object that is cut": (Fault(kind="cut answer", times=EVER), SourceUnreachable),
}


@pytest.mark.parametrize("name", LASTING)
def test_what_lasts_stores_nothing_and_the_next_run_reads_the_rest(
    stored: StorageManager, objects: Source, pages: Path, proxy: FaultProxy, name: str
) -> None:
    fault, expected = LASTING[name]
    proxy.faults = [replace(fault, method="GET", part=PART)]
    with pytest.raises(expected) as failed:
        run_source(stored, objects, pages)
    assert failed.value.retryable == (expected is SourceUnreachable)
    assert values(stored, objects.table) == []
    proxy.faults = []
    assert run_source(stored, objects, pages).figures.new == 30
    assert values(stored, objects.table) == WHOLE


def test_a_bucket_that_cannot_be_listed_is_told(
    stored: StorageManager, objects: Source, pages: Path, proxy: FaultProxy
) -> None:
    proxy.faults = [Fault(kind="status", method="GET", part="list-type", times=EVER)]
    with pytest.raises(SourceUnreachable) as failed:
        run_source(stored, objects, pages)
    assert failed.value.retryable
    proxy.faults = [Fault(kind="status", method="GET", part="list-type", status=403, code="AccessDenied", times=EVER)]
    with pytest.raises(SourceRefused):
        run_source(stored, objects, pages)
