"""Command tags: what PostgreSQL says after a statement, from the statement's first words and its rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_COUNTED: Final = frozenset({"SELECT", "UPDATE", "DELETE", "MERGE", "FETCH", "MOVE", "COPY"})
_ROW_READING: Final = frozenset(
    {"WITH", "VALUES", "FROM", "TABLE", "PIVOT", "UNPIVOT", "SUMMARIZE", "DESCRIBE", "DESC"}
)
_WORD: Final = re.compile(r"(?:\s+|--[^\n]*(?:\n|$)|/\*.*?\*/|\()*([A-Za-z_]+)", re.DOTALL)
_SKIPPED: Final = frozenset(
    {"OR", "REPLACE", "TEMP", "TEMPORARY", "UNLOGGED", "UNIQUE", "GLOBAL", "LOCAL", "PERSISTENT", "RECURSIVE"}
)
_OBJECTS: Final = frozenset({"CREATE", "DROP", "ALTER"})
_TWO_WORDS: Final = {"MATERIALIZED": "VIEW", "FOREIGN": "TABLE"}
_WRITING: Final = {"INSERT": "INSERT", "UPDATE": "UPDATE", "DELETE": "DELETE", "MERGE_INTO": "MERGE"}
_SPELLINGS: Final = {"MACRO": "FUNCTION", "DESC": "DESCRIBE", "TRUNCATE": "TRUNCATE TABLE"}


def command_words(sql: str, kind: str) -> str:
    """The tag of a statement without its count, such as `INSERT`, `CREATE TABLE` or `SELECT`.

    `kind` is DuckDB's name for the statement, which sees through WITH and parentheses.
    """
    if kind in {"SELECT", "RELATION"}:
        return "SELECT"
    words = _words(sql)
    first = next(words, kind)
    # DuckDB takes TRUNCATE for a DELETE, and the dialect writes one for an ALTER TABLE that changes nothing.
    if kind in _WRITING and first not in {"TRUNCATE", "ALTER"}:
        return _WRITING[kind]
    if first in _ROW_READING:
        return "SELECT"
    return _object_words(first, words, sql) if first in _OBJECTS else _SPELLINGS.get(first, first)


def _object_words(first: str, words: Iterator[str], sql: str) -> str:
    named = next((word for word in words if word not in _SKIPPED), "")
    if named in _TWO_WORDS:
        named = f"{named} {_TWO_WORDS[named]}"
    if first == "CREATE" and named == "TABLE" and _makes_rows(sql):
        return "SELECT" if _NO_DATA.search(sql) is None else "CREATE TABLE AS"
    return f"{first} {_SPELLINGS.get(named, named)}".rstrip()


def _words(sql: str) -> Iterator[str]:
    place = 0
    while found := _WORD.match(sql, place):
        yield found[1].upper()
        place = found.end()


_AS_QUERY: Final = re.compile(r"\bAS\s*\(?\s*(SELECT|WITH|VALUES|FROM|TABLE|PIVOT)\b", re.IGNORECASE)


_NO_DATA: Final = re.compile(r"\bWITH\s+NO\s+DATA\s*;?\s*\Z", re.IGNORECASE)


def _makes_rows(sql: str) -> bool:
    """Whether a CREATE TABLE is one AS a query."""
    return _AS_QUERY.search(sql) is not None


def tag(words: str, rows: int) -> str:
    """The whole tag: with a count where PostgreSQL gives one."""
    if words == "INSERT":
        return f"INSERT 0 {rows}"
    if words in _COUNTED:
        return f"{words} {rows}"
    return words
