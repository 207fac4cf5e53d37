"""How a name finds its relation: schemas, and upper and lower case, as DuckDB matches them."""

from __future__ import annotations

from typing import TypeAlias

from reedbed.sql import TableName

RelationKey: TypeAlias = tuple[str, str]


def folded(name: str) -> str:
    """`name` with ASCII letters in lower case: DuckDB tells `É` from `é`, but not `E` from `e`."""
    return name.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")


def relation_key(name: str | TableName) -> RelationKey:
    """What two names must have in common to mean one relation; a plain string lies in schema `main`."""
    found = name if isinstance(name, TableName) else TableName(name=name)
    return folded(found.schema), folded(found.name)
