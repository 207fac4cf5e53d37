"""Constants of an INSERT as columns: what is read, and what is left to the engine."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reedbed.pgserver.constants import Form, column_of, constants, written_rows
from reedbed.pgwire.values.types import BY_NAME


def read(written: list[str], kind: str, zone: str = "UTC") -> list[object] | None:
    """The values of a column of constants at a place of this type; None when they make no column."""
    found = constants(written)
    element = BY_NAME[kind.removesuffix("[]")]
    oid = element.array_oid if kind.endswith("[]") else element.oid
    column = None if found is None else column_of(found, "p1", oid, zone)
    if column is None:
        return None
    return [None] * len(written) if column.array is None else column.array.to_pylist()


@pytest.mark.parametrize(
    ("written", "kind", "values"),
    [
        (["1", "NULL", "-2", "007"], "int4", [1, None, -2, 7]),
        (["1", "9223372036854775807"], "int8", [1, 2**63 - 1]),
        (["'5'", "' 6 '", "'0x10'"], "int4", [5, 6, 16]),
        (["1", "1.5", "1e-7", ".5"], "float8", [1.0, 1.5, 1e-7, 0.5]),
        (["1.5", "'NaN'::float", "'-Infinity'::float8"], "float4", [1.5, float("nan"), float("-inf")]),
        (["1", "-1.005", "0.5"], "numeric", [Decimal("1.000"), Decimal("-1.005"), Decimal("0.500")]),
        (["'1.50'", "'2'"], "numeric", [Decimal("1.50"), Decimal("2.00")]),
        (["'a'", "E'\\x41\\n'", "'it''s'"], "text", ["a", "A\n", "it's"]),
        (["'a\\n'", "'b'"], "text", ["a\\n", "b"]),
        (["true", "FALSE", "null"], "bool", [True, False, None]),
        (["'yes'", "'off'", "'t'"], "bool", [True, False, True]),
        (["'\\xdead'", "'abc'"], "bytea", [b"\xde\xad", b"abc"]),
        (["'2026-01-31'", "NULL"], "date", [dt.date(2026, 1, 31), None]),
        (["'{1,2}'", "'{}'"], "int4[]", [[1, 2], []]),
        (["NULL", "null::int"], "text", [None, None]),
    ],
)
def test_a_column_has_the_values_that_are_written(written: list[str], kind: str, values: list[object]) -> None:
    assert repr(read(written, kind)) == repr(values)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        (["1", "1.5"], "int4"),
        (["2147483648"], "int4"),
        (["'x'"], "int4"),
        (["1", "'1'"], "int4"),
        (["1e400"], "float8"),
        (["'1e400'"], "float8"),
        (["1e400", "'Infinity'::float"], "float8"),
        (["0", "-1e-400"], "float8"),
        (["'0.0'", "'1e-46'"], "float4"),
        (["'1.50'::numeric"], "text"),
        (["1e2"], "numeric"),
        (["1" * 39], "numeric"),
        (["5"], "text"),
        (["5"], "bool"),
        (["true"], "text"),
        (["5::int8"], "int8"),
        (["'5'::int", "'6'"], "int4"),
        (["'0000-01-01'"], "date"),
        (["'2026-02-30'"], "date"),
        (["'2026-01-31 10'"], "timestamp"),
        (["'{bad'"], "jsonb"),
    ],
)
def test_what_means_more_or_nothing_makes_no_column(written: list[str], kind: str) -> None:
    assert read(written, kind) is None


def test_a_number_has_no_negative_zero_and_a_text_has() -> None:
    assert repr(read(["-0.0", "1"], "float8")) == "[0.0, 1.0]"
    assert repr(read(["'-0.0'", "'1'"], "float8")) == "[-0.0, 1.0]"


def test_moments_without_an_offset_are_of_the_sessions_zone() -> None:
    assert read(["'2026-07-01 10:00'"], "timestamptz", "Europe/Prague") == ["2026-07-01 10:00:00+02:00"]
    twice_and_never = read(["'2026-10-25 02:30'", "'2026-03-29 02:30'"], "timestamptz", "Europe/Prague")
    assert twice_and_never == ["2026-10-25 02:30:00+01:00", "2026-03-29 02:30:00+01:00"]


def test_a_cast_is_that_of_all_values() -> None:
    found = constants(["'a'::text", "NULL", "'b'::text"])
    assert found is not None
    assert (found.form, found.cast, found.texts.to_pylist()) == (Form.STRING, "::text", ["a", None, "b"])


@given(st.lists(st.tuples(st.text(), st.booleans()), min_size=8, max_size=20))
def test_any_text_is_read_as_it_was_before_it_was_quoted(texts: list[tuple[str, bool]]) -> None:
    def quoted(text: str, *, escaped: bool) -> str:
        doubled = text.replace("'", "''")
        return f" E'{doubled.replace(chr(92), chr(92) * 2)}'" if escaped else f"'{doubled}'"

    rows = ", ".join(f"({quoted(text, escaped=escaped)})" for text, escaped in texts)
    found = written_rows(f"INSERT INTO t VALUES {rows}")
    assert found is not None
    assert found.columns[0].texts.to_pylist() == [text for text, _ in texts]
    assert found.template == "INSERT INTO t VALUES ($1)"
