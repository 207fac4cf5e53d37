"""Operators that DuckDB lacks, or gives another meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.errors import SqlNotSupported
from reedbed.sql.postgres.rules import arithmetic, comparisons, json_operators, patterns, places
from reedbed.sql.postgres.rules.number_functions import division_text, quotient
from reedbed.sql.postgres.rules.rendering import Renderer, rule
from reedbed.sql.postgres.rules.row_values import row_fields
from reedbed.sql.postgres.syntax.nodes import (
    Between,
    Binary,
    Call,
    Cast,
    Constant,
    Field,
    Group,
    Name,
    Node,
    Quantified,
    Query,
    Subscript,
    Test,
    TypedLiteral,
    Unary,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_COLLATIONS: Final = frozenset({"c", "posix", "default", "ucs_basic", "c.utf8"})


@rule(Binary)
def _binary(renderer: Renderer, node: Binary) -> str | None:
    if isinstance(node.right, Quantified):
        return comparisons.quantified(renderer, node, node.right)
    place = places.compared(renderer, node)
    if place is not None:
        return place
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
        return json_operators.joined(renderer, node) or _of_unknown(renderer, node)
    first, second = (
        patterns.operand(renderer, node.left, array=right),
        patterns.operand(renderer, node.right, array=left),
    )
    if left and _is_element(node.right):
        return f"list_append({first}, {second})"
    if right and _is_element(node.left):
        return f"list_prepend({first}, {second})"
    return f"{first} || {second}"


def _of_unknown(renderer: Renderer, node: Binary) -> str | None:
    """`||` of operands that may be documents or arrays, which only the engine knows."""
    left, right = (_may_nest(renderer, side) for side in (node.left, node.right))
    # A parameter is what the other operand is.
    left, right = (
        left or (right and json_operators.is_parameter(node.left)),
        right or (left and json_operators.is_parameter(node.right)),
    )
    if renderer.stored or not (left and right):
        return None
    return renderer.call("joined", renderer.text(node.left), renderer.text(node.right))


_PLAIN_TEXT: Final = frozenset(
    """
    lower upper trim btrim ltrim rtrim left right lpad rpad concat concat_ws format to_char replace substring substr
    initcap repeat reverse translate md5 split_part regexp_replace quote_ident quote_literal chr to_hex string_agg count
    length
    """.split()  # noqa: SIM905 - words are read as words
)


def _may_nest(renderer: Renderer, node: Node) -> bool:
    if isinstance(node, Constant):
        written = renderer.source(node)
        return node.kind == "number" or written[1:2] in {"{", "["}
    if isinstance(node, Call):
        return node.parts[-1] not in _PLAIN_TEXT
    if isinstance(node, Binary):
        return node.operator in {"+", "-", "*"} or (
            node.operator == "||" and json_operators.adds_document(renderer, node)
        )
    if isinstance(node, Group) and len(node.items) == 1:
        return _may_nest(renderer, node.items[0])
    return isinstance(node, (Name, Field, Subscript))


def _is_string(node: Node) -> bool:
    return isinstance(node, Constant) and node.kind == "string"


def _is_element(node: Node) -> bool:
    """Whether an operand beside an array is one of its elements by its form."""
    if isinstance(node, Constant):
        return node.kind == "number"
    return isinstance(node, (Cast, TypedLiteral)) and not patterns.is_arrayish(node)


def _call(name: str) -> Callable[[Renderer, Binary], str | None]:
    def write(renderer: Renderer, node: Binary) -> str | None:
        return f"{name}({renderer.text(node.left)}, {renderer.text(node.right)})"

    return write


def _divided(renderer: Renderer, node: Binary) -> str | None:
    if not renderer.in_item and division_text(renderer, node) in renderer.quotients:
        return quotient(renderer, node)
    return arithmetic.divided(renderer, node)


def _refused(_: Renderer, node: Binary) -> str | None:
    raise SqlNotSupported(f"operator {node.operator} is not supported", construct=node.operator)


_OPERATORS: Final[dict[str, Callable[[Renderer, Binary], str | None]]] = {
    **dict.fromkeys(("=", "<>", "!="), comparisons.equal),
    **dict.fromkeys(("<", ">", "<=", ">="), comparisons.ordered),
    "/": _divided,
    "%": arithmetic.divided,
    **dict.fromkeys(patterns.LIKES, _like),
    **dict.fromkeys(patterns.REGULAR, _regular),
    "similar to": _similar,
    "not similar to": _similar,
    "collate": _collate,
    "||": _joined,
    "->": json_operators.arrow,
    "->>": json_operators.arrow,
    "#-": json_operators.without,
    "#>": json_operators.path,
    "#>>": json_operators.path,
    "@>": json_operators.contains,
    "<@": json_operators.contains,
    "?": json_operators.calling("json_has"),
    "?|": json_operators.calling("json_has_any"),
    "?&": json_operators.calling("json_has_all"),
    "+": arithmetic.of_texts,
    "*": arithmetic.of_texts,
    "-": arithmetic.minus,
    "#": _call("xor"),
    "^": arithmetic.power,
    "at time zone": arithmetic.zone,
    "overlaps": comparisons.overlaps,
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
    if node.operator == "-" and arithmetic.is_interval(node.operand):
        return f"({renderer.text(node.operand)} * -1)"
    return None


@rule(Subscript)
def _subscript(renderer: Renderer, node: Subscript) -> str | None:
    """A place before the first is none in PostgreSQL's arrays; DuckDB counts it from the end."""
    index = node.children[1] if len(node.children) > 1 else node
    is_negative = isinstance(index, Unary) and index.operator == "-" and isinstance(index.operand, Constant)
    around = renderer.sql[node.operand.end : index.start] + renderer.sql[index.end : node.end]
    if not is_negative or "".join(around.split()) != "[]" or json_operators.is_json(node.operand):
        return None
    return f"{renderer.text(node.operand)}[0]"


@rule(Test)
def _test(renderer: Renderer, node: Test) -> str | None:
    fields = row_fields(node.operand)
    if fields and node.words in {"is null", "is not null"}:
        # A row is NULL when all of its fields are, and is not when none is.
        return f"({' AND '.join(f'{renderer.text(each)} {node.words.upper()}' for each in fields)})"
    if node.words == "at local":
        return f"{renderer.text(node.operand)} AT TIME ZONE current_setting('TimeZone')"
    if node.words.startswith(("is json", "is not json")):
        return json_operators.tested(renderer, node)
    if node.words in {"is document", "is not document", "is normalized"}:
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
