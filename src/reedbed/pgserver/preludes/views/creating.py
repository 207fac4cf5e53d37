"""CREATE VIEW and ALTER VIEW: what a view reads stays what it was when the view was made."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from reedbed.errors import SqlNameError
from reedbed.pgserver.dependents.freezing import column_names, frozen
from reedbed.pgserver.dependents.queries import StoredQuery
from reedbed.pgserver.dependents.views import TEMPORARY, Relation, Relations, creation, parted
from reedbed.pgserver.preludes.steps import done, left_over, run_engine_sql
from reedbed.pgserver.preludes.views.following import Followers, comments
from reedbed.pgserver.refusals.responses import notice
from reedbed.pgserver.refusals.wordings import type_name
from reedbed.pgwire.values.types import BY_NAME, column_type
from reedbed.sql import DEFAULT_SCHEMA, quote
from reedbed.sql.postgres.lexing import NAMES, name_value, tokens
from reedbed.sql.postgres.schemas import stored_schema

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.pgserver.session import Session
    from reedbed.pgserver.statements import PlannedStatement
    from reedbed.sql.postgres.alterations import Change
    from reedbed.sql.postgres.views import ViewChange, ViewCreation

_SUMS: Final = frozenset({BY_NAME["int8"].oid, BY_NAME["numeric"].oid})
"""Types between which the engine's sums and PostgreSQL's differ."""


def create_view(session: Session, prelude: ViewCreation, planned: PlannedStatement) -> PlannedStatement:
    """Make a view that keeps its columns and its tables. One that is replaced keeps its columns, and may get more."""
    relations = Relations.read(session.cursor())
    view = _place(relations, prelude)
    kind = relations.kinds.get(view)
    if kind is not None and prelude.if_missing:
        session.say(notice("42P07", f'relation "{view.name}" already exists, skipping', severity="NOTICE"))
        return done(session, planned)
    if kind == "table" and prelude.replaces:
        raise SqlNameError(f'42809: "{view.name}" is not a view')
    naming, written = parted(planned.sql)
    query = StoredQuery.read(written, relations.cursor)
    if query is None:
        return replace(planned, prelude=None)
    if view.database != TEMPORARY and _reads_temporary(relations, query):
        session.say(notice("00000", f'view "{view.name}" will be a temporary view', severity="NOTICE"))
        view = Relation(TEMPORARY, DEFAULT_SCHEMA, view.name)
        kind = relations.kinds.get(view)
    text = frozen(query, relations, view)
    if not naming:
        _refuse_twice(StoredQuery.read(text, relations.cursor))
    remarks: list[str] = []
    if kind == "view" and prelude.replaces:
        _refuse_other_columns(relations, view, _names(naming, relations.shape(text) or []))
        remarks = list(comments(relations.view(view)))
    sql = creation(view, naming, text, replaces=prelude.replaces)
    if not remarks:
        return left_over(planned, session.planner.engine_sql(sql))
    for each in (sql, *remarks):
        run_engine_sql(session, each)
    return done(session, planned)


def _reads_temporary(relations: Relations, query: StoredQuery) -> bool:
    """Whether a query reads what is the session's own, so that no other session could read it."""
    found = (relations.find((each.schema, each.name) if each.schema else (each.name,)) for each in query.references)
    return any(each is not None and each.database == TEMPORARY for each in found)


def _place(relations: Relations, prelude: ViewCreation) -> Relation:
    """Where the view is to lie."""
    name = prelude.name
    if prelude.is_temporary:
        wanted = Relation(TEMPORARY, DEFAULT_SCHEMA, name[-1])
    else:
        schema = name[-2] if len(name) > 1 else relations.path[0]
        wanted = Relation(relations.database, stored_schema(schema), name[-1])
    return relations.find_at(wanted) or wanted


def _refuse_twice(query: StoredQuery | None) -> None:
    """Raise for two columns of one name, of which the engine would rename one."""
    counted = Counter(map(str.casefold, column_names(query))) if query is not None else {}
    twice = next((name for name, count in counted.items() if count > 1), None)
    if twice is not None:
        raise SqlNameError(f'42701: column "{twice}" specified more than once')


def _names(naming: str, shape: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Names and types of the columns of a view."""
    given = [name_value(each) for each in tokens(naming) if each.kind in NAMES]
    return [(given[place] if place < len(given) else name, kind) for place, (name, kind) in enumerate(shape)]


def _refuse_other_columns(relations: Relations, view: Relation, after: Sequence[tuple[str, str]]) -> None:
    before = relations.shape(f"SELECT * FROM {view.quoted}")
    if before is None or not after:
        # One of them cannot be bound, which the engine says.
        return
    if len(after) < len(before):
        raise SqlNameError("42P16: cannot drop columns from view")
    for (old, kind), (new, other) in zip(before, after, strict=False):
        if old != new:
            raise SqlNameError(
                f'42P16: cannot change name of view column "{old}" to "{new}"',
                hint="Use ALTER VIEW ... RENAME COLUMN ... to change name of view column instead.",
            )
        oids = {column_type(kind).oid, column_type(other).oid}
        if len(oids) > 1 and not oids <= _SUMS:
            raise SqlNameError(
                f'42P16: cannot change data type of view column "{old}" from {type_name(kind)} to {type_name(other)}'
            )


def alter_view(session: Session, prelude: ViewChange, planned: PlannedStatement) -> PlannedStatement:
    """Give a view, or a column of it, another name; what reads it follows."""
    relations = Relations.read(session.cursor())
    found = relations.find(prelude.name)
    if found is None and prelude.if_exists:
        told = f'relation "{prelude.name[-1]}" does not exist, skipping'
        session.say(notice("00000", told, severity="NOTICE"))
    elif found is None:
        raise SqlNameError(f'42P01: relation "{prelude.name[-1]}" does not exist')
    elif relations.kinds[found] != "view":
        raise SqlNameError(f'42809: "{found.name}" is not a view')
    else:
        rename_in_view(session, relations, found, prelude.change)
    return done(session, planned)


def rename_in_view(session: Session, relations: Relations, view: Relation, change: Change) -> None:
    """Rename a view or one of its columns. Raises `SqlNameError`."""
    followers = Followers(session, relations, view)
    if change.kind == "rename table":
        if relations.find_at(view._replace(name=change.new_name)) is not None:
            raise SqlNameError(f'42P07: relation "{change.new_name}" already exists')
        followers.before(change)
        run_engine_sql(session, f"ALTER VIEW {view.quoted} RENAME TO {quote(change.new_name)}")
    else:
        _rename_column(session, relations, view, change, followers)
    followers.after()


def _rename_column(
    session: Session, relations: Relations, view: Relation, change: Change, followers: Followers
) -> None:
    columns = relations.columns(view)
    folded = [each.casefold() for each in columns]
    if change.name.casefold() not in folded:
        raise SqlNameError(f'42703: column "{change.name}" does not exist')
    if change.new_name.casefold() in folded:
        raise SqlNameError(f'42701: column "{change.new_name}" of relation "{view.name}" already exists')
    place = folded.index(change.name.casefold())
    followers.before(change)
    found = relations.view(view)
    remarks = list(comments(found))
    columns[place] = change.new_name
    for sql in (found.creation(found.text, f"({', '.join(map(quote, columns))})"), *remarks):
        run_engine_sql(session, sql)
