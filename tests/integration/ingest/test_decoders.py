"""Decoders of an application's own: what they yield becomes rows, and what they raise is told."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from reedbed.errors import PageInvalid, SourceInvalid
from reedbed.ingest.declaration import Column, Source
from reedbed.ingest.decoding.decoded_pages import decoded_page
from reedbed.ingest.pages import Page
from reedbed.ingest.paging import PageNumber, SinglePage
from reedbed.ingest.runs import replay_run, run_source
from reedbed.ingest.tracing import trace

from .test_commands import answer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from reedbed import StorageManager, Workspace
    from reedbed.ingest.decoders import Decoder

    from .api import Api, Asked

SCHEMA = pa.schema([("at", pa.timestamp("us", tz="UTC")), ("value", pa.float64()), ("tags", pa.list_(pa.string()))])
COLUMNS = {
    "at": Column(path="at", type="TIMESTAMPTZ"),
    "value": Column(path="value", type="INTEGER"),
    "tags": Column(path="tags", type="VARCHAR[]"),
    "absent": Column(path="absent", type="VARCHAR"),
}


def seconds_and_values(page: Page) -> Iterator[pa.RecordBatch]:
    """Lines of `unixtime value tag,tag`."""
    with page.open() as content:
        for line in content.read().decode().splitlines():
            if line.startswith("error"):
                raise ValueError(line)
            unix, value, tags = line.split()
            moment = dt.datetime.fromtimestamp(int(unix), dt.UTC)
            yield pa.RecordBatch.from_pylist([{"at": moment, "value": float(value), "tags": tags.split(",")}], SCHEMA)


@pytest.fixture
def decoded(source: Source) -> Source:
    return replace(
        source, decoder=seconds_and_values, columns=COLUMNS, records="", total="", paging=SinglePage(), format="xml"
    )


def test_what_a_decoder_yields_is_fitted_to_the_columns(
    store: StorageManager, decoded: Source, pages: Path, api: Api
) -> None:
    api.answer = lambda _: b"0 1 a\n60 2.5 b\n120 3 c,d\n"
    result = run_source(store, decoded, pages)
    assert (result.figures.read, result.figures.new, result.figures.rejected) == (3, 2, 1)
    rows = store.query('SELECT epoch("at") AS at, value, tags, absent FROM readings ORDER BY 1').to_pylist()
    assert [tuple(row.values()) for row in rows] == [(0, 1, ["a"], None), (120, 3, ["c", "d"], None)]
    (rejected,) = store.query("SELECT place, reason, raw FROM reedbed.quarantine").to_pylist()
    assert (rejected["place"], rejected["reason"]) == (1, "value is no INTEGER: 2.5")
    assert json.loads(rejected["raw"]) == {"at": "1970-01-01 00:01:00+00", "value": 2.5, "tags": ["b"]}


def test_decoded_pages_are_traced_and_replayed(store: StorageManager, decoded: Source, pages: Path, api: Api) -> None:
    api.answer = lambda _: b"0 1 a\n60 2 b\n"
    first = run_source(store, decoded, pages)
    (seen,) = trace(store, decoded, pages, {"at": "1970-01-01T00:01:00Z"})
    assert seen.place == 1
    store.drop_table("readings")
    assert replay_run(store, decoded, pages, first.run).figures.new == 2
    assert not list(pages.rglob("*.parquet")), "what was decoded is not kept"


def test_pages_of_a_decoder_end_with_an_empty_one(
    store: StorageManager, decoded: Source, pages: Path, api: Api
) -> None:
    def lines(asked: Asked) -> bytes:
        number = int(asked.params["page"])
        return f"{number * 60} {number} x\n".encode() if number < 4 else b""

    api.answer = lines
    result = run_source(store, replace(decoded, paging=PageNumber()), pages)
    assert (result.figures.new, result.figures.pages) == (3, 4)


def test_what_a_decoder_raises_is_the_reason_that_the_page_is_invalid(
    store: StorageManager, decoded: Source, pages: Path, api: Api
) -> None:
    api.answer = lambda _: b"0 1 a\nerror: no station 7\n"
    with pytest.raises(PageInvalid, match=r"test_decoders:seconds_and_values: error: no station 7") as raised:
        run_source(store, decoded, pages)
    assert raised.value.details["source"] == "readings"
    assert not store.table_exists("readings")


def different_batches(_: Page) -> Iterator[pa.RecordBatch]:
    yield pa.RecordBatch.from_pydict({"at": ["a"]})
    yield pa.RecordBatch.from_pydict({"value": [1]})


def no_batches(_: Page) -> Iterator[object]:
    yield {"at": 1}


@pytest.mark.parametrize("decoder", [different_batches, no_batches])
def test_a_decoder_that_breaks_its_promise_is_told_of(
    store: StorageManager, decoded: Source, pages: Path, api: Api, decoder: Decoder
) -> None:
    told: dict[Decoder, str] = {
        different_batches: "its batches differ: at string and then value int64",
        no_batches: "it yields dict",
    }
    api.answer = lambda _: b"x"
    with pytest.raises(PageInvalid, match=told[decoder]):
        run_source(store, replace(decoded, decoder=decoder), pages)


def test_memory_holds_some_batches_and_not_a_page(tmp_path: Path) -> None:
    before = pa.total_allocated_bytes()
    most = 0

    def batches(_: object) -> Iterator[pa.RecordBatch]:
        nonlocal most
        for number in range(1_000):
            most = max(most, pa.total_allocated_bytes() - before)
            yield pa.RecordBatch.from_pydict({"at": list(range(number * 5_000, number * 5_000 + 5_000))})

    page = Page(file=tmp_path, url="", window=0, page=0, sha256="", size_bytes=0, fetched_at=dt.datetime.now(dt.UTC))
    decoded = decoded_page(batches, page, tmp_path / "decoded.parquet")
    assert decoded.rows == 5_000_000
    assert most < 8_000_000, "all of them are 40 MB"


def test_a_decoder_states_no_totals(decoded: Source) -> None:
    with pytest.raises(SourceInvalid, match="states no total"):
        replace(decoded, total="n")


SOURCES = """
sources:
  readings:
    url: {url}
    decoder: {decoder}
    columns:
      at: {{type: BIGINT}}
    key: at
"""
CODE = """
import os
from os import getcwd
import pyarrow as pa

def decode(page):
    with page.open() as content:
        yield pa.RecordBatch.from_pydict({"at": [int(each) for each in content.read().split()]})
"""


@pytest.fixture
def declared(workspace: Workspace, api: Api) -> Workspace:
    api.key = ""
    api.answer = lambda _: b"1 2 3"
    workspace.sources_path.write_text(SOURCES.format(url=api.url, decoder="own:decode"), encoding="utf-8")
    (workspace.folder / "own.py").write_text(CODE, encoding="utf-8")
    return workspace


def test_a_file_names_a_decoder_of_a_module_that_the_owner_allows(declared: Workspace) -> None:
    refused = answer(declared, "run", code=3)["error"]
    assert refused["code"] == "ING001"
    assert "sources.yaml, line 5" in refused["message"]
    assert "'own:decode' is in a module that workspace.yaml does not allow" in refused["message"]
    declared.file.write_text("reedbed: {decoders: [own]}\n", encoding="utf-8")
    (run,) = answer(declared, "run")["runs"]
    assert (run["read"], run["new"]) == (3, 3)


@pytest.mark.parametrize(
    ("decoder", "told"),
    [
        ("own", "not written as module:function"),
        ("own:missing", "defines no function 'missing'"),
        ("own:getcwd", "defines no function 'getcwd'"),
        ("own:os", "defines no function 'os'"),
        ("os:system", "does not allow"),
        ("gone:decode", "cannot be imported: ModuleNotFoundError"),
    ],
)
def test_a_name_that_is_no_decoder_of_an_allowed_module_is_refused(
    declared: Workspace, api: Api, decoder: str, told: str
) -> None:
    from reedbed.ingest.decoders import DecoderModules
    from reedbed.ingest.files import read_sources

    declared.sources_path.write_text(SOURCES.format(url=api.url, decoder=decoder), encoding="utf-8")
    with (
        DecoderModules(declared.folder, ["own", "gone"]) as modules,
        pytest.raises(SourceInvalid, match=told),
    ):
        read_sources(declared.sources_path, {}, modules)
