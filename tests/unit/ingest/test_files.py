"""`sources.yaml`: what it declares, and what it says of a slip."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from reedbed.errors import SourceInvalid, SourceNotFound
from reedbed.ingest.declaration import Column, Cursor, Limits, Source
from reedbed.ingest.files import chosen, read_sources
from reedbed.ingest.paging import AfterLast, NextCursor, NextLink, Offset, PageNumber, Paging, SinglePage
from reedbed.ingest.retries import RetryPolicy
from reedbed.ingest.windows import Window

if TYPE_CHECKING:
    from pathlib import Path

WHOLE = """
sources:
  usage:
    url: https://api.example/data
    table: meter
    auth: {kind: header, name: x-api-key, secret: "${env:KEY}"}
    format: json
    records: data.items
    params: {format: json, limit: 5}
    headers: {accept: application/json}
    columns:
      at: {path: startTime, type: TIMESTAMPTZ}
      mw: {path: value.mean, type: "DECIMAL(9,3)", required: true}
    key: [at]
    cursor: {column: at, start: 2026-01-01T00:00:00Z, lag: 2 hours}
    window: {start: from, end: to, hours: 168, format: unix}
    paging: {kind: page, parameter: p, start: 0, size_parameter: n, size: 100, last: meta.last}
    total: meta.total
    limits: {requests_per_minute: 10, parallel: 3, page_bytes: 1000, private_addresses: false}
    retry: {attempts: 9, first_wait_seconds: 0.1}
    drift: freeze
"""
LEAST = "sources:\n  s:\n    url: https://a.example/\n    columns:\n      a: {type: BIGINT}\n"


def read(tmp_path: Path, text: str, **variables: str) -> dict[str, Source]:
    file = tmp_path / "sources.yaml"
    file.write_text(text, encoding="utf-8")
    return read_sources(file, variables)


def test_every_field_arrives(tmp_path: Path) -> None:
    source = read(tmp_path, WHOLE, KEY="sesame")["usage"]
    assert (source.table, source.records, source.total, source.drift) == ("meter", "data.items", "meta.total", "freeze")
    assert source.auth is not None
    assert (source.auth.kind, source.auth.name, source.auth.secret.reveal()) == ("header", "x-api-key", "sesame")
    assert source.columns == {
        "at": Column(path="startTime", type="TIMESTAMPTZ"),
        "mw": Column(path="value.mean", type="DECIMAL(9,3)", required=True),
    }
    assert source.key == ("at",)
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    assert source.cursor == Cursor(column="at", start=start, lag=dt.timedelta(hours=2))
    assert source.window == Window(start_parameter="from", end_parameter="to", hours=168, time_format="unix")
    assert source.paging == PageNumber(parameter="p", start=0, size_parameter="n", size=100, last="meta.last")
    assert source.limits == Limits(requests_per_minute=10, parallel=3, page_bytes=1000, private_addresses=False)
    assert source.retry == RetryPolicy(attempts=9, first_wait_seconds=0.1)
    assert source.request().target == "https://api.example/data?format=json&limit=5"


def test_the_least_is_a_url_and_a_column(tmp_path: Path) -> None:
    source = read(tmp_path, LEAST)["s"]
    assert (source.table, source.paging, source.limits) == ("s", SinglePage(), Limits())
    assert source.columns == {"a": Column(path="a", type="BIGINT")}


@pytest.mark.parametrize(
    ("text", "paging"),
    [
        ("{kind: none}", SinglePage()),
        ("{kind: offset, total: n, size: 5}", Offset(total="n", size=5)),
        ("{kind: cursor, path: next, parameter: after}", NextCursor(path="next", parameter="after")),
        ("{kind: link}", NextLink()),
        ("{kind: link, path: links.next}", NextLink(path="links.next")),
    ],
)
def test_each_kind_of_paging(tmp_path: Path, text: str, paging: Paging) -> None:
    assert read(tmp_path, f"{LEAST}    paging: {text}\n")["s"].paging == paging


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("pagign: {kind: none}", r"line 6: sources.s.pagign has no such field"),
        ("paging: {kind: pages}", r"line 6: sources.s.paging.kind expects one of none, page"),
        ("paging: {kind: cursor, path: x}", r"sources.s.paging.parameter is missing; it expects a text"),
        ("drift: 7", r"line 6: sources.s.drift expects one of evolve, freeze, quarantine"),
        ("key: b", r"line 2: sources.s cannot be: Source 's': 'b' is not one of its columns: a"),
        ("limits: {parallel: 0}", r"cannot be: parallel is 0"),
        ("limits: {parallel: -1}", r"sources.s.limits.parallel expects a whole number"),
        ("cursor: {column: a, start: 2026-01-01}", r"sources.s.cursor.start expects a moment with its zone"),
        ("cursor: {column: a, start: 2026-01-01T00:00Z, lag: soon}", r"lag expects a duration like"),
        ("cursor: {column: a, start: 2026-01-01T00:00Z}", r"a cursor needs a key"),
        ("auth: {kind: header, secret: x}", r"needs the name of the header"),
        ("auth: {kind: bearer, secret: '${env:GONE}'}", r"secret refers to the variable GONE, which is not set"),
        ("body: {a: 1}", r"a body is sent with method POST"),
        ("params: [1]", r"sources.s.params expects a mapping"),
        ("auth: hidden", r"line 6: sources.s.auth expects a mapping; found str"),
        ("<<: [", r"cannot be read as a mapping"),
    ],
)
def test_a_slip_is_said_with_its_line(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(SourceInvalid, match=message) as caught:
        read(tmp_path, f"{LEAST}    {line}\n")
    assert "hidden" not in str(caught.value)


def test_the_nearest_field_and_source_are_offered(tmp_path: Path) -> None:
    with pytest.raises(SourceInvalid) as caught:
        read(tmp_path, f"{LEAST}    pagign: {{}}\n")
    assert caught.value.hint == "did you mean 'paging'?"
    sources = read(tmp_path, LEAST.replace("  s:", "  meters:"))
    assert [each.name for each in chosen(sources, ())] == ["meters"]
    with pytest.raises(SourceNotFound) as missing:
        chosen(sources, ("metres",))
    assert missing.value.hint == "reedbed ingest run meters"


def test_no_file_declares_none(tmp_path: Path) -> None:
    assert read_sources(tmp_path / "sources.yaml", {}) == {}


def test_a_type_alone_is_a_column(tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text(
        "sources: {s: {url: 'http://x/', columns: {id: BIGINT, at: {path: time, type: DATE}}}}", encoding="utf-8"
    )
    columns = read_sources(tmp_path / "sources.yaml", {})["s"].columns
    assert columns == {"id": Column(path="id", type="BIGINT"), "at": Column(path="time", type="DATE")}

    (tmp_path / "sources.yaml").write_text("sources: {s: {url: 'http://x/', columns: {id: 5}}}", encoding="utf-8")
    with pytest.raises(SourceInvalid, match=r"columns\.id expects a type, like BIGINT, or a mapping; found int"):
        read_sources(tmp_path / "sources.yaml", {})


def test_pages_behind_a_last_record_and_cursors_with_an_end_are_declared(tmp_path: Path) -> None:
    after = "{kind: after, path: id, parameter: starting_after, more: has_more, size_parameter: limit, size: 100}"
    cursor = "{kind: cursor, path: a.end, parameter: variables.after, more: a.more, in_body: true}"
    (tmp_path / "sources.yaml").write_text(
        f"sources: {{a: {{url: 'http://x/', paging: {after}}}, c: {{url: 'http://x/', paging: {cursor}}}}}",
        encoding="utf-8",
    )
    found = read_sources(tmp_path / "sources.yaml", {})
    assert found["a"].paging == AfterLast(
        path="id", parameter="starting_after", more="has_more", size_parameter="limit", size=100
    )
    assert found["c"].paging == NextCursor(path="a.end", parameter="variables.after", more="a.more", in_body=True)
    assert found["c"].again == "reedbed ingest run c"


@pytest.mark.parametrize(
    "url", ["http://", "https:///x", "http://[::1", "http://h:port/", "http://h:99999/", "http://x..y/"]
)
def test_a_url_that_cannot_be_asked_is_told_with_its_line(tmp_path: Path, url: str) -> None:
    (tmp_path / "sources.yaml").write_text(f"sources:\n  s: {{url: '{url}'}}\n", encoding="utf-8")
    with pytest.raises(SourceInvalid, match="url cannot be asked") as caught:
        read_sources(tmp_path / "sources.yaml", {})
    assert caught.value.details["line"] == 2
