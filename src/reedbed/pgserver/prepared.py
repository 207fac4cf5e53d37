"""Prepared statements of a session, by Parse or by PREPARE, and that they give what their client was told of."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reedbed.errors import ResultTypeChanged
from reedbed.pgserver.results import Answer

if TYPE_CHECKING:
    from reedbed.pgserver.replies import Columns, Reply
    from reedbed.pgserver.session import Session
    from reedbed.pgserver.statements import PlannedStatement


@dataclass(kw_only=True, slots=True)
class Prepared:
    """A statement with its parameters' types; `planned` is None for an empty text.

    The types of the parameters are found out when somebody asks for them; `told` are the columns that the client was
    told of, which hold for as long as the statement is prepared.
    """

    name: str
    planned: PlannedStatement | None
    declared_types: tuple[int, ...] = ()
    from_sql: bool = False
    parameter_types: tuple[int, ...] | None = None
    told: Columns = None
    text: str = ""
    runs: int = 0
    prepared_at: float = field(default_factory=time.time)


def columns_of(session: Session, prepared: Prepared) -> Columns:
    """The columns of a statement of the engine's, looked up again whenever tables may have changed under it.

    Raises `ResultTypeChanged` when the client was told of others.
    """
    planned = prepared.planned
    assert planned is not None  # noqa: S101 - the engine has no empty statements
    session.planner.admit(planned, session.cursor())
    types = session.planner.parameter_types(prepared)
    found = session.descriptions.kept(
        ("columns", planned.sql, types), lambda: session.planner.columns(planned, types), length=len(planned.sql)
    )
    if prepared.told is not None and found is not prepared.told and _shape(found) != _shape(prepared.told):
        raise ResultTypeChanged("cached plan must not change result type")
    prepared.told = found
    return found


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
