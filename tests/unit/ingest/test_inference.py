"""Columns that are found hold every value that they were found in."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from hypothesis import given, settings
from hypothesis import strategies as st

from reedbed.ingest.collecting import Collected
from reedbed.ingest.declaration import Column, Source
from reedbed.ingest.forming import filled_stage
from reedbed.ingest.pages import PageFolder
from reedbed.ingest.requests import Request

if TYPE_CHECKING:
    from reedbed.ingest.collecting import PageTaker
    from reedbed.ingest.declaration import Format

NAMES = st.sampled_from(["id", "at", "a b", "a.b", 'q"', "select", "place", "filename", "é", "no"])
TIMES = ["2026-01-01", "2026-01-01T00:00Z", "2026-01-01 00:00:00.5", "2026-01-01T00:00:00.1234567+02:00", "2026-02-30"]
NUMBERS = ["007", "-0", "1e3", "0x1F", "1_000", " 7", "nan", "Infinity", "1,5", "+1", ".5", "1e400", "9" * 40]
TEXTS = st.sampled_from([*TIMES, *NUMBERS, "", "true", "null", "{}", "a\nb"]) | st.text(
    st.characters(min_codepoint=32, max_codepoint=0x2FF), max_size=6
)
SCALARS = (
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=2), max_leaves=4
)


def staged(
    body: bytes, format_: Format, records: str = ""
) -> tuple[dict[str, Column], list[dict[str, Any]], list[str]]:
    """The columns that are found in a page, its rows, and the reasons of those that do not fit."""
    source = Source(name="s", url="http://a.example/", table="s", format=format_, records=records)
    with TemporaryDirectory() as folder:
        page = PageFolder(Path(folder) / "pages").keep(
            Request(url=source.url), [body], suffix=format_, url=source.url, headers={}
        )

        def collect(stage: PageTaker) -> Collected:
            stage.told(page)
            stage.add([page])
            return Collected()

        with filled_stage(source, {}, collect, Path(folder) / "stage", ()) as (_, stage):
            reasons = [row["reason"] for row in stage.rejected().read_all().to_pylist()]
            rows = stage.rows().read_all().to_pylist() if stage.source.columns else []
            return dict(stage.source.columns), rows, reasons


@settings(max_examples=int(os.environ.get("REEDBED_CASES", "15")), deadline=None)
@given(records=st.lists(st.dictionaries(NAMES, VALUES, max_size=4), min_size=1, max_size=4))
def test_all_records_of_json_fit_and_values_are_what_they_were(records: list[dict[str, Any]]) -> None:
    columns, rows, reasons = staged(json.dumps(records).encode(), "json")
    assert reasons == []
    if not columns:
        assert all(_is_empty(record) for record in records)
        return
    assert len(rows) == len(records)
    for record, row in zip(records, rows, strict=True):
        for name, column in columns.items():
            value = record.get(_only_step(column.path)) if _only_step(column.path) else ...
            is_exact = isinstance(value, bool | int) and column.type in {"BOOLEAN", "BIGINT", "HUGEINT"}
            if is_exact or (isinstance(value, str) and column.type == "VARCHAR"):
                assert row[name] == value


def _is_empty(value: object) -> bool:
    return value == {} or (isinstance(value, dict) and all(_is_empty(each) for each in value.values()))


def _only_step(path: str) -> str:
    """The name of a path that has one."""
    return path if path.isidentifier() else ""


CELLS = st.sampled_from([*TIMES, *NUMBERS, "true", "7", "-7.5", "x", 'q"', "a\nb", "é"])


@settings(max_examples=int(os.environ.get("REEDBED_CASES", "6")), deadline=None)
@given(rows=st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=4))
def test_all_lines_of_csv_fit(rows: list[tuple[str, str]]) -> None:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([("a.b", "id"), *rows])
    columns, found, reasons = staged(out.getvalue().encode(), "csv")
    assert reasons == []
    assert [column.path for column in columns.values()] == ['"a.b"', "id"]
    assert len(found) == len(rows)
    if columns["id"].type == "VARCHAR":
        assert [row["id"] for row in found] == [cell for _, cell in rows]


@settings(max_examples=int(os.environ.get("REEDBED_CASES", "6")), deadline=None)
@given(values=st.lists(st.lists(CELLS, max_size=3), min_size=1, max_size=4))
def test_all_elements_of_xml_fit(values: list[list[str]]) -> None:
    items = "".join(
        f"<i n={quoteattr(str(number))}>{''.join(f'<v>{escape(value)}</v>' for value in some)}</i>"
        for number, some in enumerate(values)
    )
    columns, found, reasons = staged(f"<r>{items}</r>".encode(), "xml", "r.i")
    assert reasons == []
    assert [row["n"] for row in found] == list(range(len(values)))
    expected = [[value.strip() for value in some] for some in values]
    if "v" in columns and columns["v"].type == "VARCHAR":
        told = [json.dumps(some, ensure_ascii=False) if len(some) > 1 else "".join(some) or None for some in expected]
        assert [row["v"] for row in found] == told


def test_instants_are_instants() -> None:
    columns, rows, _ = staged(b'[{"at": "2026-01-01T02:00+02:00"}, {"at": "2026-01-01T00:00:00Z"}]', "json")
    assert columns["at"].type == "TIMESTAMPTZ"
    assert [row["at"] for row in rows] == [dt.datetime(2026, 1, 1, tzinfo=dt.UTC)] * 2
