"""LIKE, SIMILAR TO and regular expressions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from reedbed.sql import literal
from reedbed.sql.postgres.macros import function
from reedbed.sql.postgres.rules.array_literals import array_elements, array_literal
from reedbed.sql.postgres.rules.literals import constant_value, string_constant
from reedbed.sql.postgres.syntax.nodes import Brackets, Cast, Constant, Group, Quantified, Query

if TYPE_CHECKING:
    from reedbed.sql.postgres.rules.rendering import Renderer
    from reedbed.sql.postgres.syntax.nodes import Binary, Node

LIKES: Final = {
    "like": "LIKE", "ilike": "ILIKE", "not like": "NOT LIKE", "not ilike": "NOT ILIKE",
    "~~": "LIKE", "~~*": "ILIKE", "!~~": "NOT LIKE", "!~~*": "NOT ILIKE",
}  # fmt: skip
REGULAR: Final = {"~": (False, "s"), "~*": (False, "is"), "!~": (True, "s"), "!~*": (True, "is")}
"""Whether the match is negated, and DuckDB's options: in PostgreSQL a point matches a line's end, too."""

_LETTERS: Final = r"\p{L}\p{M}\p{N}_"
_CLASSES: Final = {
    "[:alpha:]": r"\p{L}\p{M}", "[:alnum:]": r"\p{L}\p{M}\p{N}", "[:upper:]": r"\p{Lu}", "[:lower:]": r"\p{Ll}",
    "[:word:]": _LETTERS, r"\w": _LETTERS,
}  # fmt: skip
"""Inside of brackets."""
_ESCAPES: Final = {
    r"\w": f"[{_LETTERS}]", r"\W": f"[^{_LETTERS}]", r"\y": r"\b", r"\m": r"\b", r"\M": r"\b", r"\Y": r"\B",
}  # fmt: skip
"""Outside of them."""
_PIECE: Final = re.compile(r"\[\^?\]?(?:\[[:.=]\w+[:.=]\]|\\.|[^\]\\])*+\]|\\.", re.DOTALL)
"""An expression in brackets, in which a bracket that closes may come first, or an escape."""
_IN_BRACKETS: Final = re.compile(r"\[:\w+:\]|\\.", re.DOTALL)


def like(renderer: Renderer, node: Binary, left: str, right: str, pattern: Node) -> str:
    """LIKE with the backslash that escapes in PostgreSQL without being asked."""
    operator = LIKES[node.operator]
    if node.escape is not None:
        escape = renderer.text(node.escape)
        # An empty escape switches escaping off, as it is in DuckDB.
        return f"{left} {operator} {right}" if escape == "''" else f"{left} {operator} {right} ESCAPE {escape}"
    if isinstance(pattern, Constant) and pattern.kind == "string" and "\\" not in renderer.source(pattern):
        return f"{left} {operator} {right}"
    return f"{left} {operator} {right} ESCAPE '\\'"


def regular(renderer: Renderer, operator: str, left: str, pattern: Node) -> str:
    """A match with a regular expression anywhere in the text."""
    negated, options = REGULAR[operator]
    match = f"regexp_matches({left}, {regular_text(renderer, pattern)}, '{options}')"
    return f"(NOT {match})" if negated else match


def regular_text(renderer: Renderer, pattern: Node) -> str:
    """A pattern with PostgreSQL's word edges as DuckDB's engine writes them."""
    value = string_constant(renderer, pattern)
    return renderer.text(pattern) if value is None else literal(engine_pattern(value.removeprefix("***:")))


def engine_pattern(pattern: str) -> str:
    """A regular expression with PostgreSQL's edges of words, and its letters, which are those of all scripts."""
    return _PIECE.sub(_engine_piece, pattern)


def _engine_piece(found: re.Match[str]) -> str:
    piece = found[0]
    if piece.startswith("["):
        return _IN_BRACKETS.sub(lambda each: _CLASSES.get(each[0], each[0]), piece)
    return _ESCAPES.get(piece, piece)


def similar(renderer: Renderer, node: Binary) -> str:
    """SIMILAR TO, whose patterns are those of the SQL standard."""
    left = renderer.text(node.left)
    pattern = node.right
    escape = "\\" if node.escape is None else (constant_value(renderer.source(node.escape)) or "")
    value = string_constant(renderer, pattern)
    right = (
        f"{function('similar')}({renderer.text(pattern)})" if value is None else literal(similar_pattern(value, escape))
    )
    match = f"regexp_matches({left}, {right}, 's')"
    return f"(NOT {match})" if node.operator.startswith("not") else match


def similar_pattern(pattern: str, escape: str) -> str:
    """A regular expression for a pattern of SIMILAR TO (manual, section 9.7.2)."""
    pieces: list[str] = []
    place, in_brackets = 0, False
    while place < len(pattern):
        character = pattern[place]
        if escape and character == escape and place + 1 < len(pattern):
            place += 1
            pieces.append(re.escape(pattern[place]))
        elif in_brackets:
            in_brackets = character != "]"
            pieces.append("\\\\" if character == "\\" else character)
        elif character == "[":
            in_brackets = True
            pieces.append("[")
        else:
            pieces.append(
                {"%": ".*", "_": ".", "(": "(?:"}.get(
                    character, "\\" + character if character in ".^$\\" else character
                )
            )
        place += 1
    return f"^(?:{''.join(pieces)})$"


def quantified(renderer: Renderer, node: Binary, quantifier: Quantified) -> str | None:
    """An operator of patterns over ANY or ALL, which DuckDB has for comparisons only."""
    inner = quantifier.inner
    left = renderer.text(node.left)
    if isinstance(inner, Query):
        return None
    if isinstance(inner, Brackets):
        each = [_one(renderer, node, left, item) for item in inner.items]
        return (
            f"({(' AND ' if quantifier.every else ' OR ').join(each)})"
            if each
            else ("true" if quantifier.every else "false")
        )
    fold = "list_bool_and" if quantifier.every else "list_bool_or"
    body = _one(renderer, node, left, None)
    return f"{fold}(list_transform({array(renderer, inner)}, lambda pattern_: {body}))"


def array(renderer: Renderer, node: Node) -> str:
    """An operand that has to be an array: a string is an array's text form."""
    if isinstance(node, Constant):
        return renderer.text(node) if node.kind != "string" else string_array(renderer, node)
    return renderer.text(node)


def string_array(renderer: Renderer, node: Constant) -> str:
    """A string constant in the place of an array of unknown type."""
    value = constant_value(renderer.source(node))
    elements = None if value is None else array_elements(value)
    return renderer.text(node) if elements is None else array_literal(elements)


def _one(renderer: Renderer, node: Binary, left: str, item: Node | None) -> str:
    right = "pattern_" if item is None else renderer.text(item)
    operator = node.operator
    if operator in LIKES:
        pattern = Constant(0, 0, [], "parameter") if item is None else item
        return like(renderer, node, left, right, pattern)
    negated, options = REGULAR[operator]
    match = f"regexp_matches({left}, {right}, '{options}')"
    return f"(NOT {match})" if negated else match


def is_arrayish(node: Node) -> bool:
    """Whether a node is an array by its form."""
    if isinstance(node, Group) and len(node.items) == 1:
        return is_arrayish(node.items[0])
    return isinstance(node, Brackets) or (
        isinstance(node, Cast) and (node.type.dimensions > 0 or node.type.name.startswith("_"))
    )


def operand(renderer: Renderer, node: Node, *, array: bool) -> str:
    """An operand, which beside an array is one, too, when it is a string."""
    if array and isinstance(node, Constant) and node.kind == "string":
        return string_array(renderer, node)
    return renderer.text(node)
