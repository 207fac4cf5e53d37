"""Pages of Parquet: values with types, fitted to the declared ones as exactly as text is."""

from __future__ import annotations

import datetime as dt
import io
import json
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from reedbed.errors import PageInvalid
from reedbed.ingest.declaration import Column, Source
from reedbed.ingest.paging import PageNumber, SinglePage
from reedbed.ingest.runs import replay_run, run_source

if TYPE_CHECKING:
    from pathlib import Path

    from reedbed import StorageManager

    from .api import Api, Asked

MOMENTS = [dt.datetime(2026, 1, 1, 0, minute, tzinfo=dt.UTC) for minute in range(3)]
TABLE = pa.table(
    {
        "at": pa.array(MOMENTS, pa.timestamp("us", tz="UTC")),
        "local": pa.array([each.replace(tzinfo=None) for each in MOMENTS], pa.timestamp("us")),
        "value": pa.array([1.0, 2.5, None]),
        "price": pa.array([Decimal("1.10"), None, Decimal("-3.00")], pa.decimal128(10, 2)),
        "place": pa.array([{"name": "a", "at": [1, 2]}, {"name": None, "at": []}, None]),
        "a.b": pa.array(["x", "y", "z"]),
        "raw": pa.array([b"\x00\xff", b"", None]),
    }
)


def body(table: pa.Table) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


@pytest.fixture
def typed(source: Source) -> Source:
    columns = {
        "at": Column(path="at", type="TIMESTAMPTZ"),
        "value": Column(path="value", type="DOUBLE"),
        "price": Column(path="price", type="DECIMAL(10, 2)"),
        "name": Column(path="place.name", type="VARCHAR"),
        "numbers": Column(path="place.at", type="INTEGER[]"),
        "place": Column(path="place", type="JSON"),
        "dotted": Column(path='"a.b"', type="VARCHAR"),
        "raw": Column(path="raw", type="BLOB"),
        "gone": Column(path="gone.deep", type="BIGINT"),
    }
    return replace(source, format="parquet", columns=columns, records="", total="", paging=SinglePage())


def test_values_arrive_as_they_are(store: StorageManager, typed: Source, pages: Path, api: Api) -> None:
    api.answer = lambda _: body(TABLE)
    result = run_source(store, typed, pages)
    assert (result.figures.new, result.figures.rejected) == (3, 0)
    rows = store.query('SELECT * FROM readings ORDER BY "at"').to_pylist()
    assert [tuple(row.values()) for row in rows] == [
        (MOMENTS[0], 1.0, Decimal("1.10"), "a", [1, 2], '{"name":"a","at":[1,2]}', "x", b"\x00\xff", None),
        (MOMENTS[1], 2.5, None, None, [], '{"name":null,"at":[]}', "y", b"", None),
        (MOMENTS[2], None, Decimal("-3.00"), None, None, None, "z", None, None),
    ]
    kept = list(pages.rglob("*.parquet"))
    assert [pq.read_table(each) for each in kept] == [TABLE], "a page is kept as it came"
    store.drop_table("readings")
    assert replay_run(store, typed, pages, result.run).figures.new == 3


def test_nothing_is_rounded_or_moved_to_fit(store: StorageManager, typed: Source, pages: Path, api: Api) -> None:
    api.answer = lambda _: body(TABLE)
    columns = {
        "at": typed.columns["at"],
        "local": Column(path="local", type="TIMESTAMP"),
        "value": Column(path="value", type="INTEGER"),
        "price": Column(path="price", type="DECIMAL(10,1)"),
    }
    assert run_source(store, replace(typed, columns=columns), pages).figures.rejected == 1
    columns["local"] = Column(path="local", type="TIMESTAMPTZ")
    assert run_source(store, replace(typed, columns=columns), pages).figures.rejected == 3
    reasons = [row["reason"] for row in store.query("SELECT reason FROM reedbed.quarantine ORDER BY ALL").to_pylist()]
    assert "value is no INTEGER: 2.5" in reasons
    assert "local is no TIMESTAMPTZ: 2026-01-01 00:00:00" in reasons
    raw = store.query("SELECT raw FROM reedbed.quarantine WHERE place = 1 LIMIT 1").to_pylist()[0]["raw"]
    assert json.loads(raw)["place"] == {"name": None, "at": []}
    assert "file_row_number" not in raw


def test_pages_with_other_columns_and_types_go_together(
    store: StorageManager, typed: Source, pages: Path, api: Api
) -> None:
    tables = {"1": TABLE, "2": pa.table({"at": TABLE["at"].cast(pa.timestamp("ms", tz="UTC")), "value": [1, 2, 3]})}

    def answer(asked: Asked) -> bytes:
        return body(tables.get(asked.params["page"], TABLE.slice(0, 0)))

    api.answer = answer
    result = run_source(store, replace(typed, paging=PageNumber()), pages)
    assert (result.figures.read, result.figures.new, result.figures.pages) == (6, 3, 3)
    rows = store.query('SELECT value, dotted FROM readings ORDER BY "at"').to_pylist()
    assert [row["value"] for row in rows] == [1.0, 2.0, 3.0], "the later page counts"


def test_what_is_no_parquet_is_told(store: StorageManager, typed: Source, pages: Path, api: Api) -> None:
    api.answer = lambda _: body(TABLE)[:-10]
    with pytest.raises(PageInvalid, match="is not parquet"):
        run_source(store, typed, pages)
