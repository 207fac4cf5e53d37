"""Texts of floating-point numbers, of which DuckDB takes some that PostgreSQL says are out of range."""

from __future__ import annotations

import re
import struct
from math import isinf
from typing import TYPE_CHECKING, Final

from reedbed.sql.postgres.rules.literals import failure

if TYPE_CHECKING:
    from reedbed.sql.postgres.syntax.nodes import TypeName

_FLOAT: Final = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*")
_DIGIT: Final = re.compile(r"[^1-9eE]*[1-9]")
"""One that is not zero, in front of the exponent."""
_SINGLES: Final = frozenset({"float4", "real"})


def float_literal(value: str, kind: TypeName) -> str | None:
    """What fails for a number that the type does not hold, or that is none; None where DuckDB reads the same."""
    single = kind.name in _SINGLES
    name, engine = ("real", "FLOAT") if single else ("double precision", "DOUBLE")
    if _FLOAT.fullmatch(value) is None:
        # Underscores are between digits of SQL's constants only.
        return failure("22P02", f'invalid input syntax for type {name}: "{value}"', engine) if "_" in value else None
    number = _single(float(value)) if single else float(value)
    if isinf(number) or (not number and _DIGIT.match(value) is not None):
        return failure("22003", f'"{value.strip()}" is out of range for type {name}', engine)
    return None


def _single(number: float) -> float:
    try:
        return float(struct.unpack("f", struct.pack("f", number))[0])
    except OverflowError:
        return float("inf")
