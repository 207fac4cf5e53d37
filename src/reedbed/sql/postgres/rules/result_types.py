"""PostgreSQL's types of values, where DuckDB's type does not tell them and the text does."""

from __future__ import annotations

from typing import Final

from reedbed.sql.postgres.syntax.nodes import Call, Cast, Group, Name, Node, TypedLiteral

TYPE_MARK: Final = "\x1f"
"""Between the name of an answer's column and its type: DuckDB forgets the names of types, so the names of columns carry
them, as they do in answers about the catalog."""

_WRITTEN: Final = {
    "varchar": "varchar", "bpchar": "bpchar", "char": "bpchar", "character": "bpchar", "name": "name", '"char"': "char",
    "tid": "tid",
}  # fmt: skip
# Not jsonb and regtype: their binary forms are not those of DuckDB's JSON and text.
_OF_FUNCTIONS: Final = {"current_schema": "name", "current_database": "name", "current_schemas": "name[]"}
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
        case _:
            return None
