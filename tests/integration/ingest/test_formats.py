"""What answers may look like, and how they may be asked for: formats, places of records, links, bodies, logins."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from reedbed.errors import AnswerIncomplete, PageInvalid
from reedbed.ingest.declaration import Auth, Source
from reedbed.ingest.paging import NextLink, PageNumber, SinglePage
from reedbed.ingest.runs import run_source
from reedbed.settings import SecretText

from .api import Api, Asked, say

if TYPE_CHECKING:
    from http.server import BaseHTTPRequestHandler
    from pathlib import Path

    from reedbed import StorageManager
    from reedbed.ingest.declaration import AuthKind, Format

FEW = [
    {"at": "2026-01-01T00:00:00Z", "value": 0.5, "place": {"name": "a"}},
    {"at": "2026-01-01T00:01:00Z", "value": None, "place": {"name": 'quoted "b", c'}},
    {"at": "2026-01-01T00:02:00Z", "value": -1e3, "place": {}},
]
STORED = [(0.5, "a"), (None, 'quoted "b", c'), (-1000.0, None)]
CSV = """at,value,place
2026-01-01T00:00:00Z,0.5,a
2026-01-01T00:01:00Z,,"quoted ""b"", c"
2026-01-01T00:02:00Z,-1e3,
"""
BODIES: dict[str, tuple[Format, str, str]] = {
    "a list": ("json", "", json.dumps(FEW)),
    "a list in a list's place": ("json", "answer.items", json.dumps({"answer": {"items": FEW, "n": 3}, "x": [1]})),
    "lines": ("ndjson", "", "\n".join(map(json.dumps, FEW)) + "\n"),
    "csv": ("csv", "", CSV),
}


def stored(store: StorageManager) -> list[tuple[object, ...]]:
    rows = store.query('SELECT value, station FROM readings ORDER BY "at"').to_pylist()
    return [tuple(row.values()) for row in rows]


@pytest.fixture
def plain(source: Source) -> Source:
    columns = {name: replace(column, required=False) for name, column in source.columns.items()}
    return replace(source, columns=columns, paging=SinglePage(), total="", records="")


@pytest.mark.parametrize("shape", BODIES)
def test_records_are_the_same_in_every_format(
    store: StorageManager, plain: Source, pages: Path, api: Api, shape: str
) -> None:
    format_, records, body = BODIES[shape]
    api.answer = lambda _: body.encode()
    columns = dict(plain.columns)
    if format_ == "csv":
        columns["station"] = replace(columns["station"], path="place")
    result = run_source(store, replace(plain, format=format_, records=records, columns=columns), pages)
    assert (result.figures.read, result.figures.new) == (3, 3)
    assert stored(store) == STORED


def test_a_total_beside_records_that_lie_deep_is_compared(
    store: StorageManager, plain: Source, pages: Path, api: Api
) -> None:
    api.answer = lambda _: json.dumps({"answer": {"items": FEW, "n": 4}}).encode()
    with pytest.raises(AnswerIncomplete, match="states 4 records and brought 3"):
        run_source(store, replace(plain, records="answer.items", total="answer.n"), pages)
    api.answer = lambda _: json.dumps({"answer": {"items": FEW, "n": 3}}).encode()
    assert run_source(store, replace(plain, records="answer.items", total="answer.n"), pages).figures.new == 3


@pytest.mark.parametrize("shape", ["a list", "lines", "csv"])
def test_what_does_not_fit_is_told_by_its_place_in_every_format(
    store: StorageManager, plain: Source, pages: Path, api: Api, shape: str
) -> None:
    format_, _, body = BODIES[shape]
    api.answer = lambda _: body.replace("-1000.0", '"x"').replace("-1e3", "x").encode()
    columns = dict(plain.columns)
    if format_ == "csv":
        columns["station"] = replace(columns["station"], path="place")
    result = run_source(store, replace(plain, format=format_, columns=columns), pages)
    assert (result.figures.read, result.figures.rejected) == (3, 1)
    (row,) = store.query("SELECT place, reason, raw FROM reedbed.quarantine").to_pylist()
    assert (row["place"], row["reason"]) == (2, "value is no DOUBLE: x")
    assert json.loads(row["raw"])["at"].startswith("2026-01-01")


@pytest.mark.parametrize("format_", ["ndjson", "csv"])
def test_pages_without_an_end_are_read_until_one_is_empty(
    store: StorageManager, source: Source, pages: Path, api: Api, format_: Format
) -> None:
    def answer(asked: Asked) -> bytes:
        rows = api.records[(int(asked.params["page"]) - 1) * 40 :][:40]
        if format_ == "ndjson":
            return "".join(json.dumps(row) + "\n" for row in rows).encode()
        return "".join(["at,value\n", *(f"{row['at']},{row['value']}\n" for row in rows)]).encode()

    api.answer = answer
    columns = {name: source.columns[name] for name in ("at", "value")}
    result = run_source(store, replace(source, format=format_, records="", total="", columns=columns), pages)
    assert (result.figures.read, result.figures.pages) == (95, 4)


def test_the_link_header_leads_from_page_to_page(
    store: StorageManager, source: Source, pages: Path, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    def serve(handler: BaseHTTPRequestHandler) -> None:
        number = int(handler.path.partition("page=")[2] or 1)
        body = json.dumps(api.records[(number - 1) * 30 : number * 30]).encode()
        if number * 30 < len(api.records):
            say(handler, 200, body, Link=f'</readings?page={number + 1}>; rel="next"')
        else:
            say(handler, 200, body)

    monkeypatch.setattr(api, "serve", serve)
    result = run_source(store, replace(source, paging=NextLink(), records="", total=""), pages)
    assert (result.figures.new, result.figures.pages) == (95, 4)


def test_a_body_is_posted_and_pages_go_with_it(store: StorageManager, source: Source, pages: Path, api: Api) -> None:
    paging = PageNumber(last="pagination.lastPage", in_body=True)
    posted = replace(source, method="POST", body={"query": "readings"}, paging=paging)
    assert run_source(store, posted, pages).figures.new == 95
    assert {each.method for each in api.asked} == {"POST"}
    assert {each.body["query"] for each in api.asked} == {"readings"}


@pytest.mark.parametrize("kind", ["bearer", "basic", "header", "query"])
def test_each_way_to_log_in_is_what_the_server_expects(
    store: StorageManager, source: Source, pages: Path, api: Api, kind: AuthKind
) -> None:
    api.key = ""
    name = {"bearer": "", "basic": "me", "header": "x-token", "query": "token"}[kind]
    run_source(store, replace(source, auth=Auth(kind=kind, name=name, secret=SecretText("open"))), pages)
    asked = api.asked[0]
    basic = base64.b64encode(b"me:open").decode()
    expected = {
        "bearer": asked.headers.get("authorization") == "Bearer open",
        "basic": asked.headers.get("authorization") == f"Basic {basic}",
        "header": asked.headers.get("x-token") == "open",
        "query": asked.params.get("token") == "open",
    }
    assert expected[kind]


@pytest.mark.parametrize("inferred", [False, True])
def test_csv_whose_lines_have_different_numbers_of_fields_is_told(
    store: StorageManager, plain: Source, pages: Path, api: Api, *, inferred: bool
) -> None:
    api.answer = lambda _: b"at,value,place,extra\n2026-01-01T00:00:00Z,0.5,a,b\n2026-01-01T00:01:00Z,1,c\n"
    source = replace(plain, format="csv", columns={} if inferred else plain.columns)
    with pytest.raises(PageInvalid, match="different numbers of fields"):
        run_source(store, source, pages)
    assert not store.table_exists("readings")


@pytest.mark.parametrize("shape", ["a list", "a list in a list's place", "lines"])
@pytest.mark.parametrize("inferred", [False, True])
def test_half_of_a_character_costs_its_record_and_not_the_page(
    store: StorageManager, plain: Source, pages: Path, api: Api, shape: str, *, inferred: bool
) -> None:
    format_, records, body = BODIES[shape]
    half, whole = 'quoted \\"b\\", c', '"name": "a"'
    body = body.replace(half, f"{half} \\ud83d").replace(whole, '"name": "\\ud83d\\ude00 \\\\ud83d"')
    api.answer = lambda _: body.encode()
    source = replace(plain, format=format_, records=records, columns={} if inferred else plain.columns)
    result = run_source(store, source, pages)
    assert (result.figures.read, result.figures.new, result.figures.rejected) == (3, 2, 1)
    names = "place_name" if inferred else "station"
    rows = store.query(f'SELECT {names} AS name FROM readings ORDER BY "at"').to_pylist()
    assert rows == [{"name": "😀 \\ud83d"}, {"name": None}]
    (kept,) = store.query("SELECT reason, raw FROM reedbed.quarantine").to_pylist()
    assert kept["reason"] == f'{names} has half of a character in it: quoted "b", c \\ud83d'
    assert json.loads(kept["raw"])["place"]["name"] == 'quoted "b", c \ud83d'
