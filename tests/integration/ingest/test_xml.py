"""Pages of XML: records and values by their paths, and documents that would do harm."""

from __future__ import annotations

import json
import tracemalloc
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from reedbed.errors import AnswerIncomplete, PageInvalid, SourceInvalid
from reedbed.ingest.declaration import Column, Source
from reedbed.ingest.decoding.xml_pages import XmlPage
from reedbed.ingest.paging import PageNumber, SinglePage
from reedbed.ingest.records import IngestRecords
from reedbed.ingest.runs import run_source

if TYPE_CHECKING:
    from pathlib import Path

    from reedbed import StorageManager

    from .api import Api

MEMBERS = """<?xml version="1.0" encoding="UTF-8"?>
<wfs:Answer xmlns:wfs="http://www.opengis.net/wfs/2.0" numberMatched="{total}" pages="{pages}">
  <wfs:note>members &amp; more</wfs:note>
  {members}
</wfs:Answer>"""
MEMBER = """<wfs:member><o:Reading xmlns:o="urn:o" id="{0}">
  <o:at>2026-01-01T00:0{0}:00Z</o:at><o:value unit="degC"> {1} </o:value><o:tag>a</o:tag><o:tag>b {0}</o:tag>
  <o:place><o:name>Kumpula <b>{0}</b></o:name></o:place><o:none/>
</o:Reading></wfs:member>"""


def document(values: list[str], first: int = 0, total: int = 0, pages: int = 1) -> bytes:
    members = "".join(MEMBER.format(first + number, value) for number, value in enumerate(values))
    return MEMBERS.format(members=members, total=total or len(values), pages=pages).encode()


@pytest.fixture
def xml(source: Source) -> Source:
    return replace(
        source,
        format="xml",
        records="Answer.member.Reading",
        columns={
            "id": Column(path="@id", type="INTEGER"),
            "at": Column(path="at", type="TIMESTAMPTZ"),
            "value": Column(path="value", type="DOUBLE"),
            "unit": Column(path="value.@unit", type="VARCHAR"),
            "tags": Column(path="tag", type="VARCHAR[]"),
            "place": Column(path="place.name", type="VARCHAR"),
            "nothing": Column(path="none", type="VARCHAR"),
        },
        key=("id",),
        total="Answer.@numberMatched",
        paging=SinglePage(),
    )


def test_values_are_found_by_their_paths(store: StorageManager, xml: Source, pages: Path, api: Api) -> None:
    api.answer = lambda _: document(["1.5", "mild", "-3"])
    result = run_source(store, xml, pages)
    assert (result.figures.read, result.figures.new, result.figures.rejected) == (3, 2, 1)
    rows = store.query('SELECT * REPLACE (epoch("at") AS "at") FROM readings ORDER BY id').to_pylist()
    assert [tuple(row.values()) for row in rows] == [
        (0, 1767225600, 1.5, "degC", ["a", "b 0"], "Kumpula 0", None),
        (2, 1767225720, -3.0, "degC", ["a", "b 2"], "Kumpula 2", None),
    ]
    (rejected,) = store.query("SELECT place, reason, raw FROM reedbed.quarantine").to_pylist()
    assert (rejected["place"], rejected["reason"]) == (1, "value is no DOUBLE: mild")
    assert json.loads(rejected["raw"])["at"] == "2026-01-01T00:01:00Z"


def test_totals_and_the_last_page_stand_beside_the_records(
    store: StorageManager, xml: Source, pages: Path, api: Api
) -> None:
    api.answer = lambda asked: document(["1", "2"], 2 * int(asked.params["page"]), 4, 2)
    paged = replace(xml, paging=PageNumber(last="Answer.@pages"))
    assert run_source(store, paged, pages).figures.new == 4
    api.answer = lambda asked: document(["1", "2"], 2 * int(asked.params["page"]), 5, 2)
    with pytest.raises(AnswerIncomplete, match="states 5 records and brought 4"):
        run_source(store, paged, pages)


def test_a_value_that_comes_twice_is_no_number(store: StorageManager, xml: Source, pages: Path, api: Api) -> None:
    api.answer = lambda _: document(["1"]).replace(b"<o:none/>", b"<o:value>2</o:value>")
    assert run_source(store, xml, pages).figures.rejected == 1
    (row,) = store.query("SELECT reason FROM reedbed.quarantine").to_pylist()
    assert row["reason"] == 'value is no DOUBLE: ["1", "2"]'


def test_an_answer_without_records_is_an_answer(store: StorageManager, xml: Source, pages: Path, api: Api) -> None:
    api.answer = lambda _: document([])
    assert run_source(store, xml, pages).figures.read == 0


BOMB = "<!DOCTYPE Answer [<!ENTITY a0 'aaaaaaaaaa'>{}]><Answer>&a9;</Answer>".format(
    "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
)
HARMFUL = {
    "a bomb": (BOMB, "the entity 'a0'"),
    "a file": ("<!DOCTYPE Answer [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><Answer>&f;</Answer>", "the entity 'f'"),
    "a parameter": ("<!DOCTYPE Answer [<!ENTITY % f SYSTEM 'http://127.0.0.1:1/'> %f;]><Answer/>", "the entity 'f'"),
    "another's entity": ("<!DOCTYPE Answer SYSTEM 'http://127.0.0.1:1/'><Answer>&f;</Answer>", "the entity 'f'"),
    "depth": ("<Answer>" * 100_000, "nested deeper than 500"),
    "another document": (
        "<ExceptionReport><text>no station 7</text></ExceptionReport>",
        "and not 'Answer': no station 7",
    ),
    "its half": (document(["1", "2"])[:-40].decode(), "is not XML"),
    "json": ("{}", "is not XML"),
    "nothing": ("", "is not XML"),
}


@pytest.mark.parametrize("harm", HARMFUL)
def test_what_is_no_data_is_refused_and_stored_nowhere(
    store: StorageManager, xml: Source, pages: Path, api: Api, harm: str
) -> None:
    body, told = HARMFUL[harm]
    api.answer = lambda _: body.encode()
    with pytest.raises(PageInvalid, match=told):
        run_source(store, replace(xml, total=""), pages)
    assert not store.table_exists("readings")


def test_a_large_page_is_streamed(store: StorageManager, xml: Source, pages: Path, api: Api) -> None:
    some = document(["1"]).partition(b"<wfs:member>")[2].partition(b"</wfs:Answer>")[0]
    members = b"".join(b"<wfs:member>" + some.replace(b'id="0"', b'id="%d"' % number) for number in range(30_000))
    api.answer = lambda _: (
        MEMBERS.format(members="", total=0, pages=1).encode().replace(b"</wfs:A", members + b"</wfs:A")
    )
    assert run_source(store, replace(xml, total=""), pages).figures.new == 30_000
    (page,) = IngestRecords(store.database).pages(1, pages).values()
    tracemalloc.start()
    try:
        rows = sum(batch.num_rows for batch in XmlPage(xml.records, xml.columns.values())(page))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert rows == 30_000
    assert peak < page.size_bytes, "all records as objects take several times as much as their text"


def test_records_of_xml_need_their_path(xml: Source) -> None:
    with pytest.raises(SourceInvalid, match="need their path"):
        replace(xml, records="", total="")
