"""Operators that DuckDB lacks, or gives another meaning."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from reedbed.errors import SqlNotSupported
from reedbed.sql import literal
from reedbed.sql.postgres.macros import function
from reedbed.sql.postgres.rules import json_operators, patterns
from reedbed.sql.postgres.rules.literals import array_elements, constant_value
from reedbed.sql.postgres.rules.rendering import Renderer, rule
from reedbed.sql.postgres.syntax.nodes import (
    Between,
    Binary,
    Brackets,
    Call,
    Cast,
    Constant,
    Group,
    Name,
    Node,
    Quantified,
    Query,
    Test,
    TypedLiteral,
    Unary,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_NOT_ZERO: Final = re.compile(r"0[xXoObB][0_]*[1-9a-fA-F]|[0_.]*[1-9]")
_COMPARISONS: Final = frozenset({"=", "<", ">", "<=", ">=", "<>", "!="})
_COLLATIONS: Final = frozenset({"c", "posix", "default", "ucs_basic", "c.utf8"})


@rule(Binary)
def _binary(renderer: Renderer, node: Binary) -> str | None:
    if isinstance(node.right, Quantified):
        return _quantified(renderer, node, node.right)
    for one, other in ((node.left, node.right), (node.right, node.left)):
        if isinstance(one, (Cast, TypedLiteral)) and one.type.name == "bytea":
            renderer.as_bytes.add(other.start)
    reader = _OPERATORS.get(node.operator)
    return reader(renderer, node) if reader else _named(renderer, node)


def _named(renderer: Renderer, node: Binary) -> str | None:
    """An operator that was written as `OPERATOR(schema.symbol)` and is DuckDB's by its symbol."""
    between = renderer.sql[node.left.end : node.right.start].strip()
    if not between.lower().startswith("operator"):
        return None
    return f"{renderer.text(node.left)} {node.operator} {renderer.text(node.right)}"


def _quantified(renderer: Renderer, node: Binary, quantifier: Quantified) -> str | None:
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


def _equal(renderer: Renderer, node: Binary) -> str | None:
    """Rows are equal when their parts are; DuckDB compares structs, for which NULL equals NULL."""
    left, right = _row(node.left), _row(node.right)
    if left is None:
        return None
    if right is None:
        is_query = isinstance(node.right, Query) and node.right.parenthesised and node.operator == "="
        return f"{renderer.text(node.left)} IN {renderer.text(node.right)}" if is_query else None
    if len(left) != len(right):
        return None
    pairs = [
        f"{renderer.text(one)} {node.operator} {renderer.text(other)}" for one, other in zip(left, right, strict=True)
    ]
    return f"({(' AND ' if node.operator == '=' else ' OR ').join(pairs)})"


def _row(node: Node) -> list[Node] | None:
    if isinstance(node, Group) and len(node.items) > 1:
        return node.items
    if isinstance(node, Call) and node.parts == ("row",) and node.arguments:
        return [argument.value for argument in node.arguments]
    return None


def _divided(renderer: Renderer, node: Binary) -> str | None:
    left, right = renderer.text(node.left), renderer.text(node.right)
    if _is_interval(node.left) and node.operator == "/":
        return f"({left} * (1.0 / {renderer.call('nonzero', right)}))"
    if (
        isinstance(node.right, Constant)
        and node.right.kind == "number"
        and _NOT_ZERO.match(renderer.source(node.right))
    ):
        return None
    return f"{left} {node.operator} {renderer.call('nonzero', right)}"


def _is_interval(node: Node) -> bool:
    return (isinstance(node, TypedLiteral) and node.type.name == "interval") or (
        isinstance(node, Cast) and node.type.name == "interval"
    )


def _like(renderer: Renderer, node: Binary) -> str | None:
    return patterns.like(renderer, node, renderer.text(node.left), renderer.text(node.right), node.right)


def _regular(renderer: Renderer, node: Binary) -> str | None:
    return patterns.regular(renderer, node.operator, renderer.text(node.left), node.right)


def _similar(renderer: Renderer, node: Binary) -> str | None:
    return patterns.similar(renderer, node)


def _collate(renderer: Renderer, node: Binary) -> str | None:
    # DuckDB compares by bytes, which is what these collations do.
    by_bytes = isinstance(node.right, Name) and node.right.parts[-1].lower() in _COLLATIONS
    return renderer.text(node.left) if by_bytes else None


def _joined(renderer: Renderer, node: Binary) -> str | None:
    """`||`: of arrays with their elements, where the form tells that an operand is one."""
    left, right = patterns.is_arrayish(node.left), patterns.is_arrayish(node.right)
    if _is_string(node.left) and isinstance(node.right, Name) and node.right.parts == ("null",):
        # NULL, and text: DuckDB keeps the type of the NULL.
        return "CAST(NULL AS VARCHAR)"
    if not left and not right:
        return json_operators.joined(renderer, node)
    first, second = (
        patterns.operand(renderer, node.left, array=right),
        patterns.operand(renderer, node.right, array=left),
    )
    if left and _is_element(node.right):
        return f"list_append({first}, {second})"
    if right and _is_element(node.left):
        return f"list_prepend({first}, {second})"
    return f"{first} || {second}"


def _is_string(node: Node) -> bool:
    return isinstance(node, Constant) and node.kind == "string"


def _minus(renderer: Renderer, node: Binary) -> str | None:
    if _is_of(node.left, "date") and _is_of(node.right, "date"):
        return f"CAST({renderer.text(node.left)} - {renderer.text(node.right)} AS INTEGER)"
    if _is_of(node.left, "time") and _is_of(node.right, "time"):
        return f"to_microseconds(epoch_us({renderer.text(node.left)}) - epoch_us({renderer.text(node.right)}))"
    return json_operators.minus(renderer, node)


def _is_of(node: Node, kind: str) -> bool:
    """Whether a value has a type by its form."""
    if isinstance(node, Name):
        return node.parts == (f"current_{kind}",)
    return isinstance(node, (Cast, TypedLiteral)) and node.type.name == kind and not node.type.dimensions


def _is_element(node: Node) -> bool:
    """Whether an operand beside an array is one of its elements by its form."""
    if isinstance(node, Constant):
        return node.kind == "number"
    return isinstance(node, (Cast, TypedLiteral)) and not patterns.is_arrayish(node)


def _call(name: str) -> Callable[[Renderer, Binary], str | None]:
    def write(renderer: Renderer, node: Binary) -> str | None:
        return f"{name}({renderer.text(node.left)}, {renderer.text(node.right)})"

    return write


def _power(renderer: Renderer, node: Binary) -> str | None:
    return f"power({renderer.text(node.left)}, {renderer.text(node.right)})"


def _zone(renderer: Renderer, node: Binary) -> str | None:
    if not _is_interval(node.right):
        return None
    left, right = renderer.text(node.left), renderer.text(node.right)
    kind = node.left.type.name if isinstance(node.left, (Cast, TypedLiteral)) else ""
    if kind == "timestamptz":
        return f"(({left} AT TIME ZONE 'UTC') + {right})"
    if kind == "timestamp":
        return f"(({left} - {right}) AT TIME ZONE 'UTC')"
    raise SqlNotSupported("AT TIME ZONE with an interval is not supported", construct="AT TIME ZONE interval")


def _overlaps(renderer: Renderer, node: Binary) -> str | None:
    sides = [side for side in (node.left, node.right) if isinstance(side, Group) and len(side.items) == 2]  # noqa: PLR2004 - a start and an end
    if len(sides) != 2:  # noqa: PLR2004 - both sides
        return None
    ends: list[str] = []
    for side in sides:
        start, end = (renderer.text(item) for item in side.items)
        ends += [start, f"({start} + {end})" if _is_interval(side.items[1]) else end]
    return f"{function('overlap')}({', '.join(ends)})"


def _refused(_: Renderer, node: Binary) -> str | None:
    raise SqlNotSupported(f"operator {node.operator} is not supported", construct=node.operator)


_OPERATORS: Final[dict[str, Callable[[Renderer, Binary], str | None]]] = {
    **dict.fromkeys(("=", "<>", "!="), _equal),
    "/": _divided,
    "%": _divided,
    **dict.fromkeys(patterns.LIKES, _like),
    **dict.fromkeys(patterns.REGULAR, _regular),
    "similar to": _similar,
    "not similar to": _similar,
    "collate": _collate,
    "||": _joined,
    "->": json_operators.arrow,
    "->>": json_operators.arrow,
    "#>": json_operators.path,
    "#>>": json_operators.path,
    "@>": json_operators.contains,
    "<@": json_operators.contains,
    "?": json_operators.calling("json_has"),
    "?|": json_operators.calling("json_has_any"),
    "?&": json_operators.calling("json_has_all"),
    "-": _minus,
    "#": _call("xor"),
    "^": _power,
    "at time zone": _zone,
    "overlaps": _overlaps,
    "@?": _refused,
    "@@": _refused,
    "<->": _refused,
    "-|-": _refused,
}


@rule(Unary)
def _unary(renderer: Renderer, node: Unary) -> str | None:
    name = {"|/": "sqrt", "||/": "cbrt", "@": "abs"}.get(node.operator)
    if name:
        return f"{name}({renderer.text(node.operand)})"
    if node.operator == "-" and _is_interval(node.operand):
        return f"({renderer.text(node.operand)} * -1)"
    return None


@rule(Test)
def _test(renderer: Renderer, node: Test) -> str | None:
    if node.words == "at local":
        return f"{renderer.text(node.operand)} AT TIME ZONE current_setting('TimeZone')"
    if node.words.startswith("is json") or node.words in {"is document", "is not document", "is normalized"}:
        raise SqlNotSupported(f"{node.words.upper()} is not supported", construct=node.words.upper())
    return None


@rule(Between)
def _between(renderer: Renderer, node: Between) -> str | None:
    if not node.symmetric:
        return None
    value, low, high = (renderer.text(part) for part in (node.operand, node.low, node.high))
    negation = "NOT " if node.negated else ""
    return f"({value} {negation}BETWEEN least({low}, {high}) AND greatest({low}, {high}))"


@rule(Quantified)
def _quantifier(renderer: Renderer, node: Quantified) -> str | None:
    return None if isinstance(node.inner, Query) else renderer.plain(node)
