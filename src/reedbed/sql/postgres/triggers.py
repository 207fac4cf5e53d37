"""Whether a statement may mean something else in DuckDB, decided from its words before anything is read.

The words of a short text take a few microseconds; reading it takes twenty times as long.
"""

from __future__ import annotations

import re
from typing import Final

from reedbed.sql.postgres import catalog
from reedbed.sql.postgres.rules.types import MISSING, TYPES
from reedbed.sql.postgres.syntax.words import DUCKDB_RESERVED, VALUE_WORDS

_FIRST_WORD: Final = re.compile(r"(?:\s|--[^\n]*\n|/\*.*?\*/)*\(*\s*([A-Za-z]+)", re.DOTALL)
_SHARED: Final = frozenset(
    {"select", "with", "values", "table", "insert", "update", "delete", "create", "alter", "drop", "truncate"}
)
"""First words of statements that PostgreSQL and DuckDB share; all others are DuckDB's own, or commands."""
_PLAIN: Final = frozenset({"select", "insert", "update", "delete"})

# Everything but words, places of parameters, commas, comparisons, plain strings, and parentheses of lists.
_UNUSUAL: Final = re.compile(
    r"""
      [/%~@#?&|^\[\]{}\\!:]      # division, patterns, operators of JSON and arrays, casts, escapes
    | -> | -- | \)\s*[=<>]
    | [\w"]\(  | \b(?i:(?!values|in|and|or|not|into|where|on|set|by)\w+)\s+\(   # calls
    | \$(?!\d) | [eEuUbBxXnN]' | \d[eExXoO_bB]
    """,
    re.VERBOSE,
)
_NAME: Final = r'(?:[a-z_][a-z0-9_]*|"[^"]+")'
_COLUMN: Final = rf"(?:{_NAME}\.)*(?:{_NAME}|\*)(?:\s+as\s+{_NAME})?"
# A select list of columns, whose names are the columns' own. An alias without AS makes it another list.
_PLAIN_LIST: Final = re.compile(rf"\s*select\s+(?:distinct\s+)?{_COLUMN}(?:\s*,\s*{_COLUMN})*\s+from\s", re.IGNORECASE)
_TARGET: Final = re.compile(rf"\s*insert\s+into\s+(?:{_NAME}\.)*{_NAME}\s*\(", re.IGNORECASE)
_WORD: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_STRING: Final = re.compile(r"'[^']*'")
_KEYWORDS: Final = frozenset(
    """
    select from where and or not null is in between limit offset order group by having asc desc nulls first last as on
    join inner left right full outer cross union distinct except intersect true false insert into values update set
    delete default exists
    """.split()  # noqa: SIM905 - words are read as words
)
_DECIDING: Final = (
    frozenset(
        """
        for fetch similar like ilike any some all cast extract interval date time timestamp timestamptz array row only
        tablesample conflict overriding collate escape symmetric isnull notnull overlaps operator returning using
        into_ unnest user current window case public natural ctid
        """.split()  # noqa: SIM905 - words are read as words
    )
    | frozenset(TYPES)
    | MISSING
    | VALUE_WORDS
    | (DUCKDB_RESERVED - {"by"})
) - {"name", "char", "character"}
_OF_CATALOG: Final = ("pg_", "information_schema", "oid")
# Names of types are names of columns more often; in casts they come with `::` or CAST.


def first_word(sql: str) -> str:
    """The word that a statement begins with, in lower case; empty when it begins with something else."""
    found = _FIRST_WORD.match(sql)
    return found[1].lower() if found else ""


def may_differ(sql: str) -> bool:  # noqa: PLR0911 - one return for each reason
    """Whether a statement has to be read; a wrong yes costs time only."""
    verb = first_word(sql)
    if verb not in _SHARED:
        return False
    if verb not in _PLAIN:
        return True
    if "\\" in sql:
        return True
    bare = _STRING.sub("''", sql) if "'" in sql else sql
    target = _TARGET.match(bare) if verb == "insert" else None
    if _UNUSUAL.search(bare, target.end() if target else 0) is not None:
        return True
    if verb == "select" and _PLAIN_LIST.match(bare) is None:
        return True
    words = _WORD.findall(bare)
    lowered = [word.lower() for word in words]
    if not _DECIDING.isdisjoint(lowered) or lowered.count("select") > 1 or (verb == "select" and "into" in lowered):
        return True
    # PostgreSQL folds names that are not quoted; keywords may be written as one likes.
    if any(word not in _KEYWORDS for word, written in zip(lowered, words, strict=True) if word != written):
        return True
    # Its functions and casts are unusual already.
    return any(word.startswith(_OF_CATALOG) for word in lowered) and catalog.mentions(sql)
