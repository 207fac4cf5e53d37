"""Families of DuckDB types: which columns can be compared, as what type, and how far apart two values are."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final


class Family(StrEnum):
    """What a type's values have in common, for comparing and for describing them."""

    BOOLEAN = "boolean"
    INTEGER = "integer"
    DECIMAL = "decimal"
    FLOAT = "float"
    TEXT = "text"
    ENUM = "enum"
    DATE = "date"
    TIMESTAMP = "timestamp"
    TIME = "time"
    INTERVAL = "interval"
    BLOB = "blob"
    NESTED = "nested"
    OTHER = "other"


# Least and greatest value, as powers of two: TINYINT is -2^7 .. 2^7, UTINYINT 0 .. 2^8.
_INTEGER_BITS: Final = {
    "UTINYINT": (0, 8),
    "TINYINT": (7, 7),
    "USMALLINT": (0, 16),
    "SMALLINT": (15, 15),
    "UINTEGER": (0, 32),
    "INTEGER": (31, 31),
    "UBIGINT": (0, 64),
    "BIGINT": (63, 63),
    "UHUGEINT": (0, 128),
    "HUGEINT": (127, 127),
    "BIGNUM": (4096, 4096),
}
_NAMED: Final = {
    **dict.fromkeys(_INTEGER_BITS, Family.INTEGER),
    "BOOLEAN": Family.BOOLEAN,
    "FLOAT": Family.FLOAT,
    "DOUBLE": Family.FLOAT,
    "VARCHAR": Family.TEXT,
    "JSON": Family.TEXT,
    "DATE": Family.DATE,
    "TIMESTAMP": Family.TIMESTAMP,
    "TIMESTAMP_S": Family.TIMESTAMP,
    "TIMESTAMP_MS": Family.TIMESTAMP,
    "TIMESTAMP_NS": Family.TIMESTAMP,
    "TIMESTAMP WITH TIME ZONE": Family.TIMESTAMP,
    "TIME": Family.TIME,
    "TIME_NS": Family.TIME,
    "TIME WITH TIME ZONE": Family.TIME,
    "INTERVAL": Family.INTERVAL,
    "BLOB": Family.BLOB,
    "BIT": Family.BLOB,
    "VARIANT": Family.NESTED,
}
NUMBERS: Final = frozenset({Family.INTEGER, Family.DECIMAL, Family.FLOAT})
TEMPORAL: Final = frozenset({Family.DATE, Family.TIMESTAMP, Family.TIME, Family.INTERVAL})
MEASURABLE: Final = NUMBERS | TEMPORAL
DECIMAL_DIGITS: Final = 38
_QUOTED: Final = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"")
_DECIMAL: Final = re.compile(r"DECIMAL\((\d+),\s*(\d+)\)")


def family(type_name: str) -> Family:
    """The family of a type, named as DuckDB's DESCRIBE names it."""
    if type_name.endswith("]") or type_name.startswith(("STRUCT(", "MAP(", "UNION(")):
        return Family.NESTED
    if type_name.startswith("ENUM("):
        return Family.ENUM
    if type_name.startswith("DECIMAL("):
        return Family.DECIMAL
    return _NAMED.get(type_name, Family.OTHER)


def common_type(left: str, right: str, widened: str) -> str | None:
    """The type as which values of `left` and `right` are compared, or None when they cannot be.

    Numbers of different families meet as DOUBLE where no exact type holds both. An instant (WITH TIME
    ZONE) and a wall clock time never meet: which one a time means would depend on the session. Nested
    types meet as `widened`, the type that DuckDB gives their UNION ALL; elsewhere DuckDB's choice is not
    taken, because it may lose digits or fail (DATE for DATE and INTEGER, DECIMAL(38,0) for DECIMAL(38,37)).
    """
    if left == right:
        return left
    families = {family(left), family(right)}
    if _zones(left) != _zones(right):
        return None
    if families <= NUMBERS | {Family.BOOLEAN}:
        return _common_number(left, right)
    if families <= {Family.DATE, Family.TIMESTAMP}:
        return "TIMESTAMP_NS" if "TIMESTAMP_NS" in (left, right) else "TIMESTAMP"
    if families == {Family.TIME}:
        return None if _zones(left) else "TIME_NS"
    return _common_other(families, widened)


def _common_other(families: set[Family], widened: str) -> str | None:
    if families == {Family.NESTED}:
        return widened
    if families & {Family.TEXT, Family.ENUM} and not families & {Family.NESTED, Family.BLOB}:
        return "VARCHAR"
    return None


def _zones(type_name: str) -> int:
    return _QUOTED.sub("", type_name).count("WITH TIME ZONE")


def _common_number(left: str, right: str) -> str:
    if Family.FLOAT in (family(left), family(right)):
        return "DOUBLE"
    if Family.DECIMAL in (family(left), family(right)):
        return _common_decimal(_digits(left), _digits(right))
    bits = [_INTEGER_BITS.get(name, (0, 1)) for name in (left, right)]
    below, above = max(low for low, _ in bits), max(high for _, high in bits)
    return next(name for name, (low, high) in _INTEGER_BITS.items() if low >= below and high >= above)


def _common_decimal(left: tuple[int, int], right: tuple[int, int]) -> str:
    whole, scale = max(left[0], right[0]), max(left[1], right[1])
    return f"DECIMAL({whole + scale},{scale})" if whole + scale <= DECIMAL_DIGITS else "DOUBLE"


def _digits(type_name: str) -> tuple[int, int]:
    """Digits before and after the point."""
    found = _DECIMAL.fullmatch(type_name)
    if found:
        width, scale = int(found[1]), int(found[2])
        return width - scale, scale
    below, above = _INTEGER_BITS.get(type_name, (0, 1))
    return len(str(2 ** max(below, above))), 0


def is_narrow(type_name: str) -> bool:
    """Whether a number of this type fits into 64 bits."""
    if family(type_name) is Family.DECIMAL:
        return sum(_digits(type_name)) <= 18  # noqa: PLR2004 - digits that DuckDB stores in 64 bits
    return max(_INTEGER_BITS.get(type_name, (0, 0))) <= 64  # noqa: PLR2004 - bits of UBIGINT


def distance(type_name: str, left: str, right: str) -> str | None:
    """SQL for how far apart two values are, as DOUBLE: numbers in their unit, times in seconds.

    The SQL gives NULL where one of them is NULL, NaN or infinite; None where the type has no distance.
    Integers and decimals are subtracted before they become DOUBLE, so that neighbours near 2^63 stay apart.
    """
    match family(type_name):
        case Family.FLOAT:
            both = f"isfinite({left}) AND isfinite({right})"
            return f"CASE WHEN {both} THEN abs(CAST({left} AS DOUBLE) - CAST({right} AS DOUBLE)) END"
        case Family.INTEGER | Family.DECIMAL:
            wide = _exact_type(type_name)
            return f"CAST(abs(CAST({left} AS {wide}) - CAST({right} AS {wide})) AS DOUBLE)"
        case Family.DATE:
            both = f"isfinite({left}) AND isfinite({right})"
            return f"CASE WHEN {both} THEN CAST(abs({left} - {right}) AS DOUBLE) * 86400.0 END"
        case Family.TIMESTAMP | Family.TIME if type_name != "TIME WITH TIME ZONE":
            return _clock_distance(type_name, left, right)
        case Family.INTERVAL:
            return f"abs(epoch({left}) - epoch({right}))"
    return None


def _clock_distance(type_name: str, left: str, right: str) -> str:
    function, unit = ("epoch_ns", "1e9") if type_name.endswith("_NS") else ("epoch_us", "1e6")
    ticks = [f"CAST({function}({side}) AS HUGEINT)" for side in (left, right)]
    return f"CAST(abs({ticks[0]} - {ticks[1]}) AS DOUBLE) / {unit}"


def _exact_type(type_name: str) -> str:
    """A type in which the difference of two values cannot overflow; DOUBLE when there is none."""
    if family(type_name) is Family.DECIMAL:
        whole, scale = _digits(type_name)
        return f"DECIMAL({DECIMAL_DIGITS},{scale})" if whole + scale < DECIMAL_DIGITS else "DOUBLE"
    return "HUGEINT" if is_narrow(type_name) else "DOUBLE"


def unit(type_name: str) -> str:
    """The unit of `distance`: `s` for times, nothing for numbers."""
    return "s" if family(type_name) in TEMPORAL else ""


def shown(type_name: str, value: str) -> str:
    """SQL for a value as a report shows it: booleans and integers up to 64 bits as they are, all else as text.

    BLOB is base64 and times are ISO 8601, as in every JSON document of Reedbed.
    """
    match family(type_name):
        case Family.BOOLEAN:
            return value
        case Family.INTEGER if is_narrow(type_name):
            return value
        case Family.FLOAT:
            return f"CAST({value} AS DOUBLE)" if type_name == "DOUBLE" else f"CAST(CAST({value} AS VARCHAR) AS DOUBLE)"
        case Family.BLOB if type_name == "BLOB":
            return f"base64({value})"
        case Family.TIMESTAMP:
            return f"replace(CAST({value} AS VARCHAR), ' ', 'T')"
    return f"CAST({value} AS VARCHAR)"
