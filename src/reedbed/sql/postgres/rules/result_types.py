"""PostgreSQL's types of values, where DuckDB's type does not tell them and the text does."""

from __future__ import annotations

from typing import Final

from reedbed.sql.postgres.syntax.nodes import Binary, Call, Cast, Group, Name, Node, TypedLiteral

TYPE_MARK: Final = "\x1f"
"""Between the name of an answer's column and its type: DuckDB forgets the names of types, so the names of columns carry
them, as they do in answers about the catalog."""

_WRITTEN: Final = {
    "varchar": "varchar", "bpchar": "bpchar", "char": "bpchar", "character": "bpchar", "name": "name", '"char"': "char",
    "jsonb": "jsonb",
}  # fmt: skip
_OF_FUNCTIONS: Final = {
    "jsonb_build_object": "jsonb", "jsonb_build_array": "jsonb", "to_jsonb": "jsonb", "jsonb_agg": "jsonb",
    "jsonb_object_agg": "jsonb", "jsonb_strip_nulls": "jsonb", "jsonb_extract_path": "jsonb", "pg_typeof": "regtype",
    "jsonb_array_elements": "jsonb", "current_schema": "name", "current_database": "name", "current_schemas": "name[]",
}  # fmt: skip
_SESSION_NAMES: Final = frozenset(
    {"current_user", "session_user", "user", "current_role", "current_catalog", "current_schema"}
)


def result_type(node: Node) -> str | None:
    """The name of a value's type; `None` where DuckDB's own type is as good."""
    match node:
        case Cast() | TypedLiteral():
            kind = node.type
            name = _WRITTEN.get(kind.name)
            return name if name is None or not kind.dimensions else f"{name}[]" if name != "char" else None
        case Group(items=[item]):
            return result_type(item)
        case Name() if not node.quoted:
            return "name" if node.parts[-1] in _SESSION_NAMES else None
        case Call():
            return _OF_FUNCTIONS.get(node.parts[-1])
        case Binary(operator="->" | "||" | "-" | "#>" | "#-"):
            left = result_type(node.left)
            return left if left == "jsonb" else None
        case _:
            return None
