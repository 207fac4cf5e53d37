"""How DuckDB's types travel in Parquet, so that a table comes back exactly.

Parquet as DuckDB writes it has no 128-bit integers (they become DOUBLE), cuts intervals to milliseconds, drops the
offset of TIME WITH TIME ZONE and the member names of a union. A union is stored as a struct of its tag and members;
the others as DuckDB's own text.
"""

from __future__ import annotations

from functools import lru_cache

import duckdb

from reedbed.engine.exactness import BENT
from reedbed.engine.failures import translated
from reedbed.engine.reader import read_type
from reedbed.errors import SqlNotSupported
from reedbed.sql import literal, quote

_Type = duckdb.sqltypes.DuckDBPyType
_AS_TEXT = frozenset({"hugeint", "uhugeint", "interval", "time with time zone", "bit", "variant"})
_NESTED = frozenset({"list", "array", "struct", "map"})
_TAG = "reedbed_union_tag"


@lru_cache(maxsize=4096)
def _parsed(type_text: str) -> _Type:
    with translated():
        return read_type(type_text)


def stored_type(type_text: str) -> str:
    """The type in which a column of DuckDB type `type_text` is written to Parquet; the same one where that is exact.

    Raises `SqlNotSupported` for a union inside another type.
    """
    kind = _parsed(type_text)
    return _stored(kind) if _is_changed(kind) else type_text


def is_bent(type_text: str) -> bool:
    """Whether Arrow holds less than the values of this type, or of one inside of it; its stored type is exact."""
    return _is_bent(_parsed(type_text))


def encoded(column: str, type_text: str) -> str:
    """SQL for the quoted `column` in its stored type."""
    kind = _parsed(type_text)
    if kind.id == "union":
        members = ", ".join(
            f"{quote(name)} := CAST(union_extract({column}, {literal(name)}) AS {_stored(member)})"
            for name, member in _union_members(kind).items()
        )
        value = f"struct_pack({quote(_TAG)} := CAST(union_tag({column}) AS VARCHAR), {members})"
        return f"CASE WHEN {column} IS NULL THEN NULL ELSE {value} END"
    return f"CAST({column} AS {_stored(kind)})" if _is_changed(kind) else column


def decoded(column: str, type_text: str) -> str:
    """SQL for the quoted `column` of a file in the type that the table has."""
    kind = _parsed(type_text)
    if kind.id == "union":
        cases = " ".join(
            f"WHEN {literal(name)} THEN CAST(union_value({quote(name)} := "
            f"CAST({column}.{quote(name)} AS {member})) AS {type_text})"
            for name, member in _union_members(kind).items()
        )
        return f"CASE {column}.{quote(_TAG)} {cases} END"
    # Also where the stored type is the same: Parquet gives an ENUM back as VARCHAR and an array as a list.
    return f"CAST({column} AS {type_text})"


def _is_changed(kind: _Type) -> bool:
    if kind.id in _AS_TEXT or kind.id == "union":
        return True
    return kind.id in _NESTED and any(_is_changed(member) for member in _members(kind).values())


def _is_bent(kind: _Type) -> bool:
    return str(kind) in BENT or (
        kind.id in _NESTED | {"union"} and any(_is_bent(member) for member in _members(kind).values())
    )


def _members(kind: _Type) -> dict[str, _Type]:
    """The types inside a nested type by name; the size of an array, which DuckDB lists with them, is none."""
    return {name: child for name, child in kind.children if isinstance(child, _Type)}


def _union_members(kind: _Type) -> dict[str, _Type]:
    # DuckDB lists a union's tag among its members, without a name.
    return {name: member for name, member in _members(kind).items() if name}


def _stored(kind: _Type, *, inside: bool = False) -> str:
    if kind.id in _AS_TEXT:
        return "VARCHAR"
    if kind.id == "union":
        return _stored_union(kind, inside=inside)
    if not _is_changed(kind):
        return str(kind)
    stored = {name: _stored(member, inside=True) for name, member in _members(kind).items()}
    if kind.id == "struct":
        return f"STRUCT({', '.join(f'{quote(name)} {member}' for name, member in stored.items())})"
    if kind.id == "map":
        return f"MAP({', '.join(stored.values())})"
    return f"{next(iter(stored.values()))}[]"


def _stored_union(kind: _Type, *, inside: bool) -> str:
    if inside:
        raise SqlNotSupported(
            f"{kind} lies inside another type; Parquet cannot hold such a union exactly.",
            hint="write with checkpoint=False, or make the union a column of its own",
        )
    members = _union_members(kind).items()
    fields = ", ".join(f"{quote(name)} {_stored(member, inside=True)}" for name, member in members)
    return f"STRUCT({quote(_TAG)} VARCHAR, {fields})"
