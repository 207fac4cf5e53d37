"""DROP: refused as long as something depends on what is to go, unless that is to go as well.

DuckDB lets views stay without what they read, drops a table with a sequence that it counts with, and no table that a
foreign key leads to.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from reedbed.errors import SqlNameError, SqlNotSupported
from reedbed.pgserver.dependents.views import TEMPORARY, Relation, Relations
from reedbed.pgserver.preludes.sequences import counting_with, owned_by
from reedbed.pgserver.preludes.steps import done, run_engine_sql
from reedbed.pgserver.preludes.tables.referrers import cut_links, links_to, order_of
from reedbed.pgserver.preludes.views.depending import depending, described, drop_views, refuse, tell_cascade
from reedbed.pgserver.refusals.responses import notice
from reedbed.sql import literal, quote
from reedbed.sql.postgres.schemas import stored_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from reedbed.pgserver.session import Session
    from reedbed.pgserver.statements import PlannedStatement
    from reedbed.sql.postgres.drops import Drop

Name = tuple[str, ...]

_PARTS_IN_DATABASE: Final = 2
_MISSING: Final = {"schema": "3F000", "type": "42704", "index": "42704"}
_COUNTED: Final = {
    "sequence": ("duckdb_sequences()", "sequence_name"), "type": ("duckdb_types()", "type_name"),
    "index": ("duckdb_indexes()", "index_name"),
}  # fmt: skip

_OF_TYPE: Final = """
    SELECT schema_name, table_name, column_name FROM duckdb_columns()
    WHERE database_name IN (current_database(), 'temp') AND NOT internal AND data_type IN (
        SELECT 'ENUM(' || string_agg('''' || replace(label, '''', '''''') || '''', ', ' ORDER BY place) || ')'
        FROM (SELECT type_oid, unnest(labels) AS label, generate_subscripts(labels, 1) AS place FROM duckdb_types()
            WHERE logical_type = 'ENUM' AND lower(type_name) = {name} AND NOT internal AND labels NOT IN (
                SELECT labels FROM duckdb_types()
                WHERE logical_type = 'ENUM' AND lower(type_name) <> {name} AND NOT internal))
        GROUP BY type_oid)"""
_OTHERS: Final = """
    SELECT 'sequence', schema_name, sequence_name FROM duckdb_sequences() s
    WHERE database_name = current_database() AND schema_name IN ({schemas}) AND NOT EXISTS (
        SELECT 1 FROM duckdb_columns() c
        WHERE c.schema_name = s.schema_name AND regexp_matches(
            c.column_default, '[''.]"?' || regexp_escape(s.sequence_name) || '"?'''))
    UNION ALL
    SELECT 'type', schema_name, type_name FROM duckdb_types()
    WHERE database_name = current_database() AND NOT internal AND schema_name IN ({schemas})"""


def drop_objects(session: Session, prelude: Drop, planned: PlannedStatement) -> PlannedStatement:
    """Drop them, with what depends on them where the statement says so."""
    dropping = _Dropping(session, prelude)
    if any(len(name) > _PARTS_IN_DATABASE and not dropping.is_here(name) for name in prelude.names):
        return replace(planned, prelude=None)
    names = [name for name in prelude.names if dropping.is_there(name)]
    if names:
        dropping.drop(names)
    return done(session, planned)


class _Dropping:
    def __init__(self, session: Session, prelude: Drop) -> None:
        self._session = session
        self._prelude = prelude
        self._relations = Relations.read(session.cursor())

    def is_here(self, name: Name) -> bool:
        """Whether a name with a database means the session's."""
        return name[-3].casefold() == self._relations.database.casefold()

    def is_there(self, name: Name) -> bool:
        """Whether an object is there; one that may be missing is told of. Raises `SqlNameError`."""
        kind = self._prelude.kind
        if kind in {"table", "view"}:
            found = self._relations.find(name)
            if found is not None and self._relations.kinds[found] == kind:
                return True
            if found is not None:
                raise self._wrong(name, found)
        elif kind == "schema":
            if self._relations.find_schema(name[-1]) is not None:
                return True
        elif self._counted(name):
            return True
        elif kind != "type" and (found := self._relations.find(name)) is not None:
            raise self._wrong(name, found)
        self._miss(name)
        return False

    def _wrong(self, name: Name, found: Relation) -> SqlNameError:
        """What is raised for a relation of another kind."""
        other = self._relations.kinds[found]
        article = "an" if self._prelude.kind == "index" else "a"
        return SqlNameError(
            f'42809: "{name[-1]}" is not {article} {self._prelude.kind}',
            hint=f"Use DROP {other.upper()} to remove a {other}.",
        )

    def _counted(self, name: Name) -> bool:
        source, column = _COUNTED[self._prelude.kind]
        schema = "" if len(name) == 1 else f"AND lower(schema_name) = {literal(_schema(name).casefold())}"
        return bool(
            self._session.cursor().plain_rows(
                f"SELECT 1 FROM {source} WHERE lower({column}) = {literal(name[-1].casefold())} {schema} LIMIT 1"
            )
        )

    def _miss(self, name: Name) -> None:
        kind, missing = self._prelude.kind, name[-1]
        if len(name) > 1 and self._relations.find_schema(_schema(name)) is None:
            kind, missing = "schema", name[-2]
        told = f'{kind} "{missing}" does not exist'
        if not self._prelude.if_exists:
            raise SqlNameError(f"{_MISSING.get(kind, '42P01')}: {told}")
        self._session.say(notice("00000", f"{told}, skipping", severity="NOTICE"))

    def drop(self, names: Sequence[Name]) -> None:
        """Drop what is there."""
        rules: dict[str, Callable[[Sequence[Name]], None]] = {
            "table": self._relations_named, "view": self._relations_named, "schema": self._schemas,
            "sequence": self._sequences, "type": self._types, "index": self._indexes,
        }  # fmt: skip
        rules[self._prelude.kind](names)

    # Tables and views

    def _relations_named(self, names: Sequence[Name]) -> None:
        found = list(dict.fromkeys(each for name in names if (each := self._relations.find(name)) is not None))
        owned = owned_by(self._session, found) if self._prelude.kind == "table" else []
        what = f"{self._prelude.kind} {self._shown(found[0])}" if len(found) == 1 else "desired object(s)"
        self._free(found, what)
        if self._prelude.kind == "view":
            drop_views(self._session, self._relations.in_order(found))
        else:
            self._drop_tables(found)
        for sequence in owned:
            self._run(f"DROP SEQUENCE {sequence.quoted}")

    def _free(self, going: Sequence[Relation], what: str, first: Sequence[tuple[str, str]] = ()) -> None:
        """Let nothing depend on what is going, or raise `DependencyExists`."""
        relations = self._relations
        views = [
            (view, f"{relations.kinds[each]} {self._shown(each)}")
            for each in going
            for view in relations.views_on(each)
        ]
        found = depending(relations, views, besides=going)
        links = links_to(self._session, going)
        told = [(each.shown, f"table {self._shown(each.target)}") for each in links] + described(relations, found)
        if not self._prelude.cascades:
            refuse(what, [*first, *told])
        cut_links(self._session, links, going)
        drop_views(self._session, found)
        tell_cascade(self._session, [each for each, _ in [*first, *told]])

    def _drop_tables(self, tables: Sequence[Relation]) -> None:
        # What each name means is said with its catalog: a temporary table comes before all others.
        for each in order_of(self._session, tables):
            self._run(f"DROP TABLE {'.'.join(map(quote, each))}")

    # Schemas

    def _schemas(self, names: Sequence[Name]) -> None:
        schemas = [str(self._relations.find_schema(name[-1])) for name in names]
        going = [each for each in self._relations.kinds if each.database != TEMPORARY and each.schema in schemas]
        shown = [each for each in going if each not in self._relations.live]
        what = f"schema {schemas[0]}" if len(schemas) == 1 else "desired object(s)"
        first = [(f"{self._relations.kinds[each]} {self._shown(each)}", f"schema {each.schema}") for each in shown]
        first += list(self._others_in(schemas))
        self._free(shown, what, first)
        self._drop_tables([each for each in shown if each in self._relations.archived])
        for schema in schemas:
            self._run(f"DROP SCHEMA {quote(schema)}{' CASCADE' if self._prelude.cascades else ''}")

    def _others_in(self, schemas: Sequence[str]) -> Iterator[tuple[str, str]]:
        """The sequences that no column owns, and the types."""
        rows = self._session.cursor().plain_rows(_OTHERS.format(schemas=", ".join(map(literal, schemas))))
        for kind, schema, name in rows:
            yield f"{kind} {schema}.{name}", f"schema {schema}"

    # Others

    def _sequences(self, names: Sequence[Name]) -> None:
        told = []
        for name in names:
            for column in counting_with(self._session, name):
                table = self._shown(Relation(*column.table))
                told.append(
                    (f"default value for column {column.name} of table {table}", f"sequence {name[-1]}", column)
                )
        what = f"sequence {names[0][-1]}" if len(names) == 1 else "desired object(s)"
        if not self._prelude.cascades:
            refuse(what, [(each, cause) for each, cause, _ in told])
        for _, _, column in told:
            table = ".".join(map(quote, column.table))
            self._run(f"ALTER TABLE {table} ALTER COLUMN {quote(column.name)} DROP DEFAULT")
        tell_cascade(self._session, [each for each, _, _ in told])
        for name in names:
            self._run(f"DROP SEQUENCE {_quoted(name)}")

    def _types(self, names: Sequence[Name]) -> None:
        users = [(each, f"type {name[-1]}") for name in names for each in self._columns_of_type(name[-1])]
        if users and self._prelude.cascades:
            raise SqlNotSupported(
                f"DROP TYPE … CASCADE is not supported for a type of columns: {users[0][0]}",
                construct="DROP TYPE CASCADE",
            )
        refuse(f"type {names[0][-1]}" if len(names) == 1 else "desired object(s)", users)
        for name in names:
            self._run(f"DROP TYPE {_quoted(name)}")

    def _columns_of_type(self, name: str) -> Iterator[str]:
        """The columns whose type is that of the name, unless another type comes to the same: columns know no names."""
        rows = self._session.cursor().plain_rows(_OF_TYPE.format(name=literal(name.casefold())))
        for schema, table, column in rows:
            yield f"column {column} of table {self._shown(Relation(self._relations.database, schema, table))}"

    def _indexes(self, names: Sequence[Name]) -> None:
        for name in names:
            self._run(f"DROP INDEX {_quoted(name)}")

    def _shown(self, relation: Relation) -> str:
        return self._relations.shown(relation)

    def _run(self, sql: str) -> None:
        run_engine_sql(self._session, sql)


def _schema(name: Name) -> str:
    return stored_schema(name[-2])


def _quoted(name: Name) -> str:
    return ".".join(map(quote, (*name[:-2], _schema(name), name[-1]) if len(name) > 1 else name))
