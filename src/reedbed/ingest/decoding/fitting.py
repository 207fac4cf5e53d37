"""Whether a value fits a declared type, and as what: nothing is rounded, cut or moved to another zone to make it fit.

An integer column takes `7` and `7.0`, not `7.5`. An instant needs an offset in its text (`instants`). NaN is NULL in a
column of numbers when the source says so by its own spelling only: JSON has no NaN.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reedbed.ingest.decoding.instants import PATTERNS, declared_instant, plain_instant
from reedbed.ingest.surrogates import half_problem
from reedbed.sql import literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reedbed.ingest.declaration import Column, Source

_INTEGERS: Final = frozenset(
    {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"}
)
_ALIASES: Final = {
    "INT": "INTEGER",
    "LONG": "BIGINT",
    "TEXT": "VARCHAR",
    "STRING": "VARCHAR",
    "TIMESTAMP WITH TIME ZONE": "TIMESTAMPTZ",
}
_FLOATING: Final = frozenset({"DOUBLE", "FLOAT", "REAL"})
_INFINITE: Final = r"\s*[+-]?(?i)inf(inity)?\s*"
_WHOLE: Final = r"\s*[+-]?\d+(\.0*)?\s*"
_NUMBERS: Final = r"([\s\[\],0-9.+-]|null)*"
_FRACTION: Final = r"\.\d*[1-9]"
_DECIMAL: Final = re.compile(r"DECIMAL\(\s*(?P<width>\d+)\s*,\s*(?P<scale>\d+)\s*\)")
_NAMED: Final = re.compile(r"STRUCT|MAP|UNION|ENUM|[\"']", re.IGNORECASE)
"""Types whose text holds names or values of the user's, which have a case of their own."""
_NESTED: Final = re.compile(r".*\[\d*\]|(STRUCT|MAP|UNION)\s*\(.*", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, kw_only=True, slots=True)
class Value:
    """The SQL of a value in a record: as text, and as what it is where pages have types; elsewhere `type` is empty."""

    text: str
    native: str = ""
    type: str = ""


def normal_type(text: str) -> str:
    """A type in DuckDB's upper-case spelling."""
    text = text.strip()
    if _NAMED.search(text):
        return text
    name = " ".join(text.upper().split())
    element = name.partition("[")[0].strip()
    decimal = _DECIMAL.fullmatch(element)
    if decimal is not None:
        element_name = f"DECIMAL({decimal['width']},{decimal['scale']})"
    else:
        element_name = _ALIASES.get(element, element)
    return element_name + name[len(name.partition("[")[0]) :]


def type_name(column: Column) -> str:
    """The declared type in DuckDB's upper-case spelling."""
    return normal_type(column.type)


def is_nested(type_text: str) -> bool:
    """Whether a type is a list, a struct, a map or a union, whose text is JSON."""
    return _NESTED.fullmatch(type_text) is not None


def fitted(value: Value, column: Column) -> str:
    """The SQL of a value as its column has it; NULL when it does not fit."""
    name = type_name(column)
    if value.type and value.type == name:
        return value.native
    if column.format or column.zone:
        return declared_instant(value.text, column, name)
    if name in PATTERNS:
        return plain_instant(value.text, name)
    if name == "VARCHAR":
        return value.text
    if is_nested(name):
        # TRY_CAST would give NULL for the leaves that do not fit, and nobody would be told.
        found = f"TRY(CAST(TRY_CAST({value.text} AS JSON) AS {name}))"
    else:
        found = f"TRY_CAST({value.text} AS {name})"
    condition = _condition(value.text, name)
    return f"CASE WHEN {condition} THEN {found} END" if condition else found


def problem(value: Value, name: str, column: Column, *, required: bool, marked: bool = False) -> str:
    """The SQL of what is wrong with a value, NULL when nothing is; in texts that may be `marked`, marks are."""
    if marked:
        return f"coalesce({half_problem(value.text, name)}, {problem(value, name, column, required=required)})"
    fits = type_name(column)
    text = value.text
    absent = f"WHEN {text} IS NULL THEN {literal(f'{name} is missing ({column.path})')} " if required else ""
    if fits in {"VARCHAR", value.type}:
        return f"CASE {absent}END" if absent else "NULL"
    what = f"{fits} of {column.zone}" if column.zone else fits
    wrong = (
        f"WHEN {text} IS NOT NULL AND {fitted(value, column)} IS NULL THEN concat({literal(f'{name} is no {what}: ')}, "
        f"left({text}, 100))"
    )
    return f"CASE {absent}{wrong} END"


def problems(source: Source, values: Mapping[str, Value], *, marked: bool) -> dict[str, str]:
    """The SQL of what is wrong with the value of each column of a source."""
    required = {name for name, column in source.columns.items() if column.required or name in source.key}
    return {
        name: problem(values[name], name, column, required=name in required, marked=marked)
        for name, column in source.columns.items()
    }


def _condition(text: str, name: str) -> str:
    if name in _INTEGERS:
        return f"regexp_full_match({text}, {literal(_WHOLE)})"
    if name.partition("[")[0] in _INTEGERS:
        return f"regexp_full_match({text}, {literal(_NUMBERS)}) AND NOT regexp_matches({text}, {literal(_FRACTION)})"
    if name in _FLOATING:
        # 1e400 would become infinite.
        return f"NOT isinf(TRY_CAST({text} AS {name})) OR regexp_full_match({text}, {literal(_INFINITE)})"
    decimal = _DECIMAL.fullmatch(name)
    if decimal is not None:
        exact = r"\s*[+-]?\d*(\.\d{0,%s}0*)?\s*" % decimal["scale"]  # noqa: UP031 - braces belong to the pattern
        return f"regexp_full_match({text}, {literal(exact)})"
    return ""
