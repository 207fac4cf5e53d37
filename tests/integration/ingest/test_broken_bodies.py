"""Bodies and pages that end too early: none is taken for the whole answer."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.integration.ingest.api import readings

from reedbed.errors import PageInvalid, PagingEndless, SourceInvalid
from reedbed.ingest.declaration import Column
from reedbed.ingest.paging import AfterLast, NextCursor, NextLink, SinglePage
from reedbed.ingest.runs import run_source

if TYPE_CHECKING:
    from pathlib import Path

    from tests.integration.ingest.api import Api, Asked

    from reedbed import StorageManager
    from reedbed.ingest.declaration import Source
    from reedbed.ingest.paging import Paging

ROWS = readings(25)


@pytest.fixture
def listed(source: Source) -> Source:
    """A source whose answer is nothing but its list."""
    return replace(source, records="", total="", paging=SinglePage())


@pytest.mark.parametrize("cut", [b"", b" ,", b", \n"])
def test_a_list_that_breaks_off_between_two_records_is_no_answer(
    store: StorageManager, pages: Path, listed: Source, api: Api, *, cut: bytes
) -> None:
    for one in (listed, replace(listed, name="found", table="found", columns={}, key=())):
        api.answer = lambda _: json.dumps(ROWS).encode()[:-1] + cut
        with pytest.raises(PageInvalid, match="does not end"):
            run_source(store, one, pages)
        api.answer = lambda _: json.dumps(ROWS).encode()
        assert run_source(store, one, pages).figures.new == 25


@pytest.mark.parametrize("body", [b"17", b'"no quota left"', b'[[{"at": 1}]]', b"[{}, 1]"])
def test_values_that_are_no_records_are_told_where_columns_are_found(
    store: StorageManager, pages: Path, listed: Source, api: Api, *, body: bytes
) -> None:
    api.answer = lambda _: body
    with pytest.raises(PageInvalid):
        run_source(store, replace(listed, columns={}, key=()), pages)


def test_records_that_are_nested_too_deep_are_told(
    store: StorageManager, pages: Path, listed: Source, api: Api
) -> None:
    api.answer = lambda _: b'[{"a": ' + b"[" * 5_000 + b"]" * 5_000 + b"}]"
    with pytest.raises(PageInvalid, match="nested too deep"):
        run_source(store, replace(listed, columns={}, key=()), pages)


class TestWhatLeadsOn:
    """A page that says that more follows, and not how to ask for it."""

    @pytest.mark.parametrize(
        "paging",
        [
            AfterLast(path="att", parameter="after"),
            AfterLast(path="att", parameter="after", more="more"),
            NextCursor(path="nxt", parameter="after", more="more"),
        ],
    )
    def test_a_wrong_path_is_no_end(
        self, store: StorageManager, pages: Path, source: Source, api: Api, *, paging: Paging
    ) -> None:
        api.answer = lambda _: json.dumps({"data": ROWS, "more": True, "next": "a"}).encode()
        with pytest.raises(PagingEndless):
            run_source(store, replace(source, total="", paging=paging), pages)

    @pytest.mark.parametrize("more", ["", "more", "meta.has_more"])
    def test_what_no_answer_says_is_not_a_no(
        self, store: StorageManager, pages: Path, source: Source, api: Api, *, more: str
    ) -> None:
        def answer(asked: Asked) -> bytes:
            behind = asked.params.get("after", "")
            return json.dumps({"data": [each for each in ROWS if each["at"] > behind][:10]}).encode()

        api.answer = answer
        after = replace(source, total="", paging=AfterLast(path="at", parameter="after", more=more))
        assert run_source(store, after, pages).figures.new == 25


def test_pages_that_lead_in_a_circle_are_asked_for_again(
    store: StorageManager, pages: Path, source: Source, api: Api
) -> None:
    api.answer = lambda _: json.dumps({"data": ROWS, "next": "?page=2"}).encode()
    linked = replace(source, total="", paging=NextLink(path="next"))
    with pytest.raises(PagingEndless):
        run_source(store, linked, pages)
    api.answer = lambda _: json.dumps({"data": ROWS, "next": None}).encode()
    assert run_source(store, linked, pages).figures.new == 25


def test_a_total_that_was_missing_for_once_is_asked_for_again(
    store: StorageManager, pages: Path, source: Source, api: Api
) -> None:
    api.answer = lambda _: json.dumps({"data": ROWS}).encode()
    whole = replace(source, total="total", paging=SinglePage())
    with pytest.raises(PageInvalid, match="number of records"):
        run_source(store, whole, pages)
    api.answer = lambda _: json.dumps({"data": ROWS, "total": 25}).encode()
    assert run_source(store, whole, pages).figures.new == 25


@pytest.mark.parametrize("wrong", ["", "NONSENSE", "BIGINT NOT NULL", "BIGINT, x INT", "BIGINT; DROP TABLE readings"])
def test_a_type_that_is_none_is_told_by_its_column(
    store: StorageManager, pages: Path, listed: Source, wrong: str
) -> None:
    for drift in ("quarantine", "evolve"):
        columns = {**listed.columns, "value": Column(path="value", type=wrong)}
        with pytest.raises(SourceInvalid, match="its column 'value' is of type"):
            run_source(store, replace(listed, columns=columns, drift=drift), pages)


def test_columns_that_the_engine_takes_for_one_are_told(listed: Source) -> None:
    columns = {**listed.columns, "Value": Column(path="other", type="DOUBLE")}
    with pytest.raises(SourceInvalid, match="differ in case alone"):
        replace(listed, columns=columns)
