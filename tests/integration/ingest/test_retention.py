"""What is kept of old runs, and what crashes leave."""

from __future__ import annotations

import datetime as dt
import os
import threading
from typing import TYPE_CHECKING

import pytest

from reedbed.errors import RunNotFound
from reedbed.ingest.retention import prune_pages
from reedbed.ingest.runs import replay_run, run_source

if TYPE_CHECKING:
    from pathlib import Path

    from tests.integration.ingest.api import Api

    from reedbed import StorageManager
    from reedbed.ingest.declaration import Source

MONTH = dt.timedelta(days=30)


def later(days: float) -> dt.datetime:
    return dt.datetime.now(dt.UTC) + dt.timedelta(days=days)


def files(pages: Path) -> list[Path]:
    return sorted(each for each in pages.rglob("*") if each.is_file())


def test_old_runs_lose_their_pages_and_the_newest_keeps_its_own(
    store: StorageManager, source: Source, pages: Path
) -> None:
    first = run_source(store, source, pages).run
    second = run_source(store, source, pages).run
    before = files(pages)
    assert prune_pages(store, pages, MONTH).files == 0
    planned = prune_pages(store, pages, MONTH, dry_run=True, now=later(31))
    assert (planned.runs, planned.files) == ((first,), 10)
    assert files(pages) == before
    done = prune_pages(store, pages, MONTH, now=later(31))
    assert done == planned
    assert {each.parent.name for each in files(pages)} == {str(second)}
    assert not (pages / "readings" / str(first)).exists()
    assert prune_pages(store, pages, MONTH, now=later(31)).files == 0
    assert replay_run(store, source, pages, second).figures.same == 95
    with pytest.raises(RunNotFound, match="has no kept pages"):
        replay_run(store, source, pages, first)


def test_a_page_that_a_younger_run_took_over_stays(
    store: StorageManager, source: Source, pages: Path, api: Api
) -> None:
    api.validator = ("ETag", "if-none-match")
    run_source(store, source, pages)
    api.records[0]["value"] = -1
    second = run_source(store, source, pages).run
    assert prune_pages(store, pages, MONTH, now=later(31)).files == 1
    assert len(files(pages)) == 10
    assert replay_run(store, source, pages, second).figures.same == 95


def test_a_run_that_goes_on_keeps_its_pages(
    store: StorageManager, source: Source, pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However short pages are kept; one that was killed loses them a day after it was begun."""
    run_source(store, source, pages)
    kept = files(pages)
    with monkeypatch.context() as killed:
        killed.setattr("reedbed.ingest.runs._Run._load", _killed)
        killed.setattr("reedbed.ingest.runs._Run._failed", lambda *_: None)
        with pytest.raises(KeyboardInterrupt):
            run_source(store, source, pages)
    assert len(files(pages)) == 20
    assert prune_pages(store, pages, dt.timedelta(0)).files == 0
    found = prune_pages(store, pages, dt.timedelta(0), now=later(1.1))
    assert (found.runs, found.files) == ((2,), 10)
    assert files(pages) == kept


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_files_that_get_their_names_meanwhile_do_no_harm(store: StorageManager, source: Source, pages: Path) -> None:
    run_source(store, source, pages)
    folder, is_over = pages / "readings" / "1", threading.Event()

    def write() -> None:
        while not is_over.is_set():
            for number in range(40):
                (folder / f"{number}.unfinished").touch()
            for number in range(40):
                (folder / f"{number}.unfinished").rename(folder / "named")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(150):
            assert prune_pages(store, pages, MONTH, dry_run=True).files == 0
    finally:
        is_over.set()
        writer.join()


def test_what_a_crash_left_goes_when_it_is_old_enough(store: StorageManager, source: Source, pages: Path) -> None:
    run_source(store, source, pages)
    folder = pages / "readings" / "1"
    young, old = folder / "00000-000098.json.unfinished", folder / "00000-000099-abc.json.zst"
    stage = folder / "stage"
    stage.mkdir()
    for file in (young, old, stage / "spilled"):
        file.write_bytes(b"x")
    long_ago = (dt.datetime.now(dt.UTC) - dt.timedelta(days=2)).timestamp()
    for path in (old, stage / "spilled", stage):
        os.utime(path, (long_ago, long_ago))
    assert prune_pages(store, pages, MONTH).files == 1
    assert young.exists()
    assert not old.exists()
    assert not stage.exists()
    assert len(files(pages)) == 11
