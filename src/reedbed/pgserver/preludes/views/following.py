"""Views under a relation whose columns or whose name change: refused, dropped with a column, or made to follow."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from reedbed.errors import SqlNotSupported
from reedbed.pgserver.dependents.queries import StoredQuery
from reedbed.pgserver.dependents.renaming import renamed
from reedbed.pgserver.preludes.steps import run_engine_sql
from reedbed.pgserver.preludes.views.depending import depending, described, drop_views, refuse, tell_cascade
from reedbed.sql import literal, quote
from reedbed.sql.postgres.lexing import name_value, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reedbed.pgserver.dependents.views import Relation, Relations, View
    from reedbed.pgserver.session import Session
    from reedbed.sql.postgres.alterations import Change


class _Unaware(NamedTuple):
    """A view before its relation changes, which it does not follow."""

    view: View
    plan: str | None
    query: str | None
    """What reads nothing of the relation but what the view read."""
    comments: list[str]


class Followers:
    """The views that read one relation."""

    def __init__(self, session: Session, relations: Relations, relation: Relation) -> None:
        self._session = session
        self._relations = relations
        self._relation = relation
        # A view that reads another one of them can be bound once that one is right.
        found = [each.relation for each in relations.views_on(relation)]
        self.views = [relations.view(each) for each in relations.in_order(found)]
        self._statements: list[str] = []
        self._unaware: dict[Relation, _Unaware] = {}

    @property
    def follow(self) -> bool:
        """Whether views are to be looked at or made anew after the change."""
        return bool(self._statements or self._unaware)

    def before(self, change: Change, keys: Sequence[str] = ()) -> None:
        """Refuse what the views forbid, drop those that go with a column, and find what they are to become.

        `keys` are the foreign keys that lead to the column, as PostgreSQL names them; they go with it too.

        Raises `DependencyExists` and `SqlNotSupported`.
        """
        column = self._column(change.name)
        if change.kind == "rename table":
            self._statements = [sql for each in self.views for sql in self._renamed(each, change.new_name)]
        elif change.kind in {"add column", "other"}:
            self._keep_out(self.views)
        elif column is None:
            return
        elif change.kind == "rename column":
            self._statements = [sql for each in self.views for sql in self._with_column(each, column, change.new_name)]
            self._keep_out([each for each in self.views if column not in each.used_columns(self._relation)])
        elif change.kind == "drop column":
            self._drop_column(column, keys, cascades=change.cascades)
        elif change.kind == "type":
            self._refuse_type(column)

    def after(self) -> None:
        """Make the views what they are to be, once the relation has changed."""
        for sql in self._statements:
            run_engine_sql(self._session, sql)
        for each in self._unaware.values():
            self._blind(each)
        self._statements = []
        self._unaware = {}

    def _keep_out(self, views: Sequence[View]) -> None:
        """Note of views that know nothing of a new name how they are computed, so that they stay so."""
        for view in views:
            if view.query is None or view.relation in self._unaware:
                continue
            places = view.read_relations.get(self._relation, [])
            columns = {each: quote(each) for each in view.used_columns(self._relation)}
            self._unaware[view.relation] = _Unaware(
                view, self._relations.plan_of(view.text), view.query.reading(places, columns), list(comments(view))
            )

    def _blind(self, unaware: _Unaware) -> None:
        """Let a view read the columns alone that it read before, where it would take the new one for another."""
        relations, view = self._relations, unaware.view
        now = relations.plan_of(view.text)
        if unaware.plan is None or now == unaware.plan:
            return
        blind = relations.plan_of(unaware.query) if unaware.query else None
        if unaware.query is None or blind is None:
            raise self._stays(view)
        if now == blind:
            return
        for sql in (view.creation(unaware.query), *unaware.comments):
            run_engine_sql(self._session, sql)

    def _column(self, name: str) -> str | None:
        return next(
            (each for each in self._relations.columns(self._relation) if each.casefold() == name.casefold()), None
        )

    def _drop_column(self, column: str, keys: Sequence[str], *, cascades: bool) -> None:
        kind = self._relations.kinds[self._relation]
        what = f"column {column} of {kind} {self._relations.shown(self._relation)}"
        users = [each for each in self.views if each.uses(self._relation, column)]
        found = depending(self._relations, [(each, what) for each in users])
        told = [(each, what) for each in keys] + described(self._relations, found)
        if not cascades:
            refuse(what, told)
        drop_views(self._session, found)
        tell_cascade(self._session, [each for each, _ in told])
        self.views = [each for each in self.views if each.relation not in found]

    def _refuse_type(self, column: str) -> None:
        for each in self.views:
            if each.uses(self._relation, column):
                view = self._relations.shown(each.relation)
                raise SqlNotSupported(
                    "cannot alter type of a column used by a view or rule\n"
                    f'rule _RETURN on view {view} depends on column "{column}"'
                )

    def _renamed(self, view: View, name: str) -> Iterator[str]:
        """What lets a view read the relation by another name."""
        query, places = view.query, view.read_relations.get(self._relation, [])
        text = query.reading_from(places, name) if query is not None else None
        # The same with the name that the relation has yet, which the engine can bind.
        same = query.reading_from(places, self._relation.name) if query is not None else None
        if text is None or same is None or self._relations.shape(same) != self._relations.shape(view.text):
            raise self._stays(view)
        yield view.creation(text)
        yield from comments(view)

    def _with_column(self, view: View, old: str, new: str) -> Iterator[str]:
        """What lets a view read a column by another name, and give it the one that it had."""
        query, places = view.query, view.read_relations.get(self._relation, [])
        if query is None:
            raise self._stays(view)
        used = view.used_columns(self._relation)
        if old not in used:
            return
        plain = None if self._says(view, new) else renamed(query, places, old, new)
        if plain is None or not self._is_like(view, plain, old, new):
            plain = query.reading(places, {each: quote(new if each == old else each) for each in used})
        if plain is None or not self._is_like(view, plain, old, new):
            raise self._stays(view)
        yield view.creation(plain)
        yield from comments(view)

    def _says(self, view: View, name: str) -> bool:
        """Whether a name means something in a view already, so that another column of it would be taken for that."""
        folded = name.casefold()
        others = (each for each in view.read_relations if each != self._relation)
        return any(name_value(each).casefold() == folded for each in tokens(view.text)) or any(
            folded in map(str.casefold, self._relations.columns(each)) for each in others
        )

    def _is_like(self, view: View, text: str, old: str, new: str) -> bool:
        """Whether a text gives what the view gives, on a relation whose column has the new name already."""
        query = StoredQuery.read(text, self._relations.cursor)
        if query is None:
            return False
        names = self._relations.columns(self._relation)
        places = [each for each in query.references if self._relations.meant(each, view.relation) == self._relation]
        like = query.reading(places, {(new if each == old else each): quote(each) for each in names})
        return like is not None and self._relations.shape(like) == self._relations.shape(view.text)

    def _stays(self, view: View) -> SqlNotSupported:
        shown = self._relations.shown(view.relation)
        return SqlNotSupported(
            f"view {shown} cannot follow the new name", hint=f"DROP VIEW {shown};", construct="RENAME"
        )


def comments(view: View) -> Iterator[str]:
    """The statements that give a view its comments again, which go when it is made anew."""
    at = view.relation
    here = f"database_name = {literal(at.database)} AND schema_name = {literal(at.schema)}"
    rows = view.relations.cursor.plain_rows(
        f"SELECT NULL, comment FROM duckdb_views() WHERE {here} AND view_name = {literal(at.name)} UNION ALL "
        f"SELECT column_name, comment FROM duckdb_columns() WHERE {here} AND table_name = {literal(at.name)}"
    )
    # DuckDB knows the columns of a view by the names that its query gives them, not by those in brackets.
    own = dict(
        zip(view.relations.columns(at), (name for name, _ in view.relations.shape(view.text) or ()), strict=False)
    )
    for column, comment in rows:
        if comment is not None:
            what = f"VIEW {at.quoted}" if column is None else f"COLUMN {at.quoted}.{quote(own.get(column, column))}"
            yield f"COMMENT ON {what} IS {literal(comment)}"
