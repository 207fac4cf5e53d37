from __future__ import annotations

import datetime as dt
import re
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import pyarrow as pa

START = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)

TWO_STATIONS = """<FeatureCollection xmlns:gml="g" xmlns:swe="s"><member>
  <Location><gml:identifier codeSpace="x/fmisid">100971</gml:identifier><gml:name>Kaisaniemi</gml:name></Location>
  <Location><gml:identifier codeSpace="x/fmisid">101004</gml:identifier><gml:name>Kumpula</gml:name></Location>
  <gml:Point><gml:name>Kaisaniemi</gml:name><gml:pos>60.17523 24.94459</gml:pos></gml:Point>
  <gml:Point><gml:name>Kumpula</gml:name><gml:pos>60.20307 24.96131</gml:pos></gml:Point>
  <positions>60.17523 24.94459 0
     60.20307 24.96131 0</positions>
  <doubleOrNilReasonTupleList>1.5 withheld
     2.5 7</doubleOrNilReasonTupleList>
  <swe:field name="t2m"/><swe:field name="rh"/>
</member></FeatureCollection>"""


def decoded(text: str, url: str = "") -> pa.RecordBatch:
    from energy.coverage import records

    return records(BytesIO(text.encode()), url)


def answer(**faults: float) -> str:
    from energy.loopback import Faults, fmi

    shares = Faults(**faults)  # type: ignore[arg-type]  # all that are given are shares
    return fmi.collection("100971", START, START + dt.timedelta(hours=1), shares)


def test_each_position_is_a_record_with_its_values_by_name() -> None:
    from energy.loopback.weather import observation

    found = decoded(answer()).to_pylist()
    assert [row["timestamp"] for row in found] == [
        (START + dt.timedelta(minutes=10 * step)).isoformat() for step in range(7)
    ]
    assert {row["station_id"] for row in found} == {"100971"}
    last = {name: str(value) for name, value in observation(START + dt.timedelta(hours=1)).items()}
    assert last == {name: found[-1][name] for name in last}


def test_lines_that_were_joined_to_one_are_the_same_records() -> None:
    joined = "\n".join(filter(None, (" ".join(part.split()) for part in re.split(r"(?=<)|(?<=>)", answer()))))
    assert max(len(line.split()) for line in joined.splitlines()) == 7 * 13
    assert decoded(joined).equals(decoded(answer()))


def test_nan_and_the_words_for_nothing_are_null() -> None:
    assert set(decoded(answer(nan_share=1.0)).column("t2m").to_pylist()) == {None}
    assert decoded(TWO_STATIONS).column("rh").to_pylist() == [None, "7"]


def test_the_station_is_the_one_of_the_document_and_the_url_says_which_was_asked_for() -> None:
    found = decoded(answer(), "http://h/wfs?a=1&FMISID=101004").to_pylist()
    assert {(row["station_id"], row["asked_station"]) for row in found} == {("100971", "101004")}
    assert set(decoded(answer()).column("asked_station").to_pylist()) == {None}


def test_stations_are_told_apart_by_their_points() -> None:
    assert decoded(TWO_STATIONS).column("station_id").to_pylist() == ["100971", "101004"]


def test_a_document_without_a_station_is_of_the_one_that_was_asked_for() -> None:
    text = TWO_STATIONS.replace("identifier", "other")
    assert decoded(text, "http://x/wfs?fmisid=42").column("station_id").to_pylist() == ["42", "42"]


def test_an_answer_without_observations_has_no_records() -> None:
    assert decoded(answer(gap_share=1.0)).num_rows == 0


def test_fields_in_another_order_go_where_they_belong() -> None:
    text = TWO_STATIONS.replace(
        '<swe:field name="t2m"/><swe:field name="rh"/>', '<swe:field name="rh"/><swe:field name="t2m"/>'
    )
    assert decoded(text).column("rh").to_pylist() == ["1.5", "2.5"]


INVALID = {
    "report": (
        "<ExceptionReport><Exception exceptionCode='X'><ExceptionText>No</ExceptionText></Exception></ExceptionReport>",
        "ExceptionReport: X No",
    ),
    "another document": ("<html/>", "FeatureCollection"),
    "no XML": ("{}", "no XML"),
    "cut in the middle": (TWO_STATIONS[:400], "no XML"),
    "a line without a position": (TWO_STATIONS.replace("2.5 7", "2.5 7\n3 4"), "2 positions and 3 lines"),
    "a value without a field": (TWO_STATIONS.replace("2.5 7", "2.5 7 9"), "does not have 2 values"),
    "a station that is nowhere": (TWO_STATIONS.replace("60.20307 24.96131 0", "1 2 0"), "no station is known"),
    "no time": (TWO_STATIONS.replace("24.96131 0", "24.96131 noon"), "no Unix time"),
    "entities": ('<!DOCTYPE a [<!ENTITY b "c">]>' + TWO_STATIONS, "declares a type"),
}


@pytest.mark.parametrize(("text", "reason"), INVALID.values(), ids=INVALID)
def test_what_is_no_coverage_says_why(text: str, reason: str) -> None:
    from energy.coverage import CoverageInvalid

    with pytest.raises(CoverageInvalid, match=reason):
        decoded(text)
