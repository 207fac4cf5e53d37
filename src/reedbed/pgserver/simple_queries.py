"""The simple query: a string of statements, each run and answered in turn, all of them one implicit transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.errors import ReedbedError, ResultTooLarge
from reedbed.pgserver import commands
from reedbed.pgserver.answers.tags import tag
from reedbed.pgserver.served_requests import is_request, serve
from reedbed.pgwire import messages as m

if TYPE_CHECKING:
    from reedbed.pgserver.answers.replies import Reply, Rows
    from reedbed.pgserver.session import Session
    from reedbed.pgserver.statements import PlannedStatement


def query(session: Session, message: m.Query) -> None:
    """Answer a Query, up to its ReadyForQuery."""
    session.drop_unnamed()
    statement: PlannedStatement | None = None
    session.begin_statement(message.sql)
    try:
        if is_request(message.sql):
            _finish(session, serve(session, message.sql))
        else:
            statements = session.planner.text(message.sql)
            if not statements:
                session.say(m.EmptyQueryResponse())
            last = len(statements) - 1
            for place, statement in enumerate(statements):
                session.transaction.refuse_unless_ending(statement.command)
                _finish(session, commands.run(session, statement), is_last=place == last)
    except ReedbedError as error:
        session.refuse(error, statement, sql=message.sql)
    except (ConnectionError, KeyboardInterrupt):
        raise
    except Exception as error:  # noqa: BLE001 - one statement's bug must not cost the session
        session.report(error, statement, sql=message.sql)
    finally:
        session.end_statement()
    session.tell_settings()
    session.say(m.ReadyForQuery(status=session.transaction.status))


def _finish(session: Session, reply: Reply, *, is_last: bool = True) -> None:
    """Send the rows of a statement and its tag."""
    rows = reply.rows
    count = reply.changed
    if rows is not None:
        say_columns(session, rows)
        count = send_rows(session, reply, 0)
        if session.streaming is rows:
            session.streaming = None
        rows.close()
    if is_last:
        # Nothing is said to be done before it is: the last tag follows the commit.
        session.transaction.end_implicit()
    if reply.words:
        session.tell_settings()
        session.say(m.CommandComplete(tag=tag(reply.words, count)))


def say_columns(session: Session, rows: Rows) -> None:
    """Tell the client of the columns of rows that are about to come."""
    session.say_encoded(m.RowDescription, rows.description)


def send_rows(session: Session, reply: Reply, limit: int) -> int:
    """Send the next rows of a reply; returns their number."""
    count = 0
    most = session.hall.config.limits.result_rows
    assert reply.rows is not None  # noqa: S101 - asked for by the callers
    for number, data in reply.rows.take(limit):
        count += number
        if most and count > most:
            raise ResultTooLarge(f"The answer has more than {most:,} rows, the limit of this door.", limit=most)
        session.send_rows(number, data)
        if reply.rows.hurries:
            session.flush()
    return count
