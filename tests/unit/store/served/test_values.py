from __future__ import annotations

import datetime as dt
import decimal
import json
import math
import uuid
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reedbed.engine import Database
from reedbed.errors import UsageError
from reedbed.sql import TableName
from reedbed.store.checkpoints import CheckpointReport, PrunableFile, RestoreResult
from reedbed.store.copying import CopyColumn, Shape
from reedbed.store.ledger import CheckpointRecord
from reedbed.store.ledger.copies import CopyRecord
from reedbed.store.ledger.tables import TableRecord
from reedbed.store.served.values import RECORDS, decode, encode
from reedbed.store.writing import WriteResult

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = TableName(schema="s", name="t.x")
NOW = dt.datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=dt.UTC)
EXAMPLES: dict[str, object] = {
    "WriteResult": WriteResult(table="t", mode="append", rows=3, changed=1, version=7, checkpoint=True),
    "TableName": NAME,
    "CheckpointRecord": CheckpointRecord(
        name=NAME, version=1, manifest="m", manifest_sha256="s", row_count=1, part_count=1, size_bytes=1, created_at=NOW
    ),
    "TableRecord": TableRecord(name=NAME, version=2, replaced_version=1, row_count=5, written_at=NOW, writer="append"),
    "CheckpointReport": CheckpointReport(
        table="t", status="stale", row_count=1, part_count=2, size_bytes=3, findings=("a", "b")
    ),
    "RestoreResult": RestoreResult(table="t", rows=1, version=2, checkpoint_created_at="2026-01-01"),
    "CopyColumn": CopyColumn(name="c", type="DECIMAL(4,1)", nullable=False),
    "CopyRecord": CopyRecord(copy_id="monday", name=NAME, origin="memory", rows=3, copied_at=NOW, known=True),
    "Shape": Shape(columns=(CopyColumn(name="c", type="INTEGER"),), key=("c",)),
    "PrunableFile": PrunableFile(path=Path("/somewhere/part"), size_bytes=9, reason="nobody names it"),
}
OF_TYPE: dict[str, object] = {
    "bool": True,
    "float": 1.5,
    "int": 3,
    "str": "text",
    "str | None": None,
    "int | None": None,
    "TableName": NAME,
    "dt.datetime": NOW,
    "Path": Path("/somewhere/part"),
    "Literal['expired', 'unknown', 'unfinished']": "expired",
}


def example(name: str) -> object:
    """An object of a class that travels, each field with a value of its type."""
    kind = getattr(import_module(RECORDS[name]), name)
    return kind(**{each.name: value_of(str(each.type)) for each in fields(kind) if each.init})


def value_of(type_text: str) -> object:
    if type_text in OF_TYPE:
        return OF_TYPE[type_text]
    if type_text.startswith("tuple["):
        return (value_of(type_text[len("tuple[") : -1].removesuffix(", ...")),)
    if type_text.endswith(" | None"):
        return None
    return example(type_text)


EXAMPLES |= {name: example(name) for name in RECORDS if name not in EXAMPLES}
ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**200), 2**200)
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary()
    | st.uuids()
    | st.dates()
    | st.times()
    | st.datetimes()
    | st.datetimes(timezones=st.just(dt.UTC))
    | st.timedeltas()
    | st.decimals(allow_nan=False),
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(ANY)
def test_any_value_comes_back_as_it_was(value: object) -> None:
    arrived = decode(encode(value))
    assert arrived == value
    assert type(arrived) is type(value)


def test_every_class_that_travels_has_an_example() -> None:
    assert set(EXAMPLES) == set(RECORDS)


@pytest.mark.parametrize("value", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_results_come_back_as_the_same_class(value: object) -> None:
    assert decode(encode([value])) == [value]


@pytest.mark.parametrize("value", [{"$": 1}, {"$": ["list", []]}, {1: "a", (2, 3): "b"}, {}, {"a": {"$": {}}}])
def test_a_dictionary_that_looks_like_a_tag_is_a_dictionary(value: object) -> None:
    assert decode(encode(value)) == value


def test_nan_and_infinity_are_numbers() -> None:
    nan, infinity = decode(encode([math.nan, -math.inf]))
    assert math.isnan(nan)
    assert infinity == -math.inf


def test_an_instant_of_any_zone_is_the_same_instant() -> None:
    prague = dt.datetime(2025, 10, 26, 2, 30, fold=1, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    assert decode(encode(prague)) == prague


def test_a_kind_that_does_not_travel_is_named() -> None:
    with pytest.raises(UsageError, match="object"):
        encode([object()])


def test_plain_json_is_plain_json() -> None:
    assert json.loads(encode({"a": 1}))["$"][0] == "dict"
    assert decode('{"name": "t", "n": [1, null]}') == {"name": "t", "n": [1, None]}


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    with Database.open(None) as opened:
        yield opened


ROWS = [
    "1::TINYINT, 255::UTINYINT, 18446744073709551615::UBIGINT, 170141183460469231731687303715884105727::HUGEINT",
    "1.5::FLOAT, 'nan'::DOUBLE, 12345678901234567890.12::DECIMAL(22, 2), true, 'ä\U0001f986', '\\x00\\xFF'::BLOB",
    "DATE '2024-02-29', TIME '23:59:59.5', TIMESTAMP '1969-12-31 23:59:59.5', TIMESTAMPTZ '2024-06-01 00:00:00+02'",
    "INTERVAL '3 days 4 seconds', '6a7b1f4e-0000-4000-8000-000000000000'::UUID, 'a'::ENUM('a', 'b')",
    "[1, NULL], {'a': 1, 'b': ['x']}, MAP {'k': 1}, [{'d': DATE '2024-01-01'}]",
]


@pytest.mark.parametrize("columns", ROWS)
def test_rows_of_duckdb_travel(database: Database, columns: str) -> None:
    rows: Any = database.rows(f"SELECT {columns}")
    assert repr(decode(encode(rows))).replace("datetime.timezone.utc", "UTC") == repr(rows).replace("<UTC>", "UTC")


def test_what_numpy_calls_a_number_is_one() -> None:
    numpy = pytest.importorskip("numpy")
    assert decode(encode([numpy.int64(3), numpy.float32(0.5), numpy.bool_(1)])) == [3, 0.5, True]


def test_decimals_and_uuids_keep_their_class() -> None:
    value = [decimal.Decimal("1.10"), uuid.UUID(int=7)]
    assert decode(encode(value)) == value
    assert str(decode(encode(value))[0]) == "1.10"
