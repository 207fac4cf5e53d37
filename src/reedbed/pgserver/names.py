"""Where the engine looks for what a statement names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.sql import literal

if TYPE_CHECKING:
    from collections.abc import Sequence

_IN_PATH: Final = "list_contains(list_concat(current_schemas(false), ['temp', 'main']), schema_name)"


def in_schema(name: Sequence[str]) -> str:
    """The condition on `schema_name` in what `duckdb_…()` lists, for a name in parts: its schema, or the path's."""
    return f"lower(schema_name) = {literal(name[-2].lower())}" if len(name) > 1 else _IN_PATH
