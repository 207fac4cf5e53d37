"""PREPARE, EXECUTE and DEALLOCATE."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from reedbed import errors
from reedbed.pgserver.answers.replies import Reply
from reedbed.pgserver.execution import again
from reedbed.pgserver.preludes.running import run_whole
from reedbed.pgserver.prepared import Prepared
from reedbed.pgserver.result_types import columns_of, hold_to_told
from reedbed.pgwire.values.decoding import TypedParameter, engine_type
from reedbed.pgwire.values.types import BY_ARRAY_OID, BY_OID

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.pgserver.answers.replies import Call, Columns
    from reedbed.pgserver.session import Session
    from reedbed.sql.postgres import commands as c


def prepare(session: Session, command: c.Prepare, call: Call) -> Reply:
    """PREPARE."""
    session.transaction.refuse_if_failed()
    if command.name in session.prepared:
        raise errors.PreparedStatementExists(f'prepared statement "{command.name}" already exists', name=command.name)
    planned = session.planner.sql(command.sql)
    if planned.refusal is not None:
        raise again(planned.refusal)
    prepared = Prepared(
        name=command.name,
        planned=planned,
        declared_types=_oids(session, command.types),
        from_sql=True,
        text=call.text,
    )
    # Names that are not there are told now.
    columns_of(session, prepared)
    session.prepared[command.name] = prepared
    return Reply(words="PREPARE")


def _oids(session: Session, types: Sequence[str]) -> tuple[int, ...]:
    """The OIDs of types as they are written; those that nobody knows are refused by the engine."""
    if not types:
        return ()
    casts = ", ".join(f"CAST(NULL AS {each})" for each in types)
    planned = session.planner.sql(f"SELECT {casts}")
    return tuple(kind.oid for _, kind in session.planner.columns(planned) or ())


def found(session: Session, name: str) -> Prepared:
    """The prepared statement of this name. Raises `PreparedStatementNotFound`."""
    prepared = session.prepared.get(name)
    if prepared is None:
        shown = f'prepared statement "{name}"' if name else "unnamed prepared statement"
        raise errors.PreparedStatementNotFound(f"{shown} does not exist", name=name)
    return prepared


def execute(session: Session, command: c.ExecutePrepared, call: Call) -> Reply:
    """EXECUTE: the arguments are expressions, which the engine computes first."""
    session.transaction.refuse_if_failed()
    prepared = found(session, command.name)
    planned = prepared.planned
    if planned is None:
        return Reply(words="")
    types = session.planner.parameter_types(prepared)
    given = command.arguments
    if len(given) != len(types):
        raise errors.StatementNotFitting(
            f'wrong number of parameters for prepared statement "{command.name}"\n'
            f"Expected {len(types)} parameters but got {len(given)}."
        )
    values = _computed(session, given, types) if given else ()
    prepared.runs += 1
    reply = run_whole(session, planned, values, call.formats, prepared.told)
    hold_to_told(session, prepared, reply)
    return reply


def _computed(session: Session, arguments: Sequence[str], types: Sequence[int]) -> tuple[object, ...]:
    planned = session.planner.sql("SELECT " + ", ".join(map(_cast, arguments, types)))
    if planned.refusal is not None:
        raise again(planned.refusal)
    cursor = session.cursor()
    session.planner.admit(planned, cursor)
    return tuple(map(_typed, cursor.rows(planned.sql)[0], types))


def _cast(argument: str, oid: int) -> str:
    """An argument as an expression of the parameter's type."""
    if oid in BY_ARRAY_OID:
        return f"({argument})::{BY_ARRAY_OID[oid].name}[]"
    return f"({argument})::{BY_OID[oid].name}" if oid in BY_OID and BY_OID[oid].name != "char" else argument


def _typed(value: object, oid: int) -> object:
    """A value for the engine; numbers keep the digits behind their point."""
    return value if isinstance(value, Decimal) else TypedParameter(value, engine_type(oid))


def columns(session: Session, command: c.ExecutePrepared) -> Columns:
    """What EXECUTE will give; nothing of a statement that there is not, as in PostgreSQL: running it is the error."""
    prepared = session.prepared.get(command.name)
    if prepared is None or prepared.planned is None:
        return None
    return columns_of(session, prepared)


def deallocate(session: Session, command: c.Deallocate) -> Reply:
    """DEALLOCATE."""
    if command.name is None:
        # The unnamed one is the protocol's own; SQL neither sees nor ends it.
        for name in [each for each in session.prepared if each]:
            del session.prepared[name]
        return Reply(words="DEALLOCATE ALL")
    found(session, command.name)
    del session.prepared[command.name]
    return Reply(words="DEALLOCATE")
