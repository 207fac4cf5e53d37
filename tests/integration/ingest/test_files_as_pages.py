"""Files of this machine and of a server by the words of an API: patterns, what is unchanged, what changes meanwhile."""

from __future__ import annotations

import gzip
import json
import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.integration.ingest.api import Asked, readings

from reedbed.errors import PageInvalid, PageTooLarge, SourceInvalid, SourceRefused
from reedbed.ingest.declaration import Auth, Limits, Source
from reedbed.ingest.files import read_sources
from reedbed.ingest.paging import PageNumber, SinglePage
from reedbed.ingest.records import IngestRecords
from reedbed.ingest.runs import replay_run, run_source
from reedbed.ingest.tracing import trace
from reedbed.settings import SecretText

if TYPE_CHECKING:
    from pathlib import Path

    from tests.integration.ingest.api import Api

    from reedbed import StorageManager


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    """A folder with five files of ten readings, two of them packed, one below, and others beside them."""
    folder = tmp_path / "drop"
    (folder / "more").mkdir(parents=True)
    for number in range(5):
        content = json.dumps(readings(10, 10 * number)).encode()
        name = f"{'more/' if number == 4 else ''}part-{number}.json{'.gz' if number % 2 else ''}"
        (folder / name).write_bytes(gzip.compress(content) if number % 2 else content)
    (folder / "part-0.csv").write_text("at\n", encoding="utf-8")
    return folder


@pytest.fixture
def files(source: Source, drop: Path) -> Source:
    return replace(source, url=f"{drop}/**/*.json*", records="", auth=None, paging=SinglePage(), total="")


def kept_pages(store: StorageManager, pages: Path) -> list[Path]:
    records = IngestRecords(store.database)
    return [page.file for page in records.pages(records.runs()[0].run, pages).values()]


def test_a_pattern_reads_all_files_that_it_stands_for(store: StorageManager, files: Source, pages: Path) -> None:
    figures = run_source(store, files, pages).figures
    assert (figures.read, figures.new, figures.pages) == (50, 50, 5)
    assert run_source(store, replace(files, url=files.url.replace("**/", "")), pages).figures.pages == 4
    assert run_source(store, replace(files, url=f"file://{files.url}"), pages).figures.same == 50
    some = files.url.replace("**/*", "part-?")
    assert run_source(store, replace(files, url=f"FILE://{some}"), pages).figures.pages == 4


def test_files_that_are_what_they_were_are_not_kept_again(
    store: StorageManager, files: Source, pages: Path, drop: Path
) -> None:
    run_source(store, files, pages)
    first = kept_pages(store, pages)
    changed = [{**each, "value": 7000} for each in readings(10, 20)]
    (drop / "part-2.json").write_text(json.dumps(changed), encoding="utf-8")
    figures = run_source(store, files, pages).figures
    assert (figures.read, figures.changed, figures.same) == (50, 10, 40)
    second = kept_pages(store, pages)
    assert len(set(first) & set(second)) == 4
    assert run_source(store, files, pages, fresh=True).figures.same == 50
    assert not set(kept_pages(store, pages)) & {*first, *second}


def test_a_file_that_is_gone_can_still_be_traced_and_loaded_again(
    store: StorageManager, files: Source, pages: Path, drop: Path
) -> None:
    run = run_source(store, files, pages).run
    (drop / "part-0.json").unlink()
    found = trace(store, files, pages, {"at": "2026-01-01T00:03:00Z"})
    assert [(each.page.url, each.place) for each in found] == [((drop / "part-0.json").as_uri(), 3)]
    store.drop_table("readings")
    assert replay_run(store, files, pages, run).figures.new == 50


def test_of_one_key_in_two_files_the_later_name_wins(
    store: StorageManager, files: Source, pages: Path, drop: Path
) -> None:
    (drop / "part-9.json").write_text(json.dumps([{**readings(1)[0], "value": 99}]), encoding="utf-8")
    run_source(store, files, pages)
    assert store.query("SELECT count(*) AS n FROM readings WHERE value = 99").to_pylist() == [{"n": 1}]


def test_a_file_that_was_corrected_since_a_run_failed_is_read_as_it_is(
    store: StorageManager, files: Source, pages: Path, drop: Path
) -> None:
    """What a failed run kept of the others is not read again, and not kept again either."""
    broken = drop / "part-2.json"
    whole = broken.read_bytes()
    broken.write_bytes(whole[:-1])
    with pytest.raises(PageInvalid):
        run_source(store, replace(files, limits=Limits(parallel=1)), pages)
    broken.write_bytes(whole)
    corrected = [{**each, "value": 7000} for each in readings(10)]
    (drop / "part-0.json").write_text(json.dumps(corrected), encoding="utf-8")
    assert run_source(store, files, pages).figures.new == 50
    assert store.query("SELECT count(*) AS n FROM readings WHERE value = 7000").to_pylist() == [{"n": 10}]
    # `more/part-4` is first by name, and what it was; `part-0` is another one.
    kept = [file.name[:12] for file in pages.rglob("*.zst")]
    assert (kept.count("00000-000000"), kept.count("00000-000001")) == (1, 2)


def test_no_file_at_all_is_an_error_and_empties_no_table(
    store: StorageManager, files: Source, pages: Path, drop: Path
) -> None:
    whole = replace(files, key=())
    run_source(store, whole, pages)
    for file in drop.rglob("*.json*"):
        file.unlink()
    with pytest.raises(SourceRefused, match="no file is there"):
        run_source(store, whole, pages)
    assert store.row_count("readings") == 50
    missing = replace(files, url=str(drop / "nothing.json"))
    with pytest.raises(SourceRefused, match="no file is there"):
        run_source(store, missing, pages)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_cannot_be_read_is_named(store: StorageManager, files: Source, pages: Path, drop: Path) -> None:
    (drop / "part-2.json").chmod(0)
    with pytest.raises(SourceRefused, match=r"part-2\.json cannot be read"):
        run_source(store, files, pages)


def test_a_bomb_among_files_is_refused(store: StorageManager, files: Source, pages: Path, drop: Path) -> None:
    (drop / "part-7.json.gz").write_bytes(gzip.compress(b" " * 3_000_000))
    with pytest.raises(PageTooLarge):
        run_source(store, replace(files, limits=Limits(page_bytes=1_000_000)), pages)


def test_words_of_an_api_are_refused_for_files(files: Source) -> None:
    for wrong in (
        {"auth": Auth(kind="bearer", secret=SecretText("x"))},
        {"paging": PageNumber()},
        {"params": {"a": "b"}},
        {"limits": Limits(private_addresses=False)},
        {"url": "ftp://host/file"},
    ):
        with pytest.raises(SourceInvalid):
            replace(files, **wrong)


def test_a_path_in_sources_yaml_counts_from_its_folder(store: StorageManager, pages: Path, drop: Path) -> None:
    file = drop.parent / "sources.yaml"
    columns = "{at: {type: TIMESTAMPTZ}, value: {type: DOUBLE}}"
    file.write_text(f"sources: {{r: {{url: drop/part-0.json, key: at, columns: {columns}}}}}", encoding="utf-8")
    assert run_source(store, read_sources(file, {})["r"], pages).figures.new == 10


class TestConditionalRequests:
    """A server that knows `ETag` or `Last-Modified`."""

    @pytest.mark.parametrize("words", [("ETag", "if-none-match"), ("Last-Modified", "if-modified-since")])
    def test_what_has_not_changed_is_not_sent_again(
        self, store: StorageManager, source: Source, pages: Path, api: Api, words: tuple[str, str]
    ) -> None:
        api.validator = words
        assert run_source(store, source, pages).figures.new == 95
        first = kept_pages(store, pages)
        api.asked.clear()
        again = run_source(store, source, pages).figures
        assert (again.read, again.same, again.pages) == (95, 95, 10)
        assert api.not_modified == 10
        assert sorted(kept_pages(store, pages)) == sorted(first)
        api.records[42]["value"] = -1
        assert run_source(store, source, pages).figures.changed == 1
        assert api.not_modified == 19

    def test_it_is_asked_for_whole_where_that_is_declared(
        self, store: StorageManager, source: Source, pages: Path, api: Api
    ) -> None:
        api.validator = ("ETag", "if-none-match")
        run_source(store, source, pages)
        run_source(store, replace(source, conditional=False), pages)
        run_source(store, source, pages, fresh=True)
        assert api.not_modified == 0

    def test_a_page_whose_file_is_gone_is_asked_for_whole(
        self, store: StorageManager, source: Source, pages: Path, api: Api
    ) -> None:
        api.validator = ("ETag", "if-none-match")
        run_source(store, source, pages)
        kept_pages(store, pages)[0].unlink()
        assert run_source(store, source, pages).figures.same == 95
        assert api.not_modified == 9


def test_a_packed_file_on_a_server_is_unpacked(store: StorageManager, source: Source, pages: Path, api: Api) -> None:
    def answer(asked: Asked) -> bytes | None:
        return gzip.compress(api.body(asked)) if asked.path.endswith(".gz") else None

    api.answer = answer
    single = replace(source, url=f"{api.url}.json.gz", paging=SinglePage(), total="")
    assert run_source(store, single, pages).figures.new == 10
