"""`public` in what a client asks of the catalog: what is shown as `main`, unless there is a schema of that name."""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from reedbed.sql.postgres.catalog.building import SOURCES, bared, call, stored_cast

_COLUMNS: Final = frozenset({"nspname", "schemaname", "schema_name", "schema"})
_WORDS: Final = frozenset({"public", "^(public)$"})
"""The name, and the pattern that psql makes of it."""


def is_schema(node: exp.Expression | None) -> bool:
    """Whether a value is the name of a schema, by the name of its column."""
    inner = _inner(node)
    if not isinstance(inner, exp.Column):
        return False
    name = inner.name.lower()
    return name in _COLUMNS or name.endswith("_schema")


def with_main(value: exp.Expression) -> exp.Expression:
    """What a schema's name is compared with, where that may be `public`: a constant or a parameter."""
    inner = _inner(value)
    if isinstance(inner, exp.Literal) and inner.is_string and inner.name in _WORDS:
        return call(SOURCES, "schema_meant", inner, kind="text")
    if isinstance(inner, (exp.Parameter, exp.Placeholder)):
        return call(SOURCES, "schema_meant", stored_cast(inner, "VARCHAR", None), kind="text")
    return value


def all_with_main(values: exp.Expression) -> exp.Expression:
    """The same for an array."""
    return call(SOURCES, "schemas_meant", stored_cast(values, "VARCHAR[]", None), kind="text[]")


def _inner(node: exp.Expression | None) -> exp.Expression | None:
    while isinstance(node, (exp.Cast, exp.Paren, exp.Collate)):
        node = bared(node.this)
    return node
