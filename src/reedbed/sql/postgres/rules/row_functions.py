"""Functions that return rows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from reedbed.sql.postgres.macros import function
from reedbed.sql.postgres.rules.call_writing import arguments, plain_call
from reedbed.sql.postgres.rules.literals import constant_value, failure
from reedbed.sql.postgres.rules.moments import timestamp_literal
from reedbed.sql.postgres.rules.text_functions import regexp_matches_list
from reedbed.sql.postgres.syntax.nodes import Binary, Call, Cast, Constant, Group, Node, TypedLiteral, TypeName, Unary

if TYPE_CHECKING:
    from collections.abc import Callable

    from reedbed.sql.postgres.rules.rendering import Renderer


_SMALL_TYPES: Final = frozenset({"int", "int4", "integer", "smallint", "int2"})
_SMALLEST, _LARGEST = -(2**31), 2**31 - 1


def _series(renderer: Renderer, call: Call) -> str | None:
    first = call.arguments[0].value if call.arguments else None
    kind = first.type if isinstance(first, (Cast, TypedLiteral)) else None
    parts = [_of_series(renderer, argument.value, place, kind) for place, argument in enumerate(call.arguments)]
    if len(parts) == 3 and renderer.source(call.arguments[2].value).strip() == "0":  # noqa: PLR2004 - the step
        return failure("22023", "step size cannot equal zero", "INTEGER[]")
    if any(map(_is_decimal, [renderer.source(argument.value) for argument in call.arguments])):
        step = parts[2] if len(parts) > 2 else "1"  # noqa: PLR2004 - the step
        count = f"CAST(floor(({parts[1]} - {parts[0]}) / ({step})) AS BIGINT)"
        return f"list_transform(generate_series(0, {count}), lambda i_: {parts[0]} + i_ * ({step}))"
    rows = f"generate_series({', '.join(parts)})"
    if small_integers(renderer, call):
        return f"CAST({rows} AS INTEGER[])"
    if kind is not None and kind.name == "date":
        return f"CAST({rows} AS TIMESTAMPTZ[])"
    return rows


def _is_decimal(written: str) -> bool:
    return written.lstrip("-").replace(".", "", 1).isdigit() and "." in written


def _of_series(renderer: Renderer, node: Node, place: int, kind: TypeName | None) -> str:
    """An argument: a string of no type is an instant where the series begins with one, and an interval as its step."""
    text = renderer.text(node)
    if not isinstance(node, Constant) or node.kind != "string":
        return text
    if place == 1 and kind is not None and kind.name == "timestamptz":
        value = constant_value(renderer.source(node)) or ""
        return timestamp_literal(value, replace(kind, arguments="")) or f"CAST({text} AS TIMESTAMPTZ)"
    return f"CAST({text} AS INTERVAL)" if place == 2 else text  # noqa: PLR2004 - the step


def small_integers(renderer: Renderer, call: Call) -> bool:
    """Whether a series is one of four-byte integers for certain, so that it can stream."""
    return all(_is_small(renderer, argument.value) for argument in call.arguments)


def _is_small(renderer: Renderer, node: Node) -> bool:  # noqa: PLR0911 - one return for each kind of node
    match node:
        case Constant(kind="number"):
            text = renderer.source(node)
            return text.isdigit() and _SMALLEST <= int(text) <= _LARGEST
        case Constant(kind="parameter"):
            return True
        case Unary(operator="-"):
            return _is_small(renderer, node.operand)
        case Cast():
            return node.type.name in _SMALL_TYPES and not _has_names(node.operand)
        case Group(items=[item]):
            return _is_small(renderer, item)
        case Binary(operator="+" | "-" | "*"):
            return _is_small(renderer, node.left) and _is_small(renderer, node.right)
        case _:
            return False


def _has_names(node: Node) -> bool:
    return not isinstance(node, Constant)


def _subscripts(renderer: Renderer, call: Call) -> str | None:
    parts = arguments(renderer, call)
    return f"CAST(generate_series(1, len({parts[0]})) AS INTEGER[])"


def _regexp_split(renderer: Renderer, call: Call) -> str | None:
    return f"{function('split_regular')}({', '.join(arguments(renderer, call))})"


ROWS: Final[dict[str, Callable[[Renderer, Call], str | None]]] = {
    "generate_series": _series,
    "generate_subscripts": _subscripts,
    "regexp_split_to_table": _regexp_split,
    "regexp_matches": regexp_matches_list,
    "string_to_table": plain_call(function("split_text")),
    "json_array_elements": plain_call(function("json_items")),
    "jsonb_array_elements": plain_call(function("json_items")),
    "json_array_elements_text": plain_call(function("json_text_items")),
    "jsonb_array_elements_text": plain_call(function("json_text_items")),
    "json_object_keys": plain_call("json_keys"),
    "jsonb_object_keys": plain_call("json_keys"),
}
"""Functions that return rows, as expressions for a list of these rows."""
