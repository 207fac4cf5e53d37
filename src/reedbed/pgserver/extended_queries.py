"""The extended query: Parse, Bind, Describe, Execute, Close, and Sync, which ends the implicit transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed import errors
from reedbed.pgserver import commands
from reedbed.pgserver.answers.shapes import Shape
from reedbed.pgserver.answers.tags import tag
from reedbed.pgserver.commands.statements import found
from reedbed.pgserver.execution import again
from reedbed.pgserver.parameters.values import bound_values
from reedbed.pgserver.portals import Portal
from reedbed.pgserver.prepared import Prepared
from reedbed.pgserver.result_types import columns_of, hold_to_told
from reedbed.pgserver.simple_queries import say_columns, send_rows
from reedbed.pgserver.statements import only
from reedbed.pgwire import messages as m
from reedbed.pgwire.values.encoding import spread_formats

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.pgserver.session import Session
    from reedbed.pgwire.values.types import ColumnType


def parse(session: Session, message: m.Parse) -> None:
    """Prepare a statement."""
    if not message.name:
        session.prepared.pop("", None)
    planned = only(session.planner.text(message.sql))
    if planned is not None:
        session.transaction.refuse_unless_ending(planned.command)
    if message.name and message.name in session.prepared:
        raise errors.PreparedStatementExists(f'prepared statement "{message.name}" already exists', name=message.name)
    session.prepared[message.name] = Prepared(
        name=message.name, planned=planned, declared_types=message.parameter_types, text=message.sql
    )
    session.say(m.ParseComplete())


def bind(session: Session, message: m.Bind) -> None:
    """Make a portal of a statement and values."""
    prepared = found(session, message.statement)
    if prepared.planned is not None:
        session.transaction.refuse_unless_ending(prepared.planned.command)
    if message.portal and message.portal in session.portals:
        raise errors.PortalExists(f'cursor "{message.portal}" already exists', name=message.portal)
    told = prepared.told
    if len(message.result_formats) > 1 and told is not None and len(message.result_formats) != len(told):
        raise errors.MessageMalformed(
            f"bind message has {len(message.result_formats)} result formats but query has {len(told)} columns"
        )
    session.close_portal(message.portal)
    prepared.runs += 1
    session.portals[message.portal] = Portal(
        name=message.portal,
        planned=prepared.planned,
        prepared=prepared,
        parameters=_values(session, prepared, message),
        formats=message.result_formats,
        text=prepared.text,
    )
    session.say(m.BindComplete())


def _values(session: Session, prepared: Prepared, message: m.Bind) -> tuple[object, ...]:
    if prepared.planned is not None and prepared.planned.refusal is not None:
        # Its parameters are not known, and not what is wrong.
        raise again(prepared.planned.refusal)
    types = parameter_types(session, prepared)
    given = message.parameters
    if len(given) != len(types):
        raise errors.MessageMalformed(
            f"bind message supplies {len(given)} parameters, but prepared statement "
            f'"{prepared.name}" requires {len(types)}'
        )
    if not given:
        return ()
    return bound_values(prepared, given, message.parameter_formats, session.settings.style.time_zone)


def describe(session: Session, message: m.Describe) -> None:
    """Say what a statement takes and gives, or what a portal gives, without running anything."""
    if message.kind == "S":
        prepared = found(session, message.name)
        session.say(m.ParameterDescription(type_oids=parameter_types(session, prepared)))
        formats: tuple[int, ...] = ()
    else:
        portal = _portal(session, message.name)
        if portal.rows is not None:
            say_columns(session, portal.rows)
            return
        formats = portal.formats
        if portal.prepared is None:
            session.say(m.NoData())
            return
        prepared = portal.prepared
    columns = _columns(session, prepared)
    if columns is None:
        session.say(m.NoData())
    else:
        planned = prepared.planned
        shape = (planned.shape if planned is not None else None) or Shape()
        origins = session.origins.of(planned, session.cursor()) if planned is not None and planned.kind else ()
        session.say_encoded(
            m.RowDescription, shape.description(columns, spread_formats(formats, len(columns)), origins)
        )


def _columns(session: Session, prepared: Prepared) -> Sequence[tuple[str, ColumnType]] | None:
    """The columns of a statement."""
    planned = prepared.planned
    if planned is None:
        return None
    session.transaction.refuse_unless_ending(planned.command)
    types = parameter_types(session, prepared)
    if planned.command is None and planned.refusal is None:
        return columns_of(session, prepared)
    # What commands give depends on more than the engine's catalog.
    prepared.told = commands.columns_of(session, planned, types)
    return prepared.told


def parameter_types(session: Session, prepared: Prepared) -> tuple[int, ...]:
    """The types of a statement's parameters, found out when they were not declared."""
    planned = prepared.planned
    if (
        prepared.parameter_types is None
        and planned is not None
        and "$" in planned.text
        and planned.command is None
        and planned.refusal is None
        and planned.written is None
    ):
        session.planner.admit(planned, session.cursor())
        prepared.parameter_types, prepared.documents = session.descriptions.kept(
            ("parameters", planned.text, planned.sql, prepared.declared_types),
            lambda: (session.planner.parameter_types(prepared), prepared.documents),
            length=len(planned.text),
        )
    return session.planner.parameter_types(prepared)


def _portal(session: Session, name: str) -> Portal:
    portal = session.portals.get(name)
    if portal is None:
        # The failure of a block closes its portals, which PostgreSQL keeps to its end.
        session.transaction.refuse_if_failed()
        raise errors.PortalNotFound(f'portal "{name}" does not exist', name=name)
    return portal


def execute(session: Session, message: m.Execute) -> None:
    """Run a portal, or go on with it."""
    portal = _portal(session, message.portal)
    planned = portal.planned
    if planned is None:
        session.say(m.EmptyQueryResponse())
        return
    session.transaction.refuse_unless_ending(planned.command)
    session.begin_statement(planned.text)
    if portal.reply is None:
        told = portal.prepared.told if portal.prepared is not None else None
        portal.reply = commands.run(session, planned, portal.parameters, portal.formats, told)
        if portal.prepared is not None and told is not None and planned.command is None:
            hold_to_told(session, portal.prepared, portal.reply)
    elif portal.reply.rows is None:
        raise errors.PortalNotFound(f'portal "{portal.name}" cannot be run', name=portal.name)
    reply = portal.reply
    count = reply.changed
    if reply.rows is not None:
        # A tag counts the rows of this Execute, not of all.
        count = send_rows(session, reply, message.row_limit)
        if message.row_limit and count >= message.row_limit and not reply.rows.is_exhausted:
            session.say(m.PortalSuspended())
            return
        if session.streaming is reply.rows and portal.declared is None:
            session.streaming = None
    session.tell_settings()
    session.complete(m.CommandComplete(tag=tag(reply.words, count)))


def close(session: Session, message: m.Close) -> None:
    """Give up a statement or a portal."""
    if message.kind == "S":
        session.prepared.pop(message.name, None)
    else:
        session.close_portal(message.name)
    session.say(m.CloseComplete())


def sync(session: Session, message: m.Sync) -> None:
    """The pipeline is over: its transaction is committed, and only then is its last statement said to be complete."""
    del message
    try:
        session.transaction.end_implicit()
        session.end_portals()
    except errors.ReedbedError as error:
        session.withdraw_completion()
        session.refuse(error)
    finally:
        session.end_statement()
    session.settle()
    session.say(m.ReadyForQuery(status=session.transaction.status))
