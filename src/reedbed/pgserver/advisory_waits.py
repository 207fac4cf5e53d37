"""A session's waits for advisory locks, before the engine begins with the statement that takes them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from reedbed.engine import EngineAnswer, TypedValue
from reedbed.errors import ReedbedError
from reedbed.pgserver.advisory.locks import Key
from reedbed.pgwire.values.decoding import TypedParameter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reedbed.pgserver.advisory.calls import AdvisoryCall
    from reedbed.pgserver.session import Session


@contextmanager
def granted(session: Session, calls: Sequence[AdvisoryCall], parameters: Sequence[object]) -> Iterator[None]:
    """Hold the locks of these calls while the statement takes them for itself; waits until they are to be had."""
    locks, number = session.hall.advisory, session.record.process_id
    held: list[tuple[Key, bool]] = []
    try:
        for call in calls:
            key = _key(session, call, parameters)
            if key is not None:
                _wait(session, key, shared=call.shared)
                held.append((key, call.shared))
        yield
    finally:
        for key, shared in held:
            locks.release(number, key, shared=shared)


def _wait(session: Session, key: Key, *, shared: bool) -> None:
    locks = session.hall.advisory
    wait = locks.wait_for(session.record.process_id, key, shared=shared)
    session.cancellation.uses(wait)
    if session.cancellation.requested:
        # It came before there was something to interrupt.
        wait.interrupt()
    locks.settle(wait, session.settings.lock_seconds or None)


def _key(session: Session, call: AdvisoryCall, parameters: Sequence[object]) -> Key | None:
    """What a call locks. Computed beside the session's transaction, which is to begin when the lock is there.

    None where it cannot be told or is NULL; the statement itself says then what is wrong.
    """
    kind = "BIGINT" if len(call.arguments) == 1 else "INTEGER"
    texts = ", ".join(f"CAST(({argument}) AS {kind})" for argument in call.arguments)
    values = [TypedValue(*each) if isinstance(each, TypedParameter) else each for each in parameters]
    try:
        planned = session.planner.sql(f"SELECT {texts}")
        cursor = session.hall.database.cursor()
        try:
            session.planner.admit(planned, cursor)
            batch = EngineAnswer(cursor, planned.sql, values).next_batch()
        finally:
            cursor.close()
    except ReedbedError:
        return None
    numbers = [] if batch is None or not batch.num_rows else [column[0].as_py() for column in batch.columns]
    if not numbers or None in numbers:
        return None
    return Key(*numbers)
