"""Which fields records have, by their structures."""

from __future__ import annotations

import json

import pytest

from reedbed.engine import Database
from reedbed.errors import PageInvalid
from reedbed.ingest.decoding.kinds import wider
from reedbed.ingest.decoding.structures import fields_of
from reedbed.sql import literal


def fields(*records: object) -> dict[str, set[str]]:
    """The fields of records, as the engine tells their structures."""
    with Database.open(None) as database:
        rows = [database.rows(f"SELECT json_structure({literal(json.dumps(each))}::JSON)::VARCHAR") for each in records]
    return {path: set(kinds) for path, kinds in fields_of(row[0][0] for row in rows).items()}


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([{"a": 1, "b": None}, {"a": -1.5, "c": True}], {"a": {"UBIGINT", "DOUBLE"}, "b": set(), "c": {"BOOLEAN"}}),
        ([{"a": {"b": 1}}, {"a": None}, {"a": {}}, {}], {"a.b": {"UBIGINT"}}),
        ([{"a": {"b": 1}}, {"a": 2}], {"a": {"JSON", "UBIGINT"}}),
        ([{"a": []}, {"a": [{"b": 1}]}, {"a": {"b": 1}}], {"a": {"JSON"}}),
        ([{"a": {}}], {"a": {"JSON"}}),
        ([{"a.b": {'c"': "x"}}], {'"a.b"."c"""': {"VARCHAR"}}),
        ([1, [{"a": 1}], "x", None], {}),
    ],
)
def test_what_is_an_object_is_taken_apart(records: list[object], expected: dict[str, set[str]]) -> None:
    assert fields(*records) == expected


def test_names_that_are_data_are_no_columns() -> None:
    with pytest.raises(PageInvalid, match="more than 2,000 fields"):
        fields_of(json.dumps({f"day {number}": "DOUBLE" for number in range(2_001)}) for _ in range(2))


@pytest.mark.parametrize("records", [[{"id": 1, "Id": 2}], [{"a": {"id": 1}}, {"a": {"ID": 1}}]])
def test_names_that_differ_in_case_alone_have_to_be_declared(records: list[object]) -> None:
    with pytest.raises(PageInvalid, match="differ in case alone"):
        fields(*records)


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        (["BIGINT", "DOUBLE"], "DOUBLE"),
        (["SMALLINT", "HUGEINT"], "HUGEINT"),
        (["UBIGINT", "BIGINT"], "HUGEINT"),
        (["DATE", "TIMESTAMP"], "TIMESTAMP"),
        (["TIMESTAMP", "TIMESTAMPTZ"], "VARCHAR"),
        (["BOOLEAN", "BIGINT"], "VARCHAR"),
        (["JSON", "BIGINT"], "VARCHAR"),
        (["DECIMAL(9,2)", "DOUBLE"], "VARCHAR"),
        (["BIGINT", "BIGINT"], "BIGINT"),
        ([], "VARCHAR"),
    ],
)
def test_the_narrowest_type_that_holds_all_is_taken(types: list[str], expected: str) -> None:
    assert wider(types) == wider(reversed(types)) == expected
