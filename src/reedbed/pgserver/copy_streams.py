"""The data of a COPY: from the client as it arrives, and to the client in frames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.errors import CopyInterrupted
from reedbed.pgserver.transport import ClientGone
from reedbed.pgwire import messages as m
from reedbed.pgwire.events import NEED_DATA
from reedbed.pgwire.layout import HEADER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reedbed.pgserver.session import Session

LOOK_SECONDS: Final = 0.25
"""How often a COPY that waits for its client looks whether it was cancelled."""

FRAME_BYTES: Final = 1 << 20
"""Larger pieces are cut: a client holds one message in memory."""


def incoming(session: Session) -> Iterator[bytes | memoryview]:
    """What the client sends, up to its CopyDone.

    Raises `CopyInterrupted` when it gives up, `ClientGone` when it leaves, and what cancels the statement.
    """
    wire = session.wire
    while True:
        pieces = wire.copy_payloads()
        if pieces:
            yield from pieces
            continue
        event = wire.next_event()
        if event is NEED_DATA:
            _receive(session)
        elif isinstance(event, m.CopyData):
            yield event.data
        elif isinstance(event, m.CopyDone):
            return
        elif isinstance(event, m.CopyFail):
            raise CopyInterrupted(f"COPY from stdin failed: {event.reason}", reason=event.reason)
        else:
            raise ClientGone("the client left in the middle of a COPY")


def _receive(session: Session) -> None:
    while True:
        session.cancellation.check()
        try:
            session.receive(LOOK_SECONDS)
        except TimeoutError:
            continue
        return


def send(session: Session, data: bytes | memoryview) -> None:
    """Send a piece as CopyData."""
    view = memoryview(data)
    for start in range(0, len(view), FRAME_BYTES):
        part = view[start : start + FRAME_BYTES]
        session.send_copy_data(HEADER.pack(m.CopyData.code, len(part) + 4))
        session.send_copy_data(part)
