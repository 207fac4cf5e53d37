"""Columns that nobody declared, and what becomes of them when answers change."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from reedbed.errors import RecordsChanged, SourceInvalid
from reedbed.ingest.declaration import Column, Source
from reedbed.ingest.paging import PageNumber, SinglePage
from reedbed.ingest.runs import replay_run, run_source
from reedbed.ingest.tracing import trace

if TYPE_CHECKING:
    from pathlib import Path

    from reedbed import StorageManager
    from reedbed.ingest.declaration import Drift, Format

    from .api import Api

FIRST = [
    {"id": 1, "at": "2026-01-01T00:00:00Z", "n": 7, "place": {"name": "a", "a.b": 1}, "code": "007", "tags": [1, 2]},
    {"id": 2, "at": "2026-01-01T01:00:00+01:00", "n": 7.5, "place": {"name": None}, "day": "2026-01-01", "no": None},
]
TYPES = {
    "id": "BIGINT",
    "at": "TIMESTAMP WITH TIME ZONE",
    "n": "DOUBLE",
    "place_name": "VARCHAR",
    "place_a_b": "BIGINT",
    "code": "VARCHAR",
    "tags": "JSON",
    "day": "DATE",
    "no": "VARCHAR",
}


@pytest.fixture
def undeclared(source: Source) -> Source:
    return replace(source, columns={}, key=("id",), records="data", total="", paging=SinglePage())


def answers(api: Api, *records: object) -> None:
    api.answer = lambda _: json.dumps({"data": records}).encode()


def types(store: StorageManager) -> dict[str, str]:
    return dict(store.get_table_columns("readings"))


def reasons(store: StorageManager) -> list[str]:
    rows = store.query("SELECT reason FROM reedbed.quarantine ORDER BY run DESC, place").to_pylist()
    return [row["reason"] for row in rows]


def test_each_field_of_any_record_becomes_a_column(
    store: StorageManager, undeclared: Source, pages: Path, api: Api
) -> None:
    answers(api, *FIRST)
    assert run_source(store, undeclared, pages).figures.new == 2
    assert types(store) == TYPES
    row = store.query("SELECT * FROM readings WHERE id = 1").to_pylist()[0]
    assert (row["n"], row["place_name"], row["place_a_b"], row["code"], row["tags"]) == (7.0, "a", 1, "007", "[1,2]")
    assert run_source(store, undeclared, pages).figures.same == 2


def test_types_hold_what_any_page_brings(store: StorageManager, undeclared: Source, pages: Path, api: Api) -> None:
    values = {"1": 1, "2": 2**63, "3": 0.5}
    api.answer = lambda asked: json.dumps(
        {"data": [{"id": int(asked.params["page"]), "v": values[asked.params["page"]]}], "last": 3}
    ).encode()
    result = run_source(store, replace(undeclared, paging=PageNumber(last="last")), pages)
    assert (result.figures.new, result.figures.rejected) == (3, 0)
    assert types(store) == {"id": "BIGINT", "v": "DOUBLE"}


def test_what_was_found_is_kept_and_others_do_not_fit(
    store: StorageManager, undeclared: Source, pages: Path, api: Api
) -> None:
    answers(api, *FIRST)
    run_source(store, undeclared, pages)
    answers(api, {**FIRST[0], "n": "much"}, {**FIRST[1], "place": {"name": "b", "height": 3}}, {"id": 3, "new": None})
    result = run_source(store, undeclared, pages)
    assert (result.figures.new, result.figures.same, result.figures.rejected) == (1, 0, 2)
    assert reasons(store) == ["n is no DOUBLE: much", "place.height is no column"]
    assert types(store) == TYPES
    with pytest.raises(RecordsChanged, match=r"fields that are none of its columns: place\.height"):
        run_source(store, replace(undeclared, drift="freeze"), pages)


def test_a_source_that_evolves_adds_columns_and_widens_them(
    store: StorageManager, undeclared: Source, pages: Path, api: Api
) -> None:
    evolving = replace(undeclared, drift="evolve")
    answers(api, {"id": 1, "n": 7, "text": "a"}, {"id": 2, "n": 8})
    first = run_source(store, evolving, pages)
    answers(api, {"id": 1, "n": 7.5, "text": "a"}, {"id": 3, "n": 2**70, "extra": {"deep": True}})
    result = run_source(store, evolving, pages)
    assert (result.figures.new, result.figures.changed, result.figures.rejected) == (1, 1, 0)
    assert types(store) == {"id": "BIGINT", "n": "DOUBLE", "text": "VARCHAR", "extra_deep": "BOOLEAN"}
    assert [row["n"] for row in store.query("SELECT n FROM readings ORDER BY id").to_pylist()] == [7.5, 8.0, 2.0**70]
    answers(api, {"id": 4, "n": "none"})
    run_source(store, evolving, pages)
    assert types(store)["n"] == "VARCHAR"
    assert replay_run(store, evolving, pages, first.run).figures.rejected == 0


def test_what_is_stored_is_not_rounded_by_a_wider_type(
    store: StorageManager, undeclared: Source, pages: Path, api: Api
) -> None:
    evolving = replace(undeclared, drift="evolve")
    answers(api, {"id": 1, "n": 2**53 + 1}, {"id": 2, "n": None}, {"id": 3, "n": 2**53})
    run_source(store, evolving, pages)
    answers(api, {"id": 4, "n": 0.5})
    with pytest.raises(RecordsChanged, match="become DOUBLE and cannot: 1 of its values would"):
        run_source(store, evolving, pages)
    assert types(store)["n"] == "BIGINT"
    answers(api, {"id": 1, "n": 7})
    run_source(store, evolving, pages)
    answers(api, {"id": 4, "n": 0.5})
    run_source(store, evolving, pages)
    assert [row["n"] for row in store.query("SELECT n FROM readings ORDER BY id").to_pylist()] == [7, None, 2**53, 0.5]


def test_declared_columns_evolve_as_each_of_them_may(
    store: StorageManager, undeclared: Source, pages: Path, api: Api
) -> None:
    columns = {
        "id": Column(path="id", type="INTEGER"),
        "price": Column(path="price", type="DECIMAL(6,2)"),
        "n": Column(path="n", type="SMALLINT", drift="evolve"),
        "m": Column(path="m", type="SMALLINT"),
    }
    declared = replace(undeclared, columns=columns)
    answers(api, {"id": 1, "price": 1.25, "n": 1, "m": 1, "beside": 1})
    run_source(store, declared, pages)
    answers(api, {"id": 2, "price": 1.5, "n": 100_000, "m": 1}, {"id": 3, "n": 1, "m": 100_000})
    assert run_source(store, declared, pages).figures.rejected == 1
    assert types(store) == {"id": "INTEGER", "price": "DECIMAL(6,2)", "n": "BIGINT", "m": "SMALLINT"}
    assert reasons(store) == ["m is no SMALLINT: 100000"]
    frozen = {**columns, "m": replace(columns["m"], drift="freeze")}
    answers(api, {"id": 4, "price": "x", "m": 1}, {"id": 5, "m": 100_000})
    with pytest.raises(RecordsChanged, match="m is no SMALLINT: 100000"):
        run_source(store, replace(declared, columns=frozen), pages)
    assert store.row_count("readings") == 2


def test_a_key_that_no_record_has_is_told(store: StorageManager, undeclared: Source, pages: Path, api: Api) -> None:
    answers(api, {"number": 1})
    with pytest.raises(SourceInvalid, match="'id' is not one of its columns: number"):
        run_source(store, undeclared, pages)


def test_an_empty_answer_finds_nothing_and_does_no_harm(
    store: StorageManager, undeclared: Source, pages: Path, api: Api
) -> None:
    answers(api)
    assert run_source(store, undeclared, pages).figures.read == 0
    assert not store.table_exists("readings")
    answers(api, *FIRST)
    assert run_source(store, undeclared, pages).figures.new == 2


def parquet() -> bytes:
    out = io.BytesIO()
    table = pa.table({"id": pa.array([1, 2], pa.int16()), "a.b": ["x", "y"], "l": [[1], []]})
    pq.write_table(table, out)
    return out.getvalue()


XML = b"<r><i id='1'><v>1.5</v><d>2026-01-01</d></i><i id='2'><v>2</v><c>007</c></i></r>"
FORMATS: dict[Format, tuple[str, bytes, dict[str, str]]] = {
    "json": ("", b'[{"id": 1, "v": true}, {"id": 2}]', {"id": "BIGINT", "v": "BOOLEAN"}),
    "ndjson": ("", b'{"id": 1, "v": {}}\n{"id": 2, "v": {"w": 1}}\n', {"id": "BIGINT", "v_w": "BIGINT"}),
    "csv": ("", b"id,v,a.b\n1,2026-01-01 10:00:00,x\n2,,007\n", {"id": "BIGINT", "v": "TIMESTAMP", "a_b": "VARCHAR"}),
    "xml": ("r.i", XML, {"id": "BIGINT", "v": "DOUBLE", "d": "DATE", "c": "VARCHAR"}),
    "parquet": ("", parquet(), {"id": "SMALLINT", "a_b": "VARCHAR", "l": "BIGINT[]"}),
}


@pytest.mark.parametrize("format_", FORMATS)
def test_columns_are_found_in_every_format(
    store: StorageManager, undeclared: Source, pages: Path, api: Api, format_: Format
) -> None:
    records, body, expected = FORMATS[format_]
    api.answer = lambda _: body
    source = replace(undeclared, format=format_, records=records)
    assert run_source(store, source, pages).figures.new == 2
    assert types(store) == expected
    assert run_source(store, source, pages).figures.same == 2


def test_a_row_is_traced_by_the_columns_that_were_found(
    store: StorageManager, undeclared: Source, pages: Path, api: Api
) -> None:
    answers(api, *FIRST)
    run_source(store, undeclared, pages)
    (seen,) = trace(store, undeclared, pages, {"id": "2"})
    assert seen.place == 1


def test_a_table_without_a_key_is_not_emptied_by_records_of_which_none_fits(
    store: StorageManager, undeclared: Source, pages: Path, api: Api
) -> None:
    whole = replace(undeclared, key=())
    answers(api, {"v": 1}, {"v": 2})
    assert run_source(store, whole, pages).figures.new == 2
    answers(api, {"v": "x"})
    with pytest.raises(RecordsChanged, match="v is no BIGINT: x"):
        run_source(store, whole, pages)
    assert store.row_count("readings") == 2
    answers(api)
    run_source(store, whole, pages)
    assert store.row_count("readings") == 0, "an answer without records is one"


@pytest.mark.parametrize("drift", ["freeze", "quarantine", "evolve"])
def test_a_column_that_disappears_is_null(
    store: StorageManager, undeclared: Source, pages: Path, api: Api, drift: Drift
) -> None:
    answers(api, {"id": 1, "v": 1})
    run_source(store, undeclared, pages)
    answers(api, {"id": 1}, {"id": 2})
    assert run_source(store, replace(undeclared, drift=drift), pages).figures.rejected == 0
    assert store.query("SELECT v FROM readings").to_pylist() == [{"v": None}] * 2
