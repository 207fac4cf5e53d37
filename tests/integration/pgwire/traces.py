"""What a server answers to a sequence of messages, without what differs from run to run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reedbed.pgwire import ConnectionClosed, State
from reedbed.pgwire import messages as m

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tests.integration.pgwire.wire import Wire

COPIES = (State.QUERY_COPY_IN, State.EXECUTE_COPY_IN)


ASIDE = (m.ParameterStatus, m.NoticeResponse, m.NotificationResponse)
TELLING: dict[type[m.BackendMessage], Callable[[Any], object]] = {
    m.ErrorResponse: lambda error: f"{error.severity} {error.fields['C']}",
    m.CommandComplete: lambda done: done.tag,
    m.ReadyForQuery: lambda ready: ready.status,
    m.RowDescription: lambda rows: [(field.name, field.type_oid, field.format) for field in rows.fields],
    m.ParameterDescription: lambda parameters: parameters.type_oids,
    m.DataRow: lambda row: row.values,
    m.CopyInResponse: lambda copy: (copy.format, copy.column_formats),
    m.CopyOutResponse: lambda copy: (copy.format, copy.column_formats),
    m.CopyData: lambda data: bytes(data.data),
}
"""What of a message has to be the same; of others it is that they come."""


def line(answer: m.BackendMessage) -> str | None:
    """One answer in words; None for what a server may say or not."""
    if isinstance(answer, ASIDE):
        return None
    telling = TELLING.get(type(answer), lambda _: "")
    return f"{type(answer).__name__} {telling(answer)}".rstrip()


def trace(wire: Wire, messages: Iterable[m.FrontendMessage]) -> list[str]:
    """Send one message after the other, each with a Flush but for CopyData, and write down what comes back.

    A message that cannot be sent in the state that the connection has come to is left out: both servers came there, or
    the traces differ already.
    """
    lines: list[str] = []
    for message in messages:
        if is_out_of_place(message, wire.connection.state):
            continue
        lines.append(f"> {type(message).__name__}")
        wire.send(message, *([] if isinstance(message, m.CopyData) else [m.Flush()]))
        answers = wire.answers(State.IDLE, State.SKIPPING, *COPIES)
        lines += [f"< {said}" for answer in answers if (said := line(answer))]
        if wire.connection.state is State.CLOSED or ConnectionClosed in map(type, answers):
            lines.append("< closed")
            break
    return lines


def is_out_of_place(message: m.FrontendMessage, state: State) -> bool:
    """Whether it is a request in the middle of a COPY stream, or a part of a stream outside of one."""
    return isinstance(message, m.CopyData | m.CopyDone | m.CopyFail) != (state in COPIES)
