"""Casts and typed constants."""

from __future__ import annotations

import re
from decimal import Decimal
from math import isinf
from typing import TYPE_CHECKING, Final

from reedbed.documents import canonical
from reedbed.errors import SqlNotSupported
from reedbed.sql import literal
from reedbed.sql.postgres.macros import function
from reedbed.sql.postgres.rules.array_literals import array_elements, array_literal, is_even
from reedbed.sql.postgres.rules.json_operators import makes_jsonb
from reedbed.sql.postgres.rules.literals import bytes_literal, constant_value, failure
from reedbed.sql.postgres.rules.moments import (
    MOMENTS,
    date_literal,
    interval_literal,
    time_literal,
    timestamp_literal,
    to_moment,
)
from reedbed.sql.postgres.rules.number_functions import quotient
from reedbed.sql.postgres.rules.number_literals import float_literal
from reedbed.sql.postgres.rules.places import is_place, place_literal
from reedbed.sql.postgres.rules.rendering import Renderer, rule
from reedbed.sql.postgres.rules.result_types import result_type
from reedbed.sql.postgres.rules.row_values import row_text
from reedbed.sql.postgres.rules.types import MOST_DIGITS, is_unbounded_numeric, type_text
from reedbed.sql.postgres.syntax.nodes import (
    Cast,
    Constant,
    Group,
    Name,
    Node,
    TypedLiteral,
    TypeName,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_TEXTS: Final = frozenset({"text", "varchar", "char", "bpchar", "character", "name", "citext", '"char"'})
PADDED: Final = frozenset({"char", "character", "bpchar"})
_BOOLEANS: Final = frozenset({"bool", "boolean"})
_DOUBLES: Final = frozenset({"float8", "double precision", "float"})
_TRUE: Final = frozenset({"t", "tr", "tru", "true", "y", "ye", "yes", "on", "1"})
_FALSE: Final = frozenset({"f", "fa", "fal", "fals", "false", "n", "no", "of", "off", "0"})
_WIDTH_OF_CHAR: Final = "1"
_ENDLESS: Final = frozenset({"nan", "inf", "infinity"})


@rule(Cast)
def _cast(renderer: Renderer, cast: Cast) -> str | None:
    if cast.safe:
        return None
    value = cast.operand
    while isinstance(value, Group) and len(value.items) == 1 and isinstance(value.items[0], Constant):
        value = value.items[0]
    if isinstance(value, Constant) and value.kind == "string":
        of_literal = _of_literal(renderer, value, cast.type)
        if of_literal is not None:
            return of_literal
    if isinstance(value, Constant) and value.kind == "number" and cast.type.name in _DOUBLES:
        written = renderer.source(value)
        if "e" in written.lower() and isinf(float(written.replace("_", ""))):
            return failure("22003", f'"{written}" is out of range for type double precision', "DOUBLE")
    return _of_quotient(renderer, cast) or _of_value(renderer, cast)


@rule(TypedLiteral)
def _typed_literal(renderer: Renderer, typed: TypedLiteral) -> str | None:
    replaced = _of_literal(renderer, typed.constant, typed.type)
    if replaced is not None:
        return replaced
    return f"CAST({renderer.text(typed.constant)} AS {type_text(typed.type, renderer.source(typed.type))})"


def _of_literal(renderer: Renderer, constant: Constant, kind: TypeName) -> str | None:
    value = constant_value(renderer.source(constant))
    if value is None:
        return None
    if kind.dimensions or kind.name.startswith("_"):
        elements = array_elements(_without_bounds(value))
        if elements is None:
            return None
        if not is_even(elements):
            return failure("22P02", f'malformed array literal: "{value}"', type_text(kind, renderer.source(kind)))
        # A dimension is not a part of PostgreSQL's types: int[] holds {{1,2},{3,4}}, too.
        name = type_text(kind, renderer.source(kind)).rstrip("[]")
        return f"CAST({array_literal(elements)} AS {name}{'[]' * max(1, _depth(elements))})"
    reader = _LITERALS.get(kind.name)
    return reader(value, kind) if reader else None


_BOUNDS: Final = re.compile(r"\s*((?:\[\s*[+-]?\d+\s*:\s*[+-]?\d+\s*\])+)\s*=\s*(?=\{)")


def _without_bounds(value: str) -> str:
    """The text of an array without its bounds, which begin at 1 in DuckDB."""
    bounds = _BOUNDS.match(value)
    if bounds is None:
        return value
    if any(int(lower) != 1 for lower in re.findall(r"\[\s*([+-]?\d+)", bounds[1])):
        raise SqlNotSupported(
            f"arrays that do not begin at 1 are not supported: {bounds[1]}", construct="an array with bounds"
        )
    return value[bounds.end() :]


def _depth(elements: list[object]) -> int:
    return 1 + max((_depth(each) for each in elements if isinstance(each, list)), default=0)


def _boolean(value: str, _: TypeName) -> str | None:
    word = value.strip().lower()
    return "true" if word in _TRUE else "false" if word in _FALSE else None


_NUMBER: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?")


def _numeric(value: str, kind: TypeName) -> str | None:
    text = value.strip()
    if text.lower().lstrip("+-") in _ENDLESS:
        raise SqlNotSupported(f'"{value}" of type numeric is not supported', construct=text)
    if kind.arguments or _NUMBER.fullmatch(text) is None:
        return None
    number = Decimal(text)
    whole = max(number.adjusted() + 1, 0)
    scale = min(max(0, -int(number.as_tuple().exponent)), max(MOST_DIGITS - whole, 0))
    if whole > MOST_DIGITS:
        told = f'value "{value}" is out of range for type numeric: it has at most {MOST_DIGITS} digits'
        return failure("22003", told, f"DECIMAL({MOST_DIGITS}, 0)")
    return f"CAST('{number:f}' AS DECIMAL({MOST_DIGITS}, {scale}))"


_OTHER_INTEGER: Final = re.compile(r"[+-]?(?:0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|[1-9][0-9]*(?:_[0-9]+)+)")
INTEGERS: Final = {
    "int2": (16, "smallint"), "smallint": (16, "smallint"), "int": (32, "integer"), "int4": (32, "integer"),
    "integer": (32, "integer"), "int8": (64, "bigint"), "bigint": (64, "bigint"),
}  # fmt: skip


def _integer(value: str, kind: TypeName) -> str | None:
    """DuckDB rounds the text of a fraction, and says of one that is too great what it says of one that is no number."""
    bits, name = INTEGERS[kind.name]
    digits = value.strip()
    if _OTHER_INTEGER.fullmatch(digits):
        digits = str(int(digits, 0))
    elif not digits.lstrip("+-").isdigit():
        return failure("22P02", f'invalid input syntax for type {name}: "{value}"', name)
    if not -(2 ** (bits - 1)) <= int(digits) < 2 ** (bits - 1):
        return failure("22003", f'value "{value}" is out of range for type {name}', name)
    return f"CAST({digits} AS {name})" if digits != value else None


def _bytes(value: str, _: TypeName) -> str:
    return bytes_literal(value)


def _bits(value: str, kind: TypeName) -> str | None:
    if value.strip("01"):
        return failure("22P02", f'"{value.strip("01")[0]}" is not a valid binary digit', "BIT")
    width = int(kind.arguments) if kind.arguments.isdigit() else 1 if kind.name == "bit" else len(value)
    cut = value[:width] if kind.name != "bit" else value[:width].ljust(width, "0")
    return f"CAST({literal(cut)} AS BIT)"


def _document(value: str, _: TypeName) -> str:
    try:
        return f"CAST({literal(canonical(value))} AS JSON)"
    except ValueError:
        # DuckDB takes NaN and the like for documents.
        return failure("22P02", "invalid input syntax for type json", "JSON")


def _place(value: str, _: TypeName) -> str:
    return place_literal(value)


_LITERALS: Final[dict[str, Callable[[str, TypeName], str | None]]] = {
    "interval": interval_literal,
    "timestamp": timestamp_literal,
    "timestamptz": timestamp_literal,
    "date": date_literal,
    "time": time_literal,
    "timetz": time_literal,
    "bool": _boolean,
    "boolean": _boolean,
    "numeric": _numeric,
    "decimal": _numeric,
    **dict.fromkeys(INTEGERS, _integer),
    **dict.fromkeys(("float4", "real", *_DOUBLES), float_literal),
    "bytea": _bytes,
    "jsonb": _document,
    "bit": _bits,
    "tid": _place,
    "varbit": _bits,
    "bit varying": _bits,
}


_OF_QUOTIENTS: Final = frozenset({*INTEGERS, "numeric", "decimal", "text", "varchar"})
"""Types in which it shows whether a quotient is exact."""


def _of_quotient(renderer: Renderer, cast: Cast) -> str | None:
    if cast.type.dimensions or cast.type.name not in _OF_QUOTIENTS:
        return None
    exact = quotient(renderer, cast.operand)
    if exact is None:
        return None
    if cast.type.name in _TEXTS:
        return _to_text(renderer, cast, exact)
    return f"CAST({exact} AS {type_text(cast.type, renderer.source(cast.type))})"


def _of_value(renderer: Renderer, cast: Cast) -> str | None:  # noqa: PLR0911 - one return for each kind of type
    kind = cast.type
    if kind.dimensions:
        return None
    value = renderer.text(cast.operand)
    if kind.name == "bit" and kind.arguments.isdigit():
        return _to_bits(cast.operand, value, kind.arguments)
    if kind.name in _TEXTS:
        value = renderer.call("place_text", value) if is_place(renderer, cast.operand) else value
        return _to_text(renderer, cast, value)
    if kind.name in {"json", "jsonb"}:
        return _to_document(renderer, cast, value)
    if kind.name == "tid":
        return renderer.call("place_read", f"CAST({value} AS VARCHAR)")
    if kind.name in _BOOLEANS and not isinstance(cast.operand, Constant):
        return renderer.call("boolean", value)
    if kind.name in MOMENTS:
        return to_moment(renderer, cast, value)
    if is_unbounded_numeric(kind):
        if renderer.independent(cast.operand):
            return f"{function('numeric_of')}({value}, {value})"
        return None
    return None


def _to_document(renderer: Renderer, cast: Cast, value: str) -> str | None:
    """A document of jsonb becomes one of json by the text that it is shown by; DuckDB's own cast keeps every text."""
    operand = cast.operand
    if cast.type.name == "jsonb":
        return None if makes_jsonb(operand) else renderer.call("jsonb_of", value)
    if isinstance(operand, Constant) or result_type(operand) == "json":
        return None
    return f"CAST({renderer.call('text', value)} AS JSON)"


def _to_bits(operand: Node, value: str, width: str) -> str:
    """`bit(n)`: the last bits of an integer, and the first ones of a string of bits."""
    is_integer = (isinstance(operand, Constant) and operand.kind == "number") or (
        isinstance(operand, Cast) and operand.type.name in INTEGERS
    )
    if is_integer:
        return f"CAST(right(CAST(CAST(CAST({value} AS BIGINT) AS BIT) AS VARCHAR), {width}) AS BIT)"
    is_bits = isinstance(operand, Constant) and operand.kind == "string"
    if is_bits or (isinstance(operand, Cast) and operand.type.name in {"bit", "varbit", "bit varying"}):
        return f"CAST(rpad(CAST({value} AS VARCHAR), {width}, '0') AS BIT)"
    raise SqlNotSupported("a cast of an expression to bit(n) is not supported", construct="CAST AS bit(n)")


def _to_text(renderer: Renderer, cast: Cast, value: str) -> str:
    kind, operand = cast.type, cast.operand
    plain = isinstance(operand, Constant) and operand.kind != "number"
    if plain or result_type(operand) == "json":
        text = f"CAST({value} AS VARCHAR)"
    elif isinstance(operand, Name) and len(operand.parts) == 1 and operand.parts[0] in renderer.tables:
        text = renderer.call("row_text", value)
    else:
        text = row_text(renderer, operand) or renderer.call("text", value)
    width = kind.arguments or (_WIDTH_OF_CHAR if kind.name in {"char", "character"} else "")
    width = {"name": "63", '"char"': _WIDTH_OF_CHAR}.get(kind.name, width)
    if not width.isdigit():
        return text
    # PostgreSQL pads char(n) when it shows it and ignores blanks at its end everywhere else; here there are none.
    return f"rtrim(left({text}, {width}), ' ')" if kind.name in PADDED else f"left({text}, {width})"
