"""One INSERT of many rows of parameters, stored in columns."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa

from reedbed import errors
from reedbed.pgserver.answers.replies import Reply
from reedbed.pgserver.columnar_inserts import Column, batch_of, column_of, columnar_insert
from reedbed.pgserver.execution import note_write, prepare_to_run, run_sql

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.pgserver.session import Session
    from reedbed.pgserver.statements import PlannedStatement


def run_rows(session: Session, planned: PlannedStatement, parameters: Sequence[object]) -> Reply:
    """Run the statement of one row for all of them."""
    width = len(parameters) // planned.rows
    columns = _columns([parameters[place::width] for place in range(width)])
    cursor = prepare_to_run(session, planned)
    finished = session.planner.finished(planned) or planned
    insert = columnar_insert(finished.sql)
    if columns is None or insert is None:
        alone = replace(planned, rows=0)
        for place in range(0, len(parameters), width):
            run_sql(session, alone, parameters[place : place + width])
    else:
        with cursor.relation(batch_of(columns, planned.rows)) as rows:
            cursor.execute(insert.sql(rows, [each.expression for each in columns]))
        note_write(session, finished)
    return Reply(words=planned.words, changed=planned.rows)


def _columns(values: Sequence[Sequence[object]]) -> list[Column] | None:
    try:
        columns = [column_of(each, f"p{place}") for place, each in enumerate(values, 1)]
    except (errors.ReedbedError, pa.ArrowException, OverflowError):
        return None
    found = [each for each in columns if each is not None]
    return found if len(found) == len(columns) else None
