"""How DuckDB's types travel in Parquet, so that a table comes back exactly.

Parquet as DuckDB writes it has no 128-bit integers (they become DOUBLE), cuts intervals to milliseconds, drops the
offset of TIME WITH TIME ZONE and the member names of a union. Such values are stored as DuckDB's own text.
"""

from __future__ import annotations

from functools import lru_cache

import duckdb

from reedbed.engine.failures import translated
from reedbed.sql import quote

_AS_TEXT = frozenset({"hugeint", "uhugeint", "interval", "time with time zone", "bit", "union", "variant"})


@lru_cache(maxsize=4096)
def stored_type(type_text: str) -> str:
    """The type in which a column of DuckDB type `type_text` is written to Parquet; the same one where that is exact."""
    with translated():
        parsed = duckdb.sqltype(type_text)
    return _stored(parsed) if _is_changed(parsed) else type_text


def _is_changed(kind: duckdb.sqltypes.DuckDBPyType) -> bool:
    if kind.id in _AS_TEXT:
        return True
    return kind.id in {"list", "array", "struct", "map"} and any(
        _is_changed(child) for child in _members(kind).values()
    )


def _members(kind: duckdb.sqltypes.DuckDBPyType) -> dict[str, duckdb.sqltypes.DuckDBPyType]:
    """The types inside a nested type by name; the size of an array, which DuckDB lists with them, is none."""
    return {name: child for name, child in kind.children if isinstance(child, duckdb.sqltypes.DuckDBPyType)}


def _stored(kind: duckdb.sqltypes.DuckDBPyType) -> str:
    if kind.id in _AS_TEXT:
        return "VARCHAR"
    if not _is_changed(kind):
        return str(kind)
    stored = {name: _stored(member) for name, member in _members(kind).items()}
    if kind.id == "struct":
        return f"STRUCT({', '.join(f'{quote(name)} {member}' for name, member in stored.items())})"
    if kind.id == "map":
        return f"MAP({', '.join(stored.values())})"
    return f"{next(iter(stored.values()))}[]"
