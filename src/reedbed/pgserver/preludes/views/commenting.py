"""COMMENT ON what is a table, a view or a column of them: of the kind that it says, and by the name that it has."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from reedbed.errors import SqlNameError
from reedbed.pgserver.dependents.views import Relations
from reedbed.pgserver.preludes.steps import left_over
from reedbed.sql import quote

if TYPE_CHECKING:
    from reedbed.pgserver.dependents.views import Relation
    from reedbed.pgserver.session import Session
    from reedbed.pgserver.statements import PlannedStatement
    from reedbed.sql.postgres.comments import Commenting

_OF_RELATIONS: Final = frozenset({"table", "view", "column"})


def comment_on(session: Session, prelude: Commenting, planned: PlannedStatement) -> PlannedStatement:
    """Refuse a relation of another kind, and find the one that is meant, and its column."""
    if prelude.kind not in _OF_RELATIONS:
        return replace(planned, prelude=None)
    relations = Relations.read(session.cursor())
    is_column = prelude.kind == "column" and len(prelude.name) > 1
    found = relations.find(prelude.name[:-1] if is_column else prelude.name)
    if found is not None and prelude.kind in {"table", "view"} and relations.kinds[found] != prelude.kind:
        raise SqlNameError(f'42809: "{found.name}" is not a {prelude.kind}')
    if found is None:
        return replace(planned, prelude=None)
    what = f"{prelude.kind.upper()} {found.quoted}"
    if is_column:
        what += f".{quote(_own_name(relations, found, prelude.name[-1]))}"
    return left_over(planned, session.planner.engine_sql(f"COMMENT ON {what} IS {prelude.text}"))


def _own_name(relations: Relations, relation: Relation, column: str) -> str:
    """The name by which DuckDB knows a column: in a view the one that its query gives it."""
    if relations.kinds[relation] != "view":
        return column
    columns = [each.casefold() for each in relations.columns(relation)]
    own = relations.shape(relations.view(relation).text) or []
    place = columns.index(column.casefold()) if column.casefold() in columns else len(own)
    return own[place][0] if place < len(own) else column
