"""Which type holds values that were met: what one value is, and the narrowest type for several.

A text that looks like a number is one in CSV and XML, where everything is text, and never in JSON, which has numbers. A
number with a leading zero is a name. An instant has its offset; a time without one stays without. Where no type holds
all values, text does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.ingest.decoding.instants import plain_instant
from reedbed.sql import literal

if TYPE_CHECKING:
    from collections.abc import Iterable

ANYTHING: Final = "VARCHAR"
_TIME: Final = r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,6}0*)?)?"
_INTEGER: Final = r"-?(0|[1-9]\d{0,37})"
_NUMBER: Final = r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?"

# Each type holds all values of those behind it, DOUBLE whole numbers beyond 2 ** 53 as nearly as fractions.
_WIDER: Final[dict[str, frozenset[str]]] = {
    "HUGEINT": frozenset({"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"}),
    "BIGINT": frozenset({"TINYINT", "SMALLINT", "INTEGER"}),
    "INTEGER": frozenset({"TINYINT", "SMALLINT"}),
    "SMALLINT": frozenset({"TINYINT"}),
    "DOUBLE": frozenset({"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT"}),
    "TIMESTAMP": frozenset({"DATE"}),
}


def wider(types: Iterable[str]) -> str:
    """The narrowest type that holds the values of all these types; text when there is none but that."""
    found = list(dict.fromkeys(types))
    if not found:
        return ANYTHING
    widest = found[0]
    for each in found[1:]:
        if each in _WIDER.get(widest, ()):
            continue
        widest = each if widest in _WIDER.get(each, ()) else _joint(widest, each)
    return widest


def _joint(one: str, other: str) -> str:
    """The first type of the list above that holds both."""
    for name, held in _WIDER.items():
        if one in held and other in held:
            return name
    return ANYTHING


def text_kind(text: str) -> str:
    """The SQL of the type of a value that came as text, where everything does; NULL for none."""
    return (
        f"CASE WHEN {text} IS NULL THEN NULL WHEN {_fits(text, 'true|false', 'BOOLEAN')} THEN 'BOOLEAN'"
        f" WHEN regexp_full_match({text}, {literal(_INTEGER)}) THEN {whole_kind(text)}"
        f" WHEN regexp_full_match({text}, {literal(_NUMBER)}) THEN {double_kind(text)} ELSE {time_kind(text)} END"
    )


def double_kind(text: str) -> str:
    """The SQL of the type of a text that is a number: one that is too large for any type is text."""
    return f"CASE WHEN isfinite(TRY_CAST({text} AS DOUBLE)) THEN 'DOUBLE' ELSE 'VARCHAR' END"


def whole_kind(text: str) -> str:
    """The SQL of the type of a text of digits."""
    return (
        f"CASE WHEN TRY_CAST({text} AS BIGINT) IS NOT NULL THEN 'BIGINT'"
        f" WHEN TRY_CAST({text} AS HUGEINT) IS NOT NULL THEN 'HUGEINT' ELSE 'VARCHAR' END"
    )


def time_kind(text: str) -> str:
    """The SQL of the type of a text that may be a time."""
    return (
        f"CASE WHEN {plain_instant(text, 'TIMESTAMPTZ')} IS NOT NULL THEN 'TIMESTAMPTZ'"
        f" WHEN {_fits(text, _TIME, 'TIMESTAMP')} THEN 'TIMESTAMP'"
        f" WHEN {_fits(text, '[0-9]{4}-[0-9]{2}-[0-9]{2}', 'DATE')} THEN 'DATE' ELSE 'VARCHAR' END"
    )


def _fits(text: str, pattern: str, name: str) -> str:
    return f"(regexp_full_match({text}, {literal(pattern)}) AND TRY_CAST({text} AS {name}) IS NOT NULL)"
