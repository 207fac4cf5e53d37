"""Halves of characters in pages of JSON, wherever they stand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reedbed.errors import PagingEndless
from reedbed.ingest.page_facts import PageFacts
from reedbed.ingest.paging import AfterLast, NextCursor, NextLink
from reedbed.ingest.requests import Request
from reedbed.ingest.surrogates import MARK, mark_halves, with_halves

if TYPE_CHECKING:
    from pathlib import Path

CHARACTERS = st.one_of(st.characters(exclude_characters=MARK), st.sampled_from('\\"u/dD8\n\ud83d\ude00\udc00😀'))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pages")


@given(texts=st.lists(st.text(CHARACTERS, max_size=30)), step=st.integers(1, 40), upper=st.booleans())
def test_each_half_is_marked_and_nothing_else_is_changed(
    folder: Path, texts: list[str], step: int, *, upper: bool
) -> None:
    page = json.dumps(texts)
    page = page.replace("\\ud", "\\uD") if upper and "\\\\" not in page else page
    file = folder / "marked.zst"
    size = mark_halves(pa.BufferReader(page.encode()), file, step_bytes=step)
    # A pair that stands in two texts of Python's is one character in JSON.
    wanted = json.loads(page)
    content = pa.input_stream(str(file), compression="zstd").read()
    if size is None:
        assert content == page.encode()
        assert all(text.encode() is not None for text in wanted)
        return
    assert size == len(content)
    found = json.loads(content)
    assert all(text.encode() is not None for text in found)
    assert list(map(with_halves, found)) == wanted


@pytest.mark.parametrize(
    "paging", [NextCursor(path="next", parameter="c"), AfterLast(path="next", parameter="c"), NextLink(path="next")]
)
@pytest.mark.parametrize("token", ["a\ud800", f"a{MARK}d800"])
def test_half_of_a_character_leads_to_no_next_page(paging: NextCursor | AfterLast | NextLink, token: str) -> None:
    facts = PageFacts(rows=1, url="http://there/", stated={"next": token}, last=token, shown="http://there/")
    with pytest.raises(PagingEndless, match=r"'a\\ud800' at 'next'|no URL of HTTP"):
        list(paging.following(Request(url="http://there/"), facts))
