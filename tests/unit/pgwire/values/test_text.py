"""Every type of DuckDB's in text format, as PostgreSQL spells it."""

from __future__ import annotations

import pytest
from tests.unit.pgwire.values.wire import value_of

from reedbed.pgwire.values.styles import TextStyle

PRAGUE = TextStyle(time_zone="Europe/Prague")


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("true", "t"),
        ("false", "f"),
        ("(-128)::TINYINT", "-128"),
        ("255::UTINYINT", "255"),
        ("32767::SMALLINT", "32767"),
        ("65535::USMALLINT", "65535"),
        ("4294967295::UINTEGER", "4294967295"),
        ("(-9223372036854775808)::BIGINT", "-9223372036854775808"),
        ("18446744073709551615::UBIGINT", "18446744073709551615"),
        ("170141183460469231731687303715884105727::HUGEINT", "170141183460469231731687303715884105727"),
        ("(-170141183460469231731687303715884105727)::HUGEINT", "-170141183460469231731687303715884105727"),
        ("340282366920938463463374607431768211455::UHUGEINT", "340282366920938463463374607431768211455"),
        ("'-123456789012345678901234567890123456789012345'::BIGNUM", "-123456789012345678901234567890123456789012345"),
        ("0::BIGNUM", "0"),
    ],
)
def test_whole_numbers_keep_all_their_digits(expression: str, text: str) -> None:
    assert value_of(expression) == text.encode()


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("1::DOUBLE", "1"),
        ("'-0'::DOUBLE", "-0"),
        ("0.1::DOUBLE", "0.1"),
        ("123456.789::DOUBLE", "123456.789"),
        ("1e14::DOUBLE", "100000000000000"),
        ("1e15::DOUBLE", "1e+15"),
        ("0.0001::DOUBLE", "0.0001"),
        ("0.00001::DOUBLE", "1e-05"),
        ("1.7976931348623157e308::DOUBLE", "1.7976931348623157e+308"),
        ("5e-324::DOUBLE", "5e-324"),
        ("'nan'::DOUBLE", "NaN"),
        ("'-inf'::DOUBLE", "-Infinity"),
        ("1.5::FLOAT", "1.5"),
        ("0.1::FLOAT", "0.1"),
        ("999999::FLOAT", "999999"),
        ("1000000::FLOAT", "1e+06"),
        ("3.4028235e38::FLOAT", "3.4028235e+38"),
        ("'inf'::FLOAT", "Infinity"),
    ],
)
def test_floating_point_numbers_are_the_shortest_that_read_back(expression: str, text: str) -> None:
    assert value_of(expression) == text.encode()


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("1.50::DECIMAL(4,2)", "1.50"),
        ("0::DECIMAL(18,10)", "0.0000000000"),
        ("0.0000000012::DECIMAL(18,10)", "0.0000000012"),
        ("(-0.0000000012)::DECIMAL(38,20)", "-0.00000000120000000000"),
        ("12345678901234567890.123456789::DECIMAL(38,9)", "12345678901234567890.123456789"),
    ],
)
def test_decimals_show_the_scale_of_their_column(expression: str, text: str) -> None:
    assert value_of(expression) == text.encode()


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("DATE '2026-11-27'", "2026-11-27"),
        ("DATE '0044-03-15 (BC)'", "0044-03-15 BC"),
        ("DATE '12026-11-27'", "12026-11-27"),
        ("'infinity'::DATE", "infinity"),
        ("'-infinity'::DATE", "-infinity"),
        ("TIME '01:02:03'", "01:02:03"),
        ("TIME '01:02:03.120'", "01:02:03.12"),
        ("TIME '24:00:00'", "24:00:00"),
        ("'01:02:03.5+05:30'::TIMETZ", "01:02:03.5+05:30"),
        ("'01:02:03-15:59:59'::TIMETZ", "01:02:03-15:59:59"),
        ("TIMESTAMP '2026-11-27 00:00:00'", "2026-11-27 00:00:00"),
        ("TIMESTAMP '2026-11-27 01:02:03.000100'", "2026-11-27 01:02:03.0001"),
        ("TIMESTAMP '0044-03-15 (BC) 12:00:00'", "0044-03-15 12:00:00 BC"),
        ("'-infinity'::TIMESTAMP", "-infinity"),
        ("'2026-11-27 01:02:03'::TIMESTAMP_S", "2026-11-27 01:02:03"),
        ("'2026-11-27 01:02:03.5'::TIMESTAMP_MS", "2026-11-27 01:02:03.5"),
        ("'2026-11-27 01:02:03.123456789'::TIMESTAMP_NS", "2026-11-27 01:02:03.123456"),
    ],
)
def test_moments_have_no_trailing_zeros_and_any_year(expression: str, text: str) -> None:
    assert value_of(expression) == text.encode()


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("TIMESTAMPTZ '2026-11-27 12:00:00+00'", "2026-11-27 13:00:00+01"),
        ("TIMESTAMPTZ '2026-07-01 12:00:00.5+00'", "2026-07-01 14:00:00.5+02"),
        ("TIMESTAMPTZ '1850-01-01 00:00:00+00'", "1850-01-01 00:57:44+00:57:44"),
        ("TIMESTAMPTZ '2150-07-01 00:00:00+00'", "2150-07-01 02:00:00+02"),
        ("'infinity'::TIMESTAMPTZ", "infinity"),
    ],
)
def test_instants_are_shown_in_the_zone_of_the_session(expression: str, text: str) -> None:
    assert value_of(expression, style=PRAGUE) == text.encode()


def test_a_fixed_offset_is_a_zone_too() -> None:
    style = TextStyle(time_zone="-03:30")
    assert value_of("TIMESTAMPTZ '2026-11-27 12:00:00+00'", style=style) == b"2026-11-27 08:30:00-03:30"


@pytest.mark.parametrize(
    ("date_style", "date", "timestamp"),
    [
        ("SQL, MDY", b"11/27/2026", b"11/27/2026 01:02:03.5"),
        ("SQL, DMY", b"27/11/2026", b"27/11/2026 01:02:03.5"),
        ("German, DMY", b"27.11.2026", b"27.11.2026 01:02:03.5"),
        ("Postgres, MDY", b"11-27-2026", b"Fri Nov 27 01:02:03.5 2026"),
        ("Postgres, DMY", b"27-11-2026", b"Fri 27 Nov 01:02:03.5 2026"),
    ],
)
def test_date_style_is_followed(date_style: str, date: bytes, timestamp: bytes) -> None:
    style = TextStyle(date_style=date_style)
    assert value_of("DATE '2026-11-27'", style=style) == date
    assert value_of("TIMESTAMP '2026-11-27 01:02:03.5'", style=style) == timestamp


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("postgres", b"1 year 2 mons -3 days +04:05:06.7"),
        ("postgres_verbose", b"@ 1 year 2 mons -3 days 4 hours 5 mins 6.7 secs"),
        ("iso_8601", b"P1Y2M-3DT4H5M6.7S"),
        ("sql_standard", b"+1-2 -3 +4:05:06.7"),
    ],
)
def test_interval_style_is_followed(style: str, text: bytes) -> None:
    expression = "INTERVAL '14 months' - INTERVAL '3 days' + INTERVAL '14706.7 seconds'"
    assert value_of(expression, style=TextStyle(interval_style=style)) == text


def test_bytes_are_hex_or_escaped() -> None:
    assert value_of("'\\x00\\xFFa\\x5C'::BLOB") == b"\\x00ff615c"
    assert value_of("'\\x00\\xFFa\\x5C'::BLOB", style=TextStyle(bytea_output="escape")) == b"\\000\\377a\\\\"
    assert value_of("''::BLOB") == b"\\x"


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("'příliš žluťoučký'", "příliš žluťoučký"),
        ("'so so'::mood", "so so"),
        ("'d53092c1-3371-497b-9cf2-2d6f5f7b75a7'::UUID", "d53092c1-3371-497b-9cf2-2d6f5f7b75a7"),
        ("'{\"a\": 1}'::JSON", '{"a": 1}'),
        ("'10101'::BIT", "10101"),
    ],
)
def test_other_scalars_are_their_own_text(expression: str, text: str) -> None:
    assert value_of(expression) == text.encode()


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("[1, NULL, 3]", "{1,NULL,3}"),
        ("[]::INTEGER[]", "{}"),
        ("[[1, 2], [3, 4]]", "{{1,2},{3,4}}"),
        ("[1, 2]::INTEGER[2]", "{1,2}"),
        ("['a', 'b c', '', 'null', 'x,y', '{', 'q\"\\']", '{a,"b c","","null","x,y","{","q\\"\\\\"}'),
        ("[TIMESTAMP '2026-11-27 01:00:00']", '{"2026-11-27 01:00:00"}'),
        ("['\\xFF'::BLOB]", '{"\\\\xff"}'),
        ("['so so'::mood]", '{"so so"}'),
        ("[true, false]", "{t,f}"),
        ("[1.50::DECIMAL(4,2)]", "{1.50}"),
        ("[170141183460469231731687303715884105727::HUGEINT]", "{170141183460469231731687303715884105727}"),
    ],
)
def test_lists_are_array_literals(expression: str, text: str) -> None:
    assert value_of(expression) == text.encode()


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("{'a': 1, 'b': 'x\"\\y', 'c': NULL::DATE}", '{"a":1,"b":"x\\"\\\\y","c":null}'),
        ("{'n': {'deep': [1.5, NULL]}}", '{"n":{"deep":[1.5,null]}}'),
        ("{'t': true, 'd': DATE '2026-11-27', 'f': 'nan'::DOUBLE}", '{"t":true,"d":"2026-11-27","f":"NaN"}'),
        ("{'j': '[1]'::JSON}", '{"j":[1]}'),
        ("{'line': 'a' || chr(10) || 'b'}", '{"line":"a\\nb"}'),
        ("{'r': row(1, 'x')}", '{"r":{"f1":1,"f2":"x"}}'),
        ("MAP {'k': 1, 'l': NULL}", '{"k":1,"l":null}'),
        ("MAP {1: [2]}", '{"1":[2]}'),
        ("[{'a': 1}, NULL]", '[{"a":1},null]'),
        ("union_value(n := 5)", "5"),
    ],
)
def test_structs_maps_and_unions_are_json(expression: str, text: str) -> None:
    assert value_of(expression) == text.encode()


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("row(1, 'x')", "(1,x)"),
        ("row(NULL::INT, '', 'a b', 'x\"\\y', true, '(,)')", '(,"","a b","x""\\\\y",t,"(,)")'),
        ("row(1.50, DATE '2026-11-27', ['a', NULL], row(2, 'x y'))", '(1.50,2026-11-27,"{a,NULL}","(2,""x y"")")'),
        ("row('\\xAA'::BLOB, {'a': 1})", '("\\\\xaa","{""a"":1}")'),
        ("[row(1, 'x'), NULL]", '{"(1,x)",NULL}'),
    ],
)
def test_rows_are_records(expression: str, text: str) -> None:
    assert value_of(expression) == text.encode()
