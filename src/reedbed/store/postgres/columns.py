"""The columns of a table: PostgreSQL's types, and the narrower ones that Reedbed keeps in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from reedbed import errors
from reedbed.sql import literal, quote
from reedbed.store.postgres.names import fitting
from reedbed.store.postgres.types import RANGES, postgres_type, told_type

if TYPE_CHECKING:
    from reedbed.store.postgres.connections import Connection
    from reedbed.store.postgres.names import Relation

NOTE = "type for reedbed: "
"""How the comment of a column begins whose values PostgreSQL has no type of its own for."""
NARROWER = {
    "TINYINT": pa.int8(),
    "UTINYINT": pa.uint8(),
    "USMALLINT": pa.uint16(),
    "UINTEGER": pa.uint32(),
    "UBIGINT": pa.uint64(),
}
_NOTED = re.compile(
    r"(?:U?(?:TINY|SMALL|BIG|HUGE)INT|U?INTEGER|BIGNUM|BIT|TIMESTAMP_M?S|BOOLEAN|FLOAT|DOUBLE|VARCHAR|BLOB|UUID|JSON|DATE"
    r"|TIME|TIMESTAMP|DECIMAL\(\d+,\d+\)|ENUM\('(?:[^']|'')*'(?:, '(?:[^']|'')*')*\))(?:\[\d*\])?"
)
"""Types that a note may tell: what anybody may have written into a comment ends up in SQL text."""
_NARROWER_NAMES = {kind: name for name, kind in NARROWER.items()}


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One column; `told` is its DuckDB type, `limits` what its values must lie between."""

    name: str
    type: str
    told: str
    generated: bool = False
    nullable: bool = True

    @property
    def limits(self) -> tuple[int, int] | None:
        """The range of a type that PostgreSQL does not have."""
        return RANGES[NARROWER[self.told]] if self.told in NARROWER else None


def read_columns(connection: Connection, relation: Relation) -> list[Column]:
    """The columns of a table or view, in order."""
    rows = connection.rows(
        "SELECT attname::text, format_type(atttypid, atttypmod)::text, attgenerated::text, "
        "col_description(attrelid, attnum)::text, attnotnull FROM pg_attribute "
        "WHERE attrelid = $1::bigint AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
        (relation.oid,),
    )
    return [
        Column(
            name=name,
            type=kind,
            told=_told(kind, comment or ""),
            generated=bool(generated),
            nullable=not required,
        )
        for name, kind, generated, comment, required in rows
    ]


def _told(kind: str, comment: str) -> str:
    noted = comment.removeprefix(NOTE)
    return noted if comment != noted and _NOTED.fullmatch(noted) else told_type(kind)


def read_key(connection: Connection, relation: Relation) -> list[str]:
    """The columns of the primary key, in order."""
    rows = connection.rows(
        "SELECT a.attname::text FROM pg_index i, unnest(i.indkey) WITH ORDINALITY AS k(number, at), pg_attribute a "
        "WHERE i.indrelid = $1::bigint AND i.indisprimary AND a.attrelid = i.indrelid AND a.attnum = k.number "
        "ORDER BY k.at",
        (relation.oid,),
    )
    return [row[0] for row in rows]


def column_types(table: str, schema: pa.Schema) -> dict[str, str]:
    """For the columns of rows, the PostgreSQL types that keep their values.

    Raises `ColumnTypeMismatch` for a type that PostgreSQL has no counterpart of.
    """
    types: dict[str, str] = {}
    for field in schema:
        kind = postgres_type(field.type)
        if kind is None:
            raise errors.ColumnTypeMismatch(
                table,
                field.name,
                expected="of a type that PostgreSQL has",
                found=str(field.type),
                reason="PostgreSQL has no type that keeps such values.",
            )
        types[fitting(field.name)] = kind
    return types


def definitions(types: dict[str, str], schema: pa.Schema) -> list[str]:
    """The columns of a new table in SQL text; the range of a narrower type is a CHECK."""
    made = []
    for field in schema:
        text = f"{quote(field.name)} {types[field.name]}"
        if field.type in RANGES:
            low, high = RANGES[field.type]
            text += f" CHECK ({quote(field.name)} BETWEEN {low} AND {high})"
        made.append(text)
    return made


def notes(table: str, schema: pa.Schema) -> list[str]:
    """Statements that note the narrower types of a new table."""
    return [
        f"COMMENT ON COLUMN {table}.{quote(field.name)} IS {literal(NOTE + _NARROWER_NAMES[field.type])}"
        for field in schema
        if field.type in _NARROWER_NAMES
    ]
