"""Dotted paths into a document, as the type that reads just what they lead to.

    {"value", "place.name"}  ->  STRUCT("value" VARCHAR, "place" STRUCT("name" VARCHAR))

A name that holds a dot stands in double quotes: `"a.b".c`; OData's own names, like `@odata.nextLink`, need none.
Everything is read as text: a value that does not fit its column is then a value to be told of, and no failure of the
whole page. What is nested below a path arrives as its JSON.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeAlias

from reedbed.sql import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Tree: TypeAlias = "dict[str, Tree]"

_STEP: Final = re.compile(r'"((?:[^"]|"")+)"(?:\.|$)|([^.]*@odata\.[^.]*|[^.]*)(?:\.|$)')


def steps(path: str) -> tuple[str, ...]:
    """The names that a path goes through; none of an empty path."""
    found: list[str] = []
    at = 0
    while at < len(path):
        match = _STEP.match(path, at)
        if match is None:
            break
        found.append(match[1].replace('""', '"') if match[1] else match[2])
        at = match.end()
    return tuple(found)


def path_of(names: Sequence[str]) -> str:
    """The path that goes through these names."""
    return ".".join(name if name and "." not in name and '"' not in name else quote(name) for name in names)


def tree(paths: Iterable[str]) -> Tree:
    """Paths by their first step. A path that is also the beginning of another one is read by the longer one."""
    found: Tree = {}
    for path in paths:
        level = found
        for step in steps(path):
            level = level.setdefault(step, {})
    return found


def type_text(below: Tree) -> str:
    """The type that holds what these paths lead to; text at their ends."""
    if not below:
        return "VARCHAR"
    return f"STRUCT({', '.join(f'{quote(name)} {type_text(more)}' for name, more in below.items())})"


def step_into(path: str, expression: str = "") -> str:
    """The SQL of the value at a path, below an expression or from the columns of a relation."""
    names = [quote(step) for step in steps(path)]
    return ".".join([expression, *names] if expression else names)
