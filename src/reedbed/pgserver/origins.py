"""The table and the column behind each column of an answer, which RowDescription tells where they are plain ones.

A session looks a table up once, and again after the catalog changed: it costs a millisecond, and is no part of
running a statement that came before.
"""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Final, NamedTuple

from reedbed.errors import ReedbedError
from reedbed.pgwire.values.types import JSON_OID
from reedbed.sql import literal, quote
from reedbed.sql.identifiers import DEFAULT_SCHEMA
from reedbed.sql.postgres.lexing import name_value, tokens
from reedbed.sql.postgres.rules.lengths import DOCUMENT_LENGTH
from reedbed.sql.postgres.selections import Item, Selection, Source, selection
from reedbed.store.schema import LIVE_SUFFIX

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence

    from reedbed.engine import Cursor
    from reedbed.pgserver.answers.replies import Origin
    from reedbed.pgserver.hall import Hall
    from reedbed.pgserver.settings import SessionSettings
    from reedbed.pgserver.statements import PlannedStatement

MAX_KEPT: Final = 256
LONGEST_TEXT: Final = 4096
"""Longer texts are made for one run."""
TRUSTED_SECONDS: Final = 1.0
"""For so long somebody else's write is taken for one of data alone; a door's own changes of the catalog are told."""
_ANSWERING: Final = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE"})

NOWHERE: Final = (0, 0, 0, -1)
VARCHAR: Final = 1043
BPCHAR: Final = 1042
_LENGTH: Final = re.compile(r"^\(length\((rtrim\()?CAST\(.* AS VARCHAR\).* <= (\d+)\)$")
"""What holds the length of a varchar(n) or char(n), as the dialect writes it."""


class Relation(NamedTuple):
    """A table or view: its OID as in pg_class, the names of its columns, and where each of them comes from."""

    oid: int
    columns: tuple[str, ...]
    origins: tuple[Origin, ...]


class Origins:
    """What one session knows of it, in the dialect of PostgreSQL: other Reedbed processes do not ask."""

    def __init__(self, hall: Hall, settings: SessionSettings, search_path: Callable[[], str]) -> None:
        self._hall = hall
        self._settings = settings
        self._search_path = search_path
        self._known: tuple[Hashable, int, float] = (None, -1, 0.0)
        self._relations: dict[tuple[str, ...], Relation | None] = {}
        self._found: dict[Hashable, tuple[Origin, ...]] = {}

    def of(self, planned: PlannedStatement, cursor: Cursor) -> tuple[Origin, ...]:
        """Where the columns of a statement come from, in order; none at all where that cannot be told.

        To be asked before the statement runs on `cursor`.
        """
        if planned.kind not in _ANSWERING or len(planned.text) > LONGEST_TEXT or not self._settings.speaks_postgres:
            return ()
        self._forget_what_may_have_changed()
        key = planned.shape or planned.text
        if key not in self._found:
            if len(self._found) >= MAX_KEPT:
                self._found.clear()
            self._found[key] = self._look_up(selection(planned.text), cursor)
        return self._found[key]

    def _forget_what_may_have_changed(self) -> None:
        hall = self._hall
        state, now = (hall.resolver.generation, self._settings.generation), time.monotonic()
        turns = hall.database.turns_of_writing
        known_state, known_turns, at = self._known
        if state != known_state or (turns != known_turns and now - at > TRUSTED_SECONDS):
            self._relations.clear()
            self._found.clear()
            self._known = (state, turns, now)

    def _look_up(self, read: Selection | None, cursor: Cursor) -> tuple[Origin, ...]:
        if read is None:
            return ()
        tables = [(source.alias, self._relation(source, cursor)) for source in read.sources]
        if len({alias for alias, _ in tables}) < len(tables):
            return ()
        found: list[Origin] = []
        for item in read.items:
            columns = _columns(item, tables)
            if columns is None:
                return ()
            found += columns
        return tuple(found)

    def _relation(self, source: Source, cursor: Cursor) -> Relation | None:
        if not source.name:
            return None
        if source.name not in self._relations:
            self._relations[source.name] = _relation(source.name, cursor, _schemas(self._search_path()))
        return self._relations[source.name]


def _schemas(search_path: str) -> list[str]:
    """The schemas of a search path, without the name of the database before each."""
    words = list(tokens(search_path))
    following = [*(word.text for word in words[1:]), ","]
    return [name_value(word) for word, text in zip(words, following, strict=True) if text == ","]


def _columns(item: Item, tables: Sequence[tuple[str, Relation | None]]) -> list[Origin] | None:
    """The columns of the answer that an item stands for; None where their number cannot be told."""
    if item.column == "*":
        wanted = [relation for alias, relation in tables if item.table in {"", alias}]
        if not wanted or None in wanted:
            return None
        return [origin for relation in wanted if relation is not None for origin in relation.origins]
    if item.column:
        candidates = [relation for alias, relation in tables if item.table in {"", alias}]
        if None not in candidates:
            places = [(each, _place(each, item.column)) for each in candidates if each is not None]
            holders = [each.origins[place - 1] for each, place in places if place]
            if len(holders) == 1:
                return holders
    return [NOWHERE]


def _place(relation: Relation, column: str) -> int:
    wanted = column.casefold()
    return next((number for number, name in enumerate(relation.columns, 1) if name.casefold() == wanted), 0)


def _relation(name: tuple[str, ...], cursor: Cursor, schemas: Sequence[str]) -> Relation | None:
    """The table or view of a name, as the engine finds it; None for one that is none of this database's."""
    try:
        rows = cursor.rows(
            "SELECT schema_name, table_oid, temporary FROM duckdb_tables() "
            f"WHERE {_is_ours('table_name', name[-1])} UNION ALL "
            "SELECT schema_name, view_oid, temporary FROM duckdb_views() "
            f"WHERE {_is_ours('view_name', name[-1])} AND NOT internal "
            # A view that stands for a table of live rows is shown as that table.
            f"AND NOT EXISTS (SELECT 1 FROM duckdb_tables() WHERE {_is_ours('table_name', name[-1] + LIVE_SUFFIX)}) "
            f"UNION ALL SELECT schema_name, table_oid, temporary FROM duckdb_tables() "
            f"WHERE {_is_ours('table_name', name[-1] + LIVE_SUFFIX)}"
        )
        found = _chosen(name, rows, schemas)
        if found is None:
            return None
        schema, oid, temporary = found
        qualified = ".".join(map(quote, ["temp", schema, name[-1]] if temporary else [schema, name[-1]]))
        described = cursor.rows(f"DESCRIBE {qualified}")
        limits = cursor.rows(
            "SELECT constraint_column_names[1], expression FROM duckdb_constraints() WHERE constraint_type = 'CHECK' "
            f"AND table_oid = {oid} AND starts_with(expression, '(length(')"
        )
    except ReedbedError:
        return None
    columns = tuple([str(row[0]) for row in described])
    lengths = {str(column): length for column, text in limits if (length := _LENGTH.match(str(text)))}
    return Relation(oid, columns, tuple(_origins(oid, columns, lengths)))


def _origins(oid: int, columns: Sequence[str], lengths: Mapping[str, re.Match[str]]) -> Iterator[Origin]:
    for number, name in enumerate(columns, 1):
        length = lengths.get(name)
        if length is None:
            yield oid, number, 0, -1
        elif int(length[2]) == DOCUMENT_LENGTH:
            yield oid, number, JSON_OID, -1
        else:
            yield oid, number, BPCHAR if length[1] else VARCHAR, int(length[2]) + 4


def _is_ours(column: str, name: str) -> str:
    return (
        f"lower({column}) = {literal(name.lower())} AND database_name IN (SELECT unnest(['temp', current_database()]))"
    )


def _chosen(
    name: tuple[str, ...], rows: Sequence[tuple[str, int, bool]], schemas: Sequence[str]
) -> tuple[str, int, bool] | None:
    if len(name) == 1:
        order = {schema.casefold(): place for place, schema in enumerate(schemas)}
        ranked = sorted(
            (-1 if temporary else order[schema.casefold()], schema, oid, temporary)
            for schema, oid, temporary in rows
            if temporary or schema.casefold() in order
        )
        return ranked[0][1:] if ranked else None
    wanted = name[-2].casefold()
    known = {schema.casefold() for schema, *_ in rows}
    if wanted == "public" and "public" not in known:
        wanted = DEFAULT_SCHEMA
    matching = [row for row in rows if row[0].casefold() == wanted and not row[2]]
    return matching[0] if len(name) == 2 and len(matching) == 1 else None  # noqa: PLR2004 - a schema and a name
