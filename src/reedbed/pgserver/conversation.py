"""A session's conversation: requests as they come, each answered by the function that this table names."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final

from reedbed.errors import DoorClosing, InternalError, ProtocolViolation, ReedbedError, SessionTimedOut, SqlNotSupported
from reedbed.pgserver import extended_queries as extended
from reedbed.pgserver import simple_queries as simple
from reedbed.pgserver.cancellation import SHUTDOWN
from reedbed.pgserver.inserts.bound import begun
from reedbed.pgserver.network.transport import ClientGone
from reedbed.pgserver.refusals.responses import error_response
from reedbed.pgwire import State
from reedbed.pgwire import messages as m
from reedbed.pgwire.events import NEED_DATA, ConnectionClosed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from reedbed.pgserver.session import Session
    from reedbed.pgserver.statements import PlannedStatement

_log = logging.getLogger("reedbed.door")


def flush(session: Session, message: m.Flush) -> None:
    """Send what was said so far."""
    del message
    session.settle()
    session.flush()


def call_function(session: Session, message: m.FunctionCall) -> None:
    """The old way of calling a function by its OID, which PostgreSQL keeps for large objects."""
    sentence = f"function with OID {message.function_oid} does not exist among those that can be called by their number"
    session.refuse(SqlNotSupported(sentence, hint="call it in a SELECT"))
    session.say(m.ReadyForQuery(status=session.transaction.status))


REQUESTS: Final[Mapping[type[m.FrontendMessage], Callable[[Session, Any], None]]] = {
    m.Query: simple.query,
    m.Parse: extended.parse,
    m.Bind: extended.bind,
    m.Describe: extended.describe,
    m.Execute: extended.execute,
    m.Close: extended.close,
    m.Sync: extended.sync,
    m.Flush: flush,
    m.FunctionCall: call_function,
}
"""What is done for each message of a client that has a session."""


def converse(session: Session) -> None:
    """Answer requests until the client leaves, or the door ends the session.

    Raises `ClientGone` when there is nobody left to tell; `DoorClosing` and other fatal errors are told the client.
    """
    session.say(m.ReadyForQuery(status="I"))
    session.record.rest("I")
    wire, next_event = session.wire, session.wire.next_event
    while True:
        try:
            event = next_event()
        except ProtocolViolation as violation:
            if wire.is_lost:
                raise
            _refuse(session, violation)
            continue
        if event is NEED_DATA:
            if wire.is_held_up:
                _complete(session)
            else:
                _wait(session)
        elif isinstance(event, (ConnectionClosed, m.Terminate)):
            if session.dismissed:
                raise DoorClosing(SHUTDOWN)
            return
        else:
            _respond(session, event)


def _refuse(session: Session, violation: ProtocolViolation) -> None:
    """Answer a message that cannot be read, and whose place in the dialogue is known."""
    if not _stored(session):
        return
    session.refuse(violation)
    if session.wire.state is State.READY:
        session.end_statement()
        session.say(m.ReadyForQuery(status=session.transaction.status))


def _complete(session: Session) -> None:
    """Say what is kept until the next request is known, since the next message waits for it."""
    _stored(session)
    session.settle()
    if session.wire.is_held_up:
        raise InternalError(f"Nothing is left to be said: due is {session.wire.state}.")


def _respond(session: Session, event: m.FrontendMessage) -> None:
    """Answer a request, or gather it with others like it to be answered together."""
    if session.gathering is not None:
        if session.gathering.takes(event):
            return
        if not _stored(session) and type(event) is not m.Sync:
            # It was sent before its sender could know of the error.
            return
    if type(event) is m.Bind:
        session.gathering = begun(session, event)
        if session.gathering is not None:
            return
    _answer(session, event)


def _stored(session: Session) -> bool:
    """Store what was gathered and answer for it; False when there was an error."""
    gathering, session.gathering = session.gathering, None
    if gathering is None:
        return True
    session.settle()
    try:
        todo = gathering.unfinished if gathering.store() else gathering.messages
    except (DoorClosing, ConnectionError, KeyboardInterrupt):
        raise
    except ReedbedError as error:
        session.refuse(error, gathering.planned)
        return False
    except Exception as error:  # noqa: BLE001 - as below
        session.report(error, gathering.planned)
        return False
    return all(_answer(session, each) for each in todo)


def _answer(session: Session, event: m.FrontendMessage) -> bool:
    """Answer a request; False when the answer was an error."""
    if type(event) is not m.Sync:
        session.settle()
    try:
        REQUESTS[type(event)](session, event)
    except DoorClosing:
        raise
    except ReedbedError as error:
        session.refuse(error, _statement(session, event), sql=getattr(event, "sql", ""))
        return False
    except (ConnectionError, KeyboardInterrupt):
        raise
    except Exception as error:  # noqa: BLE001 - one request's bug must not cost the session
        session.report(error, _statement(session, event))
        return False
    return True


def _statement(session: Session, event: m.FrontendMessage) -> PlannedStatement | None:
    """The statement that a request is about, where an error may point into its text."""
    if isinstance(event, m.Execute) and event.portal in session.portals:
        return session.portals[event.portal].planned
    if isinstance(event, (m.Bind, m.Describe)):
        name = event.statement if isinstance(event, m.Bind) else event.name
        prepared = session.prepared.get(name)
        return prepared.planned if prepared is not None else None
    return None


def _wait(session: Session) -> None:
    """Wait for the client, for as long as it may be idle."""
    settings, transaction = session.settings, session.transaction
    session.record.rest(transaction.status)
    if session.dismissed:
        raise DoorClosing(SHUTDOWN)
    limit = settings.idle_in_transaction_seconds if transaction.in_block else settings.idle_seconds
    try:
        session.receive(limit or None)
    except TimeoutError:
        kind = "idle-in-transaction" if transaction.in_block else "idle-session"
        raise SessionTimedOut(f"terminating connection due to {kind} timeout") from None


def farewell(session: Session, error: ReedbedError) -> None:
    """Tell the client why its session ends, if it can still be told."""
    try:
        session.say(error_response(error, severity="FATAL"))
        session.flush()
    except ClientGone:
        _log.debug("client of session %d had gone", session.record.process_id)
