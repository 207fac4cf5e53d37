"""SQL that takes the place of a client's: references into `reedbed_catalog`, as sqlglot's nodes."""

from __future__ import annotations

from sqlglot import exp

DATABASE = "reedbed_catalog"
SEEN = "pg"
STANDARD = "info"
SOURCES = "src"
TYPE_MARK = "\x1f"
"""Between the name of an answer's column and its type, `oid\x1foid`: DuckDB forgets the names of types, so the names of
columns carry them to the wire, where `reedbed.pgwire.values.types` takes them off again."""

KIND = "pg"
"""The key under which a node's `meta` keeps its type."""


def call(schema: str, name: str, *arguments: exp.Expression, kind: str | None = None) -> exp.Expression:
    """A call of a macro in `reedbed_catalog`."""
    function = exp.Anonymous(this=name, expressions=list(arguments))
    made = exp.Dot.build([exp.to_identifier(DATABASE), exp.to_identifier(schema), function])
    return typed(made, kind)


def typed(node: exp.Expression, kind: str | None) -> exp.Expression:
    """The node, with PostgreSQL's type of its value noted."""
    if kind is not None:
        node.meta[KIND] = kind
    return node


def kind_of(node: exp.Expression | None) -> str | None:
    """PostgreSQL's type of a node's value, where it is known."""
    return None if node is None else node.meta.get(KIND)


def stored_cast(node: exp.Expression, kept: str, kind: str | None) -> exp.Expression:
    """A cast to the DuckDB type `kept`."""
    return typed(exp.Cast(this=node, to=exp.DataType.build(kept, dialect="duckdb")), kind)


def bared(node: exp.Expression) -> exp.Expression:
    """What is inside of parentheses."""
    while isinstance(node, exp.Paren):
        node = node.this
    return node


def is_text(node: exp.Expression) -> bool:
    """Whether a value is a literal in quotes, through parentheses."""
    bare = bared(node)
    return isinstance(bare, exp.Literal) and bool(bare.is_string)
