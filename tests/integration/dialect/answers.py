"""The answer of each engine to a statement, in a form in which they can be compared."""

from __future__ import annotations

import datetime as dt
import decimal
import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg

from reedbed.errors import ReedbedError
from reedbed.pgwire.values.types import TYPE_MARK, column_type
from reedbed.sql.postgres.rewriting import rewrite

if TYPE_CHECKING:
    from reedbed.engine import Cursor

TEXTS = frozenset({"varchar", "bpchar", "name", "unknown"})
DIGITS = 6


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Names, types and rows; or what was refused, or that something was done."""

    names: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    rows: tuple[Any, ...] = ()
    refused: bool = False
    said: str = ""

    @property
    def compared(self) -> tuple[Any, ...]:
        """What has to be the same on both sides: everything but the words of an error."""
        return self.refused, self.names, self.types, self.rows


def of_postgres(connection: psycopg.Connection, sql: str) -> Answer:
    """PostgreSQL's answer."""
    try:
        cursor = connection.execute(sql.encode())
        if cursor.description is None:
            return Answer()
        rows = tuple(comparable(row) for row in cursor.fetchall())
    except psycopg.Error as error:
        return Answer(refused=True, said=str(error))
    return Answer(
        names=tuple(column.name for column in cursor.description),
        types=tuple(type_of(column.type_code) for column in cursor.description),
        rows=rows,
    )


def of_duckdb(cursor: Cursor, sql: str, *, quiet: bool) -> Answer:
    """DuckDB's answer to the rewritten statement; a quiet one is answered in PostgreSQL without rows."""
    try:
        for statement in rewrite(sql).split(";\n"):
            cursor.raw.execute(statement)
        if quiet:
            return Answer()
        columns = cursor.raw.description
        documents = [str(column[1]) in {"JSON", '"JSON"'} for column in columns]
        rows = tuple(
            [_loaded(value) if document else comparable(value) for value, document in zip(row, documents, strict=True)]
            for row in cursor.raw.fetchall()
        )
    except ReedbedError as error:
        return Answer(refused=True, said=error.message)
    except Exception as error:  # noqa: BLE001 - whatever DuckDB raises is its answer
        return Answer(refused=True, said=str(error))
    return Answer(
        names=tuple(str(column[0]).partition(TYPE_MARK)[0] for column in columns),
        types=tuple(type_of(column_type(str(column[1])).oid) for column in columns),
        rows=rows,
    )


def type_of(oid: int) -> str:
    """A type's name; the kinds of text are one, and so are json and jsonb."""
    found = psycopg.adapters.types.get(oid)
    name = found.name if found is not None else str(oid)
    plain = "text" if name in TEXTS else {"jsonb": "json", "varbit": "bit"}.get(name, name)
    return f"{plain}[]" if found is not None and found.array_oid == oid else plain


def comparable(value: Any) -> Any:
    """A value such that equal ones are equal, whichever library made them."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, float, decimal.Decimal)):
        number = float(value)
        return (
            "NaN"
            if math.isnan(number)
            else float(f"{number:.{DIGITS}g}")
            if abs(number) < 1
            else float(f"{number:.12g}")
        )
    if isinstance(value, (list, tuple)):
        return [comparable(each) for each in value]
    if isinstance(value, dict):
        return {key: comparable(each) for key, each in value.items()}
    if isinstance(value, dt.datetime) and value.tzinfo is not None:
        return value.astimezone(dt.UTC)
    return value


def _loaded(document: str | None) -> Any:
    """A JSON document, which DuckDB hands out as text, and psycopg as objects."""
    return None if document is None else comparable(json.loads(document))
