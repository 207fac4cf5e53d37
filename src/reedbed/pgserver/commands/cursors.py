"""DECLARE, FETCH, MOVE and CLOSE."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed import errors
from reedbed.pgserver.answers.batches import BatchRows
from reedbed.pgserver.answers.replies import Reply
from reedbed.pgserver.cursors import CursorRows, LeadingRows, ScrollingRows
from reedbed.pgserver.execution import run_sql, start
from reedbed.pgserver.portals import Portal

if TYPE_CHECKING:
    from reedbed.pgserver.answers.replies import Call, Columns
    from reedbed.pgserver.session import Session
    from reedbed.sql.postgres import commands as c


def declare(session: Session, command: c.Declare, call: Call) -> Reply:
    """DECLARE: the query starts here and is read by FETCH."""
    session.transaction.refuse_if_failed()
    if not (session.transaction.in_block or command.hold):
        raise errors.TransactionStateWrong("DECLARE CURSOR can only be used in transaction blocks: no transaction")
    if command.name in session.portals:
        raise errors.PortalExists(f'cursor "{command.name}" already exists', name=command.name)
    planned = session.planner.sql(command.sql)
    if planned.writes:
        raise errors.SqlSyntaxError("DECLARE CURSOR takes a query.")
    answer = start(session, planned, call.parameters)
    if answer.changed is not None:
        raise errors.SqlSyntaxError("DECLARE CURSOR takes a query that gives rows.")
    scrolling = ScrollingRows(answer.schema, answer.batches(), scroll=command.scroll)
    rows = CursorRows(answer.columns, scrolling, binary=command.binary, style=session.settings.style)
    portal = Portal(
        name=command.name,
        planned=planned,
        reply=Reply(words="SELECT", rows=rows),
        hold=command.hold,
        declared=rows,
        text=call.text,
    )
    session.portals[command.name] = portal
    if session.transaction.in_block:
        session.streaming = rows
    else:
        # WITH HOLD outside of a block: the transaction of the query ends with this statement.
        rows.detach()
        portal.outlives = True
    return Reply(words="DECLARE CURSOR")


def _portal(session: Session, name: str) -> Portal:
    portal = session.portals.get(name)
    if portal is None:
        raise errors.PortalNotFound(f'cursor "{name}" does not exist', name=name)
    return portal


def fetch(session: Session, command: c.Fetch, call: Call) -> Reply:
    """FETCH and MOVE."""
    session.transaction.refuse_if_failed()
    portal = _portal(session, command.cursor)
    declared = portal.declared
    if declared is None:
        return _fetch_bound(session, portal, command)
    batches = declared.scrolling.fetch(command.direction, command.count)
    if command.move:
        return Reply(words="MOVE", changed=sum(batch.num_rows for batch in batches))
    wanted = (1,) if declared.binary else call.formats
    return Reply(words="FETCH", rows=BatchRows(declared.columns, batches, wanted, session.settings.style))


def _fetch_bound(session: Session, portal: Portal, command: c.Fetch) -> Reply:
    """FETCH and MOVE of a portal that Bind made: it goes forward only, in the formats that Bind gave it."""
    if command.direction != "forward" or command.count == 0:
        raise errors.TransactionStateWrong(
            "cursor can only scan forward", hint="Declare it with SCROLL option to enable backward scan."
        )
    if portal.planned is None or portal.planned.command is not None:
        raise errors.PortalNotFound(f'portal "{portal.name}" cannot be run', name=portal.name)
    if portal.reply is None:
        told = portal.prepared.told if portal.prepared is not None else None
        portal.reply = run_sql(session, portal.planned, portal.parameters, portal.formats, told)
    rows = portal.reply.rows
    if rows is None:
        raise errors.PortalNotFound(f'portal "{portal.name}" cannot be run', name=portal.name)
    most = command.count or 0
    if command.move:
        return Reply(words="MOVE", changed=sum(count for count, _ in rows.take(most)))
    return Reply(words="FETCH", rows=LeadingRows(rows, most))


def columns(session: Session, command: c.Fetch) -> Columns:
    """What FETCH will give; nothing from a cursor that there is not, as in PostgreSQL: running it is the error."""
    portal = session.portals.get(command.cursor)
    if command.move or portal is None:
        return None
    if portal.declared is not None:
        return portal.declared.columns
    return portal.rows.columns if portal.rows is not None else None


def close(session: Session, command: c.CloseCursor) -> Reply:
    """CLOSE."""
    session.transaction.refuse_if_failed()
    if command.name is None:
        for name in list(session.portals):
            session.close_portal(name)
        return Reply(words="CLOSE CURSOR ALL")
    _portal(session, command.name)
    session.close_portal(command.name)
    return Reply(words="CLOSE CURSOR")
