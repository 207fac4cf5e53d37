"""PostgreSQL's types of values, where DuckDB's type does not tell them and the text does."""

from __future__ import annotations

from typing import Final

from reedbed.sql.postgres.syntax.nodes import Binary, Call, Cast, Group, Node, TypedLiteral

TYPE_MARK: Final = "\x1f"
"""Between the name of an answer's column and its type: DuckDB forgets the names of types, so the names of columns carry
them, as they do in answers about the catalog."""

_WRITTEN: Final = {
    "varchar": "varchar", "bpchar": "bpchar", "char": "bpchar", "character": "bpchar", "name": "name", '"char"': "char",
    "jsonb": "jsonb", "bit": "bit",
}  # fmt: skip
_OF_FUNCTIONS: Final = {
    "jsonb_build_object": "jsonb", "jsonb_build_array": "jsonb", "to_jsonb": "jsonb", "jsonb_agg": "jsonb",
    "jsonb_object_agg": "jsonb", "jsonb_strip_nulls": "jsonb", "jsonb_extract_path": "jsonb", "pg_typeof": "regtype",
    "jsonb_array_elements": "jsonb",
}  # fmt: skip


def result_type(node: Node) -> str | None:
    """The name of a value's type; `None` where DuckDB's own type is as good."""
    match node:
        case Cast() | TypedLiteral():
            kind = node.type
            name = _WRITTEN.get(kind.name)
            return name if name is None or not kind.dimensions else f"{name}[]" if name != "char" else None
        case Group(items=[item]):
            return result_type(item)
        case Call():
            return _OF_FUNCTIONS.get(node.parts[-1])
        case Binary(operator="->" | "||" | "-" | "#>" | "#-" as operator):
            left = result_type(node.left)
            return left if left == "jsonb" or (operator == "||" and left in {"bit", "varbit"}) else None
        case _:
            return None
