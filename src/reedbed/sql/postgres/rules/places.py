"""Places of rows: what is compared with `ctid` takes its type, as a string without a type does in PostgreSQL."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from reedbed.sql.postgres.rules.literals import failure, string_constant
from reedbed.sql.postgres.syntax.nodes import Binary, Group, Name, Node

if TYPE_CHECKING:
    from reedbed.sql.postgres.rules.rendering import Renderer

PLACE: Final = "ctid"
# As PostgreSQL reads it: what stands around the parentheses does not count.
_TEXT: Final = re.compile(r"[^(,)]*\(\s*(\d+),\s*(\d+)\)")
_BLOCKS: Final = 1 << 32
_ROWS: Final = 1 << 16


def is_place(renderer: Renderer, node: Node) -> bool:
    """Whether an expression is the place of a row."""
    return isinstance(node, Name) and node.parts[-1] == PLACE and not renderer.source(node).endswith('"')


def place_literal(text: str) -> str:
    """The number of `(block,offset)`, or what raises PostgreSQL's error for any other text."""
    found = _TEXT.match(text)
    block, row = (int(found[1]), int(found[2])) if found else (_BLOCKS, _ROWS)
    if block < _BLOCKS and row < _ROWS:
        return f"CAST({block * _ROWS + row} AS BIGINT)"
    return failure("22P02", f'invalid input syntax for type tid: "{text}"', "BIGINT")


def compared(renderer: Renderer, node: Binary) -> str | None:
    """A comparison of a place with strings; `None` for any other."""
    if not (is_place(renderer, node.left) or is_place(renderer, node.right)):
        return None
    left, right = _side(renderer, node.left), _side(renderer, node.right)
    if left is None and right is None:
        return None
    return f"{left or renderer.text(node.left)} {node.operator.upper()} {right or renderer.text(node.right)}"


def _side(renderer: Renderer, node: Node) -> str | None:
    """Strings as places; `None` where there is none."""
    if isinstance(node, Group):
        items = [_side(renderer, item) or renderer.text(item) for item in node.items]
        return f"({', '.join(items)})"
    text = string_constant(renderer, node)
    return None if text is None else place_literal(text)
