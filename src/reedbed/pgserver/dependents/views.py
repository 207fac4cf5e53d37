"""The views of a session's database, and the relations that each of them reads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from reedbed.errors import EngineError
from reedbed.pgserver.dependents.queries import StoredQuery
from reedbed.sql import DEFAULT_SCHEMA, quote
from reedbed.sql.postgres.brackets import depths
from reedbed.sql.postgres.lexing import name_value, tokens
from reedbed.sql.postgres.schemas import shown_schema, stored_schema
from reedbed.store.schema import LIVE_SUFFIX

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reedbed.engine import Cursor
    from reedbed.pgserver.dependents.queries import Reference

TEMPORARY: Final = "temp"
_MINE: Final = "database_name IN (current_database(), 'temp') AND NOT internal"
_LISTED: Final = f"""
    SELECT * EXCLUDE (oid) FROM (
        SELECT database_name, schema_name, table_name, 'table', table_oid AS oid FROM duckdb_tables() WHERE {_MINE}
        UNION ALL
        SELECT database_name, schema_name, view_name, 'view', view_oid FROM duckdb_views() WHERE {_MINE})
    ORDER BY oid"""
# Takes the writing of every view there is, those of PostgreSQL's catalog too: 8 ms.
_DEFINED: Final = f"SELECT database_name, schema_name, view_name, sql FROM duckdb_views() WHERE {_MINE}"
_PLAIN: Final = re.compile(r"[a-z_][a-z0-9_$]*")
_ESTIMATE: Final = re.compile(r'"Estimated Cardinality": "[^"]*"')
_PARTS_IN_DATABASE: Final = 2
_PLACE: Final = """
    SELECT current_database(), current_schemas(false), list(schema_name) FROM duckdb_schemas()
    WHERE database_name = current_database() AND (NOT internal OR schema_name = 'main')"""


class Relation(NamedTuple):
    """A table or a view by its whole name, as the catalog has it."""

    database: str
    schema: str
    name: str

    @property
    def quoted(self) -> str:
        """The name by which a statement finds it: no catalog, since that is the name of a file, which may change."""
        before = f"{TEMPORARY}." if self.database == TEMPORARY else ""
        return f"{before}{quote(self.schema)}.{quote(self.name)}"


@dataclass
class Relations:
    """What is there: the kind of each relation, and the views' definitions."""

    cursor: Cursor
    kinds: dict[Relation, str]
    database: str
    path: tuple[str, ...]
    archived: set[Relation]
    """Tables with archived rows, which the engine shows as views."""
    live: set[Relation]
    """The tables of their live rows, which nobody names."""
    schemas: tuple[str, ...]
    _known: dict[Relation, View]
    _described: dict[Relation, list[tuple[str, str]]]
    _folded: dict[tuple[str, str, str], Relation]

    @classmethod
    def read(cls, cursor: Cursor) -> Relations:
        """As the session sees them at this moment."""
        kinds = {Relation(*row[:3]): str(row[3]) for row in cursor.plain_rows(_LISTED)}
        archived = {each for each, kind in kinds.items() if kind == "view" and _live(each) in kinds}
        # What shows the rows of an archived table is no view to anybody.
        kinds |= dict.fromkeys(archived, "table")
        ((database, path, schemas),) = cursor.plain_rows(_PLACE)
        folded = {(each.database, each.schema.casefold(), each.name.casefold()): each for each in kinds}
        return cls(
            cursor, kinds, database, tuple(path) or (DEFAULT_SCHEMA,), archived, set(map(_live, archived)),
            tuple(schemas), {}, {}, folded,
        )  # fmt: skip

    @cached_property
    def _definitions(self) -> dict[Relation, str]:
        """The statements that make the views."""
        if "view" not in self.kinds.values():
            return {}
        sql = {Relation(*row[:3]): str(row[3]) for row in self.cursor.plain_rows(_DEFINED)}
        return {each: sql[each] for each, kind in self.kinds.items() if kind == "view"}

    def find_schema(self, name: str) -> str | None:
        """The schema of this name."""
        folded = stored_schema(name).casefold()
        return next((each for each in self.schemas if each.casefold() == folded), None)

    def find(self, name: Sequence[str]) -> Relation | None:
        """What a name in parts means to the session; None for what lies in another database."""
        if len(name) > _PARTS_IN_DATABASE and name[-3].casefold() != self.database.casefold():
            return None
        if len(name) == 1:
            return self._first(name[0], [(TEMPORARY, DEFAULT_SCHEMA), *((self.database, each) for each in self.path)])
        schema = name[-2].casefold()
        if schema in {TEMPORARY, "pg_temp"}:
            return self._first(name[-1], [(TEMPORARY, DEFAULT_SCHEMA)])
        return self._first(name[-1], [(self.database, stored_schema(schema))])

    def find_at(self, relation: Relation) -> Relation | None:
        """The relation of this whole name, in whatever case."""
        return self._first(relation.name, [(relation.database, relation.schema)])

    def _first(self, name: str, places: Sequence[tuple[str, str]]) -> Relation | None:
        found = (self._folded.get((database, schema.casefold(), name.casefold())) for database, schema in places)
        return next((each for each in found if each is not None), None)

    def meant(self, reference: Reference, view: Relation, *, by_path: bool = True) -> Relation | None:
        """What a view reads by a name: DuckDB looks beside the view, in `main`, and then by the path of who reads."""
        if not reference.schema:
            beside = [(view.database, view.schema), (self.database, DEFAULT_SCHEMA)]
            first = [(TEMPORARY, DEFAULT_SCHEMA)] if view.database == TEMPORARY else []
            path = [(self.database, each) for each in self.path] if by_path else []
            return self._first(reference.name, [*first, *beside, *path])
        if reference.schema in {TEMPORARY, self.database} and not reference.database:
            return self._first(reference.name, [(reference.schema, DEFAULT_SCHEMA)])
        return self._first(reference.name, [(reference.database or self.database, reference.schema)])

    def view(self, relation: Relation) -> View:
        """A view with what it reads."""
        if relation not in self._known:
            self._known[relation] = View(self, relation, self._definitions[relation])
        return self._known[relation]

    def views_on(self, relation: Relation) -> list[View]:
        """The views that read a relation themselves, in the order in which they were made."""
        word = relation.name.casefold().replace('"', '""')
        candidates = [self.view(each) for each, sql in self._definitions.items() if word in sql.casefold()]
        return [each for each in candidates if each.relation != relation and each.reads(relation)]

    def in_order(self, views: Sequence[Relation]) -> list[Relation]:
        """The same views, each after those among them that it reads, be it through others."""
        ordered: dict[Relation, None] = {}

        def visit(relation: Relation) -> None:
            if relation in ordered or self.kinds.get(relation) != "view":
                return
            for each in self.view(relation).read_relations:
                if each != relation:
                    visit(each)
            ordered[relation] = None

        for each in views:
            visit(each)
        wanted = set(views)
        return [each for each in ordered if each in wanted]

    def described(self, relation: Relation) -> list[tuple[str, str]]:
        """Names and types of a relation's columns, in order; none of a view that cannot be bound."""
        if relation not in self._described:
            self._described[relation] = self.shape(".".join(map(quote, relation))) or []
        return self._described[relation]

    def columns(self, relation: Relation) -> list[str]:
        """The names of a relation's columns, in order."""
        return [name for name, _ in self.described(relation)]

    def plan(self, query: str) -> str:
        """How the engine would compute a query, without what it expects of numbers of rows."""
        told = self.cursor.plain_rows(f"EXPLAIN (FORMAT json) {query}")
        return _ESTIMATE.sub("", str(told[0][1]))

    def plan_of(self, query: str) -> str | None:
        """The same; None for a query that cannot be bound, which ends no transaction."""
        return None if self.shape(query) is None else self.plan(query)

    def shape(self, query: str) -> list[tuple[str, str]] | None:
        """Names and types of what a query gives; None for one that cannot be bound, which ends no transaction."""
        try:
            return [(str(row[0]), str(row[1])) for row in self.cursor.plain_rows(f"DESCRIBE {query}")]
        except EngineError:
            return None

    def shown(self, relation: Relation) -> str:
        """The name as PostgreSQL writes it: without its schema where the session finds it so."""
        name = _written(relation.name)
        if self.find((relation.name,)) == relation:
            return name
        return f"{_written(shown_schema(relation.schema))}.{name}"


def _live(relation: Relation) -> Relation:
    """The table of an archived table's live rows."""
    return relation._replace(name=relation.name + LIVE_SUFFIX)


def _written(name: str) -> str:
    """A name between quotes where it needs them."""
    return name if _PLAIN.fullmatch(name) else quote(name)


def creation(view: Relation, naming: str, text: str, *, replaces: bool = True) -> str:
    """The statement that makes a view of a query, with the names in brackets that it gives to its columns."""
    verb = "CREATE OR REPLACE" if replaces else "CREATE"
    kind = "TEMPORARY VIEW" if view.database == TEMPORARY else "VIEW"
    return f"{verb} {kind} {view.quoted} {naming} AS {text}"


def parted(sql: str) -> tuple[str, str]:
    """The names in brackets that the definition of a view gives to its columns, empty for none, and its query."""
    words = list(tokens(sql))
    deep = depths(words)
    at = next(place for place, word in enumerate(words) if word.folded == "as" and deep[place] == 0)
    group = next((word.start for word in words[:at] if word.text == "("), None)
    naming = sql[group : words[at].start].strip() if group is not None else ""
    return naming, sql[words[at].end :].strip().rstrip(";")


@dataclass
class View:
    """A view: its query, and the names that it gives to its columns if it gives any."""

    relations: Relations
    relation: Relation
    sql: str

    def __post_init__(self) -> None:
        """Part the definition."""
        self.naming, self.text = parted(self.sql)

    @cached_property
    def query(self) -> StoredQuery | None:
        """The query's tree; None where the engine has none."""
        return StoredQuery.read(self.text, self.relations.cursor)

    @cached_property
    def read_relations(self) -> Mapping[Relation, list[Reference]]:
        """What the query reads, and where."""
        found: dict[Relation, list[Reference]] = {}
        for each in self.query.references if self.query is not None else ():
            relation = self.relations.meant(each, self.relation)
            if relation is not None:
                found.setdefault(relation, []).append(each)
        return found

    def reads(self, relation: Relation) -> bool:
        """Whether the view's query names a relation. One without a tree reads all that it may mean by its words."""
        if self.query is None:
            return any(name_value(each).casefold() == relation.name.casefold() for each in tokens(self.text))
        return relation in self.read_relations

    def uses(self, relation: Relation, column: str) -> bool:
        """Whether what the view gives hangs on a column of the relation.

        It does where it cannot be bound without the column, or is computed in another way where that has no values:
        what can be bound without it may mean another of its name.
        """
        whole = self._on_columns(relation, {})
        now = self.relations.shape(self.text)
        if whole is None or now is None or self.relations.shape(whole) != now:
            return True
        without = self._on_columns(relation, {column: None})
        if without is None or self.relations.shape(without) != now:
            return True
        kind = dict(self.relations.described(relation))[column]
        empty = self._on_columns(relation, {column: f"CAST(NULL AS {kind})"})
        return empty is None or self.relations.plan(empty) != self.relations.plan(whole)

    def _on_columns(self, relation: Relation, changed: Mapping[str, str | None]) -> str | None:
        """The query with other values for columns of a relation, or without some; None where that cannot be written."""
        if self.query is None:
            return None
        values: dict[str, str | None] = {each: quote(each) for each in self.relations.columns(relation)}
        values.update(changed)
        given = {each: value for each, value in values.items() if value is not None}
        return self.query.reading(self.read_relations.get(relation, []), given)

    def used_columns(self, relation: Relation) -> list[str]:
        """The columns of the relation without which the view would not give what it gives; all where none tells."""
        columns = self.relations.columns(relation)
        return [each for each in columns if self.uses(relation, each)]

    def creation(self, text: str, naming: str | None = None) -> str:
        """The statement that puts another query in the place of the view's."""
        return creation(self.relation, self.naming if naming is None else naming, text)
