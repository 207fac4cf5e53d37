"""Rows leave a stage in the source's order, however their pages are read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from reedbed.ingest.declaration import Column, Source
from reedbed.ingest.decoding.envelopes import HEAD_BYTES
from reedbed.ingest.pages import PageFolder
from reedbed.ingest.requests import Request
from reedbed.ingest.staging import Stage

if TYPE_CHECKING:
    from pathlib import Path


def test_pages_that_cannot_be_cut_keep_their_place_among_others(tmp_path: Path) -> None:
    source = Source(
        name="s", url="http://a.example/", table="s", columns={"n": Column(path="n", type="BIGINT")}, records="data"
    )
    folder = PageFolder(tmp_path / "pages")
    stage = Stage(source, tmp_path / "stage", ())
    try:
        pages = []
        for number in range(5):
            # The list of every second page begins farther in than it is looked for.
            padding = " " * HEAD_BYTES if number % 2 == 0 else ""
            body = f'{{"before": "{padding}", "data": {json.dumps([{"n": 2 * number}, {"n": 2 * number + 1}])}}}'
            request = Request(url=source.url, page=number)
            pages.append(folder.keep(request, [body.encode()], suffix="json", url=source.url, headers={}))
        stage.add(pages)
        assert stage.rows().read_all().column("n").to_pylist() == list(range(10))
    finally:
        stage.close()
