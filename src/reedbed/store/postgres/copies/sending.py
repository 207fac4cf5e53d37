"""A table of the server as rows for a copy: its columns in DuckDB's types, of one moment, by ADBC."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reedbed import errors
from reedbed.sql import quote
from reedbed.store.copying import CopyColumn, Sending, Shape
from reedbed.store.copying.shapes import AS_TEXT
from reedbed.store.postgres.answers import plain_reader
from reedbed.store.postgres.columns import read_columns, read_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reedbed.sql import TableName
    from reedbed.store.postgres.columns import Column
    from reedbed.store.postgres.connections import Connection
    from reedbed.store.postgres.names import Names, Relation

MOST_DIGITS: Final = 38
"""Of DuckDB's decimals."""
_BY_TYPE: Final = frozenset(
    {
        "BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "FLOAT", "DOUBLE",
        "VARCHAR", "BLOB", "TIME", "INTERVAL", "UUID", "JSON",
    }
)  # fmt: skip
"""Types that the driver reads as they are."""
_WIDE: Final = frozenset({"UBIGINT", "HUGEINT", "UHUGEINT", "BIGNUM"})
"""Integers that are numerics on the server."""
_MOMENTS: Final = frozenset({"DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "TIMESTAMP_S", "TIMESTAMP_MS"})
"""Types with infinities, which the driver does not know."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Taken:
    """A column on its way: its type where it is going, and the expression that the server is asked for."""

    column: CopyColumn
    expression: str


@contextmanager
def sending_table(connection: Connection, names: Names, name: TableName, *, origin: str) -> Iterator[Sending]:
    """The rows of a table or view, of the moment of the call."""
    connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    relation = names.require(connection, name)
    taken = [_taken(connection, relation, column) for column in read_columns(connection, relation)]
    if not taken:
        raise errors.SqlNotSupported(f"{name} has no columns.", construct="a table without columns")
    shape = Shape(columns=tuple(each.column for each in taken), key=tuple(read_key(connection, relation)))
    listed = ", ".join(f"{each.expression} AS {quote(each.column.name)}" for each in taken)
    with connection.reader(f"SELECT {listed} FROM {relation.quoted}") as reader:
        yield Sending(shape=shape, reader=plain_reader(reader), origin=origin)
    connection.execute("COMMIT")


def _taken(connection: Connection, relation: Relation, column: Column) -> _Taken:
    name, told = quote(column.name), column.told
    element = told.partition("[")[0]
    if column.type.endswith("[]"):
        return _list(column, element)
    if column.type.startswith("numeric"):
        return _number(connection, relation, column)
    if told in AS_TEXT or told.startswith("ENUM("):
        return _as(column, told, f"{name}::text")
    if told in _MOMENTS:
        return _as(column, told, _finite(connection, relation, column))
    if told in _BY_TYPE:
        return _as(column, told, name)
    return _as(column, "VARCHAR", f"{name}::text")


def _list(column: Column, element: str) -> _Taken:
    """A list: of what the driver reads as it is, of texts that become the elements there, or of texts."""
    name = quote(column.name)
    if element in _BY_TYPE:
        return _as(column, column.told, name)
    known = element in _MOMENTS | AS_TEXT | _WIDE or element.startswith(("DECIMAL(", "ENUM("))
    return _as(column, column.told if known else "VARCHAR[]", f"{name}::text[]")


def _as(column: Column, kind: str, expression: str) -> _Taken:
    return _Taken(column=CopyColumn(name=column.name, type=kind, nullable=column.nullable), expression=expression)


def _finite(connection: Connection, relation: Relation, column: Column) -> str:
    """The column, as text where it holds an infinity."""
    name = quote(column.name)
    endless = connection.value(f"SELECT EXISTS (SELECT FROM {relation.quoted} WHERE NOT isfinite({name}))")
    return f"{name}::text" if endless else name


def _number(connection: Connection, relation: Relation, column: Column) -> _Taken:
    """A numeric: a decimal as it declares, one that holds what is there, or the wide integer that the note tells."""
    name, told = quote(column.name), column.told
    if told in _WIDE:
        return _as(column, told, f"{name}::text")
    if told.startswith("DECIMAL(") and int(told[8:].partition(",")[0]) <= MOST_DIGITS:
        return _as(column, told, f"{name}::text")
    whole, scale, endless = connection.rows(
        f"SELECT coalesce(max(CASE WHEN abs({name}) >= 1 THEN length(trunc(abs({name}))::text) END), 0), "
        f"coalesce(max(scale({name})), 0), "
        f"coalesce(bool_or({name} IN ('NaN', 'Infinity', '-Infinity')), false) FROM {relation.quoted}"
    )[0]
    if endless or whole + scale > MOST_DIGITS:
        raise errors.ColumnTypeMismatch(
            relation.name,
            column.name,
            expected=f"of numbers with up to {MOST_DIGITS} digits",
            found="NaN or an infinity" if endless else f"{whole + scale} digits",
            reason="DuckDB has no decimal that keeps such values.",
        )
    return _as(column, f"DECIMAL({MOST_DIGITS},{scale})", f"{name}::text")
