"""The formats of COPY: options, rows cut anywhere, and lines that are not rows of the table."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from tests.unit.pgwire.values.wire import answer_of, messages_of

from reedbed import errors
from reedbed.pgwire.values.copy import CopyDecoder, CopyEncoder, CopyOptions
from reedbed.pgwire.values.copy.encoding import SIGNATURE
from reedbed.pgwire.values.types import ColumnType, column_type

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

COLUMNS = [("i", column_type("INTEGER")), ("t", column_type("VARCHAR"))]
Options = "Mapping[str, str | bool | tuple[str, ...]]"


def written(sql: str, options: Mapping[str, str | bool | tuple[str, ...]]) -> list[bytes]:
    columns, batches = answer_of(sql)
    names = [f"c{place}" for place in range(len(columns))]
    encoder = CopyEncoder(list(zip(names, columns, strict=True)), CopyOptions.read(options, outgoing=True))
    stream = encoder.begin() + b"".join(bytes(encoder.encode(batch)) for batch in batches) + encoder.end()
    return messages_of(stream)


def read(
    data: bytes,
    options: Mapping[str, str | bool | tuple[str, ...]],
    columns: list[tuple[str, ColumnType]] | None = None,
    cut: int = 1 << 20,
) -> list[tuple[object, ...]]:
    decoder = CopyDecoder(columns or COLUMNS, CopyOptions.read(options, outgoing=False), table="t")
    batches: list[pa.RecordBatch] = []
    for start in range(0, len(data), cut):
        batches.extend(decoder.feed(data[start : start + cut]))
    batches.extend(decoder.finish())
    return [tuple(row.values()) for batch in batches for row in batch.to_pylist()]


def test_each_row_is_a_message_of_its_own() -> None:
    sql = "VALUES (1, 'a'), (2, NULL)"
    assert written(sql, {}) == [b"1\ta\n", b"2\t\\N\n"]
    assert written(sql, {"format": "csv", "header": True}) == [b"c0,c1\n", b"1,a\n", b"2,\n"]
    first, second, trailer = written(sql, {"format": "binary"})
    assert first.startswith(SIGNATURE)
    assert second == bytes.fromhex("0002 00000004 00000002 ffffffff")
    assert trailer == b"\xff\xff"


def test_a_binary_copy_without_rows_is_a_signature_and_a_trailer() -> None:
    assert written("SELECT 1 WHERE false", {"format": "binary"}) == [SIGNATURE + b"\xff\xff"]


def test_text_escapes_what_would_end_a_value() -> None:
    assert written("SELECT 'a' || chr(9) || 'b' || chr(10) || '\\'", {}) == [b"a\\tb\\n\\\\\n"]
    assert written("SELECT 'a|b'", {"delimiter": "|"}) == [b"a\\|b\n"]


def test_csv_quotes_what_would_be_read_as_something_else() -> None:
    assert written("""VALUES ('a,b', 'q"q', '', NULL, '\\.')""", {"format": "csv"}) == [b'"a,b","q""q","",,\\.\n']
    assert written("SELECT '\\.'", {"format": "csv"}) == [b'"\\."\n']
    assert written("VALUES (1, 'x')", {"format": "csv", "force_quote": True}) == [b'"1","x"\n']
    assert written("SELECT 'it''s'", {"format": "csv", "quote": "'", "escape": "\\"}) == [b"'it\\'s'\n"]


@pytest.mark.parametrize("cut", [1, 7, 1 << 20])
def test_rows_may_be_cut_anywhere(cut: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reedbed.pgwire.values.copy.decoding.BLOCK_BYTES", 1)
    text = b"1\ta\\tb\n2\t\\N\n3\t\n"
    expected = [(1, "a\tb"), (2, None), (3, "")]
    assert read(text, {}, cut=cut) == expected
    assert read(b'1,"a\tb"\n2,\n3,""\n', {"format": "csv"}, cut=cut) == expected
    rows = [b"\0\x02\0\0\0\x04" + number.to_bytes(4) for number in (1, 2, 3)]
    values = [b"\0\0\0\x03a\tb", b"\xff" * 4, b"\0\0\0\0"]
    stream = SIGNATURE + b"".join(row + value for row, value in zip(rows, values, strict=True)) + b"\xff\xff"
    assert read(stream, {"format": "binary"}, cut=cut) == expected


def test_the_pattern_of_a_row_inside_of_a_value_begins_no_row() -> None:
    decoy = b"\0\x02\0\0\0\x04\0\0\0\x09\0\0\0\x01x"
    row = b"\0\x02\0\0\0\x04\0\0\0\x01" + len(decoy).to_bytes(4) + decoy
    stream = SIGNATURE + row * 3 + b"\xff\xff"
    assert read(stream, {"format": "binary"}) == [(1, decoy.decode())] * 3


@pytest.mark.parametrize(
    ("data", "options", "rows"),
    [
        (b"1\ta\r\n2\tb\r\n", {}, [(1, "a"), (2, "b")]),
        (b"1\ta\n\\.\nnot a row\n", {}, [(1, "a")]),
        (b"1\ta", {}, [(1, "a")]),
        (b"1\ta\\\tb\n2\tc\\\nd\n", {}, [(1, "a\tb"), (2, "c\nd")]),
        (b"1\t\\101\\x42\\q\n", {}, [(1, "ABq")]),
        (b"i,t\n1,a\n", {"format": "csv", "header": True}, [(1, "a")]),
        (b"i,t\n1,a\n", {"format": "csv", "header": "match"}, [(1, "a")]),
        (b'1,"a\n""b"\n2,c\n', {"format": "csv"}, [(1, 'a\n"b'), (2, "c")]),
        (b'1,a"b,c"d\n', {"format": "csv"}, [(1, "ab,cd")]),
        (b"1,'a\\'b'\n", {"format": "csv", "quote": "'", "escape": "\\"}, [(1, "a'b")]),
        (b'1,\n2,""\n', {"format": "csv", "force_not_null": ("t",)}, [(1, ""), (2, "")]),
        (b'1,\n2,""\n', {"format": "csv", "force_null": ("t",)}, [(1, None), (2, None)]),
        (b"1;nil\n", {"format": "csv", "delimiter": ";", "null": "nil"}, [(1, None)]),
        (b" 1 \tx\n+2\ty\n0x10\tz\n", {}, [(1, "x"), (2, "y"), (16, "z")]),
    ],
)
def test_lines_are_read_as_postgresql_reads_them(
    data: bytes, options: Mapping[str, str | bool | tuple[str, ...]], rows: list[tuple[object, ...]]
) -> None:
    assert read(data, options) == rows


@pytest.mark.parametrize(
    ("data", "options", "error", "message", "context"),
    [
        (b"1\ta\n2\n", {}, errors.CopyMalformed, 'missing data for column "t"', "COPY t, line 2"),
        (b"1\ta\tb\n", {}, errors.CopyMalformed, "extra data after last expected column", "COPY t, line 1"),
        (b"1\ta\nx\tb\n", {}, errors.TextMalformed, "for type integer", 'COPY t, line 2, column i: "x"'),
        (b"1\ta\rb\n", {}, errors.CopyMalformed, "literal carriage return", "COPY t, line 1"),
        (b'1,"a\n', {"format": "csv"}, errors.CopyMalformed, "unterminated CSV quoted field", ""),
        (b"a,b\n1,a\n", {"format": "csv", "header": "match"}, errors.CopyMalformed, "column name mismatch", ""),
        (b"1\t\xff\n", {}, errors.TextNotUtf8, "invalid byte sequence", ""),
        (b"nothing of the kind", {"format": "binary"}, errors.CopyMalformed, "signature not recognized", ""),
        (SIGNATURE + b"\0\x03", {"format": "binary"}, errors.CopyMalformed, "row field count is 3", "COPY t, line 1"),
        (SIGNATURE + b"\0\x02\0\0", {"format": "binary"}, errors.CopyMalformed, "unexpected EOF", ""),
        (
            SIGNATURE + bytes.fromhex("0002 00000002 0001 ffffffff"),
            {"format": "binary"},
            errors.BinaryMalformed,
            "incorrect binary data format",
            "COPY t, column i",
        ),
    ],
)
def test_what_is_no_row_is_refused_with_its_line(
    data: bytes,
    options: Mapping[str, str | bool | tuple[str, ...]],
    error: type[errors.ReedbedError],
    message: str,
    context: str,
) -> None:
    with pytest.raises(error) as refused:
        read(data, options)
    assert message in refused.value.message
    assert context in str(refused.value.details.get("context", ""))


@pytest.mark.parametrize(
    ("options", "outgoing", "message"),
    [
        ({"format": "xml"}, True, 'COPY format "xml" not recognized'),
        ({"speed": "high"}, True, 'option "speed" not recognized'),
        ({"delimiter": "ab"}, True, "single one-byte character"),
        ({"format": "binary", "delimiter": ","}, True, "cannot specify DELIMITER in BINARY mode"),
        ({"quote": "'"}, True, "COPY QUOTE requires CSV mode"),
        ({"format": "csv", "force_quote": True}, False, "cannot be used with COPY FROM"),
        ({"format": "csv", "force_null": True}, True, "cannot be used with COPY TO"),
        ({"format": "csv", "delimiter": '"'}, True, "delimiter and quote must be different"),
        ({"null": "a\tb"}, True, "delimiter character must not appear in the NULL specification"),
        ({"encoding": "latin1"}, True, "UTF-8"),
        ({"header": "perhaps"}, True, "header requires a Boolean value"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    options: Mapping[str, str | bool | tuple[str, ...]], message: str, *, outgoing: bool
) -> None:
    with pytest.raises(errors.CopyOptionInvalid) as refused:
        CopyOptions.read(options, outgoing=outgoing)
    assert message in refused.value.message


ESCAPES: list[tuple[bytes, str | None]] = [
    (rb"\N", None),
    (rb"\N\N", "NN"),
    (rb"a\N", "aN"),
    (rb"\Na", "Na"),
    (rb"\\N", r"\N"),
    (rb"\.a", ".a"),
    (rb"a\tb", "a\tb"),
    (rb"\\", "\\"),
    (b"a\\\tb", "a\tb"),
    (b"a\\\nb", "a\nb"),
    (rb"\x41", "A"),
]


@pytest.mark.parametrize(
    ("line", "value", "behind"),
    # Newlines of two kinds are an error, so what holds one is not ended by the other.
    [
        (*each, behind)
        for each in ESCAPES
        for behind in (b"\n", b"", b"\r\n")
        if behind != b"\r\n" or b"\n" not in each[0]
    ],
)
def test_a_backslash_means_what_stands_around_it(line: bytes, value: str | None, behind: bytes) -> None:
    assert read(b"1\t" + line + behind, {}) == [(1, value)]
    assert read((b"0\t\\N" + (behind or b"\n")) * 3 + b"1\t" + line + behind, {})[3] == (1, value)


def test_the_marker_of_null_is_an_escape_where_null_is_spelled_otherwise() -> None:
    assert read(b"1\t\\N\n2\t-\n", {"null": "-"}) == [(1, "N"), (2, None)]


def test_rows_of_one_length_and_of_many_are_written_alike() -> None:
    sql = "SELECT {}, 'key-' || (range % 10), DATE '2026-01-01' + range::INT, range FROM range(100) ORDER BY ALL"
    level = written(sql.format("1000 + range"), {})
    assert level == [b"%d\tkey-%d\t%b\t%d\n" % row for row in expected_rows(1000)]
    assert written(sql.format("range"), {}) == [b"%d\tkey-%d\t%b\t%d\n" % row for row in expected_rows(0)]


def expected_rows(first: int) -> list[tuple[int, int, bytes, int]]:
    start = dt.date(2026, 1, 1)
    return [(first + n, n % 10, str(start + dt.timedelta(days=n)).encode(), n) for n in range(100)]


def test_rows_are_found_among_what_looks_like_them() -> None:
    columns = [("i", column_type("BIGINT")), ("b", column_type("BLOB"))]
    # Two columns: each of these values is, or holds, the beginning of a row, whole rows or a cut one.
    row = bytes.fromhex("0002 00000008 0000000000000002 00000002 0002")
    values = [row, row * 7, row[:5], b"\0\2" * 9, b"", row + b"x", bytes.fromhex("0002ffffffffffffffff") * 20]
    rows = [(2 + n, values[n % len(values)]) for n in range(700)]
    data = b"".join(b"\0\2\0\0\0\x08" + number.to_bytes(8) + len(value).to_bytes(4) + value for number, value in rows)
    for cut in (1 << 20, 97):
        assert read(SIGNATURE + data + b"\xff\xff", {"format": "binary"}, columns, cut) == rows
