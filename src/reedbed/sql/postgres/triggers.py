"""Whether a statement may mean something else in DuckDB, decided from its words before anything is read.

The words of a text take a microsecond or two; reading it takes a hundred times as long.
"""

from __future__ import annotations

import re
from typing import Final

from reedbed.sql.postgres import catalog
from reedbed.sql.postgres.rules.types import MISSING, TYPES
from reedbed.sql.postgres.syntax.words import DUCKDB_RESERVED, VALUE_WORDS

_FIRST_WORD: Final = re.compile(r"(?:\s|--[^\n]*\n|/\*.*?\*/)*\(*\s*([A-Za-z]+)", re.DOTALL)
_READ: Final = frozenset(
    {"select", "with", "values", "table", "insert", "update", "delete", "create", "alter", "drop", "truncate", "merge"}
)
"""First words of statements that PostgreSQL and DuckDB share; all others are DuckDB's own, or commands."""

_WORD: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_$]*")
# Division, patterns, JSON, casts, conditions on arrays, strings with escapes, parentheses of calls.
_SYMBOLS: Final = re.compile(r"[/%~@#?&|^\\\[{$(]|->|::|'\s*'|0[xXbBoO]|\d_\d")
_NAMES: Final = r'(?:[a-z_][a-z0-9_]*|"[^"]+")'
# A select list of columns and aliases, whose names are the columns' own.
_COLUMN: Final = rf"(?:{_NAMES}\.)*(?:{_NAMES}|\*)(?:\s+as\s+{_NAMES})?"
_PLAIN_SELECT: Final = re.compile(rf"select\s+(?:distinct\s+)?{_COLUMN}(?:\s*,\s*{_COLUMN})*\s+from\s")
_PLAIN_WORDS: Final = frozenset(
    """
    select from where and or not null is in between like limit offset order group by having asc desc nulls first last
    as on join inner left right full outer cross using union all distinct except intersect true false insert into
    values update set delete returning default exists case when then else end
    """.split()  # noqa: SIM905 - words are read as words
)
_TRIGGERS: Final = (
    frozenset(
        """
        for fetch similar ilike like any some all cast extract interval date time timestamp timestamptz array row values
        only tablesample serial identity generated conflict overriding returning collate escape symmetric isnull notnull
        overlaps operator xmlparse e u lambda pivot qualify into unnest
        """.split()  # noqa: SIM905 - words are read as words
    )
    | frozenset(TYPES)
    | MISSING
    | VALUE_WORDS
    | (DUCKDB_RESERVED - {"by"})
)


def first_word(sql: str) -> str:
    """The word that a statement begins with, in lower case; empty when it begins with something else."""
    found = _FIRST_WORD.match(sql)
    return found[1].lower() if found else ""


def may_differ(sql: str) -> bool:
    """Whether a statement has to be read; a wrong yes costs time only."""
    verb = first_word(sql)
    if verb not in _READ:
        return False
    if verb not in {"select", "insert", "update", "delete"}:
        return True
    lowered = sql.lower()
    if _SYMBOLS.search(sql) is not None and not _harmless_symbols(sql):
        return True
    if lowered != sql and not _keywords_alone(sql):
        return True
    if verb == "select" and (_PLAIN_SELECT.match(lowered) is None or lowered.count("select") > 1):
        return True
    words = set(_WORD.findall(lowered))
    return not words.isdisjoint(_DECIDING) or catalog.mentions(sql)


_DECIDING: Final = _TRIGGERS - {"values", "returning", "all"}
_PARAMETER: Final = re.compile(r"\$\d+")
_TUPLES: Final = re.compile(r"(?:\bvalues|\bin|,|\binto\s+[\w.\"]+)\s*\($")


def _harmless_symbols(sql: str) -> bool:
    """Whether the symbols are parameters and the parentheses of VALUES, IN and column lists alone."""
    bare = _PARAMETER.sub("", sql)
    for found in _SYMBOLS.finditer(bare):
        if found[0] != "(" or _TUPLES.search(bare[: found.end()].lower()) is None:
            return False
    return True


def _keywords_alone(sql: str) -> bool:
    """Whether capitals are in keywords and in strings alone: other words are folded by PostgreSQL."""
    return all(
        word.lower() in _PLAIN_WORDS for word in _WORD.findall(re.sub(r"'[^']*'", "", sql)) if not word.islower()
    )
