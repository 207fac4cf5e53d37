"""Every type of DuckDB's in binary format, byte by byte."""

from __future__ import annotations

import pytest
from tests.unit.pgwire.values.wire import answer_of, encoded, rows_of, value_of

from reedbed.errors import ArrayRagged
from reedbed.pgwire.values.encoding import RowEncoder
from reedbed.pgwire.values.types import renamed_type


@pytest.mark.parametrize(
    ("expression", "digits"),
    [
        ("true", "01"),
        ("(-1)::TINYINT", "ffff"),
        ("200::UTINYINT", "00c8"),
        ("65535::USMALLINT", "0000ffff"),
        ("4294967295::UINTEGER", "00000000ffffffff"),
        ("1::BIGINT", "0000000000000001"),
        ("1.5::FLOAT", "3fc00000"),
        ("(-1.5)::DOUBLE", "bff8000000000000"),
        ("'é'", "c3a9"),
        ("'\\x00\\xFF'::BLOB", "00ff"),
        ("'d53092c1-3371-497b-9cf2-2d6f5f7b75a7'::UUID", "d53092c13371497b9cf22d6f5f7b75a7"),
        ("'10101'::BIT", "00000005a8"),
        ("'[1]'::JSON", "015b315d"),
    ],
)
def test_scalars(expression: str, digits: str) -> None:
    assert value_of(expression, 1) == bytes.fromhex(digits)


@pytest.mark.parametrize("count", [1, 200])
def test_a_char_of_the_catalog_always_has_one_byte(count: int) -> None:
    sql = f"SELECT CASE i % 3 WHEN 0 THEN '' WHEN 1 THEN 'r' END FROM range({count * 3}) t(i) ORDER BY i"
    columns, batches = answer_of(sql)
    encoder = RowEncoder([renamed_type(columns[0], "char")], [1])
    rows = [row for batch in batches for row in rows_of(memoryview(encoder.encode(batch)))]
    assert rows == [[b"\0"], [b"r"], [None]] * count


@pytest.mark.parametrize(
    ("expression", "digits"),
    [
        ("0::DECIMAL(18,2)", "0000 0000 0000 0002"),
        ("1.50::DECIMAL(4,2)", "0002 0000 0000 0002 0001 1388"),
        ("(-10000)::HUGEINT", "0001 0001 4000 0000 0001"),
        ("0.00010000::DECIMAL(10,8)", "0001 ffff 0000 0008 0001"),
        ("123456789012345678901234567890::BIGNUM", "0008 0007 0000 0000 000c 0d80 1ed2 04d2 162e 2334 0d80 1ed2"),
    ],
)
def test_numeric_has_no_zero_groups_at_its_ends(expression: str, digits: str) -> None:
    assert value_of(expression, 1) == bytes.fromhex(digits)


@pytest.mark.parametrize(
    ("expression", "digits"),
    [
        ("DATE '2000-01-02'", "00000001"),
        ("'infinity'::DATE", "7fffffff"),
        ("'-infinity'::DATE", "80000000"),
        ("TIME '00:00:01'", "00000000000f4240"),
        ("'00:00:01+01'::TIMETZ", "00000000000f4240 fffff1f0"),
        ("TIMESTAMP '1999-12-31 23:59:59.999999'", "ffffffffffffffff"),
        ("TIMESTAMPTZ '2000-01-01 01:00:00+01'", "0000000000000000"),
        ("'infinity'::TIMESTAMP", "7fffffffffffffff"),
        ("'-infinity'::TIMESTAMPTZ", "8000000000000000"),
        ("INTERVAL '14 months 3 days 1 second'", "00000000000f4240 00000003 0000000e"),
    ],
)
def test_moments_count_from_2000(expression: str, digits: str) -> None:
    assert value_of(expression, 1) == bytes.fromhex(digits)


@pytest.mark.parametrize(
    ("expression", "digits"),
    [
        ("[]::INTEGER[]", "00000000 00000000 00000017"),
        ("[1, NULL]", "00000001 00000001 00000017 00000002 00000001 00000004 00000001 ffffffff"),
        ("['a']", "00000001 00000000 00000019 00000001 00000001 00000001 61"),
        (
            "[[1], [2]]",
            "00000002 00000000 00000017 00000002 00000001 00000001 00000001 00000004 00000001 00000004 00000002",
        ),
    ],
)
def test_lists_are_arrays_with_their_dimensions(expression: str, digits: str) -> None:
    assert value_of(expression, 1) == bytes.fromhex(digits)


@pytest.mark.parametrize(
    ("expression", "digits"),
    [
        ("row(1, 'ab')", "00000002 00000017 00000004 00000001 00000019 00000002 6162"),
        ("row(NULL::BIGINT, row(true))", "00000002 00000014 ffffffff 000008c9 0000000d 00000001 00000010 00000001 01"),
        (
            "[row(1), NULL]",
            "00000001 00000001 000008c9 00000002 00000001 00000010 00000001 00000017 00000004 00000001 ffffffff",
        ),
    ],
)
def test_rows_are_records_with_the_types_of_their_fields(expression: str, digits: str) -> None:
    assert value_of(expression, 1) == bytes.fromhex(digits)


def test_a_list_of_lists_of_different_lengths_has_no_binary_form() -> None:
    with pytest.raises(ArrayRagged, match=r"INTEGER\[\]\[\]"):
        encoded("SELECT [[1], [2, 3]]", 1)
    assert encoded("SELECT [[1], [2, 3]]", 0) == [[b"{{1},{2,3}}"]]


def test_documents_are_json_in_both_formats() -> None:
    assert value_of("{'a': [1]}", 1) == b'{"a":[1]}'


def test_rows_of_fixed_width_and_rows_with_nulls_stand_in_one_stream() -> None:
    columns = "range::INTEGER, CASE range % 2 WHEN 0 THEN range::BIGINT END, 'v' || range, range::DOUBLE"
    sql = f"SELECT {columns} FROM range(200)"
    rows = encoded(sql, 1)
    assert len(rows) == 200
    assert rows[7][:3] == [(7).to_bytes(4), None, b"v7"]
    assert rows[8][:3] == [(8).to_bytes(4), (8).to_bytes(8), b"v8"]


def test_a_slice_of_a_batch_is_encoded_from_its_own_rows() -> None:
    sql = (
        "SELECT range::INTEGER, CASE WHEN range % 3 > 0 THEN 'x' || range END, [range, NULL], range::DECIMAL(9,2),"
        " {'a': range}, uuid(), range % 2 = 0, INTERVAL (range) DAY, make_timestamp(range)::TIMESTAMP_MS"
        ", MAP {range: [range, 1]}, union_value(n := range), [range, 1]::BIGINT[2], [{'a': [range]}], range::HUGEINT,"
        " array_value(range::VARCHAR, 'x'), CASE WHEN range % 5 > 0 THEN [[range], [1]] END, range::BIT, '1'::JSON,"
        " '01:02:03+01'::TIMETZ, CASE WHEN range % 7 > 0 THEN {'d': CASE WHEN range % 2 > 0 THEN range END} END"
        " FROM range(100)"
    )
    columns, (batch,) = answer_of(sql)
    for format_ in (0, 1):
        whole = rows_of(memoryview(RowEncoder(columns, [format_]).encode(batch)))
        part = rows_of(memoryview(RowEncoder(columns, [format_]).encode(batch.slice(31, 41))))
        assert part == whole[31:72]
