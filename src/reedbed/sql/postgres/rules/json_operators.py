"""Operators of JSON documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.documents import canonical
from reedbed.sql import literal
from reedbed.sql.postgres.macros import function
from reedbed.sql.postgres.rules import patterns
from reedbed.sql.postgres.rules.array_literals import array_elements, array_literal
from reedbed.sql.postgres.rules.document_making import constant_document
from reedbed.sql.postgres.rules.literals import string_constant
from reedbed.sql.postgres.syntax.nodes import (
    Binary,
    Brackets,
    Call,
    Cast,
    Constant,
    Group,
    Name,
    Node,
    Test,
    TypedLiteral,
    Unary,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from reedbed.sql.postgres.rules.rendering import Renderer

_JSON: Final = frozenset({"json", "jsonb"})


_MAKING: Final = frozenset(
    """
    to_jsonb jsonb_build_object jsonb_build_array jsonb_set jsonb_insert jsonb_agg jsonb_object_agg jsonb_strip_nulls
    """.split()  # noqa: SIM905 - words are read as words
)
"""Functions that give documents of jsonb and nothing else."""


def is_json(node: Node) -> bool:
    """Whether a node is a document by its form."""
    if isinstance(node, Group) and len(node.items) == 1:
        return is_json(node.items[0])
    if isinstance(node, Binary) and node.operator == "||":
        return _is_document(node.left) or _is_document(node.right)
    return (isinstance(node, (Cast, TypedLiteral)) and node.type.name in _JSON) or (
        isinstance(node, Binary) and node.operator in {"->", "#>", "#-"}
    )


def makes_jsonb(node: Node) -> bool:
    """Whether a value is a document in the form of jsonb already: a parameter is read as one where it is cast."""
    if isinstance(node, Group) and len(node.items) == 1:
        return makes_jsonb(node.items[0])
    if isinstance(node, (Cast, TypedLiteral)):
        return node.type.name == "jsonb" and not node.type.dimensions
    return is_parameter(node) or (isinstance(node, Call) and node.name.startswith(("jsonb_", "to_jsonb")))


def joined(renderer: Renderer, node: Binary) -> str | None:
    """`||` of documents."""
    if not is_json(node):
        return None
    left, right = (constant_document(renderer, side) for side in (node.left, node.right))
    return f"{function('json_joined')}({left}, {right})"


def arrow(renderer: Renderer, node: Binary) -> str | None:
    """`->` and `->>`, whose keys may be paths in DuckDB; as calls they bind as in PostgreSQL."""
    if node.operator == "->" and isinstance(node.left, Name) and not isinstance(node.right, (Constant, Unary)):
        # A lambda of DuckDB's.
        return None
    name = "json_extract" if node.operator == "->" else "json_extract_string"
    left, right = renderer.text(node.left), renderer.text(node.right)
    key = string_constant(renderer, node.right)
    if key is not None:
        return f"{name}({left}, {literal(_key_path(key))})"
    if isinstance(node.right, (Constant, Unary)) and not is_parameter(node.right):
        return f"{name}({left}, CAST({right} AS INTEGER))"
    return f"{name}({left}, {right})"


def is_parameter(node: Node) -> bool:
    """Whether a node is a value that the client binds."""
    return isinstance(node, Constant) and node.kind == "parameter"


def _key_path(key: str) -> str:
    return '$."' + key.replace('"', '\\"') + '"'


def path(renderer: Renderer, node: Binary) -> str | None:
    """`#>` and `#>>`."""
    name = "json_at" if node.operator == "#>" else "json_text_at"
    return f"{function(name)}({renderer.text(node.left)}, {text_array(renderer, node.right)})"


def text_array(renderer: Renderer, node: Node) -> str:
    """An operand that is an array of texts, which may be written as one text."""
    value = string_constant(renderer, node)
    elements = None if value is None else array_elements(value)
    if elements is not None:
        return f"CAST({array_literal(elements)} AS VARCHAR[])"
    if is_parameter(node):
        return f"CAST({renderer.text(node)} AS VARCHAR[])"
    return renderer.text(node)


def contains(renderer: Renderer, node: Binary) -> str | None:
    """`@>` and `<@`, of arrays or documents."""
    left, right = renderer.text(node.left), renderer.text(node.right)
    if patterns.is_arrayish(node.left) or patterns.is_arrayish(node.right):
        one, other = (patterns.operand(renderer, side, array=True) for side in (node.left, node.right))
        return f"{one} {node.operator} {other}"
    if not (_looks_json(renderer, node.left) or _looks_json(renderer, node.right)):
        return None
    outer, inner = (left, right) if node.operator == "@>" else (right, left)
    return f"{function('json_holds')}({outer}, {inner})"


def adds_document(renderer: Renderer, node: Binary) -> bool:
    """Whether `||` of two values, neither of which is one itself, adds a constant that is an object or an array.

    Longer chains take the engine seconds to bind where it has to find out what is joined.
    """
    sides = (node.left, node.right)
    return node.operator == "||" and (
        any(_is_constant_document(renderer, side) for side in sides)
        and not any(isinstance(side, Binary) and side.operator == "||" for side in sides)
    )


def _is_constant_document(renderer: Renderer, node: Node) -> bool:
    try:
        return canonical(string_constant(renderer, node) or "").startswith(("{", "["))
    except ValueError:
        return False


def same(renderer: Renderer, node: Binary) -> str | None:
    """`=` and `<>` of documents, which do not mind the order of keys."""
    if not (is_json(node.left) or is_json(node.right)):
        return None
    alike = f"{function('json_same')}({renderer.text(node.left)}, {renderer.text(node.right)})"
    return alike if node.operator == "=" else f"(NOT {alike})"


def without(renderer: Renderer, node: Binary) -> str | None:
    """`#-`: a document without what is at a path."""
    left = constant_document(renderer, node.left)
    return renderer.call("jsonb_changed", left, text_array(renderer, node.right), "'null'", "'delete'")


def path_steps(renderer: Renderer, node: Node) -> list[str] | None:
    """The steps of a path that is written as an array, each as an expression."""
    if isinstance(node, Cast) and isinstance(node.operand, (Brackets, Constant)):
        node = node.operand
    if isinstance(node, Brackets):
        return [f"CAST({renderer.text(item)} AS VARCHAR)" for item in node.items]
    value = string_constant(renderer, node)
    elements = None if value is None else array_elements(value)
    return None if elements is None else [literal(str(each)) for each in elements]


def tested(renderer: Renderer, node: Test) -> str:
    """`IS JSON`, of any kind or of one."""
    words = node.words.split()
    negation = "NOT " if "not" in words else ""
    kind = words[-1] if words[-1] != "json" else ""
    return f"({negation}{function('json_is')}({renderer.text(node.operand)}, {literal(kind)}))"


def _looks_json(renderer: Renderer, node: Node) -> bool:
    if is_json(node):
        return True
    value = string_constant(renderer, node) or ""
    return value.lstrip()[:1] == "[" or '"' in value or ":" in value


def calling(name: str) -> Callable[[Renderer, Binary], str | None]:
    """An operator that is a call here."""

    def write(renderer: Renderer, node: Binary) -> str | None:
        right = renderer.text(node.right) if name == "json_has" else text_array(renderer, node.right)
        return f"{function(name)}({renderer.text(node.left)}, {right})"

    return write


def _is_document(node: Node) -> bool:
    """Whether a node is a document by its form, or made by a function that gives nothing else."""
    if isinstance(node, Group) and len(node.items) == 1:
        return _is_document(node.items[0])
    if isinstance(node, Binary) and node.operator == "-":
        return _is_document(node.left)
    return is_json(node) or (isinstance(node, Call) and node.name in _MAKING)


def minus(renderer: Renderer, node: Binary) -> str | None:
    """`-`: a document without a key or an item."""
    if not _is_document(node.left):
        return None
    if patterns.is_arrayish(node.right):
        steps = path_steps(renderer, node.right)
        text = renderer.text(node.left)
        for step in steps or ():
            text = f"{function('json_without_key')}({text}, {step})"
        return text if steps is not None else None
    is_key = isinstance(node.right, Constant) and node.right.kind == "string"
    name = function("json_without_key" if is_key else "json_without_item")
    return f"{name}({renderer.text(node.left)}, {renderer.text(node.right)})"
