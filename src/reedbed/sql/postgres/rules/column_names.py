"""The name of a column that has no alias, as PostgreSQL gives it (`FigureColname` in its parser)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from reedbed.sql.postgres.syntax.nodes import (
    Binary,
    Brackets,
    Call,
    Case,
    Cast,
    Field,
    Group,
    Name,
    Node,
    Query,
    Star,
    Subscript,
    Test,
    TypedLiteral,
    TypeName,
)
from reedbed.sql.postgres.syntax.words import VALUE_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable

UNNAMED: Final = "?column?"

_INTERNAL_TYPES: Final = {
    "int": "int4", "integer": "int4", "smallint": "int2", "bigint": "int8", "real": "float4", "float": "float8",
    "double precision": "float8", "double": "float8", "boolean": "bool", "decimal": "numeric", "dec": "numeric",
    "char": "bpchar", "character": "bpchar", "bit varying": "varbit",
}  # fmt: skip
_TRIM_NAMES: Final = {"leading": "ltrim", "trailing": "rtrim"}


def column_name(value: Node) -> str | None:
    """PostgreSQL's name for a value of a select list; `None` where it is the column's own."""
    if isinstance(value, Star) or (isinstance(value, Field) and value.name == "*"):
        return None
    if isinstance(value, Name) and value.parts[-1] not in {"true", "false", "null"}:
        return None if value.quoted or value.parts[-1] not in VALUE_WORDS else value.parts[-1]
    return _figure(value)[0] or UNNAMED


def _figure(node: Node) -> tuple[str, int]:
    """A name and how much it is worth, as PostgreSQL weighs them: 2 for names, 1 for types and CASE."""
    if isinstance(node, Name):
        return ("", 0) if not node.quoted and node.parts[-1] in {"true", "false", "null"} else (node.parts[-1], 2)
    reader = _FIGURES.get(type(node))
    return reader(node) if reader else ("", 0)


def _of_call(node: Call) -> tuple[str, int]:
    name = node.parts[-1]
    if name == "trim":
        side = node.arguments[0].keyword if node.arguments else ""
        return _TRIM_NAMES.get(side, "btrim"), 2
    return name, 2


def _of_cast(node: Cast) -> tuple[str, int]:
    name, strength = _figure(node.operand)
    return (name, strength) if strength > 1 else (_type_name(node.type), 1)


def _type_name(kind: TypeName) -> str:
    return _INTERNAL_TYPES.get(kind.name, kind.name.strip('"'))


def _of_case(node: Case) -> tuple[str, int]:
    name, strength = _figure(node.otherwise) if node.otherwise is not None else ("", 0)
    return (name, strength) if strength > 1 else ("case", 1)


def _of_field(node: Field) -> tuple[str, int]:
    return node.name, 2


def _of_subscript(node: Subscript) -> tuple[str, int]:
    return _figure(node.operand)


def _of_group(node: Group) -> tuple[str, int]:
    return _figure(node.items[0]) if len(node.items) == 1 else ("row", 2)


def _of_query(node: Query) -> tuple[str, int]:
    if not node.items:
        return ("column1", 2) if node.children and getattr(node.children[0], "verb", "") == "values" else ("", 0)
    item = node.items[0]
    if item.alias is not None:
        return item.alias.parts[-1], 2
    name, _ = _figure(item.value)
    return name, 2 if name else 0


def _of_binary(node: Binary) -> tuple[str, int]:
    if node.operator == "collate":
        return _figure(node.left)
    return (
        ("timezone", 2)
        if node.operator == "at time zone"
        else ("overlaps", 2)
        if node.operator == "overlaps"
        else ("", 0)
    )


def _of_test(node: Test) -> tuple[str, int]:
    return ("timezone", 2) if node.words == "at local" else ("", 0)


_FIGURES: Final[dict[type[Node], Callable[[Any], tuple[str, int]]]] = {
    Call: _of_call,
    Cast: _of_cast,
    TypedLiteral: lambda node: (_type_name(node.type), 1),
    Case: _of_case,
    Field: _of_field,
    Subscript: _of_subscript,
    Group: _of_group,
    Query: _of_query,
    Binary: _of_binary,
    Test: _of_test,
    Brackets: lambda _: ("array", 2),
}
