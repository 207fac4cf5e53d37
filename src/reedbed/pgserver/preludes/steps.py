"""One step of what comes before a statement: run to its end, noted, and its rows kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.pgserver.execution import again, note_write, start

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.pgserver.session import Session
    from reedbed.pgserver.statements import PlannedStatement


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
