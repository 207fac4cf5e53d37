"""PostgreSQL's SQL as DuckDB's: one statement in, the text that runs out."""

from __future__ import annotations

from reedbed.sql.postgres import triggers
from reedbed.sql.postgres.rules import calls, casts, clauses, column_names, operators, sources, types
from reedbed.sql.postgres.rules.rendering import Renderer
from reedbed.sql.postgres.syntax.expressions import Unreadable
from reedbed.sql.postgres.syntax.statements import parse_statement

# Importing them registers their rules.
_RULES = (calls, casts, clauses, column_names, operators, sources, types)


def rewrite(sql: str) -> str:
    """One statement of PostgreSQL's dialect as DuckDB's; the same object when nothing in it differs.

    A statement that this package does not read, such as one in DuckDB's own SQL, is returned as it is. Parameters
    keep their numbers. Raises `SqlNotSupported`, whose detail `construct` names what DuckDB has no counterpart of.
    """
    if not triggers.may_differ(sql):
        return sql
    try:
        statement = parse_statement(sql)
    except Unreadable:
        return sql
    renderer = Renderer(sql)
    text = renderer.text(statement)
    written = ";\n".join([*renderer.before, renderer.sql[: statement.start] + text])
    return sql if written == sql else written
