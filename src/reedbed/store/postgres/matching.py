"""Columns of rows against columns of a table: by name, with types that lose nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reedbed import errors
from reedbed.sql import literal, quote
from reedbed.store.postgres.types import fits, told_type

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reedbed.store.postgres.columns import Column

WIDTH_LIMITS = {
    "smallint": (-(2**15), 2**15 - 1),
    "integer": (-(2**31), 2**31 - 1),
    "bigint": (-(2**63), 2**63 - 1),
}
LARGEST_REAL = "3.4028235e38"


@dataclass(frozen=True, kw_only=True, slots=True)
class Fitted:
    """A column of the table that the rows supply: the expression that fits it, and what must hold of each value."""

    column: Column
    source: str
    expression: str
    condition: str


def matched(
    table: str, columns: Sequence[Column], found: Mapping[str, str], *, nulls: Sequence[str] = ()
) -> list[Fitted]:
    """The fitted columns, in the order of the rows; `nulls` are those that hold nothing but NULLs.

    Raises `ColumnNotFound`, `ColumnTypeMismatch`, `NaiveTime`.
    """
    targets = {column.name.casefold(): column for column in columns}
    fitted = []
    for name, kind in found.items():
        target = targets.get(name.casefold())
        if target is None:
            raise errors.ColumnNotFound(name, where=f"table {table!r}", known=[column.name for column in columns])
        if target.generated:
            raise errors.ColumnTypeMismatch(
                table, name, expected="a generated column", found=told_type(kind), reason="The database computes it."
            )
        fitted.append(_fitted(table, name, "" if name in nulls else kind, target))
    return fitted


def _fitted(table: str, name: str, kind: str, target: Column) -> Fitted:
    column = quote(name)
    expression, condition = f"CAST({column} AS {target.type})", ""
    if not kind:
        return Fitted(column=target, source=name, expression=f"CAST(NULL AS {target.type})", condition="")
    if target.type == "timestamp with time zone" and kind == "timestamp without time zone":
        raise errors.NaiveTime(
            f"Column {name!r} of {table!r} holds instants, the rows have times without a zone.",
            hint=f"give {name!r} a time zone before writing",
            table=table,
            column=name,
        )
    verdict = fits(kind, target.type)
    if verdict == "never":
        raise errors.ColumnTypeMismatch(table, name, expected=target.told, found=told_type(kind))
    if kind == "timestamp with time zone" and target.type.startswith("timestamp") and verdict == "always":
        expression = f"({column} AT TIME ZONE 'UTC')::{target.type}"
    if verdict == "maybe" or target.limits:
        condition = _condition(column, kind, target)
    return Fitted(column=target, source=name, expression=expression, condition=condition)


def _condition(column: str, kind: str, target: Column) -> str:
    """What is true of a value that fits."""
    limits = target.limits or WIDTH_LIMITS.get(target.type)
    if limits:
        whole = f" AND {column} = trunc({column})" if kind.startswith("numeric") else ""
        return f"{column} BETWEEN {limits[0]} AND {limits[1]}{whole}"
    if decimal := re.fullmatch(r"numeric\((\d+),(\d+)\)", target.type):
        digits, scale = int(decimal[1]), int(decimal[2])
        return f"round({column}::numeric, {scale}) = {column} AND abs({column}) < 1e{digits - scale}"
    if length := re.fullmatch(r"character.*\((\d+)\)", target.type):
        return f"char_length({column}) <= {length[1]}"
    if target.type == "real":
        return f"{column} IN ('Infinity', '-Infinity', 'NaN') OR abs({column}) <= {LARGEST_REAL}"
    if target.type in {"uuid", "json", "jsonb"}:
        return f"pg_input_is_valid({column}, {literal(target.type)})"
    return "true"
