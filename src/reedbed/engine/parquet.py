"""How DuckDB's types travel in Parquet, so that a table comes back exactly.

Parquet as DuckDB writes it has no 128-bit integers (they become DOUBLE), cuts intervals to milliseconds, drops the
offset of TIME WITH TIME ZONE and the member names of a union. Such values are stored as DuckDB's own text.
"""

from __future__ import annotations

from functools import lru_cache

import duckdb

from reedbed.engine.failures import translated

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
    return kind.id in {"list", "array", "struct", "map"} and any(_is_changed(child) for child in _members(kind))


def _members(kind: duckdb.sqltypes.DuckDBPyType) -> list[duckdb.sqltypes.DuckDBPyType]:
    return [child for _, child in kind.children if not isinstance(child, int)]


def _stored(kind: duckdb.sqltypes.DuckDBPyType) -> str:
    if kind.id in _AS_TEXT:
        return "VARCHAR"
    if not _is_changed(kind):
        return str(kind)
    children = [(name, child) for name, child in kind.children if not isinstance(child, int)]
    if kind.id == "struct":
        fields = ", ".join(f'"{name.replace(chr(34), chr(34) * 2)}" {_stored(child)}' for name, child in children)
        return f"STRUCT({fields})"
    if kind.id == "map":
        return f"MAP({_stored(children[0][1])}, {_stored(children[1][1])})"
    return f"{_stored(children[0][1])}[]"
