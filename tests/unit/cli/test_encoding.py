from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from reedbed.cli.encoding import encoded, encoded_rows
from reedbed.cli.type_names import type_name
from reedbed.engine import Database

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    with Database.open(None) as opened:
        yield opened


CASES = [
    ("127::TINYINT", "TINYINT", 127),
    ("9223372036854775807", "BIGINT", 9223372036854775807),
    ("18446744073709551615::UBIGINT", "UBIGINT", 18446744073709551615),
    ("true", "BOOLEAN", True),
    ("1.50::DECIMAL(4,2)", "DECIMAL(4,2)", "1.50"),
    ("0.0000000001::DECIMAL(38,10)", "DECIMAL(38,10)", "0.0000000001"),
    ("1.5::DOUBLE", "DOUBLE", 1.5),
    ("'nan'::DOUBLE", "DOUBLE", "NaN"),
    ("'inf'::DOUBLE", "DOUBLE", "Infinity"),
    ("'-inf'::FLOAT", "FLOAT", "-Infinity"),
    ("DATE '2024-02-29'", "DATE", "2024-02-29"),
    ("'infinity'::DATE", "DATE", "infinity"),
    ("TIMESTAMP '2024-02-29 01:02:03.5'", "TIMESTAMP", "2024-02-29T01:02:03.5"),
    ("TIMESTAMP '2024-02-29 00:00:00'", "TIMESTAMP", "2024-02-29T00:00:00"),
    ("'-infinity'::TIMESTAMP", "TIMESTAMP", "-infinity"),
    ("'2024-01-01 00:00:00.123456789'::TIMESTAMP_NS", "TIMESTAMP_NS", "2024-01-01T00:00:00.123456789"),
    ("TIMESTAMPTZ '2024-01-01 00:00:00+02'", "TIMESTAMP WITH TIME ZONE", "2023-12-31T22:00:00+00:00"),
    ("TIME '23:59:59.25'", "TIME", "23:59:59.25"),
    ("INTERVAL '14 months 3 days 90 seconds'", "INTERVAL", "P1Y2M3DT1M30S"),
    ("'\\x00\\xFF'::BLOB", "BLOB", "AP8="),
    ("'x'::ENUM('x', 'y')", "ENUM", "x"),
    ("[1, NULL, 3]", "INTEGER[]", [1, None, 3]),
    ("[1.5, 2]::DOUBLE[2]", "DOUBLE[2]", [1.5, 2.0]),
    ("[['nan'::DOUBLE], NULL]", "DOUBLE[][]", [["NaN"], None]),
    ("{'a': 1, 'b': DATE '2024-01-01'}", "STRUCT(a INTEGER, b DATE)", {"a": 1, "b": "2024-01-01"}),
    ("MAP {'k': 1}", "MAP(VARCHAR, INTEGER)", {"k": 1}),
    ("MAP {1: 'v'}", "MAP(INTEGER, VARCHAR)", [[1, "v"]]),
    ("union_value(number := 2)", "UNION(number INTEGER)", 2),
    ("'é\u202e'", "VARCHAR", "é\u202e"),
]


@pytest.mark.parametrize(("expression", "name", "expected"), CASES, ids=[case[0] for case in CASES])
def test_each_type_has_its_json_value_and_null_is_null(
    database: Database, expression: str, name: str, expected: object
) -> None:
    table = database.arrow(f"SELECT v FROM (SELECT {expression} AS v UNION ALL SELECT NULL) ORDER BY v IS NULL")
    array = table.column(0).combine_chunks()
    assert type_name(array.type) == name
    assert encoded(array) == [expected, None]
    assert encoded(array.slice(1)) == [None]
    assert encoded(array.slice(0, 1)) == [expected]


def test_integers_of_128_bits_are_text_whatever_arrow_carries_them_as(database: Database) -> None:
    largest = 2**127 - 1
    array = database.arrow(f"SELECT {largest}::HUGEINT AS v").column(0).combine_chunks()
    assert encoded(array) == [str(largest)]


@pytest.mark.parametrize(
    ("expression", "name", "expected"),
    [
        ("'00000000-0000-0000-0000-00000000002a'::UUID", "UUID", "00000000-0000-0000-0000-00000000002a"),
        ("true", "BOOLEAN", True),
    ],
)
def test_types_that_arrow_lacks_are_text_when_they_come_without_loss(
    expression: str, name: str, expected: object
) -> None:
    with Database.open(None) as database:
        database.current().execute("SET arrow_lossless_conversion = true")
        array = database.arrow(f"SELECT {expression} AS v").column(0).combine_chunks()
    assert type_name(array.type) == name
    assert encoded(array) == [expected]
    assert type(encoded(array)[0]) is type(expected)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (f"{2**128 - 1}::UHUGEINT", str(2**128 - 1)),
        ("'10110'::BIT", "10110"),
        ("'01:02:03.5+02'::TIMETZ", "01:02:03.5+02"),
        ("'01:02:03-03:30'::TIMETZ", "01:02:03-03:30"),
    ],
)
def test_types_that_arrow_would_bend_are_duckdbs_text(database: Database, expression: str, expected: str) -> None:
    assert encoded(database.arrow(f"SELECT {expression} AS v").column(0).combine_chunks()) == [expected]


def test_rows_keep_the_order_of_columns_and_rows() -> None:
    batch = pa.record_batch({"b": [1, 2], "a": ["x", None]})
    assert encoded_rows(batch) == [[1, "x"], [2, None]]


def test_a_list_of_a_slice_begins_where_the_slice_does() -> None:
    array = pa.array([[1], [2, 3], None, [4]]).slice(1, 3)
    assert encoded(array) == [[2, 3], None, [4]]


def test_a_struct_of_a_slice_begins_where_the_slice_does() -> None:
    array = pa.array([{"a": 1}, None, {"a": 3}]).slice(1, 2)
    assert encoded(array) == [None, {"a": 3}]
