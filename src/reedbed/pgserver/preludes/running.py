"""Statements of the engine's, with what comes before them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.pgserver.execution import prepare_to_run, refuse_values, run_sql
from reedbed.pgserver.preludes import modifications, sequences
from reedbed.pgserver.preludes.dropping import drop_objects
from reedbed.pgserver.preludes.existing import tell_if_there
from reedbed.pgserver.preludes.returning import update_referenced
from reedbed.pgserver.preludes.rows import run_rows
from reedbed.pgserver.preludes.tables.altering import alter_table
from reedbed.pgserver.preludes.tables.creating import create_table
from reedbed.pgserver.preludes.tables.emptying import empty_tables
from reedbed.pgserver.preludes.tables.indexing import ready_for_index
from reedbed.pgserver.preludes.tables.links import without_links
from reedbed.pgserver.preludes.views.commenting import comment_on
from reedbed.pgserver.preludes.views.creating import alter_view, create_view
from reedbed.pgserver.preludes.written import run_written
from reedbed.sql.postgres.alterations import TableChange
from reedbed.sql.postgres.comments import Commenting
from reedbed.sql.postgres.creations import TableCreation
from reedbed.sql.postgres.drops import Drop
from reedbed.sql.postgres.modifications import Modification
from reedbed.sql.postgres.preludes import (
    IndexCreation,
    SequenceChange,
    SequenceSetting,
    Truncation,
)
from reedbed.sql.postgres.views import ViewChange, ViewCreation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.pgserver.answers.replies import Columns, Reply
    from reedbed.pgserver.session import Session
    from reedbed.pgserver.statements import PlannedStatement
    from reedbed.sql.postgres.preludes import Counting


def run_whole(
    session: Session,
    planned: PlannedStatement,
    parameters: Sequence[object] = (),
    formats: Sequence[int] = (),
    told: Columns = None,
) -> Reply:
    """As `run_sql`, after what has to be done before the statement."""
    session.declarations.given = (parameters, planned.rows)
    refuse_values(session, planned)
    if planned.rows and parameters:
        return run_rows(session, planned, parameters)
    if planned.written is not None:
        reply = run_written(session, planned, planned.written, formats, told)
        if reply is not None:
            return reply
        planned = session.planner.as_written(planned)
    if planned.kind == "CREATE":
        tell_if_there(session, planned)
    if planned.prelude is None:
        updated = update_referenced(session, planned, parameters, formats, told)
        if updated is not None:
            return updated
        return run_sql(session, without_links(session, planned), parameters, formats, told)
    if isinstance(planned.prelude, TableCreation):
        return create_table(session, planned.prelude, planned)
    prepared, values = ready(session, planned, parameters)
    return run_sql(session, prepared, values, formats, told)


def ready(
    session: Session, planned: PlannedStatement, parameters: Sequence[object] = ()
) -> tuple[PlannedStatement, Sequence[object]]:
    """Do what comes before a statement; returns what is left to be run, and the values for it."""
    prelude = planned.prelude
    if prelude is None or isinstance(prelude, TableCreation):
        return planned, parameters
    prepare_to_run(session, planned)
    if isinstance(prelude, Modification):
        return modifications.modify(session, prelude, planned, parameters), parameters
    match prelude:
        case SequenceSetting() | SequenceChange():
            left = _after_sequences(session, prelude, planned, parameters)
        case Truncation():
            left = empty_tables(session, prelude, planned)
        case TableChange():
            left = alter_table(session, prelude, planned)
        case Drop():
            left = drop_objects(session, prelude, planned)
        case Commenting() | ViewCreation() | ViewChange():
            left = _of_views(session, prelude, planned)
        case IndexCreation():
            left = ready_for_index(session, prelude, planned)
    return without_links(session, left), ()


def _after_sequences(
    session: Session,
    prelude: Counting,
    planned: PlannedStatement,
    parameters: Sequence[object],
) -> PlannedStatement:
    match prelude:
        case SequenceSetting():
            return sequences.set_sequences(session, prelude, planned, parameters)
        case SequenceChange():
            return sequences.change_sequence(session, prelude, planned)


def _of_views(
    session: Session, prelude: Commenting | ViewCreation | ViewChange, planned: PlannedStatement
) -> PlannedStatement:
    match prelude:
        case Commenting():
            return comment_on(session, prelude, planned)
        case ViewCreation():
            return create_view(session, prelude, planned)
        case ViewChange():
            return alter_view(session, prelude, planned)
