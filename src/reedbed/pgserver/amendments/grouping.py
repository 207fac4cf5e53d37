"""GROUP BY the primary key of a table, which PostgreSQL takes for all columns of that table.

They hang on the key, so naming them in GROUP BY as well makes the same groups. DuckDB asks for that, and the door does
it when a statement has failed for want of it: Django groups by nothing but keys.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from reedbed.pgserver.names import in_schema
from reedbed.sql import literal, quote
from reedbed.sql.postgres.brackets import depths as depths_of
from reedbed.sql.postgres.lexing import NAMES, Token, TokenKind, name_value, tokens
from reedbed.store.schema import stored_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reedbed.engine import Cursor

_UNGROUPED: Final = re.compile(r'column "?.+"? must appear in the GROUP BY clause', re.IGNORECASE)
_ENDS_GROUPS: Final = frozenset(
    {
        "having",
        "order",
        "limit",
        "offset",
        "fetch",
        "window",
        "union",
        "except",
        "intersect",
        "qualify",
        "for",
        ")",
        ";",
    }
)
_NO_ALIAS: Final = frozenset(
    """
    on using join inner left right full outer cross natural where group having order limit offset window union except
    intersect lateral fetch for tablesample set returning
    """.split()  # noqa: SIM905 - words are read as words
)
_KEYS: Final = """
    SELECT constraint_column_names FROM duckdb_constraints()
    WHERE constraint_type = 'PRIMARY KEY' AND lower(table_name) IN {names} AND {schema}"""
_COLUMNS: Final = "SELECT column_name FROM duckdb_columns() WHERE lower(table_name) = {table} AND {schema}"


class _Table(NamedTuple):
    """A table of FROM: its name with its schema, and the name by which the statement calls it."""

    name: tuple[str, ...]
    alias: str


def with_dependents(sql: str, failure: str, cursor: Cursor) -> str | None:
    """The statement that groups by the columns as well that hang on a key; None when that is not why it failed."""
    if _UNGROUPED.search(failure) is None:
        return None
    words = list(tokens(sql))
    depths = depths_of(words)
    mentioned = {name_value(word).casefold() for word in words if word.kind in NAMES}
    pieces: list[str] = []
    place = 0
    for start, end in _groups(words, depths):
        added = list(_added(words, depths, (start, end), mentioned, cursor))
        if added:
            at = words[end - 1].end
            pieces.append(f"{sql[place:at]}, {', '.join(added)}")
            place = at
    return "".join(pieces) + sql[place:] if pieces else None


def _groups(words: Sequence[Token], depths: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Where the list of each GROUP BY begins and ends."""
    for place in range(len(words) - 2):
        if words[place].folded == "group" and words[place + 1].folded == "by":
            depth = depths[place]
            end = place + 2
            while end < len(words) and depths[end] >= depth:
                if (
                    depths[end] == depth
                    and words[end].folded in _ENDS_GROUPS
                    and words[end].kind is not TokenKind.QUOTED
                ):
                    break
                end += 1
            if end > place + 2:
                yield place + 2, end


def _added(
    words: Sequence[Token], depths: Sequence[int], group: tuple[int, int], mentioned: set[str], cursor: Cursor
) -> Iterator[str]:
    select = _back(words, depths, group[0] - 2, "select")
    source = _back(words, depths, group[0] - 2, "from")
    if select is None or source is None or source < select:
        return
    listed = _split(words, depths, select + 1, source)
    grouped: set[tuple[str, ...]] = set()
    for start, end in _split(words, depths, *group):
        name = _column(words, start, end)
        if name is None and end == start + 1 and words[start].text.isdigit() and int(words[start].text) <= len(listed):
            name = _column(words, *listed[int(words[start].text) - 1])
        if name is not None:
            grouped.add(name)
    for table in _tables(words, depths, source, group[0] - 2):
        key = _key(table, cursor)
        if not key or not all(_is_grouped(table, column, grouped) for column in key):
            continue
        for column in _columns(table, cursor):
            if column.casefold() in mentioned and not _is_grouped(table, column, grouped):
                yield f"{quote(table.alias)}.{quote(column)}"


def _is_grouped(table: _Table, column: str, grouped: set[tuple[str, ...]]) -> bool:
    folded = column.casefold()
    return (folded,) in grouped or (table.alias.casefold(), folded) in grouped


def _back(words: Sequence[Token], depths: Sequence[int], place: int, word: str) -> int | None:
    """The last such word before a place, at the same depth of brackets and in the same query."""
    depth = depths[place]
    while place >= 0 and depths[place] >= depth:
        if depths[place] == depth and words[place].folded == word and words[place].kind is TokenKind.WORD:
            return place
        place -= 1
    return None


def _split(words: Sequence[Token], depths: Sequence[int], start: int, end: int) -> list[tuple[int, int]]:
    """The places between commas."""
    depth = depths[start]
    commas = [place for place in range(start, end) if words[place].text == "," and depths[place] == depth]
    return list(zip([start, *(comma + 1 for comma in commas)], [*commas, end], strict=True))


def _column(words: Sequence[Token], start: int, end: int) -> tuple[str, ...] | None:
    """The name of a column, with its table's when it is written; an alias may follow."""
    if start >= end or words[start].kind not in NAMES:
        return None
    place = start + 1
    while place + 1 < end and words[place].text == "." and words[place + 1].kind in NAMES:
        place += 2
    if place < end and words[place].folded != "as" and words[place].kind not in NAMES:
        return None
    parts = tuple(name_value(word).casefold() for word in words[start:place] if word.text != ".")
    return parts[-2:]


def _tables(words: Sequence[Token], depths: Sequence[int], source: int, end: int) -> Iterator[_Table]:
    depth = depths[source]
    for place in range(source, end):
        if depths[place] != depth or words[place].folded not in {"from", "join", ","}:
            continue
        if place + 1 >= end or words[place + 1].kind not in NAMES or words[place + 1].folded == "lateral":
            continue
        after = place + 2
        while after + 1 < end and words[after].text == "." and words[after + 1].kind in NAMES:
            after += 2
        name = tuple(name_value(word) for word in words[place + 1 : after] if word.text != ".")
        if after < end and words[after].folded == "as":
            after += 1
        has_alias = after < end and words[after].kind in NAMES and words[after].folded not in _NO_ALIAS
        yield _Table(name, name_value(words[after]) if has_alias else name[-1])


def _found(query: str, table: _Table, cursor: Cursor) -> list[object]:
    name = table.name[-1].casefold()
    sql = query.format(table=literal(name), names=stored_names(name), schema=in_schema(table.name))
    return [row[0] for row in cursor.rows(sql)]


def _key(table: _Table, cursor: Cursor) -> list[str]:
    """The columns of the primary key; none where there is none, or the table is not the only one of its name."""
    found = _found(_KEYS, table, cursor)
    return [str(column) for column in found[0]] if len(found) == 1 and isinstance(found[0], list) else []


def _columns(table: _Table, cursor: Cursor) -> list[str]:
    return [str(column) for column in _found(_COLUMNS, table, cursor)]
