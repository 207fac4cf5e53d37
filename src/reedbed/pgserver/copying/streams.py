"""The data of a COPY: from the client as it arrives, and to the client in frames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.errors import CopyInterrupted
from reedbed.pgserver.network.transport import ClientGone
from reedbed.pgwire import messages as m
from reedbed.pgwire.events import NEED_DATA
from reedbed.pgwire.layout import HEADER

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterator

    from reedbed.pgserver.session import Session

LOOK_SECONDS: Final = 0.25
"""How often a COPY that waits for its client looks whether it was cancelled."""

FRAME_BYTES: Final = 1 << 23
"""Larger pieces are cut: a client holds one message in memory. Smaller ones would be put together by the client."""


def incoming(session: Session, given_up: threading.Event | None = None) -> Iterator[bytes | memoryview]:
    """What the client sends, up to its CopyDone, or until `given_up` says that nobody takes it any more.

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
            if not _received(session, given_up):
                return
        elif isinstance(event, m.CopyData):
            yield event.data
        elif isinstance(event, m.CopyDone):
            return
        elif isinstance(event, m.CopyFail):
            raise CopyInterrupted(f"COPY from stdin failed: {event.reason}", reason=event.reason)
        else:
            raise ClientGone("the client left in the middle of a COPY")


def _received(session: Session, given_up: threading.Event | None) -> bool:
    """Wait for the client; False when the wait is in vain."""
    while given_up is None or not given_up.is_set():
        session.cancellation.check()
        try:
            session.receive(LOOK_SECONDS)
        except TimeoutError:
            continue
        return True
    return False


def send(session: Session, data: bytes | memoryview) -> None:
    """Send a piece as CopyData."""
    view = memoryview(data)
    for start in range(0, len(view), FRAME_BYTES):
        part = view[start : start + FRAME_BYTES]
        session.send_copy_data(HEADER.pack(m.CopyData.code, len(part) + 4))
        session.send_copy_data(part)
