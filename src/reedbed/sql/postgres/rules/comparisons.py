"""Comparisons of rows, and with the elements of lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.sql import literal
from reedbed.sql.postgres.macros import function
from reedbed.sql.postgres.rules import arithmetic, json_operators, patterns
from reedbed.sql.postgres.rules.array_literals import array_elements
from reedbed.sql.postgres.rules.literals import constant_value
from reedbed.sql.postgres.rules.number_functions import quotient
from reedbed.sql.postgres.syntax.nodes import (
    Binary,
    Brackets,
    Call,
    Constant,
    Group,
    Node,
    Quantified,
    Query,
)

if TYPE_CHECKING:
    from reedbed.sql.postgres.rules.rendering import Renderer

_COMPARISONS: Final = frozenset({"=", "<", ">", "<=", ">=", "<>", "!="})


def quantified(renderer: Renderer, node: Binary, quantifier: Quantified) -> str | None:
    """`operator ANY (…)` and `ALL (…)` of what is no query."""
    if node.operator in patterns.LIKES or node.operator in patterns.REGULAR:
        return patterns.quantified(renderer, node, quantifier)
    listed = _listed(renderer, node, quantifier)
    if listed is not None:
        return listed
    if (
        node.operator not in _COMPARISONS
        or not isinstance(quantifier.inner, Constant)
        or quantifier.inner.kind != "string"
    ):
        return None
    return _over_text(renderer, node, quantifier)


def _over_text(renderer: Renderer, node: Binary, quantifier: Quantified) -> str | None:
    """`= ANY ('{1,2}')`: constants of a list take the type of what they are compared with."""
    value = constant_value(renderer.source(quantifier.inner))
    elements = None if value is None else array_elements(value)
    if not elements:
        return None
    left = renderer.text(node.left)
    each = [f"{left} {node.operator} {'NULL' if element is None else literal(str(element))}" for element in elements]
    return f"({(' AND ' if quantifier.every else ' OR ').join(each)})"


def _listed(renderer: Renderer, node: Binary, quantifier: Quantified) -> str | None:
    """`= ANY (ARRAY[…])` as IN, which minds NULL as PostgreSQL does."""
    operator = {("=", False): "IN", ("<>", True): "NOT IN", ("!=", True): "NOT IN"}.get(
        (node.operator, quantifier.every)
    )
    if operator is None or not isinstance(quantifier.inner, Brackets) or not quantifier.inner.items:
        return None
    items = ", ".join(renderer.text(item) for item in quantifier.inner.items)
    return f"({renderer.text(node.left)} {operator} ({items}))"


def equal(renderer: Renderer, node: Binary) -> str | None:
    """Rows are equal when their parts are; DuckDB compares structs, for which NULL equals NULL."""
    left, right = _row(node.left), _row(node.right)
    if left is None:
        return json_operators.same(renderer, node) or ordered(renderer, node)
    if right is None:
        is_query = isinstance(node.right, Query) and node.right.parenthesised and node.operator == "="
        return f"{renderer.text(node.left)} IN {renderer.text(node.right)}" if is_query else None
    if len(left) != len(right):
        return None
    pairs = [
        f"{renderer.text(one)} {node.operator} {renderer.text(other)}" for one, other in zip(left, right, strict=True)
    ]
    return f"({(' AND ' if node.operator == '=' else ' OR ').join(pairs)})"


def ordered(renderer: Renderer, node: Binary) -> str | None:
    """A comparison of rows, or of quotients, which are exact when their operands are."""
    these, those = _row(node.left), _row(node.right)
    if these is not None and those is not None and len(these) == len(those) > 1:
        pairs = [(renderer.text(one), renderer.text(other)) for one, other in zip(these, those, strict=True)]
        return None if any(map(_holds_query, (*these, *those))) else _by_parts(node.operator, pairs)
    left, right = quotient(renderer, node.left), quotient(renderer, node.right)
    if left is None and right is None:
        return None
    return f"{left or renderer.text(node.left)} {node.operator} {right or renderer.text(node.right)}"


def _by_parts(operator: str, pairs: list[tuple[str, str]]) -> str:
    """Rows are compared from the left, up to the first parts that differ or are NULL: DuckDB takes NULL for great."""
    (left, right), *rest = pairs
    if not rest:
        return f"{left} {operator} {right}"
    strict = operator[0]
    return f"({left} {strict}= {right} AND ({left} {strict} {right} OR {_by_parts(operator, rest)}))"


def _holds_query(node: Node) -> bool:
    return isinstance(node, Query) or any(map(_holds_query, node.children))


def _row(node: Node) -> list[Node] | None:
    if isinstance(node, Group) and len(node.items) > 1:
        return node.items
    if isinstance(node, Call) and node.parts == ("row",) and node.arguments:
        return [argument.value for argument in node.arguments]
    return None


def overlaps(renderer: Renderer, node: Binary) -> str | None:
    """`(start, end) OVERLAPS (start, end)`, where an end may be a length."""
    sides = [side for side in (node.left, node.right) if isinstance(side, Group) and len(side.items) == 2]  # noqa: PLR2004 - a start and an end
    if len(sides) != 2:  # noqa: PLR2004 - both sides
        return None
    ends: list[str] = []
    for side in sides:
        start, end = (renderer.text(item) for item in side.items)
        ends += [start, f"({start} + {end})" if arithmetic.is_interval(side.items[1]) else end]
    return f"{function('overlap')}({', '.join(ends)})"
