"""Rows that are written out, `ROW(a, b)` and `(a, b)`, where they become text or a document.

DuckDB's unnamed structs lose their fields in JSON, and write themselves otherwise than PostgreSQL's records do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.sql.postgres.syntax.nodes import Call, Group

if TYPE_CHECKING:
    from reedbed.sql.postgres.rules.rendering import Renderer
    from reedbed.sql.postgres.syntax.nodes import Node


def row_fields(node: Node) -> list[Node] | None:
    """The values of a row that is written out; None for everything else."""
    if isinstance(node, Call) and node.parts == ("row",):
        return [each.value for each in node.arguments]
    if isinstance(node, Group) and len(node.items) > 1:
        return list(node.items)
    return None


def named_row(renderer: Renderer, node: Node) -> str:
    """A row with the names that PostgreSQL gives its fields; every other value as it is."""
    fields = row_fields(node)
    if not fields:
        return renderer.text(node)
    members = [f"'f{place}': {named_row(renderer, each)}" for place, each in enumerate(fields, 1)]
    return "{" + ", ".join(members) + "}"


def row_text(renderer: Renderer, node: Node) -> str | None:
    """The text of a row that is written out; None for everything else."""
    fields = row_fields(node)
    if fields is None:
        return None
    texts = [row_text(renderer, each) or renderer.call("concat_text", renderer.text(each)) for each in fields]
    items = [renderer.call("record_item", each) for each in texts] or ["''"]
    joined = " || ',' || ".join(items)
    return f"('(' || {joined} || ')')"


def row_document(renderer: Renderer, call: Call) -> str | None:
    """`to_json(ROW(…))` and its like; None where no row is written out."""
    value = call.arguments[0].value
    return None if row_fields(value) is None else f"to_json({named_row(renderer, value)})"
