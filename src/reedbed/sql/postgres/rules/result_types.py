"""PostgreSQL's types of values, where DuckDB's type does not tell them and the text does."""

from __future__ import annotations

from typing import Final

from reedbed.sql.postgres.syntax.nodes import Binary, Call, Case, Cast, Group, Name, Node, Query, TypedLiteral

TYPE_MARK: Final = "\x1f"
"""Between the name of an answer's column and its type: DuckDB forgets the names of types, so the names of columns carry
them, as they do in answers about the catalog."""

_WRITTEN: Final = {
    "varchar": "varchar", "bpchar": "bpchar", "char": "bpchar", "character": "bpchar", "name": "name", '"char"': "char",
    "tid": "tid", "json": "json",
}  # fmt: skip
# Not regtype, whose binary form is not that of text.
_OF_FUNCTIONS: Final = {
    "current_schema": "name",
    "current_database": "name",
    "current_schemas": "name[]",
    **dict.fromkeys(
        (
            "json_build_object", "json_build_array", "json_object", "json_agg", "json_object_agg", "row_to_json",
            "to_json", "array_to_json", "json_extract_path", "json_strip_nulls", "json_array", "json_agg_strict",
            "json_arrayagg", "json_objectagg",
        ),
        "json",
    ),
}  # fmt: skip
_SESSION_NAMES: Final = frozenset(
    {"current_user", "session_user", "user", "current_role", "current_catalog", "current_schema"}
)


def result_type(node: Node) -> str | None:  # noqa: PLR0911 - one return for each kind of node
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
            return _of_call(node)
        case Case():
            return _of_case(node)
        case Query(items=[item], parenthesised=True) if result_type(item.value) == "json":
            return "json"
        case Binary(operator="->" | "#>", left=left) if result_type(left) == "json":
            # A part of a document of type json is one; all others are jsonb.
            return "json"
        case _:
            return None


def _of_case(case: Case) -> str | None:
    """Documents are of json where all of them are; the others have types by which DuckDB's own are told apart."""
    told = {result_type(each) for each in case.results if not _is_null(each)}
    return "json" if told == {"json"} else None


def _is_null(node: Node) -> bool:
    return isinstance(node, Name) and not node.quoted and node.parts == ("null",)


def _of_call(call: Call) -> str | None:
    if call.returning:
        return _WRITTEN.get(call.returning)
    if call.name == "coalesce" and call.arguments:
        first = result_type(call.arguments[0].value)
        return first if first == "json" else None
    return _OF_FUNCTIONS.get(call.name)
