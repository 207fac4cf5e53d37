"""The fields of JSON records by the structures that these have: paths, and the kinds of JSON value at each.

Every distinct structure is met once, however many records have it; the engine's own merging of structures keeps all
records in memory.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, TypeAlias

from reedbed.errors import PageInvalid
from reedbed.ingest.decoding.kinds import double_kind, time_kind, whole_kind
from reedbed.ingest.decoding.paths import path_of, steps
from reedbed.sql import literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Kinds: TypeAlias = "dict[tuple[str, ...], set[str]]"

MOST_FIELDS: Final = 2_000
"""A document of more has names that are data, such as one per day; which of them are columns has to be declared."""
_EMPTY: Final = "EMPTY"
_NUMBERS: Final = frozenset({"UBIGINT", "BIGINT", "HUGEINT", "DOUBLE"})


def fields_of(structures: Iterable[str], declared: Iterable[str] = ()) -> dict[str, frozenset[str]]:
    """The kinds of the values at each path, by structures as DuckDB's `json_structure` writes them.

    The kinds are its names of types and `JSON` for a list or an object; there are none where all values are null.
    Raises `PageInvalid` when there are more fields than columns can be, when they lie too deep, or when two of them, or
    one and a `declared` path, have one name but for its case.
    """
    found: Kinds = {}
    for structure in structures:
        try:
            for path, kind in _leaves(json.loads(structure), ()):
                found.setdefault(path, set()).add(kind)
        except RecursionError as error:
            raise PageInvalid("has records that are nested too deep; declare those that are columns") from error
        if len(found) > MOST_FIELDS:
            raise PageInvalid(f"has records of more than {MOST_FIELDS:,} fields; declare those that are columns")
    settled = _settled(found)
    _refuse_twins([*(tuple(steps(path)) for path in declared), *settled])
    return {path_of(path): frozenset(kinds) for path, kinds in settled.items()}


def _leaves(structure: object, above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(structure, dict) and structure:
        for name, below in structure.items():
            # DuckDB has no identifier without a character.
            if name and "\0" not in name:
                yield from _leaves(below, (*above, name))
    elif above:
        # Of a single value, JSON is an object without names.
        kind = _EMPTY if structure in ({}, "JSON") else structure
        yield above, kind if isinstance(kind, str) else "JSON"


def _refuse_twins(found: Iterable[tuple[str, ...]]) -> None:
    """Raise `PageInvalid` for names that differ in their case alone: to the engine they are one."""
    known: dict[tuple[str, ...], tuple[str, ...]] = {}
    for path in found:
        for length in range(1, len(path) + 1):
            twin = known.setdefault(tuple(name.casefold() for name in path[:length]), path[:length])
            if twin != path[:length]:
                names = f"{path_of(twin)} and {path_of(path[:length])}"
                raise PageInvalid(
                    f"has fields or columns whose names differ in case alone, {names}; declare those that are columns"
                )


def _settled(found: Kinds) -> Kinds:
    """Fields of which none lies below another: what is an object here and a value there is one field of both."""
    values = {path for path, kinds in found.items() if kinds - {"NULL", _EMPTY}}
    inner = {path[:length] for path in found for length in range(1, len(path))}
    settled: Kinds = {}
    for path, kinds in found.items():
        top = next((path[:length] for length in range(1, len(path)) if path[:length] in values), None)
        if top is not None:
            settled.setdefault(top, set()).add("JSON")
        elif path in values or path not in inner:
            settled.setdefault(path, set()).update(kinds)
    return {path: {"JSON" if kind == _EMPTY else kind for kind in kinds - {"NULL"}} for path, kinds in settled.items()}


def kind_sql(kinds: frozenset[str], text: str) -> str:
    """The SQL of the type of a value, of which only these kinds are met, by its text; NULL for none."""
    if kinds == {"VARCHAR"}:
        found = time_kind(text)
    elif kinds and kinds <= _NUMBERS:
        # A whole number of more digits than 64 bits hold is told as DOUBLE.
        whole = f"WHEN regexp_full_match({text}, '-?[0-9]+') THEN {whole_kind(text)}"
        # JSON has no such numbers, and some servers write them.
        none = f"WHEN regexp_full_match({text}, '(?i)nan|-?inf(inity)?') THEN 'DOUBLE'"
        found = f"CASE {whole} {none} ELSE {double_kind(text)} END"
    else:
        found = literal(next(iter(kinds)) if len(kinds) == 1 else "VARCHAR")
    return f"CASE WHEN {text} IS NOT NULL THEN {found} END"
