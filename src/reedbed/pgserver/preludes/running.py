"""Statements of the engine's, with what comes before them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.pgserver.execution import prepare_to_run, run_sql
from reedbed.pgserver.preludes import sequences
from reedbed.sql.postgres.preludes import IdentityRestart, SequenceChange, SequenceSetting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.pgserver.answers.replies import Columns, Reply
    from reedbed.pgserver.session import Session
    from reedbed.pgserver.statements import PlannedStatement


def run_whole(
    session: Session,
    planned: PlannedStatement,
    parameters: Sequence[object] = (),
    formats: Sequence[int] = (),
    told: Columns = None,
) -> Reply:
    """As `run_sql`, after what has to be done before the statement."""
    if planned.prelude is None:
        return run_sql(session, planned, parameters, formats, told)
    prepare_to_run(session, planned)
    prepared = _prepared(session, planned, parameters)
    return run_sql(session, prepared, parameters if prepared.sql == planned.sql else (), formats, told)


def _prepared(session: Session, planned: PlannedStatement, parameters: Sequence[object]) -> PlannedStatement:
    prelude = planned.prelude
    assert prelude is not None  # noqa: S101 - asked by the caller
    if isinstance(prelude, SequenceSetting):
        return sequences.set_sequences(session, prelude, planned, parameters)
    if isinstance(prelude, SequenceChange):
        return sequences.change_sequence(session, prelude, planned)
    if isinstance(prelude, IdentityRestart):
        return sequences.restart_identities(session, prelude, planned)
    return sequences.drop_with_sequences(session, prelude, planned)
