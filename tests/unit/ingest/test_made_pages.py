"""What is made of pages is made once for all who look at them, for as long as there is room."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reedbed.ingest.decoding.made_pages import MadePages
from reedbed.ingest.pages import Page

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Copy:
    file: Path


def page(folder: Path, number: int) -> Page:
    moment = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    file = folder / f"{number}.zst"
    return Page(file=file, url="x", window=0, page=number, sha256="", size_bytes=1, fetched_at=moment)


def copy(file: Path) -> Copy:
    file.write_bytes(b"x" * 100)
    return Copy(file)


def test_a_page_is_made_once_for_each_kind_until_it_is_forgotten(tmp_path: Path) -> None:
    made, one = MadePages(tmp_path / "made"), page(tmp_path, 1)
    first = made.of(one, "kind", "x", copy)
    assert made.of(one, "kind", "x", copy) is first
    assert made.of(one, "other", "x", copy).file != first.file
    made.release([one])
    assert made.of(one, "kind", "x", copy) is first
    made.forget([one])
    assert list((tmp_path / "made").iterdir()) == []
    assert made.of(one, "kind", "x", copy) is not first


def test_beyond_some_size_nothing_is_kept_for_another_look(tmp_path: Path) -> None:
    made = MadePages(tmp_path / "made", most_bytes=250)
    pages = [page(tmp_path, number) for number in range(5)]
    for each in pages:
        made.of(each, "kind", "x", copy)
        made.release([each])
    assert len(list((tmp_path / "made").iterdir())) == 2


def test_other_buffers_make_a_page_anew(tmp_path: Path) -> None:
    made, one = MadePages(tmp_path / "made"), page(tmp_path, 1)
    first = made.of(one, "kind", "x", copy)
    made.raise_level(one, 1)
    assert (made.level(one), made.level(page(tmp_path, 2))) == (1, 0)
    assert made.of(one, "kind", "x", copy).file != first.file
