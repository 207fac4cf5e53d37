"""Whether a text fits a declared type, and as what: nothing is rounded, cut or moved to another zone to make it fit.

An integer column takes `7` and `7.0`, not `7.5`. An instant needs an offset in its text. NaN is NULL in a column of
numbers when the source says so by its own spelling only: JSON has no NaN.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from reedbed.sql import literal

if TYPE_CHECKING:
    from reedbed.ingest.declaration import Column

_INTEGERS: Final = frozenset(
    {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"}
)
_ALIASES: Final = {"INT": "INTEGER", "LONG": "BIGINT", "TEXT": "VARCHAR", "STRING": "VARCHAR"}
_WHOLE: Final = r"\s*[+-]?\d+(\.0*)?\s*"
_OFFSET: Final = r".*([zZ]|[+-]\d\d(:?\d\d)?)\s*"
_DECIMAL: Final = re.compile(r"DECIMAL\(\s*\d+\s*,\s*(?P<scale>\d+)\s*\)")


def type_name(column: Column) -> str:
    """The declared type in DuckDB's upper-case spelling."""
    name = column.type.strip().upper()
    return {"TIMESTAMP WITH TIME ZONE": "TIMESTAMPTZ"}.get(name, _ALIASES.get(name, name))


def fitted(text: str, column: Column) -> str:
    """The SQL of the value of a text's SQL; NULL when it does not fit."""
    name = type_name(column)
    if name == "VARCHAR":
        return text
    value = f"TRY_CAST({text} AS {name})"
    condition = _condition(text, name)
    return f"CASE WHEN {condition} THEN {value} END" if condition else value


def problem(text: str, name: str, column: Column, *, required: bool) -> str:
    """The SQL of what is wrong with a value, NULL when nothing is."""
    fits = type_name(column)
    wrong = (
        f"WHEN {text} IS NOT NULL AND {fitted(text, column)} IS NULL THEN concat({literal(f'{name} is no {fits}: ')}, "
        f"left({text}, 100))"
    )
    absent = f"WHEN {text} IS NULL THEN {literal(f'{name} is missing ({column.path})')} " if required else ""
    return f"CASE {absent}{wrong} END"


def _condition(text: str, name: str) -> str:
    if name in _INTEGERS:
        return f"regexp_full_match({text}, {literal(_WHOLE)})"
    if name == "TIMESTAMPTZ":
        return f"regexp_full_match({text}, {literal(_OFFSET)})"
    decimal = _DECIMAL.fullmatch(name)
    if decimal is not None:
        exact = r"\s*[+-]?\d*(\.\d{0,%s}0*)?\s*" % decimal["scale"]  # noqa: UP031 - braces belong to the pattern
        return f"regexp_full_match({text}, {literal(exact)})"
    return ""
