"""Rows leave a stage in the source's order, however their pages are read."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING

import pytest

from reedbed.errors import PageInvalid
from reedbed.ingest.declaration import Column, Source
from reedbed.ingest.decoding.envelopes import HEAD_BYTES
from reedbed.ingest.pages import PageFolder
from reedbed.ingest.paging import NextCursor
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


@pytest.mark.parametrize(("more", "stated"), [('""', ""), ("null", None), ("false", "false"), ("0", "0"), ("1", "1")])
def test_a_page_states_the_same_whether_its_list_can_be_cut_or_not(
    tmp_path: Path, more: str, stated: str | None
) -> None:
    source = Source(
        name="s",
        url="http://a.example/",
        table="s",
        columns={"n": Column(path="n", type="BIGINT")},
        records="data",
        paging=NextCursor(path="end", parameter="after", more="more"),
    )
    folder = PageFolder(tmp_path / "pages")
    stage = Stage(source, tmp_path / "stage", source.paging.paths)
    try:
        for number, padding in enumerate(("", " " * HEAD_BYTES)):
            body = f'{{"before": "{padding}", "end": "a", "more": {more}, "data": [{{"n": 1}}]}}'
            request = Request(url=source.url, page=number)
            page = folder.keep(request, [body.encode()], suffix="json", url=source.url, headers={})
            found = stage.told(page).stated
            assert (found["end"], found.get("more")) == ("a", stated)
    finally:
        stage.close()


def test_the_hint_of_a_page_that_cannot_be_read_names_its_file_as_one_word(tmp_path: Path) -> None:
    source = Source(name="s", url="http://a.example/", table="s", columns={"n": Column(path="n", type="BIGINT")})
    folder = PageFolder(tmp_path / "pages of mine")
    page = folder.keep(Request(url=source.url), [b'[{"n": 1'], suffix="json", url=source.url, headers={})
    stage = Stage(source, tmp_path / "stage", ())
    try:
        with pytest.raises(PageInvalid) as caught:
            stage.told(page)
    finally:
        stage.close()
    assert shlex.split(caught.value.hint)[:2] == ["zstdcat", str(page.file)]
