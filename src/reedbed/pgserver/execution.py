"""Running one statement: the turn to write, the check of what the user may, the engine, the ledger's note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.engine.resolver import Role
from reedbed.errors import SqlNameError, SqlTypeError
from reedbed.errors.root import revive
from reedbed.pgserver.activity.table import names_activity, tell_activity
from reedbed.pgserver.advisory_waits import granted
from reedbed.pgserver.answers.replies import Reply
from reedbed.pgserver.answers.results import Answer
from reedbed.pgserver.catalog import asks_about_sessions, tell_sessions
from reedbed.pgserver.changed_tables import CATALOG_CHANGING
from reedbed.pgserver.passing_tables import note_passing
from reedbed.pgserver.session_facts import session_facts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.engine import Cursor
    from reedbed.errors import ReedbedError
    from reedbed.pgserver.answers.replies import Columns
    from reedbed.pgserver.session import Session
    from reedbed.pgserver.statements import PlannedStatement

COUNTED = frozenset({"INSERT", "UPDATE", "DELETE", "MERGE_INTO"})
SHAPELESS = frozenset({"SELECT", "EXPLAIN", *COUNTED})
"""Kinds that leave the engine's settings and variables of a session as they are."""


def run_sql(
    session: Session,
    planned: PlannedStatement,
    parameters: Sequence[object] = (),
    formats: Sequence[int] = (),
    told: Columns = None,
) -> Reply:
    """Run a statement that is the engine's, as far as its first rows."""
    answer = start(session, planned, parameters, formats, told)
    if planned.kind not in SHAPELESS:
        session.engine_settings += 1
    if not planned.writes:
        if answer.changed is not None:
            return Reply(words=planned.words, changed=answer.changed)
        session.streaming = answer
        return Reply(words=planned.words, rows=answer)
    return _written(session, planned, answer)


def start(
    session: Session,
    planned: PlannedStatement,
    parameters: Sequence[object] = (),
    formats: Sequence[int] = (),
    told: Columns = None,
) -> Answer:
    """Let the engine begin with a statement."""
    use = planned.advisory
    if use is None:
        return _started(session, planned, parameters, formats, told)
    session.transaction.before_statement(writes=planned.writes, lasts=use.for_transaction)
    session.planner.admit(planned, session.cursor())
    with granted(session, use.waits, parameters):
        answer = _started(session, planned, parameters, formats, told)
        # The engine calls functions as rows are taken from it.
        answer.detach()
    if use.unlocks_all:
        session.hall.advisory.release_all(session.record.process_id)
    return answer


def _started(
    session: Session,
    planned: PlannedStatement,
    parameters: Sequence[object],
    formats: Sequence[int],
    told: Columns,
) -> Answer:
    cursor = prepare_to_run(session, planned)
    planned = session.planner.finished(planned) or planned
    style, shape, origins = session.settings.style, planned.shape, session.origins.of(planned, cursor)
    try:
        return Answer(
            cursor,
            planned.statements,
            parameters,
            formats=formats,
            style=style,
            columns=told,
            shape=shape,
            origins=origins,
        )
    except (SqlNameError, SqlTypeError) as error:
        # Binding it has failed, which ends no transaction of the engine's.
        finished = session.planner.finished(planned, error.message)
        if finished is None:
            raise
    return Answer(cursor, finished.statements, parameters, formats=formats, style=style, columns=told)


def prepare_to_run(session: Session, planned: PlannedStatement) -> Cursor:
    """Everything that comes before a statement runs; returns the cursor for it."""
    if planned.refusal is not None:
        raise again(planned.refusal)
    writes = planned.writes or (_may_lock(session) and planned.locks_rows)
    session.record.waits_for_writer = writes
    try:
        session.transaction.before_statement(writes=writes)
    finally:
        session.record.waits_for_writer = False
    cursor = session.cursor()
    session.planner.admit(planned, cursor)
    session.cancellation.check()
    if asks_about_sessions(planned.text):
        tell_sessions(cursor, session_facts(session))
    if names_activity(planned.text):
        tell_activity(cursor, session.visible_sessions())
    return cursor


def _may_lock(session: Session) -> bool:
    """Whether the session can keep others from writing to the end of its block."""
    may_write = session.subject.role is not Role.READER and not session.hall.database.read_only
    return session.transaction.in_block and may_write


def refuse_values(session: Session, planned: PlannedStatement) -> None:
    """Raise `SqlNameError` for a client's statement that gives a value to a column which is GENERATED ALWAYS."""
    if planned.kind in {"INSERT", "UPDATE", "MERGE_INTO"} and session.settings.speaks_postgres:
        session.declarations.refuse_values(planned.text)


def note_write(session: Session, planned: PlannedStatement) -> None:
    """A statement has written: the transaction has something to undo, the ledger something to note."""
    transaction = session.transaction
    transaction.after_write()
    transaction.changed.note(planned)
    session.record.writes = True
    if transaction.engine is not None:
        for statement in planned.statements:
            session.hall.store.operations.statements.note(transaction.engine, statement)
        note_passing(session, transaction.engine, planned)
    if planned.kind == "CREATE" and (session.planner.has_temporary or "temp" in planned.sql.casefold()):
        session.planner.look_at_temporary()
    if planned.kind in CATALOG_CHANGING:
        session.hall.catalog_changed()


def _written(session: Session, planned: PlannedStatement, answer: Answer) -> Reply:
    note_write(session, planned)
    if answer.changed is not None:
        return Reply(words=planned.words, changed=answer.changed)
    # RETURNING: the rows stay in the engine's hands until they are fetched.
    session.streaming = answer
    return Reply(words=planned.words, rows=answer)


def again(refusal: ReedbedError) -> ReedbedError:
    """The same error anew: one that is kept gathers a traceback with every raise."""
    return revive(type(refusal), refusal.message, refusal.hint, refusal.details)
