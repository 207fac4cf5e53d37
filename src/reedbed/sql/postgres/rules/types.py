"""The types of PostgreSQL by the names that DuckDB knows."""

from __future__ import annotations

from typing import Final

from reedbed.errors import SqlNotSupported
from reedbed.sql import DEFAULT_SCHEMA, quote
from reedbed.sql.postgres.rules.rendering import Renderer, rule
from reedbed.sql.postgres.syntax.nodes import TypeName

TYPES: Final = {
    "bytea": "BLOB",
    "jsonb": "JSON",
    "bpchar": "VARCHAR",
    "varbit": "BIT",
    "bit varying": "BIT",
    "name": "VARCHAR",
    "citext": "VARCHAR",
    "character": "VARCHAR",
    "char": "VARCHAR",
    '"char"': "VARCHAR",
    "serial2": "SMALLINT",
    "smallserial": "SMALLINT",
    "serial4": "INTEGER",
    "serial": "INTEGER",
    "serial8": "BIGINT",
    "bigserial": "BIGINT",
    "timestamptz": "TIMESTAMPTZ",
    "timetz": "TIMETZ",
    "float": "DOUBLE",
    "dec": "DECIMAL",
    "xid": "UBIGINT",
    "cid": "UBIGINT",
    "_text": "VARCHAR[]",
    "_varchar": "VARCHAR[]",
    "_int4": "INTEGER[]",
    "_int8": "BIGINT[]",
    "_float8": "DOUBLE[]",
    "_bool": "BOOLEAN[]",
}

MISSING: Final = frozenset(
    """
    money point line lseg box path polygon circle cidr macaddr macaddr8 inet tsvector tsquery xml int4range int8range
    numrange tsrange tstzrange daterange int4multirange int8multirange nummultirange tsmultirange tstzmultirange
    datemultirange pg_lsn txid_snapshot refcursor hstore ltree geometry geography vector jsonpath
    """.split()  # noqa: SIM905 - words are read as words
)
"""Types that DuckDB has nothing like."""

_PRECISE: Final = frozenset({"timestamp", "timestamptz", "time", "timetz", "float", "bit"})
MOST_DIGITS: Final = 38
UNBOUNDED_NUMERIC: Final = "DECIMAL(38, 10)"
"""What a column of PostgreSQL's `numeric` without a precision becomes: 28 digits before the point and 10 after it."""


def type_text(kind: TypeName, written: str) -> str:
    """A type in DuckDB's spelling."""
    if kind.name in MISSING:
        raise SqlNotSupported(f'type "{kind.name}" is not supported', construct=kind.name)
    dimensions = "[]" * kind.dimensions
    if kind.name in {"numeric", "decimal", "dec"}:
        return (_decimal(kind.arguments) if kind.arguments else UNBOUNDED_NUMERIC) + dimensions
    mapped = TYPES.get(kind.name)
    if mapped is None and len(kind.parts) > 1 and kind.parts[0] == "pg_catalog" and kind.name.startswith("_"):
        # An array type by its own name, as drivers write it that look types up.
        element = kind.name[1:]
        mapped = (UNBOUNDED_NUMERIC if element == "numeric" else TYPES.get(element, element)) + "[]"
    if mapped is None and len(kind.parts) > 1 and kind.parts[0] == "pg_catalog":
        mapped = kind.name
    if mapped is not None:
        return mapped + dimensions
    if kind.name in {"varchar", "interval"}:
        return kind.name.upper() + dimensions
    if kind.arguments and kind.name in _PRECISE:
        return ("DOUBLE" if kind.name == "float" else kind.name.upper()) + dimensions
    if kind.parts[:-1] == ("public",):
        return f"{DEFAULT_SCHEMA}.{quote(kind.name)}{dimensions}"
    return written


def _decimal(arguments: str) -> str:
    """PostgreSQL's numerics have up to 1,000 digits and DuckDB's 38: what has more is refused when it comes."""
    width, _, scale = arguments.partition(",")
    if not width.strip().isdigit():
        return f"DECIMAL({arguments})"
    places = _number(scale)
    if not 0 <= places <= int(width):
        raise SqlNotSupported(
            f"numeric({arguments}) with a scale below zero or beyond its precision is not supported",
            construct=f"numeric({arguments})",
        )
    if int(width) <= MOST_DIGITS:
        return f"DECIMAL({arguments})"
    return f"DECIMAL({MOST_DIGITS}, {min(places, MOST_DIGITS)})"


def _number(written: str) -> int:
    """A scale; 0 where none is written."""
    digits = written.replace(" ", "")
    return int(digits) if digits.lstrip("+-").isdigit() else 0


@rule(TypeName)
def _type(renderer: Renderer, kind: TypeName) -> str | None:
    return type_text(kind, renderer.source(kind))


def is_unbounded_numeric(kind: TypeName) -> bool:
    """Whether a type is `numeric` without a precision."""
    return kind.name in {"numeric", "decimal", "dec"} and not kind.arguments and not kind.dimensions
