"""Constants without a type: bits, bytes, and the spellings of numbers and strings that DuckDB does not read."""

from __future__ import annotations

from decimal import Decimal
from math import isinf
from typing import Final

from reedbed.sql import literal
from reedbed.sql.postgres.rules.literals import bytes_literal, constant_value, failure
from reedbed.sql.postgres.rules.rendering import Renderer, rule
from reedbed.sql.postgres.syntax.nodes import Constant

_MOST_DIGITS: Final = 30


@rule(Constant)
def _constant(renderer: Renderer, constant: Constant) -> str | None:  # noqa: PLR0911 - one return for each form
    if constant.kind == "number":
        return _number(renderer.source(constant))
    if constant.kind != "string":
        return None
    written = renderer.source(constant)
    first = written[0]
    if first in "bB":
        return f"CAST({written[1:]} AS BIT)"
    if first in "xX":
        digits = written[2:-1]
        if digits.strip("0123456789abcdefABCDEF"):
            return failure("22P02", f'"{digits}" is not a valid hexadecimal number', "BIT")
        return f"CAST('{int(digits, 16):0{len(digits) * 4}b}' AS BIT)" if digits else "CAST('' AS BIT)"
    if first in "uUeE":
        value = constant_value(written)
        return None if value is None or "\0" in value else literal(value)
    if first in "nN":
        return written[1:]
    if constant.start in renderer.as_bytes:
        value = constant_value(written)
        return None if value is None else bytes_literal(value)
    return None


def _number(written: str) -> str | None:
    if "e" in written.lower() and written[:2].lower() != "0x":
        return _exponent(written)
    if written[:2].lower() in {"0x", "0o", "0b"}:
        return str(int(written.replace("_", ""), 0))
    return written.replace("_", "") if "_" in written else None


def _exponent(written: str) -> str | None:
    """A number with an exponent, which is numeric in PostgreSQL and double precision in DuckDB."""
    plain = f"{Decimal(written.replace('_', '')):f}"
    digits = len(plain.replace(".", "").lstrip("0"))
    if digits > _MOST_DIGITS or len(plain) > _MOST_DIGITS:
        if isinf(float(written.replace("_", ""))):
            return failure("22003", f"{written} is out of range for numeric here", "DOUBLE")
        return None
    return plain if "." in plain else f"CAST({plain} AS DECIMAL({max(digits, 1)}, 0))"
