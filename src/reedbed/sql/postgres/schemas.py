"""`public`, which is what PostgreSQL's users call the schema that the engine calls `main`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.sql import DEFAULT_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Sequence

PUBLIC: Final = "public"


def stored_schema(name: str) -> str:
    """What the engine calls a schema."""
    return DEFAULT_SCHEMA if name == PUBLIC else name


def stored_name(parts: Sequence[str]) -> tuple[str, ...]:
    """The parts of a relation's name, its schema as the engine calls it."""
    *place, name = parts
    return (*place[:-1], *map(stored_schema, place[-1:]), name)


def shown_schema(name: str) -> str:
    """What PostgreSQL's users call a schema."""
    return PUBLIC if name == DEFAULT_SCHEMA else name
