"""A statement's text with every node replaced that a rule replaces, and everything else as it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar

from reedbed.sql.postgres.syntax.nodes import Node

if TYPE_CHECKING:
    from collections.abc import Callable

AnyNode = TypeVar("AnyNode", bound=Node)


class Renderer:
    """Writes one statement; `before` collects statements that have to run ahead of it."""

    def __init__(self, sql: str) -> None:
        self.sql = sql
        self.before: list[str] = []

    def text(self, node: Node) -> str:
        """The node in DuckDB's dialect."""
        rule = _RULES.get(type(node))
        if rule is not None:
            replaced = rule(self, node)
            if replaced is not None:
                return replaced
        return self.plain(node)

    def plain(self, node: Node) -> str:
        """The node as it is written, around its children in DuckDB's dialect."""
        if not node.children:
            return self.sql[node.start : node.end]
        return self.around(node.start, node.end, node.children)

    def around(self, start: int, end: int, children: list[Node]) -> str:
        """The text between two places, around these nodes in DuckDB's dialect."""
        pieces: list[str] = []
        place = start
        for child in sorted(children, key=_start):
            if child.start < place:
                continue
            pieces.append(self.sql[place : child.start])
            pieces.append(self.text(child))
            place = child.end
        pieces.append(self.sql[place:end])
        return "".join(pieces)

    def source(self, node: Node) -> str:
        """The node as it is written."""
        return self.sql[node.start : node.end]


def _start(node: Node) -> int:
    return node.start


_RULES: Final[dict[type[Node], Callable[[Renderer, Any], str | None]]] = {}


def rule(kind: type[AnyNode]) -> Callable[[Callable[[Renderer, AnyNode], str | None]], Callable[[Renderer, AnyNode], str | None]]:
    """Register what becomes of the nodes of one kind; a rule that returns `None` leaves its node as it is."""

    def register(function: Callable[[Renderer, AnyNode], str | None]) -> Callable[[Renderer, AnyNode], str | None]:
        _RULES[kind] = function
        return function

    return register
