"""Parameters, text and binary, as values to bind; and what is no value of its type."""

from __future__ import annotations

import struct
import uuid
from decimal import Decimal

import pytest

from reedbed import errors
from reedbed.pgwire.values.decoding import TypedParameter, decode_parameter
from reedbed.pgwire.values.types import BY_NAME


def decoded(name: str, raw: str | bytes, *, zone: str = "UTC") -> object:
    """The value that is bound, without its type."""
    oid = BY_NAME[name.removesuffix("[]")].array_oid if name.endswith("[]") else BY_NAME[name].oid
    binary = isinstance(raw, bytes)
    found = decode_parameter(oid, int(binary), raw if isinstance(raw, bytes) else raw.encode(), zone)
    return found.value if isinstance(found, TypedParameter) else found


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("bool", "t", True),
        ("bool", " OFF ", False),
        ("int2", "-32768", -32768),
        ("int4", "0x1F", 31),
        ("int4", "1_000", 1000),
        ("int8", "007", 7),
        ("oid", "4294967295", 2**32 - 1),
        ("oid", "-1", 2**32 - 1),
        ("float4", "1.5", 1.5),
        ("float8", "-Infinity", float("-inf")),
        ("numeric", "12.50", Decimal("12.50")),
        ("numeric", "1e3", Decimal(1000)),
        ("numeric", "9" * 38, Decimal("9" * 38)),
        ("numeric", "9" * 50, "9" * 50),
        ("text", "x", "x"),
        ("varchar", "", ""),
        ("inet", "10.0.0.1", "10.0.0.1"),
        ("bytea", "\\x00Ff", b"\0\xff"),
        ("bytea", "a\\\\\\001", b"a\\\x01"),
        ("uuid", "{D53092C1-3371-497B-9CF2-2D6F5F7B75A7}", uuid.UUID("d53092c1-3371-497b-9cf2-2d6f5f7b75a7")),
        ("jsonb", '{"bb": 1, "a": 2, "a": 3.50}', '{"a":3.50,"bb":1}'),
        ("json", '{"bb": 1, "a": 2}', '{"bb": 1, "a": 2}'),
        ("varbit", "101", "101"),
    ],
)
def test_texts_are_read_as_postgresql_reads_them(name: str, text: str, value: object) -> None:
    assert decoded(name, text) == value


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("date", "2026-11-27", "2026-11-27"),
        ("date", "20261127", "2026-11-27"),
        ("date", "0044-03-15 BC", "0044-03-15 (BC)"),
        ("date", "infinity", "infinity"),
        ("date", "epoch", "1970-01-01"),
        ("time", "04:05", "04:05:00"),
        ("time", "12:30 AM", "00:30:00"),
        ("time", "23:59:60", "24:00:00"),
        ("time", "10:59:59.9999996", "11:00:00"),
        ("timestamp", "2026-01-31 23:59:60", "2026-01-31 24:00:00"),
        ("timestamp", "2026-01-31 10:00:00.9999999", "2026-01-31 10:00:01"),
        ("timestamp", "2026-11-27T01:02:03.5", "2026-11-27 01:02:03.5"),
        ("timestamp", "2026-11-27 01:02:03+05", "2026-11-27 01:02:03"),
        ("timestamptz", "2026-11-27 01:02:03-03:30", "2026-11-27 01:02:03-03:30"),
        ("timestamptz", "2026-07-01 00:00:00", "2026-07-01 00:00:00+02:00"),
        ("timestamp", "0044-03-15 01:02:03 BC", "0044-03-15 (BC) 01:02:03"),
        ("timestamp", "2026-11-27 01:02:03 AD", "2026-11-27 01:02:03"),
        ("timestamptz", "2026-07-01 00:00 AD", "2026-07-01 00:00:00+02:00"),
        ("timestamptz", "0044-03-15 01:02:03+01 BC", "0044-03-15 (BC) 01:02:03+01:00"),
        ("timestamptz", "2026-11-27 00:00:00Z", "2026-11-27 00:00:00+00:00"),
        ("timestamptz", "2026-07-01 00:00 America/New_York", "2026-07-01 00:00:00-04:00"),
        ("timetz", "04:05+01", "04:05:00+01:00"),
    ],
)
def test_moments_are_read_in_the_zone_of_the_session(name: str, text: str, value: str) -> None:
    assert decoded(name, text, zone="Europe/Prague") == value


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("1 year 2 mons -3 days 04:05:06.7", (14, -3, 14_706_700_000)),
        ("1-2", (14, 0, 0)),
        ("3 4:05:06", (0, 3, 14_706_000_000)),
        ("@ 1 hour 1.5 secs ago", (0, 0, -3_601_500_000)),
        ("P1Y2M3DT4H5M6.5S", (14, 3, 14_706_500_000)),
        ("1.5 days", (0, 1, 43_200_000_000)),
        ("1.5 months", (1, 15, 0)),
        ("2 weeks", (0, 14, 0)),
        ("-00:00:01", (0, 0, -1_000_000)),
        ("90", (0, 0, 90_000_000)),
    ],
)
def test_intervals_are_read_in_every_style(text: str, parts: tuple[int, int, int]) -> None:
    assert decoded("interval", text) == "{} months {} days {} microseconds".format(*parts)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("int4[]", "{1,NULL, 3 }", [1, None, 3]),
        ("int4[]", "{{1,2},{3,4}}", [[1, 2], [3, 4]]),
        ("int4[]", "[0:1]={1,2}", [1, 2]),
        ("text[]", '{a b,"c,d","q\\"\\\\",NULL,"NULL",""}', ["a b", "c,d", 'q"\\', None, "NULL", ""]),
        ("text[]", "{}", []),
        ("bool[]", "{t,f}", [True, False]),
    ],
)
def test_array_literals_are_read(name: str, text: str, value: object) -> None:
    assert decoded(name, text) == value


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("bool", b"\x01", True),
        ("int2", b"\xff\xff", -1),
        ("int4", b"\0\0\0\x07", 7),
        ("int8", b"\xff" * 8, -1),
        ("oid", b"\xff" * 4, 2**32 - 1),
        ("regclass", b"\0\0\0\x07", 7),
        ("float8", struct.pack(">d", 1.5), 1.5),
        ("numeric", bytes.fromhex("0002000000000002 0001 1388"), Decimal("1.50")),
        ("numeric", bytes.fromhex("0001000140000000 0001"), Decimal(-10000)),
        ("numeric", bytes.fromhex("0000 0000 d000 0000"), float("inf")),
        ("text", "é".encode(), "é"),
        ("bytea", b"\0\xff", b"\0\xff"),
        ("date", b"\0\0\0\x01", "2000-01-02"),
        ("date", b"\x7f\xff\xff\xff", "infinity"),
        ("time", struct.pack(">q", 1_500_000), "00:00:01.5"),
        ("timetz", struct.pack(">qi", 1_000_000, -3600), "00:00:01+01"),
        ("timestamp", struct.pack(">q", -1), "1999-12-31 23:59:59.999999"),
        ("timestamptz", struct.pack(">q", 0), "2000-01-01 00:00:00+00"),
        ("interval", struct.pack(">qii", 1, 2, 3), "3 months 2 days 1 microseconds"),
        ("uuid", bytes(16), uuid.UUID(int=0)),
        ("jsonb", b"\x01[1]", "[1]"),
        ("varbit", b"\0\0\0\x05\xa8", "10101"),
        ("int4[]", bytes.fromhex("00000001 00000001 00000017 00000002 00000001 00000004 00000001 ffffffff"), [1, None]),
        ("int4[]", bytes.fromhex("00000000 00000000 00000017"), []),
    ],
)
def test_bytes_are_read_by_their_layout(name: str, raw: bytes, value: object) -> None:
    assert decoded(name, raw) == value


@pytest.mark.parametrize(
    ("name", "raw", "error", "message"),
    [
        ("int4", "a", errors.TextMalformed, 'invalid input syntax for type integer: "a"'),
        ("int4", "2147483648", errors.WireValueOutOfRange, 'value "2147483648" is out of range for type integer'),
        ("bool", "o", errors.TextMalformed, 'invalid input syntax for type boolean: "o"'),
        ("float8", "1e400", errors.WireValueOutOfRange, '"1e400" is out of range for type double precision'),
        ("float4", "1e39", errors.WireValueOutOfRange, '"1e39" is out of range for type real'),
        ("numeric", f"{'1' * 30}.{'1' * 30}", errors.WireValueOutOfRange, "38 digits"),
        ("date", "2026-02-30", errors.MomentOutOfRange, 'date/time field value out of range: "2026-02-30"'),
        ("timestamp", "soon", errors.TextMalformed, 'invalid input syntax for type timestamp: "soon"'),
        ("timestamptz", "2026-01-01 00:00 Nowhere/No", errors.TextMalformed, 'time zone "Nowhere/No" not recognized'),
        ("interval", "1 fortnight", errors.TextMalformed, "invalid input syntax for type interval"),
        ("uuid", "1234", errors.TextMalformed, "invalid input syntax for type uuid"),
        ("json", "{", errors.TextMalformed, "invalid input syntax for type json"),
        ("int4[]", "{1,", errors.TextMalformed, "malformed array literal"),
        ("int4[]", "{1}}", errors.TextMalformed, "malformed array literal"),
        ("text", b"\xff", errors.TextNotUtf8, "invalid byte sequence"),
        ("text", "a\0b", errors.TextNotUtf8, "0x00"),
        ("int4", b"\0\0\x07", errors.BinaryMalformed, "incorrect binary data format"),
        ("numeric", b"\0", errors.BinaryMalformed, "incorrect binary data format"),
        ("jsonb", b"\x02[]", errors.BinaryMalformed, "jsonb version"),
        ("int4[]", bytes.fromhex("00000001 00000000 00000017 00000002 00000001"), errors.BinaryMalformed, "elements"),
        ("time", struct.pack(">q", -1), errors.WireValueOutOfRange, "time out of range"),
    ],
)
def test_what_is_no_value_of_its_type_is_refused(
    name: str, raw: str | bytes, error: type[errors.ReedbedError], message: str
) -> None:
    with pytest.raises(error) as refused:
        decoded(name, raw)
    assert message in refused.value.message
