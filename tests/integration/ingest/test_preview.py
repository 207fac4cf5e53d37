"""`reedbed ingest URL --table T --dry-run`: what it shows of an API, and that its declaration works as it is."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from reedbed.cli import main
from reedbed.ingest.files import read_sources
from reedbed.ingest.runs import run_source

from .api import KEY, Api, Asked, readings, say
from .test_commands import reedbed

if TYPE_CHECKING:
    from collections.abc import Callable
    from http.server import BaseHTTPRequestHandler
    from pathlib import Path

    from reedbed import StorageManager, Workspace


@pytest.fixture
def open_api(api: Api) -> Api:
    api.key = ""
    return api


Ask: TypeAlias = "Callable[..., dict[str, Any]]"


@pytest.fixture
def ask(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Runs `reedbed ingest WORDS`, and gives its document."""

    def asked(*words: str, code: int = 0) -> dict[str, Any]:
        found = main(["ingest", *words, "--workspace", str(workspace.folder), "--output", "json"])
        said = capsys.readouterr().out
        assert found == code, said
        document = json.loads(said)
        assert isinstance(document, dict)
        return document

    return asked


@pytest.fixture
def looked(ask: Ask) -> Ask:
    return lambda url, *words, code=0: ask(url, "--table", "readings", "--dry-run", *words, code=code)


Keep: TypeAlias = "Callable[[dict[str, Any]], tuple[int, int, int]]"


@pytest.fixture
def keep(workspace: Workspace, store: StorageManager, pages: Path) -> Keep:
    """Saves what a look proposed and runs it: records read, new and rejected."""

    def kept(found: dict[str, Any]) -> tuple[int, int, int]:
        workspace.sources_path.write_text(found["declaration"], encoding="utf-8")
        (source,) = read_sources(workspace.sources_path, {"API_KEY": KEY}).values()
        figures = run_source(store, source, pages).figures
        return figures.read, figures.new, figures.rejected

    return kept


def test_rows_types_key_and_paging_are_shown_with_a_declaration_that_works(
    workspace: Workspace, store: StorageManager, keep: Keep, api: Api, looked: Ask
) -> None:
    (workspace.folder / ".env").write_text(f"API_KEY={KEY}\n", encoding="utf-8")
    secret = ("--auth", "header", "--auth-name", "x-api-key", "--secret", "${env:API_KEY}")
    found = looked(api.url, *secret)
    assert found["types"] == {"at": "TIMESTAMPTZ", "value": "DOUBLE", "place_name": "VARCHAR"}
    assert (found["key"], len(found["rows"]), found["records"]) == (["at"], 5, 10)
    assert "page=2 brings others" in found["guesses"]["paging"]
    assert KEY not in json.dumps(found)
    assert not store.table_exists("readings"), "nothing was stored"
    assert not workspace.pages_path.exists()
    assert len(api.asked) == 2
    assert keep(found) == (95, 95, 0)
    shown = reedbed(workspace, api.url, "--table", "readings", "--dry-run", *secret).stdout
    assert found["declaration"] in shown + "\n"


def test_a_page_that_repeats_makes_a_guess_doubtful(looked: Ask, open_api: Api) -> None:
    whole = json.dumps({"data": readings(3), "pages": 2}).encode()
    open_api.answer = lambda _: whole
    assert "answers the same: this is not how it pages" in looked(open_api.url)["guesses"]["paging"]
    open_api.answer = lambda asked: whole + b" " * int(asked.params.get("page", "1"))
    assert "brings 3 of the same records" in looked(open_api.url)["guesses"]["paging"]


def test_the_link_header_is_followed(keep: Keep, looked: Ask, open_api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def serve(handler: BaseHTTPRequestHandler) -> None:
        begin = int(handler.path.partition("from=")[2] or 0)
        body = json.dumps(open_api.records[begin : begin + 40]).encode()
        if begin < 80:
            say(handler, 200, body, Link=f'</readings?from={begin + 40}>; rel="next"')
        else:
            say(handler, 200, body)

    monkeypatch.setattr(open_api, "serve", serve)
    found = looked(open_api.url)
    assert "paging: {kind: link}" in found["declaration"]
    assert keep(found) == (95, 95, 0)


def parquet() -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table({"id": [1, 2, 3], "when": pa.array([0, 1, 2], pa.timestamp("us", tz="UTC"))}), out)
    return out.getvalue()


BODIES = {
    "ndjson": (b'{"id": 1, "v": 0.5}\n{"id": 2, "v": 1}\n{"id": 3}\n', {"id": "BIGINT", "v": "DOUBLE"}),
    "csv": (b"id,day\n1,2026-01-01\n2,\n3,2026-01-03\n", {"id": "BIGINT", "day": "DATE"}),
    "xml": (b"<r><i id='1'><t>a</t></i><i id='2'/><i id='3'><t>b</t></i></r>", {"id": "BIGINT", "t": "VARCHAR"}),
    "parquet": (parquet(), {"id": "BIGINT", "when": "TIMESTAMPTZ"}),
}


@pytest.mark.parametrize("format_", BODIES)
def test_every_format_is_recognized(keep: Keep, looked: Ask, open_api: Api, format_: str) -> None:
    body, types = BODIES[format_]
    open_api.answer = lambda _: body
    found = looked(open_api.url)
    assert (found["types"], found["key"], found["records"]) == (types, ["id"], 3)
    assert f"format: {format_}" in found["declaration"]
    assert keep(found) == (3, 3, 0)


def test_the_first_of_some_files_is_looked_at(
    keep: Keep, looked: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for number in range(3):
        (tmp_path / f"part-{number}.csv").write_text(f"id,v\n{number}1,a\n{number}2,b\n", encoding="utf-8")
    found = looked("part-*.csv")
    assert found["guesses"]["files"] == "3, of which the first one by name was looked at"
    assert f'url: "{tmp_path}/part-*.csv"' in found["declaration"]
    assert keep(found) == (6, 6, 0)


def test_an_offset_is_recognized(keep: Keep, looked: Ask, open_api: Api) -> None:
    def slices(asked: Asked) -> bytes:
        begin = int(asked.params["offset"])
        return json.dumps({"rows": open_api.records[begin : begin + 20], "total": 95}).encode()

    open_api.answer = slices
    found = looked(f"{open_api.url}?offset=0")
    assert "{kind: offset, parameter: offset, size_parameter: limit, total: total}" in found["declaration"]
    assert keep(found) == (95, 95, 0)


REFUSED = {
    "a slip": (
        ("rnu", "--table", "t", "--dry-run"),
        "'rnu' is neither a command of ingest, nor a URL or a file",
        "run",
    ),
    "no table": (("{url}", "--dry-run"), "look first", "--table TABLE --dry-run"),
    "no dry run": (("{url}", "--table", "t"), "look first", "--table t --dry-run"),
    "a password": (("http://me:sesame@127.0.0.1/", "--table", "t", "--dry-run"), "holds a password", "--auth basic"),
    "a secret": (
        ("{url}", "--table", "t", "--dry-run", "--auth", "bearer", "--secret", "sesame"),
        "given by reference",
        "${env:API_KEY}",
    ),
    "a variable": (
        ("{url}", "--table", "t", "--dry-run", "--auth", "bearer", "--secret", "${env:GONE}"),
        "GONE is not set",
        "export GONE",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_looked_at_is_refused_with_a_way_out(ask: Ask, open_api: Api, what: str) -> None:
    words, message, hint = REFUSED[what]
    error = ask(*(word.replace("{url}", open_api.url) for word in words), code=2)["error"]
    assert message in error["message"]
    assert hint in error["hint"]
    assert "sesame" not in json.dumps(error)
    assert not open_api.asked


def test_what_is_no_data_is_told_with_the_url(looked: Ask, open_api: Api) -> None:
    open_api.answer = lambda _: b"<!DOCTYPE html><html></html>"
    error = looked(open_api.url, code=3)["error"]
    assert (error["code"], error["message"]) == (
        "ING008",
        f"The answer of {open_api.url} is a page of HTML, for people to look at",
    )
