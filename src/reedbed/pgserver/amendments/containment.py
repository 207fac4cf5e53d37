"""`@>` and `<@` of documents, where only the engine knows that they are some: of a column and a parameter.

DuckDB has these operators for arrays. This is done to a statement that has failed for being about documents.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from reedbed.sql.postgres.macros import function
from reedbed.sql.postgres.rules.patterns import is_arrayish
from reedbed.sql.postgres.syntax.nodes import Binary
from reedbed.sql.postgres.syntax.statements import parse_statement
from reedbed.sql.postgres.syntax.walking import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reedbed.sql.postgres.syntax.nodes import Node

_FAILURE: Final = re.compile(r"'(?:@>|<@)\((?:JSON, |[^()]*, JSON\))")
_OPERATORS: Final = frozenset({"@>", "<@"})


def with_containment(sql: str, failure: str) -> str | None:
    """The statement that looks into documents, after the engine said that it has no such operator; else None."""
    if _FAILURE.search(failure) is None:
        return None
    try:
        found = list(_containments(parse_statement(sql)))
    except Unreadable:
        return None
    pieces: list[str] = []
    end = 0
    for node in found:
        sides = [sql[each.start : each.end] for each in (node.left, node.right)]
        outer, inner = sides if node.operator == "@>" else reversed(sides)
        pieces.append(f"{sql[end : node.start]}{function('json_holds')}({outer}, {inner})")
        end = node.end
    return "".join(pieces) + sql[end:] if pieces else None


def _containments(node: Node) -> Iterator[Binary]:
    """Such operators in the order of the text, none of which is inside of another one."""
    if isinstance(node, Binary) and node.operator in _OPERATORS:
        if not (is_arrayish(node.left) or is_arrayish(node.right)):
            yield node
        return
    for child in sorted(node.children, key=lambda each: each.start):
        yield from _containments(child)
