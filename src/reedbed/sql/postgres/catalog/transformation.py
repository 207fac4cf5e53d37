"""The pass over one statement, and the same for texts: what runs, and the types of what it answers."""

from __future__ import annotations

import itertools
import re
from functools import lru_cache

import sqlglot
from sqlglot import exp

from reedbed.sql.postgres.catalog.queries import expressions, query, source
from reedbed.sql.postgres.catalog.scope import UNKNOWN, Scope
from reedbed.sql.postgres.lexing import TokenKind, tokens

# sqlglot cannot read an array of a type that it does not know; PostgreSQL's own name of it reads like any other.
_ARRAY_CAST = re.compile(
    r"(::\s*(?:pg_catalog\.)?)(oid|name|xid|reg(?:class|type|proc|role|namespace|procedure))\s*\[\s*\]", re.IGNORECASE
)
# `AS select` names a column, as Metabase asks for privileges; what sqlglot reads is the beginning of a query.
_SELECT_AS_NAME = re.compile(r"(\bAS\s+)SELECT(?=\s*(?:,|\)|\bFROM\b))", re.IGNORECASE)


def readable(text: str) -> str:
    """The text, with array casts and names spelled so that sqlglot reads them, and parameters apart from what follows.

    sqlglot takes `$1,$2` for the beginning of a string in dollar quotes.
    """
    if "$" in text:
        ends = [0, *(token.end for token in tokens(text) if token.kind is TokenKind.PARAMETER), len(text)]
        text = " ".join(text[start:end] for start, end in itertools.pairwise(ends))
    if _SELECT_AS_NAME.search(text) is not None:
        text = _with_names_quoted(text)
    return _ARRAY_CAST.sub(r"\1_\2", text)


def _with_names_quoted(text: str) -> str:
    """The text with `select` in quotes where it names a column; strings and comments stay as they are."""
    found = list(tokens(text))
    for before, token, after in reversed(list(zip(found, found[1:], found[2:], strict=False))):
        if (before.folded, token.folded) == ("as", "select") and after.folded in {",", ")", "from"}:
            text = f'{text[: token.start]}"select"{text[token.end :]}'
    return text


def transform(tree: exp.Expression) -> exp.Expression:
    """Rewrite a parsed statement of PostgreSQL's so that DuckDB answers it from `reedbed_catalog`."""
    return _converted(tree.copy())[0]


def result_types(text: str) -> tuple[str | None, ...] | None:
    """PostgreSQL's type of each column of a query's answer by its name there (`oid`, `name`, `text[]`).

    None in a place means that DuckDB's type tells, and `oid` where that is UINTEGER; None for all that the columns
    themselves cannot be known, or that the text is no single query.
    """
    try:
        return _types(text)
    except sqlglot.errors.SqlglotError:
        return None


@lru_cache(maxsize=512)
def _types(text: str) -> tuple[str | None, ...] | None:
    columns = _converted(sqlglot.parse_one(readable(text), read="postgres"))[1]
    return None if columns is None or UNKNOWN in columns else tuple(columns.values())


def translate(text: str) -> str:
    """A text of PostgreSQL's as DuckDB's, by this pass alone."""
    return transform(sqlglot.parse_one(readable(text), read="postgres")).sql(dialect="duckdb")


def _converted(tree: exp.Expression) -> tuple[exp.Expression, dict[str, str | None] | None]:
    if isinstance(tree, exp.Query):
        return tree, query(tree, None, outermost=True)
    scope = Scope()
    for child in list(tree.iter_expressions()):
        if isinstance(child, exp.Query):
            query(child, scope)
        elif isinstance(child, exp.Table):
            source(child, scope)
        elif not isinstance(child, exp.DataType):
            expressions(child, scope)
    return tree, None
