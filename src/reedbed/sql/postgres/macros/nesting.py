"""Functions of documents that look into what is nested in them: equality and containment of `jsonb`.

DuckDB's own compare texts, and find a value at any depth. A macro cannot call itself, so there is one for each level,
and deeper documents are refused. Each calls the one below once: calls multiply when DuckDB binds them. The variables
of lambdas carry the level, since a macro is expanded inside of the one above it.
"""

from __future__ import annotations

from typing import Final

DEPTH: Final = 6
_D: Final = "reedbed_catalog.dialect"
_BOTH_NEST: Final = "json_type(a) = json_type(b) AND json_type(b) IN ('OBJECT', 'ARRAY')"
_TOO_DEEP: Final = f"error('0A000: comparing documents of more than {DEPTH} levels is not supported')"


def _same(level: int) -> str:
    if not level:
        return f"(a, b) AS CASE WHEN {_BOTH_NEST} THEN {_TOO_DEEP} ELSE {_D}.json_alike(a, b) END"
    key = f"key{level}"
    values = f"json_extract(a, {_D}.json_key({key})), json_extract(b, {_D}.json_key({key}))"
    return f"""(a, b) AS CASE WHEN {_BOTH_NEST} THEN len({_D}.json_names(a)) = len({_D}.json_names(b))
        AND coalesce(list_bool_and(list_transform({_D}.json_names(b), lambda {key}:
            coalesce({_D}.json_same_{level - 1}({values}), false))), true)
        ELSE {_D}.json_alike(a, b) END"""


def _holds(level: int) -> str:
    if not level:
        return f"(a, b) AS CASE WHEN {_BOTH_NEST} THEN {_TOO_DEEP} ELSE {_D}.json_alike(a, b) END"
    key, other = f"key{level}", f"other{level}"
    candidates = f"""CASE WHEN json_type(a) = 'ARRAY' THEN json_extract(a, '$[*]')
            ELSE [json_extract(a, {_D}.json_key({key}))] END"""
    return f"""(a, b) AS CASE WHEN {_BOTH_NEST} THEN
        coalesce(list_bool_and(list_transform({_D}.json_names(b), lambda {key}:
            coalesce(list_bool_or(list_transform({candidates}, lambda {other}:
                {_D}.json_holds_{level - 1}({other}, json_extract(b, {_D}.json_key({key}))))), false))), true)
        ELSE {_D}.json_alike(a, b) END"""


MACROS: Final[dict[str, str]] = {
    "json_names": """(a) AS CASE WHEN json_type(a) = 'OBJECT' THEN json_keys(a)
        ELSE CAST(generate_series(0, CAST(json_array_length(a) AS BIGINT) - 1) AS VARCHAR[]) END""",
    "json_alike": """(a, b) AS CASE
        WHEN a IS NULL OR b IS NULL THEN NULL
        WHEN CAST(a AS VARCHAR) = CAST(b AS VARCHAR) THEN true
        WHEN json_type(a) = 'VARCHAR' AND json_type(b) = 'VARCHAR'
            THEN json_extract_string(a, '$') = json_extract_string(b, '$')
        WHEN json_type(a) = 'DOUBLE' OR json_type(b) = 'DOUBLE'
            THEN coalesce(TRY_CAST(CAST(a AS VARCHAR) AS DOUBLE) = TRY_CAST(CAST(b AS VARCHAR) AS DOUBLE), false)
        ELSE false END""",
    **{f"json_same_{level}": _same(level) for level in range(DEPTH + 1)},
    "json_same": f"""(a, b) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL
        ELSE {_D}.json_same_{DEPTH}(CAST(a AS JSON), CAST(b AS JSON)) END""",
    **{f"json_holds_{level}": _holds(level) for level in range(DEPTH + 1)},
    "json_holds": f"""(a, b) AS CASE
        WHEN a IS NULL OR b IS NULL THEN NULL
        WHEN json_type(CAST(a AS JSON)) = 'ARRAY' AND json_type(CAST(b AS JSON)) NOT IN ('ARRAY', 'OBJECT')
        THEN coalesce(list_bool_or(list_transform(json_extract(CAST(a AS JSON), '$[*]'),
            lambda item: {_D}.json_alike(item, CAST(b AS JSON)))), false)
        ELSE {_D}.json_holds_{DEPTH}(CAST(a AS JSON), CAST(b AS JSON)) END""",
}
