"""Columns of rows against columns of a table: by name, with types that lose nothing. A pure decision.

The result is SQL expressions; what can only be judged value by value (a BIGINT into an INTEGER) is checked by the
engine while it reads, and the error names the column.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reedbed import errors
from reedbed.sql import literal, quote

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reedbed.store.schema import ColumnSchema, TableSchema

UNTYPED = '"NULL"'
"""DuckDB's name for the type of a column that holds nothing but NULLs."""

MISFIT = "reedbed: column does not fit: "
_INTEGERS = {
    "TINYINT": (1, True),
    "SMALLINT": (2, True),
    "INTEGER": (4, True),
    "BIGINT": (8, True),
    "HUGEINT": (16, True),
    "UTINYINT": (1, False),
    "USMALLINT": (2, False),
    "UINTEGER": (4, False),
    "UBIGINT": (8, False),
    "UHUGEINT": (16, False),
}
_FLOATS = {"FLOAT": 4, "DOUBLE": 8}
_TIMESTAMPS = {"TIMESTAMP_S": 0, "TIMESTAMP_MS": 3, "TIMESTAMP": 6, "TIMESTAMP_NS": 9}
_ZONED = "TIMESTAMP WITH TIME ZONE"
_TEXTUAL = ("VARCHAR", "ENUM", "UUID", "JSON", "BIT")
_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")


def matched_columns(table: str, schema: TableSchema, found: Mapping[str, str]) -> dict[str, str]:
    """For each column of the table that the rows supply: the expression that fits it.

    Raises `ColumnNotFound` for a column that the table does not have, `ColumnTypeMismatch` for a type that could
    lose something, and `NaiveTime` for times without a zone where the table keeps instants.
    """
    targets = {column.name.casefold(): column for column in schema.columns}
    expressions: dict[str, str] = {}
    for name, type_text in found.items():
        target = targets.get(name.casefold())
        if target is None:
            raise errors.ColumnNotFound(
                name, where=f"table {table!r}", known=[column.name for column in schema.columns]
            )
        if target.generated:
            raise errors.ColumnTypeMismatch(
                table, name, expected="a generated column", found=type_text, reason="The database computes it."
            )
        expressions[target.name] = _fitted(table, name, type_text, target)
    return expressions


def _fitted(table: str, name: str, found: str, target: ColumnSchema) -> str:
    expected, column = target.type, quote(name)
    if found == expected:
        return column
    if found == _ZONED and expected in _TIMESTAMPS:
        # Instants are kept as UTC in columns without a zone; the session's zone must play no part.
        return f"CAST(timezone('UTC', {column}) AS {expected})"
    if expected == _ZONED and found in _TIMESTAMPS:
        raise errors.NaiveTime(
            f"Column {name!r} of {table!r} holds instants, the rows have times without a zone.",
            hint=f"give {name!r} a time zone before writing",
            table=table,
            column=name,
        )
    if _always_fits(found, expected):
        return f"CAST({column} AS {expected})"
    if _may_fit(found, expected):
        return _checked(name, column, found, expected)
    raise errors.ColumnTypeMismatch(table, name, expected=expected, found=found)


def _always_fits(found: str, expected: str) -> bool:
    if found == UNTYPED or (found == "DATE" and expected in {"TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS"}):
        return True
    if found in _INTEGERS and expected in _INTEGERS:
        (width, signed), (wide, wide_signed) = _INTEGERS[found], _INTEGERS[expected]
        return wide >= width if signed == wide_signed else wide_signed and wide > width
    if expected in _FLOATS:
        return found in _INTEGERS or bool(_DECIMAL.fullmatch(found)) or _FLOATS.get(found, 99) <= _FLOATS[expected]
    if found in _TIMESTAMPS and expected in _TIMESTAMPS:
        return _TIMESTAMPS[found] <= _TIMESTAMPS[expected]
    if expected == "VARCHAR":
        return found.startswith(_TEXTUAL)
    return _decimal_widens(found, expected)


def _decimal_widens(found: str, expected: str) -> bool:
    old, new = _DECIMAL.fullmatch(found), _DECIMAL.fullmatch(expected)
    if old is None or new is None:
        return False
    whole_digits = int(new[1]) - int(new[2]) >= int(old[1]) - int(old[2])
    return whole_digits and int(new[2]) >= int(old[2])


def _may_fit(found: str, expected: str) -> bool:
    if found in _INTEGERS and (expected in _INTEGERS or _DECIMAL.fullmatch(expected)):
        return True
    if _DECIMAL.fullmatch(found) and (_DECIMAL.fullmatch(expected) or expected in _INTEGERS):
        return True
    if found == "DOUBLE" and expected == "FLOAT":
        return True
    if found in _TIMESTAMPS and expected in _TIMESTAMPS:
        return True
    if found == "VARCHAR" and expected.startswith(_TEXTUAL):
        return True
    return _nested(found) is not None and _nested(found) == _nested(expected)


def _nested(type_text: str) -> str | None:
    if type_text.endswith("]"):
        return "list"
    return next((kind for kind in ("STRUCT", "MAP", "UNION") if type_text.startswith(f"{kind}(")), None)


def _checked(name: str, column: str, found: str, expected: str) -> str:
    """A cast that fails, with the column's name, for the first value that would change."""
    cast = f"TRY_CAST({column} AS {expected})"
    same = f"{cast} IS NOT NULL"
    if _nested(found) is None and found != "VARCHAR":
        same = f"CAST({cast} AS {found}) = {column}" if found != "DOUBLE" else f"{cast} IS NOT NULL"
    complaint = literal(f"{MISFIT}{name}: ")
    return (
        f"CASE WHEN {column} IS NULL OR {same} THEN {cast} "
        f"ELSE CAST(error({complaint} || CAST({column} AS VARCHAR)) AS {expected}) END"
    )


def misfit(error: errors.EngineError, table: str, schema: TableSchema, found: Mapping[str, str]) -> errors.ReedbedError:
    """The error that names the column, when a checked cast complained; `error` itself otherwise."""
    _, complained, rest = error.message.partition(MISFIT)
    if not complained:
        return error
    for name, type_text in found.items():
        if rest.startswith(f"{name}: "):
            expected = next((c.type for c in schema.columns if c.name.casefold() == name.casefold()), "")
            value = rest.removeprefix(f"{name}: ").splitlines()[0][:120]
            return errors.ColumnTypeMismatch(
                table, name, expected=expected, found=type_text, reason=f"The value {value!r} does not fit."
            )
    return error
