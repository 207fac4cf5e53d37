"""One INSERT of many rows of constants, planned as that of one row of parameters and stored in columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed import errors
from reedbed.pgserver.amendments.conflicts import may_meet, with_keys_counted
from reedbed.pgserver.answers.replies import Reply
from reedbed.pgserver.answers.results import Answer
from reedbed.pgserver.columnar_inserts import batch_of, insert_in_columns
from reedbed.pgserver.constants import column_of
from reedbed.pgserver.execution import note_write, prepare_to_run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.engine import Cursor
    from reedbed.pgserver.answers.replies import Columns
    from reedbed.pgserver.columnar_inserts import Column
    from reedbed.pgserver.constants import WrittenRows
    from reedbed.pgserver.session import Session
    from reedbed.pgserver.statements import PlannedStatement


def run_written(
    session: Session,
    planned: PlannedStatement,
    written: WrittenRows,
    formats: Sequence[int] = (),
    told: Columns = None,
) -> Reply | None:
    """Run the statement; None when it has to be run as it is written, before which nothing was changed.

    Raises what ends the statement from outside, and errors of a transaction that cannot be begun again.
    """
    columns = _columns(session, planned, written)
    if columns is None:
        return None
    was_clean = not session.transaction.has_written
    cursor = prepare_to_run(session, planned)
    try:
        answer = _stored(session, planned, columns, cursor, rows=written.rows, formats=formats, told=told)
    except (errors.QueryCancelled, errors.DoorClosing, errors.StatementTimedOut):
        raise
    except (errors.SqlNameError, errors.SqlSyntaxError):
        # Binding it has failed, which ends no transaction of the engine's.
        return None
    except errors.ReedbedError:
        if not was_clean:
            raise
        session.transaction.begin_again()
        return None
    note_write(session, planned)
    if answer.changed is not None:
        return Reply(words=planned.words, changed=answer.changed)
    return Reply(words=planned.words, rows=answer)


def _columns(session: Session, planned: PlannedStatement, written: WrittenRows) -> list[Column] | None:
    """The values of each place, as its type has them; None when some are to be seen by the engine as they stand."""
    template = written.template
    types = session.descriptions.kept(
        ("places", template), lambda: session.planner.types_of_row(planned, template), length=len(template)
    )
    zone = session.settings.style.time_zone
    found = []
    for place, (each, oid) in enumerate(zip(written.columns, types, strict=True), 1):
        column = column_of(each, f"p{place}", oid, zone)
        if column is None:
            return None
        found.append(column)
    return found


def _stored(
    session: Session,
    planned: PlannedStatement,
    columns: Sequence[Column],
    cursor: Cursor,
    *,
    rows: int,
    formats: Sequence[int],
    told: Columns,
) -> Answer:
    insert = insert_in_columns(planned.sql)
    assert insert is not None  # noqa: S101 - so it was planned
    with cursor.relation(batch_of(columns, rows)) as relation:
        sql = insert.sql(relation, [each.expression for each in columns])
        if may_meet(sql):
            sql = with_keys_counted(sql, cursor)
        answer = Answer(
            cursor,
            sql,
            formats=formats,
            style=session.settings.style,
            columns=told,
            origins=session.origins.of(planned, cursor),
        )
        # The rows of RETURNING are taken while there is something to read them from.
        answer.detach()
    return answer
