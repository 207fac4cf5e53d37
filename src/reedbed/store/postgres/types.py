"""Types three times: Arrow's in the rows, PostgreSQL's in the table, DuckDB's in what is told about it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Mapping

_FIXED: Mapping[pa.DataType, str] = {
    pa.bool_(): "boolean",
    pa.int8(): "smallint",
    pa.int16(): "smallint",
    pa.int32(): "integer",
    pa.int64(): "bigint",
    pa.uint8(): "smallint",
    pa.uint16(): "integer",
    pa.uint32(): "bigint",
    pa.uint64(): "numeric(20,0)",
    pa.float16(): "real",
    pa.float32(): "real",
    pa.float64(): "double precision",
    pa.string(): "text",
    pa.large_string(): "text",
    pa.string_view(): "text",
    pa.binary(): "bytea",
    pa.large_binary(): "bytea",
    pa.binary_view(): "bytea",
    pa.date32(): "date",
    pa.date64(): "date",
    pa.null(): "text",
}
# PostgreSQL has no narrower and no unsigned integers; the table keeps their range.
RANGES: Mapping[pa.DataType, tuple[int, int]] = {
    pa.int8(): (-(2**7), 2**7 - 1),
    pa.uint8(): (0, 2**8 - 1),
    pa.uint16(): (0, 2**16 - 1),
    pa.uint32(): (0, 2**32 - 1),
    pa.uint64(): (0, 2**64 - 1),
}
_TOLD: Mapping[str, str] = {
    "boolean": "BOOLEAN",
    "smallint": "SMALLINT",
    "integer": "INTEGER",
    "bigint": "BIGINT",
    "real": "FLOAT",
    "double precision": "DOUBLE",
    "text": "VARCHAR",
    "character varying": "VARCHAR",
    "bytea": "BLOB",
    "date": "DATE",
    "time without time zone": "TIME",
    "timestamp without time zone": "TIMESTAMP",
    "timestamp with time zone": "TIMESTAMP WITH TIME ZONE",
    "interval": "INTERVAL",
    "uuid": "UUID",
    "json": "JSON",
    "jsonb": "JSON",
}
_WIDTHS = {"smallint": 2, "integer": 4, "bigint": 8}
_ALWAYS = {
    ("real", "double precision"),
    ("date", "timestamp without time zone"),
    ("uuid", "text"),
    ("json", "text"),
    ("jsonb", "text"),
}
_MAYBE = {("double precision", "real"), ("text", "uuid"), ("text", "json"), ("text", "jsonb")}


def postgres_type(kind: pa.DataType) -> str | None:
    """The type of a column for values of an Arrow type, or None when PostgreSQL has none that keeps them."""
    if pa.types.is_dictionary(kind):
        return postgres_type(kind.value_type)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        element = postgres_type(kind.value_type)
        return f"{element}[]" if element and not element.endswith("[]") else None
    return _FIXED.get(kind) or _with_operands(kind)


def _with_operands(kind: pa.DataType) -> str | None:
    if pa.types.is_decimal(kind):
        return f"numeric({kind.precision},{kind.scale})"
    if pa.types.is_timestamp(kind):
        return "timestamp with time zone" if kind.tz else "timestamp without time zone"
    return "time without time zone" if pa.types.is_time(kind) else None


def carried(kind: pa.DataType) -> pa.DataType:
    """The Arrow type as which the driver takes values that are meant for `postgres_type(kind)`."""
    if pa.types.is_dictionary(kind):
        return carried(kind.value_type)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return pa.list_(carried(kind.value_type))
    if pa.types.is_timestamp(kind):
        return pa.timestamp("us", kind.tz and "UTC")
    if pa.types.is_decimal(kind) and kind.precision <= MOST_DIGITS:
        return pa.decimal128(kind.precision, kind.scale)
    return pa.time64("us") if pa.types.is_time(kind) else _CARRIED.get(kind, kind)


MOST_DIGITS = 38
_CARRIED: Mapping[pa.DataType, pa.DataType] = {
    pa.int8(): pa.int16(),
    pa.uint8(): pa.int16(),
    pa.uint16(): pa.int32(),
    pa.uint32(): pa.int64(),
    pa.uint64(): pa.decimal128(20, 0),
    pa.float16(): pa.float32(),
    pa.large_string(): pa.string(),
    pa.string_view(): pa.string(),
    pa.large_binary(): pa.binary(),
    pa.binary_view(): pa.binary(),
    pa.date64(): pa.date32(),
    pa.null(): pa.string(),
}


def told_type(postgres: str) -> str:
    """The DuckDB type that a column is told to have, for PostgreSQL's spelling of its type."""
    if postgres.endswith("[]"):
        return f"{told_type(postgres.removesuffix('[]'))}[]"
    name = re.sub(r"\(\d+\)", "", postgres)
    if found := re.fullmatch(r"numeric\((\d+),(\d+)\)", postgres):
        return f"DECIMAL({found[1]},{found[2]})"
    return _TOLD.get(name, "VARCHAR" if name.startswith("character") else postgres.upper())


def fits(found: str, expected: str) -> str:
    """How values of one PostgreSQL type go into a column of another: `same`, `always`, `maybe` or `never`."""
    if found == expected:
        return "same"
    if found in _WIDTHS or found.startswith("numeric"):
        return _exact_numbers_fit(found, expected)
    if (found, expected) in _ALWAYS or (found.startswith("timestamp") and expected.startswith("timestamp")):
        return "always"
    if (found, expected) in _MAYBE or (found == "text" and expected.startswith("character")):
        return "maybe"
    return "never"


def _exact_numbers_fit(found: str, expected: str) -> str:
    if expected in {"real", "double precision"}:
        return "always"
    if found in _WIDTHS and expected in _WIDTHS:
        return "always" if _WIDTHS[found] <= _WIDTHS[expected] else "maybe"
    return "maybe" if expected in _WIDTHS or expected.startswith("numeric") else "never"
