"""What a look at an unknown API concludes from a page, and how it is written down."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest

from reedbed.errors import PageInvalid
from reedbed.ingest.declaration import Auth, Column, Source
from reedbed.ingest.files import read_sources
from reedbed.ingest.pages import Page
from reedbed.ingest.paging import NextCursor, NextLink, Offset, PageNumber, Paging, SinglePage
from reedbed.ingest.preview.declaring import declaration_text
from reedbed.ingest.preview.documents import json_document, xml_document
from reedbed.ingest.preview.formats import guessed_format
from reedbed.ingest.preview.keys import guessed_key
from reedbed.ingest.preview.paging import guessed_paging
from reedbed.settings import SecretText

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path


@pytest.mark.parametrize(
    ("head", "said", "expected"),
    [
        (b'{"data": [{"a": 1}]}', "text/html", "json"),
        (b'{\n  "data": []\n}', "", "json"),
        (b'\xef\xbb\xbf [{"a": 1}]', "", "json"),
        (b'{"a": 1}\n{"a": 2}\n', "application/json", "ndjson"),
        (b"a;b\n1;2\n", "", "csv"),
        (b"a\n1\n", "text/csv; charset=utf-8", "csv"),
        (b"PAR1\x15\x04", "application/octet-stream", "parquet"),
        (b'<?xml version="1.0"?><r/>', "text/plain", "xml"),
    ],
)
def test_the_format_is_told_by_the_content(head: bytes, said: str, expected: str) -> None:
    assert guessed_format(head, said)[0] == expected


@pytest.mark.parametrize("head", [b"<!DOCTYPE html><html>", b"", b"\x89PNG", b"hello"])
def test_what_is_no_data_is_told(head: bytes) -> None:
    with pytest.raises(PageInvalid, match=r"HTML|no format"):
        guessed_format(head, "text/html")


@pytest.fixture
def page(tmp_path: Path) -> Callable[[str], Page]:
    def made(text: str) -> Page:
        file = tmp_path / "page"
        file.write_text(text, encoding="utf-8")
        now = dt.datetime.now(dt.UTC)
        return Page(file=file, url="", window=0, page=0, sha256="", size_bytes=len(text), fetched_at=now)

    return made


@pytest.mark.parametrize(
    ("document", "records", "count", "beside"),
    [
        ([{"a": 1}, {"a": 2}], "", 2, {}),
        ({"data": [{"a": [{"b": 1}] * 9}], "n": 1}, "data", 1, {"n": 1}),
        ({"few": [{"a": 1}], "many": [{"a": 1}] * 3, "flags": [1] * 9}, "many", 3, {}),
        ({"a.b": {"items": [{"c": 1}]}, "m": {"x": "y", "z": None}}, '"a.b".items', 1, {"m.x": "y", "m.z": None}),
        ({"data": [], "total": 0}, "data", 0, {"total": 0}),
        ({"id": 1, "name": "a"}, "", 1, {"id": 1, "name": "a"}),
    ],
)
def test_records_are_the_longest_list_of_objects(
    page: Callable[[str], Page], document: object, records: str, count: int, beside: dict[str, object]
) -> None:
    found = json_document(page(json.dumps(document)))
    assert (found.records, found.count, dict(found.beside)) == (records, count, beside)


@pytest.mark.parametrize(
    ("text", "records", "count"),
    [
        ("<r total='9'><m><o i='1'><a>1</a></o></m><m><o i='2'><a>2</a></o></m></r>", "r.m.o", 2),
        ("<r><h>x</h><i><a>1</a><b>2</b></i><i><a>3</a><b>4</b></i></r>", "r.i", 2),
        ("<r><i><a>1</a></i></r>", "r.i", 1),
    ],
)
def test_records_of_xml_are_the_elements_that_repeat(
    page: Callable[[str], Page], text: str, records: str, count: int
) -> None:
    found = xml_document(page(text))
    assert (found.records, found.count) == (records, count)


URL = "https://api.example/rows"
PAGINGS: list[tuple[str, dict[str, object], dict[str, str], Paging, str]] = [
    (
        f"{URL}?page=1",
        {"pagination.total": 95, "pagination.lastPage": 10, "pagination.nextPage": 2},
        {},
        PageNumber(parameter="page", last="pagination.lastPage"),
        "pagination.total",
    ),
    (URL, {}, {"next": "/rows?c=2"}, NextLink(), ""),
    (URL, {"links.next": "https://api.example/rows?c=2"}, {}, NextLink(path="links.next"), ""),
    (URL, {'"@odata.nextLink"': "/rows?c=2"}, {}, NextLink(path='"@odata.nextLink"'), ""),
    (URL, {"meta.next_cursor": "abc"}, {}, NextCursor(path="meta.next_cursor", parameter="cursor"), ""),
    (f"{URL}?page_token=", {"nextPageToken": "x"}, {}, NextCursor(path="nextPageToken", parameter="page_token"), ""),
    (
        f"{URL}?limit=10&skip=0",
        {"count": 95},
        {},
        Offset(parameter="skip", size_parameter="limit", total="count"),
        "count",
    ),
    (f"{URL}?p=1", {}, {}, PageNumber(parameter="p"), ""),
    (URL, {"next": None, "count": 3, "page": True}, {}, SinglePage(), ""),
]


@pytest.mark.parametrize("number", range(len(PAGINGS)))
def test_paging_is_told_by_the_answer_before_the_url(number: int) -> None:
    url, beside, links, paging, total = PAGINGS[number]
    found = guessed_paging(url, 10, beside, links)
    assert (found.paging, found.total) == (paging, total)
    assert found.reason


@pytest.mark.parametrize(
    ("beside", "said"),
    [
        ({"has_more": True}, "has_more is true: more follows"),
        ({"meta.next": "1"}, 'meta.next is "1": more follows'),
        ({"count": 1000}, "count is 1000: more follows"),
        ({"has_more": False, "next": None, "count": 10}, "nothing in the answer"),
    ],
)
def test_more_that_nothing_says_how_to_ask_for_is_told(beside: dict[str, object], said: str) -> None:
    found = guessed_paging("http://there/", 10, beside, {})
    assert found.paging == SinglePage()
    assert found.reason.startswith(said)


@pytest.mark.parametrize(
    ("unique", "expected"),
    [
        ({("value",), ("id",), ("station_id",)}, ("id",)),
        ({("station_id",), ("at",)}, ("station_id",)),
        ({("at",)}, ("at",)),
        ({("at", "station_id"), ("at", "name")}, ("at", "station_id")),
        ({("value",), ("name",)}, ()),
    ],
)
def test_a_key_has_a_name_or_a_time(unique: set[tuple[str, ...]], expected: tuple[str, ...]) -> None:
    types = {"value": "DOUBLE", "name": "VARCHAR", "station_id": "BIGINT", "id": "BIGINT", "at": "TIMESTAMPTZ"}
    columns = {name: Column(path=name, type=type_) for name, type_ in types.items()}

    def tells_apart(names: Sequence[str]) -> bool:
        return tuple(names) in unique

    assert guessed_key(columns, tells_apart)[0] == expected


@pytest.mark.parametrize("number", range(len(PAGINGS)))
def test_what_is_written_reads_back_as_the_same_source(tmp_path: Path, number: int) -> None:
    *_, paging, total = PAGINGS[number]
    source = Source(
        name="rows",
        url="https://api.example/rows?a=1&b={x}#: y",
        table="Rows of: all",
        columns={
            "no": Column(path="no", type="BIGINT", required=True),
            "a b": Column(path='"a.b"."c d"', type="DECIMAL(9,3)"),
            "@id, x": Column(path="@id", type='STRUCT(a INTEGER, "b" VARCHAR)'),
        },
        key=("no", "a b"),
        format="json",
        records='"x.y".items',
        headers={"accept": "text/x; q=1"},
        auth=Auth(kind="header", name="x-key", secret=SecretText("sesame")),
        paging=paging,
        total=total,
    )
    file = tmp_path / "sources.yaml"
    file.write_text(declaration_text(source, "${env:KEY}"), encoding="utf-8")
    assert "sesame" not in file.read_text(encoding="utf-8")
    assert read_sources(file, {"KEY": "sesame"}) == {"rows": source}
