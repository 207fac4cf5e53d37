"""ALTER TABLE: what the engine changes itself, and what takes making the table anew.

DuckDB changes nothing of a table that an index or a foreign key hangs on, and adds neither a foreign key nor a CHECK to
a table that is there. Such a table is made anew with its rows, indexes and comments, and so are those whose foreign
keys lead to it, all in the statement's transaction.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from reedbed.errors import SqlNameError
from reedbed.pgserver.dependents.views import Relation, Relations
from reedbed.pgserver.preludes.sequences import owned_by
from reedbed.pgserver.preludes.steps import done, left_over, run_engine_sql
from reedbed.pgserver.preludes.tables.carrying import carry
from reedbed.pgserver.preludes.tables.changing import changed, find_constraint, leads_to, referring_after
from reedbed.pgserver.preludes.tables.identities import changed_identity
from reedbed.pgserver.preludes.tables.links import actions_of, ignores_links, refuse_actions
from reedbed.pgserver.preludes.tables.making import make_anew
from reedbed.pgserver.preludes.tables.referrers import links_to
from reedbed.pgserver.preludes.tables.shapes import Column, Table, read_table, referring
from reedbed.pgserver.preludes.views.creating import rename_in_view
from reedbed.pgserver.preludes.views.depending import refuse, tell_cascade
from reedbed.pgserver.preludes.views.following import Followers
from reedbed.pgserver.refusals.responses import notice
from reedbed.sql import quote
from reedbed.sql.postgres.rewriting import rewrite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.pgserver.preludes.sequences import Sequence as Counter
    from reedbed.pgserver.session import Session
    from reedbed.pgserver.statements import PlannedStatement
    from reedbed.sql.postgres.alterations import Change, TableChange

_PARTS_IN_DATABASE: Final = 2
_OF_VIEWS: Final = frozenset({"rename table", "rename column"})
_ACTIONS: Final = {
    "add column": "ADD COLUMN", "other": "ADD COLUMN", "drop column": "DROP COLUMN", "add constraint": "ADD CONSTRAINT",
    "drop constraint": "DROP CONSTRAINT", "type": "ALTER COLUMN ... SET DATA TYPE",
    "set not null": "ALTER COLUMN ... SET NOT NULL", "drop not null": "ALTER COLUMN ... DROP NOT NULL",
}  # fmt: skip
"""As PostgreSQL calls what is asked for."""
_NAMING: Final = frozenset({"rename table", "rename column", "default"})
_CARRIED: Final = frozenset({"rename table", "rename column", "drop column", "add constraint"})
"""What the engine does itself, and what was declared of the table has to follow."""
_CONSTRAINING: Final = frozenset({"add constraint", "drop constraint"})


def alter_table(session: Session, prelude: TableChange, planned: PlannedStatement) -> PlannedStatement:
    """Change the table; what is left does nothing. A view, and a table with archived rows, are left to the engine."""
    relations = Relations.read(session.cursor())
    relation = relations.find(prelude.table)
    table = table_of(session, relations, relation)
    if relation is None and len(prelude.table) > _PARTS_IN_DATABASE:
        return left_over(planned, session.planner.engine_sql(rewrite(prelude.written)))
    if relation is None:
        _miss(session, prelude)
        return done(session, planned)
    if relations.kinds[relation] == "view":
        _alter_view(session, relations, relation, prelude.changes)
        return done(session, planned)
    followers = Followers(session, relations, relation)
    for each in prelude.changes:
        _tell_if_vain(session, each, relation.name, relations.columns(relation))
        keys = _keys_to(session, relation, table, each)
        if each.kind == "drop constraint":
            _let_keys_go(session, relations.shown(relation), each, keys)
        followers.before(each, keys)
    owned = [each for change in prelude.changes for each in _counting(session, relation, change)]
    if table is not None:
        _Alteration(session, table).apply(prelude.changes)
    elif not followers.follow and not owned:
        return left_over(planned, session.planner.engine_sql(rewrite(prelude.written)))
    else:
        run_engine_sql(session, rewrite(prelude.written))
    followers.after()
    for sequence in owned:
        run_engine_sql(session, f"DROP SEQUENCE {sequence.quoted}")
    return done(session, planned)


def _alter_view(session: Session, relations: Relations, view: Relation, changes: Sequence[Change]) -> None:
    """Rename a view or its column; a view has nothing else that ALTER TABLE changes."""
    for each in changes:
        if each.kind not in _OF_VIEWS:
            action = _ACTIONS.get(each.kind, "ALTER COLUMN")
            raise SqlNameError(
                f'42809: ALTER action {action} cannot be performed on relation "{view.name}"\n'
                "This operation is not supported for views."
            )
        rename_in_view(session, relations, view, each)


def _tell_if_vain(session: Session, change: Change, table: str, columns: Sequence[str]) -> None:
    """Say that a change with IF EXISTS or IF NOT EXISTS finds a column missing or there."""
    if not change.if_exists or change.kind not in {"drop column", "add column", "other"}:
        return
    there = change.name.casefold() in map(str.casefold, columns)
    if change.kind == "drop column" and not there:
        told = f'column "{change.name}" of relation "{table}" does not exist, skipping'
        session.say(notice("00000", told, severity="NOTICE"))
    elif change.kind != "drop column" and there:
        told = f'column "{change.name}" of relation "{table}" already exists, skipping'
        session.say(notice("42701", told, severity="NOTICE"))


def _keys_to(session: Session, relation: Relation, table: Table | None, change: Change) -> list[str]:
    """The foreign keys of other tables that lead to what a change takes away."""
    if table is None or change.kind not in {"drop column", "drop constraint"}:
        return []
    return [each.shown for each in links_to(session, [relation]) if leads_to(each.constraint, table, change)]


def _let_keys_go(session: Session, table: str, change: Change, keys: Sequence[str]) -> None:
    """Refuse to drop what foreign keys lead to, or say that they go with it."""
    if not change.cascades:
        refuse(f"constraint {change.name} on table {table}", [(each, f"index {change.name}") for each in keys])
    tell_cascade(session, keys)


def _counting(session: Session, relation: Relation, change: Change) -> list[Counter]:
    """The sequences that go with a column."""
    return owned_by(session, [relation], change.name) if change.kind == "drop column" else []


def _miss(session: Session, prelude: TableChange) -> None:
    told = f'relation "{prelude.table[-1]}" does not exist'
    if not prelude.if_exists:
        raise SqlNameError(f"42P01: {told}")
    session.say(notice("00000", f"{told}, skipping", severity="NOTICE"))


def table_of(session: Session, relations: Relations, relation: Relation | None) -> Table | None:
    """The table of this name; None for a view, and for a table with archived rows."""
    if relation is None or relations.kinds[relation] != "table" or relation in relations.archived:
        return None
    return read_table(session, *relation)


class _Alteration:
    """The actions of one statement. Those that make the table anew wait for each other: once is enough for all."""

    def __init__(self, session: Session, table: Table) -> None:
        self._session = session
        # DuckDB fails at the COMMIT when rows that it altered under were changed before, or at an index on them.
        self._has_changed_rows = session.transaction.changed.holds(table.name)
        self._start(table)

    def _start(self, table: Table) -> None:
        self._before = [table, *referring(self._session, table)]
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
        if any(each.kind == "rename constraint" for each in changes):
            carry(self._session, self._table, self._table)

    def _apply(self, change: Change) -> None:
        if change.definition.startswith("FOREIGN KEY"):
            refuse_actions(self._session, actions_of(change.definition))
            if ignores_links(self._session):
                return
        if change.kind == "add column":
            self._add_column(change)
        elif _is_of_index(change, self._table):
            self._run(f"DROP INDEX {self._table.quoted_schema}.{quote(change.name)}")
        elif change.kind.endswith("identity"):
            self._change_identity(change)
        elif change.kind == "rename constraint" or self._has_to_be_made_anew(change):
            self._refuse_relation(change)
            changed_table = changed(self._table, change)
            others = [referring_after(each, self._table, changed_table, change) for each in self._after[1:]]
            self._after = [changed_table, *others]
        else:
            self._make(anew=self._has_changed_rows and change.kind not in _NAMING)
            after = changed(self._table, change) if change.kind in _CARRIED else self._table
            self._run(rewrite(f"ALTER TABLE {self._table.quoted} {change.text}"), after)

    def _refuse_relation(self, change: Change) -> None:
        """A key has an index, which is called like no other relation."""
        is_key = change.kind == "add constraint" and change.definition.startswith(("UNIQUE", "PRIMARY KEY"))
        if is_key and change.name in self._session.declarations.names_in_use(self._table.schema)[1]:
            raise SqlNameError(f'42P07: relation "{change.name}" already exists')

    def _has_to_be_made_anew(self, change: Change) -> bool:
        table = self._table
        if change.kind in {"other", "default"}:
            return False
        if change.kind == "type" and (change.length or change.definition == "JSON"):
            # A length is a CHECK, and documents get another form.
            return True
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
        for sql in change.plain[:-1]:
            self._run(sql)
        added = Column(
            name=change.name, type="", default=None, nullable=True, generated=False, source="", identity=change.identity
        )
        self._run(change.plain[-1], replace(self._table, columns=(*self._table.columns, added)))
        self._has_changed_rows |= "(" in change.plain[-1].partition(" DEFAULT ")[2]
        for each in change.later:
            self._apply(each)

    def _change_identity(self, change: Change) -> None:
        """What the engine knows as a default, and the ledger as an identity."""
        self._make()
        statements, after = changed_identity(self._session, self._table, change)
        for sql in statements:
            self._run(sql)
        carry(self._session, self._table, after)

    def _run(self, sql: str, after: Table | None = None) -> None:
        """Let the engine change the table, as it is after everything before, to what is told of it then."""
        self._make()
        table = self._table
        run_engine_sql(self._session, sql)
        after = after or table
        carry(self._session, table, after)
        self._start(read_table(self._session, table.database, table.schema, after.name))

    def _make(self, *, anew: bool = False) -> None:
        if anew or self._after != self._before:
            make_anew(self._session, self._before, self._after)
            self._has_changed_rows = False
            for each in self._before:
                self._session.transaction.changed.made_anew(each.name)
            for before, after in zip(self._before, self._after, strict=True):
                carry(self._session, before, after)
            table = self._table
            self._start(read_table(self._session, table.database, table.schema, table.name))


def _is_of_index(change: Change, table: Table) -> bool:
    """Whether a constraint that is to go is a unique index, as the door makes them."""
    if change.kind != "drop constraint" or find_constraint(table, change.name) is not None:
        return False
    return any(each.unique and each.name.casefold() == change.name.casefold() for each in table.indexes)
