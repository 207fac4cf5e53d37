"""The ways of well-known APIs: OData, keys of last records, cursors that never end, limits told by their reset."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from tests.integration.ingest.api import KEY, Api, Asked, readings, say

from reedbed.errors import AnswerIncomplete, PageInvalid, SourceUnreachable
from reedbed.ingest.declaration import Auth
from reedbed.ingest.paging import AfterLast, NextCursor, NextLink, SinglePage
from reedbed.ingest.runs import run_source
from reedbed.settings import SecretText

if TYPE_CHECKING:
    from collections.abc import Mapping
    from http.server import BaseHTTPRequestHandler
    from pathlib import Path

    from reedbed import StorageManager
    from reedbed.ingest.declaration import Format, Source

ROWS = readings(25)
Stored = tuple["StorageManager", "Path"]


@pytest.fixture
def stored(store: StorageManager, pages: Path) -> Stored:
    return store, pages


@pytest.fixture
def plain(source: Source) -> Source:
    return replace(source, total="", paging=SinglePage())


def answering(api: Api, answer: Mapping[str, object] | None = None, **more: object) -> None:
    document = json.dumps({**(answer or {}), **more}).encode()
    api.answer = lambda _: document


def test_odata_is_read_by_its_own_names(stored: Stored, plain: Source, api: Api) -> None:
    def answer(asked: Asked) -> bytes:
        first = int(asked.params.get("$skip", 0))
        document: dict[str, object] = {"@odata.count": 25, "value": ROWS[first : first + 10]}
        if first < 20:
            document["@odata.nextLink"] = f"{api.url}?$skip={first + 10}"
        return json.dumps(document).encode()

    api.answer = answer
    odata = replace(plain, records="value", paging=NextLink(path="@odata.nextLink"), total="@odata.count")
    figures = run_source(stored[0], odata, stored[1]).figures
    assert (figures.new, figures.pages) == (25, 3)


@pytest.mark.parametrize("kind", ["header", "query"])
def test_another_host_that_a_page_names_is_told_no_secret(stored: Stored, plain: Source, kind: str) -> None:
    store, pages = stored
    with Api(key="") as other, Api(key="") as first:
        answering(other, data=ROWS[10:])
        answering(first, data=ROWS[:10], next=other.url)
        auth = Auth(kind=kind, name="x-api-key", secret=SecretText(KEY))  # type: ignore[arg-type]  # a case of pytest
        linked = replace(
            plain, url=first.url, auth=auth, headers={"x-account": "4711"}, paging=NextLink(path="next"), records="data"
        )
        assert run_source(store, linked, pages).figures.new == 25
        (asked,) = other.asked
    assert KEY not in str(asked)
    assert "x-account" not in asked.headers


def test_a_key_that_a_server_repeats_in_its_links_is_kept_nowhere(stored: Stored, plain: Source, api: Api) -> None:
    store, pages = stored

    def serve(handler: BaseHTTPRequestHandler) -> None:
        api.asked.append(Asked(path=handler.path, params={}, headers={}))
        is_last = "page=2" in handler.path
        link = f"{api.url}?x-api-key={KEY}&page=2"
        document = {"data": ROWS[10:] if is_last else ROWS[:10], "next": None if is_last else link}
        say(handler, 200, json.dumps(document).encode(), Link=f'<{link}>; rel="next"' if not is_last else "")

    api.serve = serve  # type: ignore[method-assign]  # this test's answers
    for number, paging in enumerate((NextLink(path="next"), NextLink())):
        auth = Auth(kind="query", name="x-api-key", secret=SecretText(KEY))
        linked = replace(plain, name=f"readings{number}", auth=auth, paging=paging)
        assert run_source(store, linked, pages).figures.read == 25
        assert api.asked[-1].path.count(KEY) == 1
    ledger = store.query("SELECT * FROM reedbed.ingest_pages").to_pylist()
    assert KEY not in str(ledger)
    for row in ledger:
        assert KEY.encode() not in _content(pages / row["file"])


def _content(file: Path) -> bytes:
    with pa.input_stream(str(file), compression="zstd") as content:
        return bytes(content.read())


def test_the_last_record_of_a_page_leads_to_the_next_one(stored: Stored, plain: Source, api: Api) -> None:
    def answer(asked: Asked) -> bytes:
        behind = asked.params.get("starting_after", "")
        rows = [each for each in ROWS if each["at"] > behind][:10]
        return json.dumps({"data": rows, "has_more": rows[-1] != ROWS[-1]}).encode()

    api.answer = answer
    figures = run_source(
        stored[0],
        replace(plain, paging=AfterLast(path="at", parameter="starting_after", more="has_more")),
        stored[1],
    ).figures
    assert (figures.new, figures.pages) == (25, 3)


def test_a_cursor_that_is_always_there_ends_where_the_answer_says_so(stored: Stored, plain: Source, api: Api) -> None:
    def answer(asked: Asked) -> bytes:
        end = min(25, int(asked.params.get("after", 0)) + 10)
        return json.dumps({"data": ROWS[end - 10 : end], "info": {"end": str(end), "more": end < 25}}).encode()

    api.answer = answer
    paging = NextCursor(path="info.end", parameter="after", more="info.more")
    assert run_source(stored[0], replace(plain, paging=paging), stored[1]).figures.pages == 3


def test_a_limit_that_is_used_up_is_waited_for_until_its_reset(stored: Stored, plain: Source, api: Api) -> None:
    plainly = api.serve
    refused: list[float] = []

    def serve(handler: BaseHTTPRequestHandler) -> None:
        if not refused:
            refused.append(time.time())
            others = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "0.3"}
            say(handler, 403, b"rate limit exceeded", others=others)
        else:
            refused.append(time.time())
            plainly(handler)

    api.serve = serve  # type: ignore[method-assign]  # this test's answers
    assert run_source(stored[0], plain, stored[1]).figures.new == 10
    assert refused[1] - refused[0] >= 0.3


def test_a_wait_beyond_the_source_s_patience_is_no_refusal(stored: Stored, plain: Source, api: Api) -> None:
    api.serve = lambda handler: say(handler, 429, b"slow", Retry_After="86400")  # type: ignore[method-assign]  # this test's answers
    with pytest.raises(SourceUnreachable, match="come back in 86,400 s") as caught:
        run_source(stored[0], plain, stored[1])
    assert caught.value.hint == "retry: {patience_seconds: 86400}"


class TestTotals:
    """What the API states is compared with what came."""

    def test_a_key_that_one_page_lists_twice_counts_twice(self, stored: Stored, plain: Source, api: Api) -> None:
        answering(api, data=[*ROWS[:9], ROWS[0]], total=10)
        figures = run_source(stored[0], replace(plain, total="total"), stored[1]).figures
        assert (figures.read, figures.new) == (10, 9)

    def test_a_key_that_two_pages_list_counts_once(self, stored: Stored, source: Source, api: Api) -> None:
        api.records = [*ROWS[:10], ROWS[9], *ROWS[11:20]]
        with pytest.raises(AnswerIncomplete, match="states 20 records and brought 19"):
            run_source(stored[0], source, stored[1])

    def test_a_total_that_no_page_states_is_told(self, stored: Stored, plain: Source, api: Api) -> None:
        answering(api, data=ROWS, totl=25)
        with pytest.raises(PageInvalid, match="number of records at 'total'"):
            run_source(stored[0], replace(plain, total="total"), stored[1])


class TestNothing:
    """An empty answer and an error look alike."""

    def test_null_for_a_list_is_no_records_where_a_key_keeps_the_others(
        self, stored: Stored, plain: Source, api: Api
    ) -> None:
        answering(api, data=ROWS)
        run_source(stored[0], plain, stored[1])
        answering(api, data=None)
        assert run_source(stored[0], plain, stored[1]).figures.read == 0
        assert stored[0].row_count("readings") == 25

    def test_null_empties_no_table_unless_its_number_is_stated(self, stored: Stored, plain: Source, api: Api) -> None:
        answering(api, data=ROWS, total=25)
        whole = replace(plain, key=(), total="total")
        run_source(stored[0], whole, stored[1])
        answering(api, data=None, errors=["quota"])
        with pytest.raises(PageInvalid, match="no records"):
            run_source(stored[0], whole, stored[1])
        assert stored[0].row_count("readings") == 25
        answering(api, data=None, total=0)
        run_source(stored[0], whole, stored[1])
        assert stored[0].row_count("readings") == 0

    def test_a_body_without_a_byte_is_no_empty_list(self, stored: Stored, plain: Source, api: Api) -> None:
        api.answer = lambda _: b""
        with pytest.raises(PageInvalid, match="is empty"):
            run_source(stored[0], replace(plain, records="", key=()), stored[1])


SHAPES: dict[str, tuple[Format, str]] = {
    "list": ("json", ""),
    "records": ("json", "data"),
    "ndjson": ("ndjson", ""),
    "csv": ("csv", ""),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_value_of_megabytes_is_read(stored: Stored, plain: Source, api: Api, shape: str) -> None:
    size = 3_000_000 if shape == "csv" else 10_000_000
    names = ["x" * (size if n == 1 else 3) for n in range(25)]
    rows = [{**each, "value": 1, "place": {"name": name}} for each, name in zip(ROWS, names, strict=True)]
    lines = [f"{each['at']},1,{name}" for each, name in zip(ROWS, names, strict=True)]
    body = {
        "list": lambda: json.dumps(rows),
        "records": lambda: json.dumps({"data": rows}),
        "ndjson": lambda: "\n".join(map(json.dumps, rows)),
        "csv": lambda: "\n".join(["at,value,place.name", *lines]),
    }[shape]().encode()
    api.answer = lambda _: body
    format_, records = SHAPES[shape]
    big = replace(plain, records=records, format=format_)
    assert run_source(stored[0], big, stored[1]).figures.new == 25
    assert stored[0].query("SELECT max(length(station)) AS n FROM readings").to_pylist() == [{"n": size}]
