"""The functions that rewritten statements call, as DuckDB macros in a schema of their own.

The schema lies in the in-memory database of the catalog, never in the user's file. Nearly all macros have one body,
which asks `typeof` where types matter: DuckDB folds that when it binds. It cannot choose between overloads where an
argument holds an aggregate, a window or a column of an outer query; the two overloaded ones (`sum_as`, `numeric_of`)
are called only where `Renderer.independent` says that none is there. Their `sample` chooses, and is not evaluated.

A message that begins with five characters and a colon (`22012: division by zero`) carries its SQLSTATE.
"""

from __future__ import annotations

from typing import Final

from reedbed.sql.postgres.macros import (
    arrays,
    documents,
    kinds,
    nesting,
    numbers,
    octets,
    places,
    strings,
    templates,
    text,
    times,
)

DATABASE: Final = "reedbed_catalog"
SCHEMA: Final = f"{DATABASE}.dialect"


def function(name: str) -> str:
    """The full name of one of these functions."""
    return f"{SCHEMA}.{name}"


PORTABLE: Final = {
    "nonzero": "CASE WHEN ({0}) = 0 THEN error('22012: division by zero') ELSE {0} END",
    "divisor": "CASE WHEN ({1}) = 0 AND ({0}) IS NOT NULL THEN error('22012: division by zero') ELSE {1} END",
    "text": "CAST({0} AS VARCHAR)",
    "concat_text": "CAST({0} AS VARCHAR)",
    "boolean": "CAST({0} AS BOOLEAN)",
    "part": "substring({0}, {1}, {2})",
    "part_from": "substring({0}, {1})",
    "length": "length({0})",
    "minus": "{0} - {1}",
    "instant": "{0}",
    "joined": "{0} || {1}",
    "cardinality": "len({0})",
    "split_text": "string_split({0}, {1})",
    "is_match": "regexp_matches({0}, {1})",
    "row_text": "CAST({0} AS VARCHAR)",
    "document": "to_json({0})",
    "jsonb_document": "to_json({0})",
    "jsonb_of": "CAST({0} AS JSON)",
    "json_listed": "to_json({0})",
    "json_texts": "to_json({0})",
    "jsonb_listed": "to_json({0})",
}
"""Expressions that stand for these functions in what a database stores, such as a view: it must not depend on them."""

# A macro is bound when it is made: what it calls has to be there before.
_SUBJECTS: Final = (numbers, text, strings, octets, times, arrays, documents, nesting, kinds, templates, places)


def definitions() -> list[str]:
    """The statements that make these functions, in order; the database has to be attached before."""
    return [
        f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}",
        *(
            f"CREATE OR REPLACE MACRO {SCHEMA}.{name}{body}"
            for subject in _SUBJECTS
            for name, body in subject.MACROS.items()
        ),
    ]
