"""SQL views on archived tables: their query takes the place of their name, so that what is asked is asked inside.

A query in which a view was written out counts only when the views are still the same after it was started.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from reedbed.engine.resolver.mentions import closing, name_at
from reedbed.engine.resolver.tokens import folded, tokens_of
from reedbed.lake.federated.markers import MARK
from reedbed.lake.federated.texts import SERIALISE, edited, spots
from reedbed.lake.federated.trees import mentions_in
from reedbed.sql import LEDGER_SCHEMA, literal, quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from reedbed.engine import Cursor
    from reedbed.lake.federated.knowledge import Known, SessionNames

_DEEPEST: Final = 8
"""Views on views on views that are written out."""

_EVERY: Final[Mapping[str, str]] = {"": ""}
"""The columns of a relation that matters, whatever they are."""


def views_query(catalog: str) -> str:
    """The views of a database, for `Views.of`."""
    return (
        "SELECT schema_name, view_name, view_oid, sql FROM duckdb_views() WHERE NOT internal "
        f"AND database_name = {literal(catalog)} AND schema_name <> {literal(LEDGER_SCHEMA)}"
    )


@dataclass(frozen=True, slots=True)
class View:
    """A view: `oid` is another one whenever it is made anew, and `sql` is the statement that makes it."""

    schema: str
    name: str
    oid: int
    sql: str


@dataclass(frozen=True, slots=True)
class Views:
    """The views that may rest on archived tables, by folded schema and name."""

    known: Mapping[tuple[str, str], View] = field(default_factory=dict)
    pattern: re.Pattern[str] | None = None

    @classmethod
    def of(cls, rows: Iterable[Sequence[Any]], known: Known) -> Views:
        """What rows of `views_query` say."""
        views = {(folded(row[0]), folded(row[1])): View(*row) for row in rows}
        others = {key: view for key, view in views.items() if key not in known.tables}
        return cls._resting(others, {name for _, name in known.tables})

    @classmethod
    def _resting(cls, views: Mapping[tuple[str, str], View], names: set[str]) -> Views:
        """Those that name one of some relations, or a view that does."""
        found: dict[tuple[str, str], View] = {}
        while names:
            pattern = _named(names)
            more = {key: view for key, view in views.items() if key not in found and pattern.search(view.sql)}
            found |= more
            names = {name for _, name in more}
        return cls(found, _named(name for _, name in found) if found else None)

    def named_in(self, sql: str) -> bool:
        """Whether a text may name one of them."""
        return self.pattern is not None and self.pattern.search(sql) is not None

    def same(self, other: Views) -> bool:
        """Whether these are those, each as it was made."""
        return self.known == other.known

    def written_out(self, cursor: Cursor, sql: str, session: SessionNames, catalog: str) -> str:
        """The text with the queries of the views in place of their names."""
        for _ in range(_DEEPEST):
            text = self._once(cursor, sql, session, catalog)
            if text == sql:
                break
            sql = text
        return sql

    def _once(self, cursor: Cursor, sql: str, session: SessionNames, catalog: str) -> str:
        def columns(_database: str, schema: str, name: str) -> Mapping[str, str]:
            return _EVERY if self._find(schema, name, session) else {}

        mentions = mentions_in(cursor.plain_rows(SERIALISE, [sql])[0][0], columns)
        edits: set[tuple[int, int, str]] = set()
        for spot in spots(sql, [each for each in mentions if not each.described], catalog):
            view = self._find(spot.mention.schema, spot.mention.name, session)
            query = _query_of(cursor, view, session, catalog) if view is not None else None
            if view is not None and query is not None:
                alias = "" if spot.mention.alias else f" AS {quote(view.name)}"
                edits.add((spot.start, spot.end, query + alias))
                edits.update((start, end, "") for start, end in spot.schemas)
        return edited(sql, edits)

    def _find(self, schema: str, name: str, session: SessionNames) -> View | None:
        """The view that a name means, when it and what it calls mean the same where it is written out."""
        here = session.path[0]
        if session.database or (schema or here) != here or (not schema and name in session.temporary):
            return None
        return self.known.get((here, name))


def _query_of(cursor: Cursor, view: View, session: SessionNames, catalog: str) -> str | None:
    """The query of a view in parentheses, as it stands for the view anywhere; None when it is not understood.

    Names without a schema mean relations of the view's own, except where the session has a temporary one: DuckDB reads
    that in place of the view's.
    """
    if MARK in view.sql:
        return None
    aliases, query = _parts(view.sql)
    mentions = mentions_in(cursor.plain_rows(SERIALISE, [query])[0][0], lambda _database, _schema, _name: _EVERY)
    if not mentions:
        return None
    own = [each for each in mentions if not each.schema]
    found = spots(query, own, catalog)
    if len(found) < len(own) or any(each.name in session.temporary for each in own):
        return None
    prefix = f"{quote(catalog)}.{quote(view.schema)}."
    text = edited(query, {(spot.start, spot.start, prefix) for spot in found})
    return f"(SELECT * FROM ({text}) AS {quote(view.name)} {aliases})" if aliases else f"({text})"


def _parts(sql: str) -> tuple[str, str]:
    """The names that a view gives its columns, in parentheses or "", and its query, of `CREATE VIEW a.b (c) AS …;`."""
    tokens = tokens_of(sql)
    _, index = name_at(tokens, 2)
    start = tokens[index].start
    aliases = ""
    source = sql.encode()
    if tokens[index].text == "(" and not tokens[index].quoted:
        index = closing(tokens, index) + 1
        aliases = source[start : tokens[index].start].decode().strip()
    start = tokens[index].start + len("AS")
    return aliases, source[start:].decode().strip().removesuffix(";")


def _named(names: Iterable[str]) -> re.Pattern[str]:
    """What a text holds that names one of some relations."""
    spelled = "|".join(sorted(re.escape(name.replace('"', '""')) for name in names))
    return re.compile(rf"(?<!\w)(?:{spelled})(?!\w)", re.IGNORECASE)
