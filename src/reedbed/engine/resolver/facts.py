"""What the catalog holds that verdicts rest on: macros with their bodies, other databases, the relations' names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reedbed.engine.resolver.tokens import folded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reedbed.engine.cursors import Cursor

CATALOG_DATABASE: Final = "reedbed_catalog"
"""The database in memory whose views and macros Reedbed makes itself; nobody else writes it."""

BUILT_IN: Final = frozenset({"system", "temp", CATALOG_DATABASE})

_MACROS: Final = """
SELECT DISTINCT database_name = ?, function_name, macro_definition FROM duckdb_functions()
WHERE NOT internal AND macro_definition IS NOT NULL
"""
_KEYWORDS: Final = "SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category <> 'unreserved'"
_DATABASES: Final = "SELECT database_name FROM duckdb_databases()"
_RELATIONS: Final = """
SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = ? OR database_name = 'temp'
UNION ALL
SELECT schema_name, view_name FROM duckdb_views() WHERE NOT internal AND (database_name = ? OR database_name = 'temp')
"""
_TEMPORARY: Final = """
SELECT table_name FROM duckdb_tables() WHERE database_name = 'temp'
UNION ALL
SELECT view_name FROM duckdb_views() WHERE NOT internal AND database_name = 'temp'
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """One look at the catalog; names are folded. `own_macros` are Reedbed's, `macros` everybody else's."""

    macros: Mapping[str, tuple[str, ...]]
    own_macros: frozenset[str]
    other_databases: frozenset[str]
    keywords: frozenset[str]
    relations: frozenset[tuple[str, str]]


def facts_of(cursor: Cursor, catalog: str) -> Facts:
    """Look at the catalog. Takes some 30 ms, nearly all of it to list the functions."""
    macros: dict[str, tuple[str, ...]] = {}
    own: set[str] = set()
    for is_own, name, body in cursor.rows(_MACROS, (CATALOG_DATABASE,)):
        if is_own:
            own.add(folded(name))
        else:
            macros[folded(name)] = (*macros.get(folded(name), ()), body)
    databases = {folded(name) for (name,) in cursor.rows(_DATABASES)}
    return Facts(
        macros=macros,
        own_macros=frozenset(own),
        other_databases=frozenset(databases - BUILT_IN - {folded(catalog)}),
        keywords=frozenset(word for (word,) in cursor.rows(_KEYWORDS)),
        relations=frozenset(
            (folded(schema), folded(name)) for schema, name in cursor.rows(_RELATIONS, (catalog, catalog))
        ),
    )


def temporary_relations(cursor: Cursor) -> frozenset[str]:
    """The names of the session's own temporary tables and views, folded."""
    return frozenset(folded(name) for (name,) in cursor.rows(_TEMPORARY))
