"""INSERT … ON CONFLICT of several rows, so that none of them meets another one of the same statement.

PostgreSQL refuses a DO UPDATE of that kind (21000). DuckDB keeps the first of the rows and says nothing, so the rows
are counted by their keys on the way in. Rows with a NULL in their key conflict with nothing in PostgreSQL; DuckDB takes
those of one statement for alike and loses all but one, with DO NOTHING too: such statements are refused. A single row,
the usual case, is left as it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from reedbed.errors import SqlNotSupported, SqlSyntaxError
from reedbed.pgserver.names import in_schema
from reedbed.pgserver.parameters import describe
from reedbed.pgserver.parameters.samples import described
from reedbed.sql import literal, quote
from reedbed.sql.postgres.brackets import closing
from reedbed.sql.postgres.brackets import depths as depths_of
from reedbed.sql.postgres.lexing import NAMES, Token, name_value, tokens
from reedbed.store.schema import stored_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.engine import Cursor

_CONFLICT: Final = re.compile(r"\bconflict\b", re.IGNORECASE)
_COUNT: Final = "rows of this key"
_FAILURE: Final = "21000: ON CONFLICT DO UPDATE command cannot affect row a second time"
_NULLS: Final = "0A000: ON CONFLICT of several rows that have NULL in their key is not supported"
_UNLIKE: Final = ("nextval(", "uuid(", "gen_random_uuid(", "uuidv4(", "uuidv7(")
"""Calls in a default that give every row another value."""
# The rows of a table with archived ones lie in one of another name, which has the keys.
# A conflict that names no columns is with the only key of the table.
_KEYS: Final = """
    SELECT constraint_column_names, schema_name FROM duckdb_constraints()
    WHERE constraint_type IN ('PRIMARY KEY', 'UNIQUE') AND {place}
    AND lower(table_name) IN {names}
    UNION ALL
    SELECT string_split(trim(expressions, '[]'), ', '), schema_name FROM duckdb_indexes()
    WHERE is_unique AND lower(table_name) IN {names} AND {place}"""
_MAY_BE_NULL: Final = """
    SELECT count(*) FROM duckdb_columns()
    WHERE is_nullable AND lower(table_name) IN {names} AND lower(column_name) IN ({columns})
    AND {place}"""
_DEFAULTS: Final = """
    SELECT coalesce(column_default, 'NULL') FROM duckdb_columns()
    WHERE lower(table_name) IN {names} AND lower(column_name) = {column} AND {place}
    ORDER BY table_name DESC"""


_NO_KEY: Final = "There are no UNIQUE/PRIMARY KEY constraints that refer to this table"
_NOTHING: Final = ["on", "conflict", "do", "nothing"]


class _Upsert(NamedTuple):
    """Where the parts of the statement stand in its tokens; `columns` and `keys` are None when none are written."""

    insert: int
    name: tuple[str, ...]
    table: str
    list_start: int
    columns: list[str] | None
    source: int
    end: int
    keys: list[str] | None
    updates: bool


def may_meet(sql: str) -> bool:
    """Whether a text may be such a statement."""
    return _CONFLICT.search(sql) is not None


def without_conflicts(sql: str, failure: str) -> str | None:
    """The INSERT without its ON CONFLICT DO NOTHING, after the engine said that its table has no key; else None."""
    if _NO_KEY not in failure:
        return None
    words = list(tokens(sql))
    for at in range(len(words) - 3):
        if [each.folded for each in words[at : at + 4]] == _NOTHING:
            return f"{sql[: words[at].start]}{sql[words[at + 3].end :]}"
    return None


def with_keys_counted(sql: str, cursor: Cursor) -> str:
    """The statement that fails when two of its rows have one key; the same when that cannot be.

    Raises `SqlNotSupported` where it cannot be told. Nothing is run.
    """
    words = list(tokens(sql))
    upsert = _read(words)
    given = None if upsert is None else _given(sql, words, upsert, cursor)
    if upsert is None or given is None:
        return sql
    for keys in _keys(upsert, cursor):
        if upsert.updates or _may_be_null(upsert, keys, cursor):
            sql = _counted(sql, words, upsert, given, keys=keys, cursor=cursor)
            if not upsert.updates:
                # One key with NULLs after the other would count the rows that the first count gives.
                break
    return sql


def _counted(
    sql: str, words: Sequence[Token], upsert: _Upsert, given: tuple[list[str], str], *, keys: list[str], cursor: Cursor
) -> str:
    columns, source = given
    named = [each.casefold() for each in columns]
    missing = [key for key in keys if key.casefold() not in named]
    if missing:
        if any(_differs_by_row(upsert, key, cursor) for key in missing):
            return sql
        raise _unknowable(f"the column {missing[0]}, which the statement gives no value")
    guarded = _guarded(upsert, source, keys, [named.index(key.casefold()) for key in keys], cursor)
    before, listed = sql[: words[upsert.list_start].start], ", ".join(map(quote, columns))
    return f"{before.rstrip()} ({listed}) {guarded} {sql[words[upsert.end].start :]}"


def _given(sql: str, words: Sequence[Token], upsert: _Upsert, cursor: Cursor) -> tuple[list[str], str] | None:
    """The columns that get values and the query that gives them; None when it gives one row."""
    source = sql[words[upsert.source].start : words[upsert.end].start].rstrip()
    first = words[upsert.source].folded
    if first == "default":
        return None
    if first == "by":
        raise _unknowable("BY NAME")
    columns = upsert.columns
    if first != "values":
        head = sql[: words[upsert.insert].start]
        if columns is None:
            columns = _all_columns(upsert, cursor)[: len(describe(f"{head} SELECT * FROM ({source})", cursor) or ())]
        return columns, source
    rows = _rows(sql, words, upsert.source + 1, upsert.end)
    if len(rows) <= 1:
        return None
    if any(cell.casefold() == "default" for row in rows for cell in row):
        columns, rows = _without_defaults(upsert, rows, cursor)
    columns = columns or _all_columns(upsert, cursor)[: len(rows[0])]
    return columns, _typed(upsert, columns, rows, cursor)


def _guarded(upsert: _Upsert, source: str, keys: Sequence[str], places: Sequence[int], cursor: Cursor) -> str:
    kinds = _types(upsert, keys, cursor)
    given = ", ".join(f'"reedbed {place}"' for place in range(max(places) + 1))
    names = [f'"reedbed {place}"' for place in places]
    parts = ", ".join(f"CAST({name} AS {kind})" for name, kind in zip(names, kinds, strict=True))
    # Rows with a NULL in their key conflict with nothing. DuckDB takes them for alike and loses all but one.
    known = " AND ".join(f"{name} IS NOT NULL" for name in names)
    return (
        f'SELECT * EXCLUDE ("{_COUNT}") FROM (SELECT *, count(*) OVER (PARTITION BY {parts}) AS "{_COUNT}" '
        f"FROM ({source}) AS reedbed_given({given})) "
        f'WHERE CASE WHEN "{_COUNT}" = 1 THEN true '
        f"WHEN {known} THEN {f'error({literal(_FAILURE)})' if upsert.updates else 'true'} "
        f"ELSE error({literal(_NULLS)}) END"
    )


def _read(words: Sequence[Token]) -> _Upsert | None:
    """The parts of the statement; None for another one."""
    depths = depths_of(words)
    top = [place for place, depth in enumerate(depths) if depth == 0]
    into = next((place for place in top if words[place].folded == "into"), None)
    ends = [p for p in top[:-1] if words[p].folded == "on" and words[p + 1].folded == "conflict"]
    if into is None or not ends or into + 1 >= ends[-1]:
        return None
    insert = max((place for place in top if place < into and words[place].folded == "insert"), default=0)
    end = ends[-1]
    act = next((place for place in top if place > end and words[place].folded == "do"), None)
    if act is None or act + 1 >= len(words) or words[act + 1].folded not in {"update", "nothing"}:
        return None
    place = into + 2
    while words[place].text == "." and words[place + 1].kind in NAMES:
        place += 2
    name = tuple(name_value(word) for word in words[into + 1 : place] if word.text != ".")
    table = ".".join(map(quote, name))
    if words[place].folded == "as":
        place += 2
    list_start, columns = place, None
    if words[place].text == "(" and words[place + 1].kind in NAMES and words[place + 2].text in {",", ")"}:
        close = closing(depths, place)
        columns = [name_value(word) for word in words[place + 1 : close] if word.text != ","]
        place = close + 1
    keys = None
    if words[end + 2].text == "(":
        inside = words[end + 3 : closing(depths, end + 2)]
        keys = [name_value(word) for word in inside if word.text != ","]
        if any(word.kind not in NAMES and word.text != "," for word in inside):
            raise _unknowable("an expression")
    return _Upsert(insert, name, table, list_start, columns, place, end, keys, words[act + 1].folded == "update")


def _rows(sql: str, words: Sequence[Token], start: int, end: int) -> list[list[str]]:
    """The texts of the values, row by row."""
    depths = depths_of(words)
    rows: list[list[str]] = []
    place = start
    while place < end and words[place].text == "(":
        close = closing(depths, place)
        inner = depths[place] + 1
        commas = [p for p in range(place + 1, close) if words[p].text == "," and depths[p] == inner]
        starts, stops = [place, *commas], [*commas, close]
        rows.append([sql[words[a].end : words[b].start].strip() for a, b in zip(starts, stops, strict=True)])
        place = close + 2
    return rows


def _without_defaults(
    upsert: _Upsert, rows: Sequence[Sequence[str]], cursor: Cursor
) -> tuple[list[str], list[list[str]]]:
    """Columns and rows without the columns that have their default in every row."""
    names = upsert.columns or _all_columns(upsert, cursor)
    kept = [place for place in range(len(rows[0])) if any(row[place].casefold() != "default" for row in rows)]
    if not kept or any(row[place].casefold() == "default" for row in rows for place in kept):
        raise _unknowable("a column that has its DEFAULT in some rows only")
    return [names[place] for place in kept], [[row[place] for place in kept] for row in rows]


def _typed(upsert: _Upsert, columns: Sequence[str], rows: Sequence[Sequence[str]], cursor: Cursor) -> str:
    """VALUES of the columns' types: as values of an INSERT they need not be alike, as rows of a query they do."""
    kinds = _types(upsert, columns, cursor)
    if any(len(row) != len(kinds) for row in rows):
        raise SqlSyntaxError("VALUES lists must all be the same length")
    cells = (", ".join(f"CAST({cell} AS {kind})" for cell, kind in zip(row, kinds, strict=True)) for row in rows)
    return "VALUES " + ", ".join(f"({row})" for row in cells)


def _types(upsert: _Upsert, columns: Sequence[str], cursor: Cursor) -> list[str]:
    listed = ", ".join(map(quote, columns))
    return [kind for _, kind in described(f"SELECT {listed} FROM {upsert.table}", cursor, (), {})]


def _all_columns(upsert: _Upsert, cursor: Cursor) -> list[str]:
    return [name for name, _ in described(f"SELECT * FROM {upsert.table}", cursor, (), {})]


def _keys(upsert: _Upsert, cursor: Cursor) -> list[list[str]]:
    """The columns of the keys that rows may conflict by: the one that is named, or all of the table.

    A DO UPDATE that names none needs a table with one key; the engine refuses others.
    """
    if upsert.keys is not None:
        return [upsert.keys]
    found = cursor.rows(_KEYS.format(names=stored_names(upsert.name[-1].casefold()), place=in_schema(upsert.name)))
    if len({schema for _, schema in found}) > 1:
        raise _unknowable("a table whose name is in several schemas")
    keys = [[each.strip('"') for each in columns] for columns, _ in found]
    return [] if upsert.updates and len(keys) != 1 else keys


def _may_be_null(upsert: _Upsert, keys: list[str], cursor: Cursor) -> bool:
    listed = ", ".join(literal(key.casefold()) for key in keys)
    names = stored_names(upsert.name[-1].casefold())
    return bool(cursor.rows(_MAY_BE_NULL.format(names=names, columns=listed, place=in_schema(upsert.name)))[0][0])


def _differs_by_row(upsert: _Upsert, column: str, cursor: Cursor) -> bool:
    found = cursor.rows(
        _DEFAULTS.format(
            names=stored_names(upsert.name[-1].casefold()),
            column=literal(column.casefold()),
            place=in_schema(upsert.name),
        )
    )
    return bool(found) and all(any(call in str(row[0]).casefold() for call in _UNLIKE) for row in found)


def _unknowable(what: str) -> SqlNotSupported:
    return SqlNotSupported(
        f"ON CONFLICT of several rows cannot be checked for {what}",
        hint="Insert the rows one at a time, or name the columns of the key and give each a value.",
        construct="ON CONFLICT",
    )
