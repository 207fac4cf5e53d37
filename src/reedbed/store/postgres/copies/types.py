"""DuckDB's types in PostgreSQL, for copies: which type keeps the values, and what a note has to add to it.

PostgreSQL has no unsigned, narrower or wider integers, no ENUM without a name, no lists of a fixed length and no
seconds or milliseconds as a unit. Such a column gets the closest type, a CHECK of its range, and a comment that names
the type, by which it comes back as it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed import errors
from reedbed.pgwire.values.types import BY_OID, ColumnType, Kind, column_type
from reedbed.sql import literal, quote
from reedbed.store.postgres.columns import NOTE
from reedbed.store.postgres.types import told_type

if TYPE_CHECKING:
    from reedbed.store.copying import CopyColumn, Shape

CHECK_PREFIX: Final = "reedbed_"
"""How the names of the checks begin that stand for a type."""
NESTED: Final = frozenset({Kind.STRUCT, Kind.RECORD, Kind.MAP, Kind.UNION, Kind.LIST})
_NAMES: Final = {
    "bool": "boolean",
    "int2": "smallint",
    "int4": "integer",
    "int8": "bigint",
    "float4": "real",
    "float8": "double precision",
    "time": "time without time zone",
    "timetz": "time with time zone",
    "timestamp": "timestamp without time zone",
    "timestamptz": "timestamp with time zone",
    "varbit": "bit varying",
}
_NUMERICS: Final = {"HUGEINT": "numeric(39,0)", "UHUGEINT": "numeric(39,0)", "UBIGINT": "numeric(20,0)"}
_RANGES: Final = {
    "TINYINT": (-(2**7), 2**7 - 1),
    "UTINYINT": (0, 2**8 - 1),
    "USMALLINT": (0, 2**16 - 1),
    "UINTEGER": (0, 2**32 - 1),
    "UBIGINT": (0, 2**64 - 1),
    "HUGEINT": (-(2**127), 2**127 - 1),
    "UHUGEINT": (0, 2**128 - 1),
}
_FINER: Final = frozenset({"TIMESTAMP_NS", "TIME_NS"})


def postgres_type(kind: str) -> str | None:
    """PostgreSQL's spelling of the type that keeps the values of a DuckDB type; None when it has none."""
    found = column_type(kind)
    if found.kind in NESTED or found.leaf.kind in NESTED or kind in _FINER or kind in {"VARIANT", "GEOMETRY"}:
        return None
    if found.kind is Kind.ARRAY and found.element is not None:
        # Lists of lists are rectangular there, with one type for all depths.
        element = None if found.element.kind is Kind.ARRAY else postgres_type(found.element.duckdb)
        return f"{element}[]" if element else None
    if kind in _NUMERICS:
        return _NUMERICS[kind]
    name = BY_OID[found.oid].name
    if found.kind is Kind.NUMERIC and found.modifier >= 0:
        modifier = found.modifier - 4
        return f"numeric({modifier >> 16},{modifier & 0xFFFF})"
    return _NAMES.get(name, name)


def required_type(table: str, column: CopyColumn) -> str:
    """The same. Raises `ColumnTypeMismatch` with what to do when there is none."""
    found = postgres_type(column.type)
    if found is not None:
        return found
    error = errors.ColumnTypeMismatch(
        table,
        column.name,
        expected="of a type that PostgreSQL has",
        found=column.type,
        reason="PostgreSQL has no type that keeps such values.",
    )
    name, instead = quote(column.name), "TIMESTAMP" if column.type == "TIMESTAMP_NS" else "JSON"
    cast = f"CAST({name} AS {instead})"
    error.hint = (
        f"CREATE VIEW {quote(f'{table}_out')} AS SELECT * REPLACE ({cast} AS {name}) FROM {quote(table)}, and copy that"
    )
    raise error


def wire_type(column: CopyColumn) -> ColumnType:
    """How a column is encoded on its way into the stage."""
    return column_type(column.sent_as)


def definitions(table: str, shape: Shape) -> list[str]:
    """The columns of a stage for `shape`, each in the type in which its values travel."""
    made = []
    keys = {name.casefold() for name in shape.key}
    for column in shape.columns:
        kind = required_type(table, column)
        text = f"{quote(column.name)} {kind if column.sent_as == column.type else postgres_type(column.sent_as)}"
        if not column.nullable or column.name.casefold() in keys:
            text += " NOT NULL"
        made.append(text)
    return made


def checks(shape: Shape) -> list[str]:
    """The ranges of types that PostgreSQL lacks, as table constraints."""
    made = []
    for number, column in enumerate(shape.columns):
        condition = _condition(column)
        if condition:
            made.append(f"CONSTRAINT {quote(f'{CHECK_PREFIX}{number}_{column.name}'[:60])} CHECK ({condition})")
    return made


def _condition(column: CopyColumn) -> str:
    name = quote(column.name)
    if column.type in _RANGES:
        low, high = _RANGES[column.type]
        return f"{name} BETWEEN {low} AND {high}"
    if column.type.startswith("ENUM("):
        return f"{name} IN {column.type.removeprefix('ENUM')}"
    return ""


def notes(relation: str, shape: Shape) -> list[str]:
    """Statements that note the types which PostgreSQL's do not tell."""
    return [
        f"COMMENT ON COLUMN {relation}.{quote(column.name)} IS {literal(NOTE + column.type)}"
        for column in shape.columns
        if told_type(postgres_type(column.type) or "") != column.type
    ]
