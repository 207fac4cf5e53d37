"""Dotted paths into a document, as the type that reads just what they lead to.

    {"value", "place.name"}  ->  STRUCT("value" VARCHAR, "place" STRUCT("name" VARCHAR))

Everything is read as text: a value that does not fit its column is then a value to be told of, and no failure of the
whole page. What is nested below a path arrives as its JSON.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from reedbed.sql import quote

if TYPE_CHECKING:
    from collections.abc import Iterable

Tree: TypeAlias = "dict[str, Tree]"


def tree(paths: Iterable[str]) -> Tree:
    """Paths by their first step. A path that is also the beginning of another one is read by the longer one."""
    found: Tree = {}
    for path in paths:
        level = found
        for step in path.split("."):
            level = level.setdefault(step, {})
    return found


def type_text(below: Tree) -> str:
    """The type that holds what these paths lead to; text at their ends."""
    if not below:
        return "VARCHAR"
    return f"STRUCT({', '.join(f'{quote(name)} {type_text(more)}' for name, more in below.items())})"


def step_into(expression: str, path: str) -> str:
    """The SQL of the value at a path below an expression."""
    return "".join([expression, *(f".{quote(step)}" for step in path.split("."))]) if path else expression
