"""Functions of text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from reedbed.sql import literal
from reedbed.sql.postgres.macros import function
from reedbed.sql.postgres.rules import formats, patterns
from reedbed.sql.postgres.rules.call_writing import arguments
from reedbed.sql.postgres.rules.literals import constant_value, string_constant
from reedbed.sql.postgres.syntax.nodes import Argument, Call, Cast, Constant, Node, TypedLiteral

if TYPE_CHECKING:
    from collections.abc import Callable

    from reedbed.sql.postgres.rules.rendering import Renderer


def _substring(renderer: Renderer, call: Call) -> str | None:
    keywords = [argument.keyword for argument in call.arguments]
    parts = arguments(renderer, call)
    if "similar" in keywords:
        return _substring_similar(renderer, call)
    if keywords[1:] == ["for"]:
        return renderer.call("part", parts[0], "1", parts[1])
    if _is_bytes(call.arguments[0].value):
        start, *count = parts[1:]
        length = f", CAST(2 * ({count[0]}) AS BIGINT)" if count else ""
        return f"unhex(substring(hex({parts[0]}), CAST(2 * ({start}) - 1 AS BIGINT){length}))"
    if len(parts) == 2 and _is_text(call.arguments[1].value):  # noqa: PLR2004 - a text and a pattern
        return f"{function('match_in')}({parts[0]}, {patterns.regular_text(renderer, call.arguments[1].value)})"
    if keywords[1:] == ["for", "from"]:
        parts = [parts[0], parts[2], parts[1]]
    return renderer.call("part_from" if len(parts) == 2 else "part", *parts)  # noqa: PLR2004 - without a length


def _is_bytes(node: Node) -> bool:
    return isinstance(node, (Cast, TypedLiteral)) and node.type.name == "bytea"


def _is_text(node: Node) -> bool:
    return (isinstance(node, Constant) and node.kind == "string") or (
        isinstance(node, (Cast, TypedLiteral)) and node.type.name in {"text", "varchar"}
    )


def _substring_similar(renderer: Renderer, call: Call) -> str | None:
    if len(call.arguments) < 3:  # noqa: PLR2004 - a text, a pattern and its escape
        return None
    pattern, escape = (
        constant_value(renderer.source(argument.value)) if isinstance(argument.value, Constant) else None
        for argument in call.arguments[1:3]
    )
    if pattern is None or not escape:
        return None
    pieces = pattern.split(f'{escape}"')
    if len(pieces) != 3:  # noqa: PLR2004 - before, within and after
        return None
    before, within, after = (patterns.similar_pattern(piece, escape)[4:-2] for piece in pieces)
    text = renderer.text(call.arguments[0].value)
    return f"nullif(regexp_extract({text}, {literal(f'^(?:{before})({within})(?:{after})$')}, 1, 's'), '')"


def _position(renderer: Renderer, call: Call) -> str | None:
    if [argument.keyword for argument in call.arguments] != ["", "in"]:
        return None
    needle, text = arguments(renderer, call)
    return f"CAST(strpos({text}, {needle}) AS INTEGER)"


def _overlay(renderer: Renderer, call: Call) -> str | None:
    parts = arguments(renderer, call)
    return f"{function('overlay')}({', '.join(parts)})"


def _trim(renderer: Renderer, call: Call) -> str | None:
    sides = {argument.keyword for argument in call.arguments} & {"leading", "trailing", "both"}
    values = [argument for argument in call.arguments if argument.keyword not in {"leading", "trailing", "both"}]
    name = "ltrim" if "leading" in sides else "rtrim" if "trailing" in sides else "trim"
    texts = [renderer.text(argument.value) for argument in values]
    if values and values[-1].keyword == "from" and len(values) == 2:  # noqa: PLR2004 - what and from where
        texts.reverse()
    return f"{name}({', '.join(texts)})"


def _regexp_replace(renderer: Renderer, call: Call) -> str | None:
    if len(call.arguments) not in {3, 4}:
        return None
    parts = arguments(renderer, call)
    parts[1] = patterns.regular_text(renderer, call.arguments[1].value)
    if len(parts) == 4:  # noqa: PLR2004 - with flags
        return None if not parts[3].startswith("'") else f"regexp_replace({', '.join(parts[:3])}, {parts[3][:-1]}s')"
    return f"regexp_replace({', '.join(parts)}, 's')"


def _regexp_match(renderer: Renderer, call: Call) -> str | None:
    parts = arguments(renderer, call)
    parts[1] = patterns.regular_text(renderer, call.arguments[1].value)
    groups = _group_count(renderer, call.arguments[1].value)
    if groups is None:
        return None
    options = parts[2] if len(parts) > 2 else "''"  # noqa: PLR2004 - with flags
    indexes = range(1, groups + 1) if groups else range(1)
    values = ", ".join(f"regexp_extract({parts[0]}, {parts[1]}, {index}, {options})" for index in indexes)
    return f"CASE WHEN regexp_matches({parts[0]}, {parts[1]}, {options}) THEN [{values}] END"


def regexp_matches_list(renderer: Renderer, call: Call) -> str | None:
    """The rows of `regexp_matches`, as a list."""
    parts = arguments(renderer, call)
    parts[1] = patterns.regular_text(renderer, call.arguments[1].value)
    groups = _group_count(renderer, call.arguments[1].value)
    if groups is None:
        return None
    flags = parts[2].strip("'") if len(parts) > 2 else ""  # noqa: PLR2004 - with flags
    options = literal(flags.replace("g", "") + "s")
    indexes = range(1, groups + 1) if groups else range(1)
    if "g" not in flags:
        single = ", ".join(f"regexp_extract({parts[0]}, {parts[1]}, {index}, {options})" for index in indexes)
        return f"CASE WHEN regexp_matches({parts[0]}, {parts[1]}, {options}) THEN [[{single}]] ELSE [] END"
    columns = [f"regexp_extract_all({parts[0]}, {parts[1]}, {index}, {options})" for index in indexes]
    items = ", ".join(f"({column})[match_]" for column in columns)
    return f"list_transform(generate_series(1, len({columns[0]})), lambda match_: [{items}])"


def _group_count(renderer: Renderer, pattern: Node) -> int | None:
    value = string_constant(renderer, pattern)
    return None if value is None else len(re.findall(r"(?<!\\)\((?!\?)", value))


def _format(renderer: Renderer, call: Call) -> str | None:
    if not call.arguments:
        return None
    value = string_constant(renderer, call.arguments[0].value)
    if value is None or "{" in value:
        return None
    return formats.format_call(value, arguments(renderer, call)[1:])


def _to_number(renderer: Renderer, call: Call) -> str | None:
    if len(call.arguments) != 2:  # noqa: PLR2004 - a text and a template
        return None
    return f"{function('to_number')}({', '.join(arguments(renderer, call))})"


def _concat_ws(renderer: Renderer, call: Call) -> str | None:
    if call.arguments and call.arguments[-1].keyword == "variadic":
        separator = renderer.text(call.arguments[0].value)
        return f"{function('array_join')}({renderer.text(call.arguments[-1].value)}, {separator})"
    return None


def _concat(renderer: Renderer, call: Call) -> str | None:
    if call.arguments and call.arguments[-1].keyword == "variadic":
        return f"{function('array_join')}({renderer.text(call.arguments[-1].value)}, '')"
    return f"concat({', '.join(_as_text(renderer, argument) for argument in call.arguments)})"


def _as_text(renderer: Renderer, argument: Argument) -> str:
    text = renderer.text(argument.value)
    plain = isinstance(argument.value, Constant)
    return text if plain else renderer.call("concat_text", text)


def _sha256(renderer: Renderer, call: Call) -> str | None:
    return f"unhex({renderer.plain(call)})"


TEXTS: Final[dict[str, Callable[[Renderer, Call], str | None]]] = {
    "substring": _substring,
    "substr": _substring,
    "position": _position,
    "overlay": _overlay,
    "trim": _trim,
    "regexp_replace": _regexp_replace,
    "regexp_match": _regexp_match,
    "format": _format,
    "to_number": _to_number,
    "concat": _concat,
    "concat_ws": _concat_ws,
    "sha256": _sha256,
}
"""Functions by name, and what writes their calls."""
