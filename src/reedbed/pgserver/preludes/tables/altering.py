"""ALTER TABLE: what the engine changes itself, and what takes making the table anew.

DuckDB changes nothing of a table that an index or a foreign key hangs on, and adds neither a foreign key nor a CHECK to
a table that is there. Such a table is made anew with its rows, indexes and comments, and so are those whose foreign
keys lead to it, all in the statement's transaction.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from reedbed.errors import SqlNameError
from reedbed.pgserver.names import in_schema
from reedbed.pgserver.preludes.steps import done, left_over, run
from reedbed.pgserver.preludes.tables.changing import changed, find_constraint, referring_after
from reedbed.pgserver.preludes.tables.links import ignores_links
from reedbed.pgserver.preludes.tables.making import make_anew
from reedbed.pgserver.preludes.tables.shapes import Table, read_table, referring
from reedbed.sql import literal, quote
from reedbed.sql.postgres.rewriting import rewrite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.pgserver.session import Session
    from reedbed.pgserver.statements import PlannedStatement
    from reedbed.sql.postgres.alterations import Change, TableChange
    from reedbed.sql.postgres.preludes import IndexCreation

_FOUND: Final = """
    SELECT database_name, schema_name, table_name FROM duckdb_tables()
    WHERE database_name IN (current_database(), 'temp') AND lower(table_name) = {name} AND {schema}
    ORDER BY temporary DESC, schema_name = current_schema() DESC, schema_name = 'main' DESC LIMIT 1"""
_PARTS_IN_DATABASE: Final = 2
_NAMING: Final = frozenset({"rename table", "rename column", "default"})
_CONSTRAINING: Final = frozenset({"add constraint", "drop constraint"})


def alter_table(session: Session, prelude: TableChange, planned: PlannedStatement) -> PlannedStatement:
    """Change the table; what is left does nothing. A view, and a table with archived rows, are left to the engine."""
    table = find_table(session, prelude.table)
    missing = table is None and _is_missing(session, prelude.table[-1])
    if missing and not prelude.if_exists:
        raise SqlNameError(f'42P01: relation "{prelude.table[-1]}" does not exist')
    if table is None and not missing:
        return left_over(planned, session.planner.engine_sql(rewrite(prelude.written)))
    if table is not None:
        _Alteration(session, table).apply(prelude.changes)
    return done(session, planned)


def find_table(session: Session, name: tuple[str, ...]) -> Table | None:
    """The table that a name means; None for a view, a table with archived rows, and what is not there."""
    condition = in_schema(name)
    if len(name) > _PARTS_IN_DATABASE:
        condition += f" AND lower(database_name) = {literal(name[-3].lower())}"
    cursor = session.cursor()
    found = cursor.rows(_FOUND.format(name=literal(name[-1].lower()), schema=condition))
    return read_table(cursor, *map(str, found[0])) if found else None


def ready_for_index(session: Session, prelude: IndexCreation, planned: PlannedStatement) -> PlannedStatement:
    """Make a table anew whose rows the transaction has changed, since DuckDB puts no index on those."""
    table = find_table(session, prelude.table) if session.transaction.has_changed_rows else None
    if table is not None:
        tables = [table, *referring(session.cursor(), table)]
        make_anew(session, tables, tables)
    return replace(planned, prelude=None)


def _is_missing(session: Session, name: str) -> bool:
    """Whether nothing is called so, in whatever schema or database."""
    sought = literal(name.lower())
    return not session.cursor().rows(
        f"SELECT 1 FROM duckdb_views() WHERE lower(view_name) = {sought} "
        f"UNION ALL SELECT 1 FROM duckdb_tables() WHERE lower(table_name) = {sought}"
    )


class _Alteration:
    """The actions of one statement. Those that make the table anew wait for each other: once is enough for all."""

    def __init__(self, session: Session, table: Table) -> None:
        self._session = session
        # DuckDB fails at the COMMIT when rows that it altered under were changed before, or at an index on them.
        self._has_changed_rows = session.transaction.has_changed_rows
        self._start(table)

    def _start(self, table: Table) -> None:
        self._before = [table, *referring(self._session.cursor(), table)]
        self._after = list(self._before)

    @property
    def _table(self) -> Table:
        """The table as it is to be."""
        return self._after[0]

    def apply(self, changes: Sequence[Change]) -> None:
        """Do all of it."""
        for each in changes:
            self._apply(each)
        self._make()

    def _apply(self, change: Change) -> None:
        if change.definition.startswith("FOREIGN KEY") and ignores_links(self._session):
            return
        if change.kind == "add column":
            self._add_column(change)
        elif _is_of_index(change, self._table):
            self._run(f"DROP INDEX {self._table.quoted_schema}.{quote(change.name)}")
        elif self._has_to_be_made_anew(change):
            changed_table = changed(self._table, change)
            others = [referring_after(each, self._table, changed_table, change) for each in self._after[1:]]
            self._after = [changed_table, *others]
        else:
            if change.kind not in _NAMING:
                self._make(anew=self._has_changed_rows)
            name = change.new_name if change.kind == "rename table" else ""
            self._run(rewrite(f"ALTER TABLE {self._table.quoted} {change.text}"), name=name)

    def _has_to_be_made_anew(self, change: Change) -> bool:
        table = self._table
        if change.kind in {"other", "default"} or (
            change.kind == "add constraint" and change.definition.startswith("UNIQUE")
        ):
            return False
        if change.kind == "add constraint" and change.definition.startswith("PRIMARY KEY"):
            linked = len(self._before) > 1 or any(each.kind == "FOREIGN KEY" for each in table.constraints)
            return linked or bool(table.indexes) or self._after != self._before
        if change.kind in _CONSTRAINING or table.indexes or len(self._before) > 1:
            return True
        if change.kind == "rename table":
            return bool(table.references_itself)
        return any(change.name.casefold() in map(str.casefold, each.columns) for each in table.constraints)

    def _add_column(self, change: Change) -> None:
        """ADD COLUMN with what the engine adds to no table that is there, which is added after it."""
        there = any(each.name.casefold() == change.name.casefold() for each in self._table.columns)
        if change.if_exists and there:
            return
        self._make(anew=self._has_changed_rows)
        for sql in change.plain:
            self._run(sql)
        self._has_changed_rows |= "(" in change.plain[-1].partition(" DEFAULT ")[2]
        for each in change.later:
            self._apply(each)

    def _run(self, sql: str, name: str = "") -> None:
        """Let the engine change the table, as it is after everything before."""
        self._make()
        run(self._session, self._session.planner.engine_sql(sql))
        table = self._table
        self._start(read_table(self._session.cursor(), table.database, table.schema, name or table.name))

    def _make(self, *, anew: bool = False) -> None:
        if anew or self._after != self._before:
            make_anew(self._session, self._before, self._after)
            self._has_changed_rows = False
            table = self._table
            self._start(read_table(self._session.cursor(), table.database, table.schema, table.name))


def _is_of_index(change: Change, table: Table) -> bool:
    """Whether a constraint that is to go is a unique index, as the door makes them."""
    if change.kind != "drop constraint" or find_constraint(table, change.name) is not None:
        return False
    return any(each.unique and each.name.casefold() == change.name.casefold() for each in table.indexes)
