"""One step of what comes before a statement: run to its end, noted, and its rows kept. And what is left then."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from reedbed.pgserver.execution import again, note_write, start

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.pgserver.session import Session
    from reedbed.pgserver.statements import PlannedStatement


_NOTHING: Final = "CREATE SCHEMA IF NOT EXISTS main"


def left_over(planned: PlannedStatement, other: PlannedStatement) -> PlannedStatement:
    """What is left of a statement after what came before it: it answers with its own tag and runs the other."""
    return replace(planned, prelude=None, sql=other.sql, statements=other.statements, writes=other.writes)


def done(session: Session, planned: PlannedStatement) -> PlannedStatement:
    """A statement of which nothing is left: what is run changes nothing."""
    return left_over(planned, session.planner.engine_sql(_NOTHING))


def run_engine_sql(session: Session, sql: str) -> None:
    """Run a statement of the engine's own."""
    run(session, session.planner.engine_sql(sql))


def run(session: Session, planned: PlannedStatement, parameters: Sequence[object] = ()) -> list[tuple[object, ...]]:
    """The rows of a statement as values of Python."""
    if planned.refusal is not None:
        raise again(planned.refusal)
    answer = start(session, planned, parameters)
    rows: list[tuple[object, ...]] = []
    if answer.changed is None:
        rows = [
            row for batch in answer.batches() for row in zip(*(each.to_pylist() for each in batch.columns), strict=True)
        ]
    answer.close()
    if planned.writes:
        note_write(session, planned)
    return rows
