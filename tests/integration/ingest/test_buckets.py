"""Objects of a bucket by the words of an API, from a real server that speaks S3."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.integration.ingest.api import readings
from tests.integration.lake.buckets import BUCKET, BucketServer

from reedbed import DuckDBStorageManager
from reedbed.engine import EngineOptions
from reedbed.errors import SourceRefused
from reedbed.ingest.paging import SinglePage
from reedbed.ingest.runs import run_source
from reedbed.lake.targets.opening import open_target

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from reedbed import StorageManager
    from reedbed.ingest.declaration import Source


@pytest.fixture(scope="module")
def bucket() -> Iterator[BucketServer]:
    with BucketServer(kind="rclone") as server:
        yield server


@pytest.fixture
def stored(bucket: BucketServer, tmp_path: Path) -> Iterator[StorageManager]:
    options = EngineOptions(secrets=bucket.secrets())
    with DuckDBStorageManager(tmp_path / "own.db", options=options) as store:
        yield store


def put(bucket: BucketServer, folder: Path, name: str, records: list[dict[str, object]]) -> None:
    target = open_target(f"s3://{BUCKET}", secrets=bucket.secrets(), staging=folder / "staging")
    file = target.staging() / "object"
    file.write_text(json.dumps(records), encoding="utf-8")
    target.put(file, name)


def test_objects_are_read_by_a_pattern_and_not_again_while_they_are_the_same(
    bucket: BucketServer, stored: StorageManager, source: Source, pages: Path, tmp_path: Path
) -> None:
    for number in range(3):
        put(bucket, tmp_path, f"readings/2026/part-{number}.json", readings(10, 10 * number))
    put(bucket, tmp_path, "readings/2026/notes.txt", [])
    put(bucket, tmp_path, "readings/2026/old/part-0.json", readings(10, 90))
    url = f"s3://{BUCKET}/readings/2026/*.json"
    objects = replace(source, url=url, records="", auth=None, paging=SinglePage(), total="")
    figures = run_source(stored, objects, pages).figures
    assert (figures.new, figures.pages) == (30, 3)
    assert run_source(stored, objects, pages).figures.same == 30
    assert len(list(pages.glob("*/*/*.json.zst"))) == 3
    deep = replace(objects, url=f"s3://{BUCKET}/readings/**/part-*.json")
    assert run_source(stored, deep, pages).figures.new == 10


def test_no_object_is_an_error_and_so_is_a_bucket_that_is_not_there(
    stored: StorageManager, source: Source, pages: Path
) -> None:
    objects = replace(source, url=f"s3://{BUCKET}/nothing/*.json", records="", auth=None, paging=SinglePage(), total="")
    with pytest.raises(SourceRefused, match="no file is there"):
        run_source(stored, objects, pages)
    with pytest.raises(SourceRefused):
        run_source(stored, replace(objects, url="s3://no-such-bucket/*.json"), pages)
