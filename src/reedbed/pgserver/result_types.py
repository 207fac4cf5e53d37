"""That a prepared statement gives the columns that its client was told of, for as long as it is prepared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.errors import ResultTypeChanged
from reedbed.pgserver.answers.replies import as_declared
from reedbed.pgserver.answers.results import Answer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.pgserver.answers.replies import Columns, Reply
    from reedbed.pgserver.prepared import Prepared
    from reedbed.pgserver.session import Session
    from reedbed.pgserver.statements import PlannedStatement


def columns_of(session: Session, prepared: Prepared) -> Columns:
    """The columns of a statement of the engine's, looked up again whenever tables may have changed under it.

    Raises `ResultTypeChanged` when the client was told of others.
    """
    planned = prepared.planned
    assert planned is not None  # noqa: S101 - the engine has no empty statements
    session.planner.admit(planned, session.cursor())
    types = session.planner.parameter_types(prepared)
    found = session.descriptions.kept(
        ("columns", planned.sql, types), lambda: _described(session, planned, types), length=len(planned.sql)
    )
    if prepared.told is not None and found is not prepared.told and _shape(found) != _shape(prepared.told):
        raise ResultTypeChanged("cached plan must not change result type")
    prepared.told = found
    return found


def _described(session: Session, planned: PlannedStatement, types: Sequence[int]) -> Columns:
    found = session.planner.columns(planned, types)
    return None if found is None else as_declared(found, session.origins.of(planned, session.cursor()))


def _shape(columns: Columns) -> list[tuple[str, int, int]] | None:
    return None if columns is None else [(name, kind.oid, kind.modifier) for name, kind in columns]


def hold_to_told(session: Session, prepared: Prepared, reply: Reply) -> None:
    """Raise `ResultTypeChanged` when a statement that has begun gives other columns than its client was told of.

    Values of another type than was told may come of the values that were bound, and are converted; only the
    description tells whether tables have changed.
    """
    rows = reply.rows
    if isinstance(rows, Answer) and not rows.is_as_told:
        columns_of(session, prepared)
