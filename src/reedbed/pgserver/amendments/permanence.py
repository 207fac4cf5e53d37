"""Names of permanent relations in a session with a temporary one of the same name.

DuckDB looks among the temporary tables first even where a name has the schema `main`; with the name of the database
before it, it does not. That name is no part of a plan that sessions share, and is written only where it is needed.
In the text of a view it cannot be: it is that of the file, which may be called otherwise tomorrow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.pgserver.dependents.views import TEMPORARY, Relations
from reedbed.sql import DEFAULT_SCHEMA, quote
from reedbed.sql.postgres.lexing import NAMES, name_value, tokens

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from reedbed.engine import Cursor
    from reedbed.pgserver.dependents.views import Relation

_TEMPORARY: Final = """
    SELECT lower(table_name), current_database() FROM duckdb_tables() WHERE temporary
    UNION ALL SELECT lower(view_name), current_database() FROM duckdb_views() WHERE temporary AND NOT internal"""
_TWICE: Final = """
    WITH named AS (
        SELECT lower(table_name) AS name, temporary FROM duckdb_tables()
        WHERE database_name IN (current_database(), 'temp')
        UNION ALL SELECT lower(view_name), temporary FROM duckdb_views()
        WHERE database_name IN (current_database(), 'temp') AND NOT internal)
    SELECT DISTINCT name FROM named WHERE temporary AND name IN (SELECT name FROM named WHERE NOT temporary)"""


def may_be_hidden(sql: str) -> bool:
    """Whether a statement says that a relation lies in the schema `main`."""
    return f"{DEFAULT_SCHEMA}." in sql.replace('"', "").casefold()


def misled_views(cursor: Cursor) -> frozenset[str]:
    """The names of permanent views that read, be it through others, what a temporary relation hides from them."""
    twice = {str(name) for (name,) in cursor.plain_rows(_TWICE)}
    if not twice:
        return frozenset()
    relations = Relations.read(cursor)
    waiting = [each for each in relations.kinds if each.database != TEMPORARY and each.name.casefold() in twice]
    found: set[Relation] = set()
    while waiting:
        views = [each.relation for each in relations.views_on(waiting.pop()) if each.relation.database != TEMPORARY]
        waiting += [each for each in views if each not in found]
        found.update(views)
    return frozenset(each.name.casefold() for each in found)


def named_among(sql: str, names: Container[str]) -> str | None:
    """The first of these names that a statement names."""
    words = (name_value(each).casefold() for each in tokens(sql) if each.kind in NAMES)
    return next((each for each in words if each in names), None)


def permanent(sql: str, cursor: Cursor) -> str:
    """The statement with the database before names of permanent relations that temporary ones hide."""
    hidden = {str(name): str(catalog) for name, catalog in cursor.plain_rows(_TEMPORARY)}
    return _with_catalog(sql, hidden) if hidden else sql


def _with_catalog(sql: str, hidden: Mapping[str, str]) -> str:
    words = [each for each in tokens(sql) if each.text]
    pieces: list[str] = []
    end = 0
    for place, word in enumerate(words[:-2]):
        begins = word.kind in NAMES and name_value(word).casefold() == DEFAULT_SCHEMA and words[place + 1].text == "."
        behind = place > 0 and words[place - 1].text == "."
        catalog = hidden.get(name_value(words[place + 2]).casefold()) if begins and not behind else None
        if catalog is not None:
            pieces += [sql[end : word.start], f"{quote(catalog)}."]
            end = word.start
    return "".join(pieces) + sql[end:]
