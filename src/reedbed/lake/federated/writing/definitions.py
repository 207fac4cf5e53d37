"""Statements about an archived table that are no rows' matter: DROP, TRUNCATE, CREATE INDEX, COMMENT, COPY, EXPLAIN."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from reedbed.engine.resolver.mentions import closing, name_at, word_at
from reedbed.engine.resolver.tokens import tokens_of
from reedbed.errors import FederatedTable
from reedbed.lake.altering import Alteration
from reedbed.lake.federated.choosing import chosen_by
from reedbed.lake.federated.on_cursor import OnCursor, stored_columns
from reedbed.lake.federated.words import end_of_name, first_word
from reedbed.lake.federation import dissolve, publish_views
from reedbed.lake.records import LakeRecords
from reedbed.sql import quote

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from reedbed.engine import Cursor, Database, Transaction
    from reedbed.engine.resolver.mentions import Name
    from reedbed.engine.resolver.tokens import Token
    from reedbed.lake.federated.work import Work
    from reedbed.lake.records import LakeTable

    Find = Callable[[Name], LakeTable | None]
    """The archived table that a name means."""
    Read = Callable[[str], str | None]
    """A query as one on live rows and chosen files; None when it stays as it is."""

# An ALTER answers with no rows; what it had to do is done by then.
_ALTERED: Final = 'SELECT 0 AS "Success" WHERE false'
_MODIFIERS: Final = frozenset({"or", "replace", "temp", "temporary", "unique", "if", "not", "exists", "unlogged"})


def emptied(work: Work, *, counts: bool) -> str:
    """Take all rows from a table, archived ones by naming no file any more; returns a statement that tells the count.

    `counts` says whether the archived rows are counted, for which their keys have to be read.
    """
    files = chosen_by(work.cursor, work.catalog, work.table, "true")
    count = work.execute(f"SELECT count(*) FROM ({work.archived(files)})")[0][0] if counts and files.count else 0
    retire(work.cursor, work.catalog, work.table, kind="truncate")
    count += work.execute(f"DELETE FROM {work.live}")[0][0]
    return f'SELECT CAST({count:d} AS BIGINT) AS "Count"'


def retire(cursor: Cursor, catalog: str, table: LakeTable, *, kind: str) -> None:
    """Name no file of a table any more, and forget its deleted keys."""
    here = OnCursor(cursor, catalog)
    database, transaction = cast("Database", here), cast("Transaction", here)
    records = LakeRecords(database)
    removed = [file.id for file in records.files(table.id)]
    generation = records.add_snapshot(transaction, table, kind, removed=removed)
    publish_views(database, transaction, table, [], generation=generation, address=str, newest=None)
    if table.key:
        here.execute(f"DELETE FROM {here.qualified('reedbed', f'lake_{table.id}_deleted')}")


def give_up(cursor: Cursor, catalog: str, table: LakeTable) -> None:
    """Make an archived table a plain one, with its live rows alone."""
    retire(cursor, catalog, table, kind="drop")
    here = OnCursor(cursor, catalog)
    database, transaction = cast("Database", here), cast("Transaction", here)
    records = LakeRecords(database)
    now = records.table(table.name)
    assert now is not None  # noqa: S101 - it was there a moment ago, in this transaction
    dissolve(database, transaction, now)
    records.forget_table(transaction, now)


def defined(cursor: Cursor, sql: str, *, catalog: str, find: Find, read: Read) -> str | None:
    """What a statement that is no write of rows becomes; None when it stays as it is."""
    tokens = tokens_of(sql)
    rule = _RULES.get(first_word(sql))
    return rule(sql, tokens, find, read, _Catalog(cursor, catalog)) if rule is not None else None


class _Catalog:
    def __init__(self, cursor: Cursor, catalog: str) -> None:
        self.cursor = cursor
        self.catalog = catalog

    def live(self, table: LakeTable) -> str:
        return f"{quote(self.catalog)}.{quote(table.live.schema)}.{quote(table.live.name)}"


def _dropped(sql: str, tokens: Sequence[Token], find: Find, read: Read, catalog: _Catalog) -> str | None:
    del sql, read
    if word_at(tokens, 1) == "table":
        index = 2
        while word_at(tokens, index) in ("if", "exists"):
            index += 1
        table = find(name_at(tokens, index)[0])
        if table is not None:
            give_up(catalog.cursor, catalog.catalog, table)
    return None


def _created(sql: str, tokens: Sequence[Token], find: Find, read: Read, catalog: _Catalog) -> str | None:
    index = 1
    while word_at(tokens, index) in _MODIFIERS:
        index += 1
    kind = word_at(tokens, index)
    if kind == "index":
        found = [place for place in range(index, len(tokens)) if word_at(tokens, place) == "on"]
        return _led_to_live(sql, tokens, found[0] + 1, find, catalog) if found else None
    if kind != "table":
        return None
    at = index + 1
    while word_at(tokens, at) in _MODIFIERS:
        at += 1
    name, after = name_at(tokens, at)
    temporary = any(word_at(tokens, each) in ("temp", "temporary") for each in range(1, index))
    table = None if temporary else find(name)
    if table is not None and "replace" in [word_at(tokens, each) for each in range(1, index)]:
        if any(token.text == table.name.name.lower() for token in tokens[after:]):
            # The query may read the table that it replaces: its rows are all live then.
            _bring_all_to_life(catalog, table)
        give_up(catalog.cursor, catalog.catalog, table)
        return None
    if table is not None:
        return _led_to_live(sql, tokens, at, find, catalog)
    while after < len(tokens) and word_at(tokens, after) != "as":
        after = closing(tokens, after) + 1 if word_at(tokens, after) == "(" else after + 1
    return _with_query_read(sql, tokens, after + 1, read) if after + 1 < len(tokens) else None


def _bring_all_to_life(catalog: _Catalog, table: LakeTable) -> None:
    """Copy all archived rows into the live table."""
    columns = ", ".join(map(quote, stored_columns(catalog.cursor, catalog.catalog, table)))
    name = f"{quote(catalog.catalog)}.{quote(table.name.schema)}.{quote(table.name.name)}"
    stage = 'temp."reedbed_whole"'
    catalog.cursor.plain_rows(
        f"CREATE OR REPLACE TEMP TABLE reedbed_whole AS SELECT {columns} FROM {name} "
        f"EXCEPT ALL SELECT {columns} FROM {catalog.live(table)}"
    )
    catalog.cursor.plain_rows(f"INSERT INTO {catalog.live(table)} ({columns}) SELECT {columns} FROM {stage}")
    catalog.cursor.plain_rows(f"DROP TABLE {stage}")


def _altered(sql: str, tokens: Sequence[Token], find: Find, read: Read, catalog: _Catalog) -> str | None:
    del read
    index = 2
    while word_at(tokens, index) in ("if", "exists", "only"):
        index += 1
    name, after = name_at(tokens, index)
    table = find(name) if word_at(tokens, 1) == "table" else None
    led = _led_to_live(sql, tokens, index, find, catalog) if table is not None else None
    if table is None or led is None:
        return None
    here = OnCursor(catalog.cursor, catalog.catalog)
    alteration = Alteration(cast("Database", here), cast("Transaction", here), table)
    words = [word_at(tokens, place) for place in range(after, len(tokens))]
    if words[:2] == ["rename", "to"]:
        alteration.rename(name_at(tokens, after + 2)[0][-1])
        return _ALTERED
    if "using" in words:
        raise FederatedTable(
            f"{str(table.name)!r} has archived rows, which are cast and not computed anew: USING has no place here.",
            hint=f"reedbed lake restore {table.name.argument}",
            table=str(table.name),
        )
    # Beside indexes, DuckDB adds columns and changes defaults, and nothing else.
    alteration.alter(
        led,
        beside_indexes=words[:1] == ["add"] or "default" in words,
        changed=table.id in catalog.cursor.changed,
    )
    if words[-3:] == ["set", "not", "null"]:
        alteration.require_no_nulls(name_at(tokens, after + (2 if words[1] == "column" else 1))[0][-1])
    return _ALTERED


def _commented(sql: str, tokens: Sequence[Token], find: Find, read: Read, catalog: _Catalog) -> str | None:
    del read
    if word_at(tokens, 2) == "table":
        return _led_to_live(sql, tokens, 3, find, catalog)
    if word_at(tokens, 2) == "column":
        name, _ = name_at(tokens, 3)
        table = find(name[:-1]) if len(name) > 1 else None
        if table is not None:
            source = sql.encode()
            # The name without its last part: the column.
            end = tokens[3 + 2 * (len(name) - 2)].start
            return (
                source[: tokens[3].start] + catalog.live(table).encode() + source[end_of_name(source, end) :]
            ).decode()
    return None


def _copied(sql: str, tokens: Sequence[Token], find: Find, read: Read, catalog: _Catalog) -> str | None:
    if word_at(tokens, 1) == "(":
        return _with_query_read(sql, tokens, 2, read, end=closing(tokens, 1))
    _, after = name_at(tokens, 1)
    if word_at(tokens, after) == "(":
        after = closing(tokens, after) + 1
    return _led_to_live(sql, tokens, 1, find, catalog) if word_at(tokens, after) == "from" else None


def _kept_up(sql: str, tokens: Sequence[Token], find: Find, read: Read, catalog: _Catalog) -> str | None:
    del read
    index = 1
    while word_at(tokens, index) in ("analyze", "full", "verbose"):
        index += 1
    return _led_to_live(sql, tokens, index, find, catalog)


def _led_to_live(sql: str, tokens: Sequence[Token], index: int, find: Find, catalog: _Catalog) -> str | None:
    """The text with the name that begins at a token as that of the live table."""
    name, after = name_at(tokens, index)
    table = find(name) if name else None
    if table is None:
        return None
    source = sql.encode()
    end = end_of_name(source, tokens[after - 1].start)
    return (source[: tokens[index].start] + catalog.live(table).encode() + source[end:]).decode()


def _with_query_read(
    sql: str, tokens: Sequence[Token], index: int, read: Read, *, end: int | None = None
) -> str | None:
    """The text with the query in it that begins at a token as one on chosen files."""
    source = sql.encode()
    start = tokens[index].start
    stop = len(source.rstrip().rstrip(b";")) if end is None else _closing_byte(source, tokens, end)
    if start < 0 or stop is None:
        return None
    query = read(source[start:stop].decode())
    return None if query is None else (source[:start] + query.encode() + source[stop:]).decode()


def _closing_byte(source: bytes, tokens: Sequence[Token], index: int) -> int | None:
    """Where the parenthesis stands that is a token; such tokens do not say so themselves."""
    following = next((token.start for token in tokens[index + 1 :] if token.start >= 0), len(source))
    found = source.rfind(b")", 0, following)
    return None if found < 0 else found


_RULES: Final[Mapping[str, Callable[[str, Sequence[Token], Find, Read, _Catalog], str | None]]] = {
    "drop": _dropped,
    "create": _created,
    "alter": _altered,
    "comment": _commented,
    "copy": _copied,
    "vacuum": _kept_up,
    "analyze": _kept_up,
}
