"""PostgreSQL's SQL as DuckDB's: one statement in, the text that runs out.

Statements about PostgreSQL's catalog are `reedbed.sql.postgres.catalog`'s, which loads sqlglot; all others are read
and written by `syntax` and `rules`, which change the nodes that differ and keep every other character.
"""

from __future__ import annotations

import re
from typing import Final

from reedbed.errors import SqlNotSupported
from reedbed.sql.postgres import catalog, triggers
from reedbed.sql.postgres.rules import (
    calls,
    casts,
    clauses,
    column_names,
    constants,
    definitions,
    operators,
    sources,
    types,
)
from reedbed.sql.postgres.rules.rendering import Renderer
from reedbed.sql.postgres.syntax.statements import parse_statement
from reedbed.sql.postgres.syntax.walking import Unreadable

# Importing them registers their rules.
_RULES = (calls, casts, clauses, column_names, constants, operators, sources, types)

# What the catalog's trigger takes for its own and the rules here can do as well, in statements about user's tables.
_ORDINARY: Final = re.compile(
    r"""(?ix)
    \bpublic\s*\. | \bpg_catalog\s*\.\s*(?=(?:nextval|currval|setval)\b)
    | \b(?:nextval|currval|setval)\s*\(\s*(?:'[^']*'\s*::\s*regclass
        | pg_get_serial_sequence\s*\(\s*'[^']*'\s*,\s*'[^']*'\s*\))
    | \b(?:current_user|session_user|current_role|current_catalog|current_database|current_schemas?|current_setting)\b
    | ::\s*"?pg_catalog"?\s*\.\s*"?_?(?:bool|bytea|int[248]|float[48]|numeric|text|varchar|bpchar|date
        | time(?:stamp)?(?:tz)?|interval|uuid|jsonb?)\b"?
    | \b(?:version|age)\s*\( | \btxid_current\b | \bselect\s+user\b
    """,
)


def rewrite(sql: str) -> str:
    """One statement of PostgreSQL's dialect as DuckDB's; the same object when nothing in it differs.

    A statement that this package does not read, such as one in DuckDB's own SQL, is returned as it is. Parameters
    keep their numbers. One statement may become several, separated by semicolons: what has to be there before it, or
    its parts; the last of them stands for it. Raises `SqlNotSupported`, whose detail `construct` names what DuckDB
    has no counterpart of.
    """
    if not triggers.may_differ(sql):
        return sql
    verb = triggers.first_word(sql)
    try:
        if verb in definitions.VERBS:
            written = ";\n".join(definitions.definition(sql))
        elif catalog.mentions(sql) and catalog.mentions(_ORDINARY.sub(" ", sql)):
            written = _of_catalog(sql)
        else:
            written = _statement(sql)
    except Unreadable:
        return sql
    except RecursionError:
        raise SqlNotSupported("the statement is nested too deeply", construct="nesting") from None
    return sql if written == sql else written


def _statement(sql: str) -> str:
    statement = parse_statement(sql)
    renderer = Renderer(sql)
    renderer.outermost = statement
    return sql[: statement.start] + renderer.text(statement)


def _of_catalog(sql: str) -> str:
    from sqlglot.errors import SqlglotError  # noqa: PLC0415 - takes 60 ms, and only catalog queries need it

    try:
        return catalog.translate(sql)
    except SqlglotError:
        return _statement(sql)
