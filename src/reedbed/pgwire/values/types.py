"""What a column of DuckDB's is in PostgreSQL: OID, size, modifier, and the kind that chooses its encoders.

DuckDB's types are taken by their text (`DECIMAL(18,3)`, `STRUCT(a INTEGER)[]`), as `DESCRIBE` and cursors give it.
DuckDB has one JSON, which is told as jsonb: drivers and mappers (Django's above all) read that one as documents.
A type that PostgreSQL lacks becomes the closest readable one: integers the next wider one or numeric, ENUM text,
STRUCT, MAP and UNION json. A list is an array, and json when its elements are. A STRUCT whose members are called `f1`,
`f2`, … is what ROW(…) gives, which is PostgreSQL's record.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from typing import Final

from reedbed.pgwire.values.oids import TYPES
from reedbed.pgwire.values.typetext import nested_parts


class Kind(Enum):
    """How values of a type are spelled on the wire."""

    BOOL = auto()
    INT2 = auto()
    INT4 = auto()
    INT8 = auto()
    OID = auto()
    TID = auto()
    FLOAT4 = auto()
    FLOAT8 = auto()
    NUMERIC = auto()
    TEXT = auto()
    CHAR = auto()
    BYTEA = auto()
    DATE = auto()
    TIME = auto()
    TIMETZ = auto()
    TIMESTAMP = auto()
    TIMESTAMPTZ = auto()
    INTERVAL = auto()
    UUID = auto()
    VARBIT = auto()
    JSON = auto()
    JSONB = auto()
    ARRAY = auto()
    LIST = auto()
    RECORD = auto()
    STRUCT = auto()
    MAP = auto()
    UNION = auto()


JSONB_VERSION: Final = b"\1"
"""What a document begins with in the binary format of jsonb."""
NO_CHARACTER: Final = b"\0"
"""An empty `"char"` in the binary format, where it always has one byte."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PgType:
    """One built-in type of PostgreSQL's."""

    name: str
    oid: int
    array_oid: int
    size: int
    category: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ColumnType:
    """A column on the wire.

    `duckdb` is the type it has in the engine. `element` is the type of a list's elements (for nested lists: of the
    inner list); `fields` are the parts of a record, STRUCT or UNION by name, or `key` and `value` of a MAP.
    """

    oid: int
    size: int
    modifier: int = -1
    kind: Kind
    duckdb: str
    element: ColumnType | None = None
    fields: tuple[tuple[str, ColumnType], ...] = ()

    @property
    def leaf(self) -> ColumnType:
        """The type of the values at the bottom of nested lists; itself for what is no list."""
        found = self
        while found.element is not None:
            found = found.element
        return found


BY_OID: Final = {oid: PgType(name=n, oid=oid, array_oid=a, size=s, category=c) for n, oid, a, s, c in TYPES}
BY_NAME: Final = {each.name: each for each in BY_OID.values()}
BY_ARRAY_OID: Final = {each.array_oid: each for each in BY_OID.values() if each.array_oid}

TEXT_OID: Final = 25
JSON_OID: Final = 114
UNKNOWN_OID: Final = 705

_SCALARS: Final = {
    "BOOLEAN": ("bool", Kind.BOOL),
    "TINYINT": ("int2", Kind.INT2),
    "SMALLINT": ("int2", Kind.INT2),
    "INTEGER": ("int4", Kind.INT4),
    "BIGINT": ("int8", Kind.INT8),
    "HUGEINT": ("numeric", Kind.NUMERIC),
    "UTINYINT": ("int2", Kind.INT2),
    "USMALLINT": ("int4", Kind.INT4),
    "UINTEGER": ("int8", Kind.INT8),
    "UBIGINT": ("numeric", Kind.NUMERIC),
    "UHUGEINT": ("numeric", Kind.NUMERIC),
    "BIGNUM": ("numeric", Kind.NUMERIC),
    "FLOAT": ("float4", Kind.FLOAT4),
    "DOUBLE": ("float8", Kind.FLOAT8),
    "VARCHAR": ("text", Kind.TEXT),
    "BLOB": ("bytea", Kind.BYTEA),
    "DATE": ("date", Kind.DATE),
    "TIME": ("time", Kind.TIME),
    "TIME_NS": ("time", Kind.TIME),
    "TIME WITH TIME ZONE": ("timetz", Kind.TIMETZ),
    "TIMESTAMP": ("timestamp", Kind.TIMESTAMP),
    "TIMESTAMP_S": ("timestamp", Kind.TIMESTAMP),
    "TIMESTAMP_MS": ("timestamp", Kind.TIMESTAMP),
    "TIMESTAMP_NS": ("timestamp", Kind.TIMESTAMP),
    "TIMESTAMP WITH TIME ZONE": ("timestamptz", Kind.TIMESTAMPTZ),
    "INTERVAL": ("interval", Kind.INTERVAL),
    "UUID": ("uuid", Kind.UUID),
    "BIT": ("varbit", Kind.VARBIT),
    "JSON": ("jsonb", Kind.JSONB),
}

_NESTED: Final = {"STRUCT": Kind.STRUCT, "MAP": Kind.MAP, "UNION": Kind.UNION}

_KINDS_BY_NAME: Final = dict(_SCALARS.values()) | {
    "json": Kind.JSON,
    "oid": Kind.OID,
    "xid": Kind.OID,
    "tid": Kind.TID,
    "char": Kind.CHAR,
}


@lru_cache(maxsize=4096)
def column_type(duckdb_type: str) -> ColumnType:
    """The wire type of a column whose type DuckDB spells so."""
    text = duckdb_type.strip()
    if text.endswith("]"):
        return _list_type(text)
    if text in _SCALARS:
        name, kind = _SCALARS[text]
        found = BY_NAME[name]
        return ColumnType(oid=found.oid, size=found.size, kind=kind, duckdb=text)
    word, bracket, inside = text.partition("(")
    if bracket and word in {"DECIMAL", "NUMERIC"}:
        precision, _, scale = inside.rstrip(")").partition(",")
        modifier = (int(precision) << 16 | int(scale or "0")) + 4
        return ColumnType(oid=BY_NAME["numeric"].oid, size=-1, modifier=modifier, kind=Kind.NUMERIC, duckdb=text)
    if word in _NESTED:
        fields = tuple((name, column_type(each)) for name, each in nested_parts(text))
        if word == "STRUCT" and [name for name, _ in fields] == [f"f{place}" for place in range(1, len(fields) + 1)]:
            return ColumnType(oid=BY_NAME["record"].oid, size=-1, kind=Kind.RECORD, duckdb=text, fields=fields)
        return ColumnType(oid=JSON_OID, size=-1, kind=_NESTED[word], duckdb=text, fields=fields)
    # ENUM, and what later engines bring: their text.
    return ColumnType(oid=TEXT_OID, size=-1, kind=Kind.TEXT, duckdb=text)


def _list_type(text: str) -> ColumnType:
    element = column_type(text[: text.rindex("[")])
    leaf = element.leaf
    if leaf.kind in _NESTED.values():
        return ColumnType(oid=JSON_OID, size=-1, kind=Kind.LIST, duckdb=text, element=element)
    oid = BY_OID[leaf.oid].array_oid
    return ColumnType(oid=oid, size=-1, modifier=leaf.modifier, kind=Kind.ARRAY, duckdb=text, element=element)


@lru_cache(maxsize=1024)
def renamed_type(found: ColumnType, name: str) -> ColumnType:
    """The same column said to be of PostgreSQL's type `name`, for catalog columns: `oid`, `name`, `"char"`.

    A trailing `[]` asks for the array type. The kind changes where the bytes of the binary format do.
    """
    if name.endswith("[]") and found.element is not None:
        element = renamed_type(found.element, name[:-2])
        return ColumnType(
            oid=BY_OID[element.oid].array_oid, size=-1, kind=Kind.ARRAY, duckdb=found.duckdb, element=element
        )
    if name == "json" and found.kind is not Kind.JSONB:
        # A STRUCT or a list of them, which is told as json already.
        return found
    wanted = BY_NAME[name]
    kind = found.kind if found.kind is Kind.ARRAY else _KINDS_BY_NAME.get(name, Kind.TEXT)
    if name.startswith("reg") and found.kind is not Kind.TEXT:
        kind = Kind.OID
    return ColumnType(oid=wanted.oid, size=wanted.size, kind=kind, duckdb=found.duckdb, element=found.element)


TYPE_MARK: Final = "\x1f"
"""Between a column's name and the PostgreSQL type it is said to have, in answers about the catalog: `oid\\x1foid`.

DuckDB forgets the names of types, so the texts of catalog queries carry them in the names of their columns.
"""


def result_column(name: str, found: ColumnType) -> tuple[str, ColumnType]:
    """Name and type as the client is told of them."""
    if TYPE_MARK not in name:
        return name, found
    shown, _, wanted = name.partition(TYPE_MARK)
    return shown, renamed_type(found, wanted)
