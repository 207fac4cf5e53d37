"""Sessions of real clients, as they were recorded, and the same with damage.

Nothing is known of a damaged one but that the server's side has to end it, or go on, by the protocol's own errors.
`python -m tests.integration.pgwire.recording` makes the recordings anew.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.faults.fuzz_wire import ANSWERS, COPYING, LARGEST, PROOFS

from reedbed.errors import MessageMalformed, ProtocolViolation
from reedbed.pgwire import NEED_DATA, ConnectionClosed, ServerConnection, State
from reedbed.pgwire.tables import BACKEND

if TYPE_CHECKING:
    import random

RECORDINGS: Final = Path(__file__).with_name("wire_recordings")


def recordings() -> dict[str, list[bytes]]:
    """What real clients sent in a session each, message by message."""
    files = sorted(RECORDINGS.glob("*.hex"))
    return {path.stem: [bytes.fromhex(line) for line in path.read_text().splitlines()] for path in files}


def damaged(chance: random.Random, session: list[bytes]) -> bytes:
    """A session with messages that are lost, repeated, exchanged or altered, and perhaps an early end."""
    messages = list(session)
    for _ in range(chance.randrange(1, 5)):
        at, other = chance.randrange(len(messages)), chance.randrange(len(messages))
        octets = bytearray(messages[at])
        octets[chance.randrange(len(octets))] = chance.randrange(256)
        change = chance.choice(("lost", "repeated", "exchanged", "altered", "cut", "noise"))
        messages[at : at + 1] = {
            "lost": [],
            "repeated": [messages[at], messages[at]],
            "exchanged": [messages[other]],
            "altered": [bytes(octets)],
            "cut": [messages[at][: 1 + chance.randrange(len(messages[at]))]],
            "noise": [chance.randbytes(chance.randrange(1, 40))],
        }[change]
        messages = messages or list(session)
    stream = b"".join(messages)
    return stream[: chance.randrange(len(stream) + 1)] if chance.random() < 0.2 else stream


def replayed(chance: random.Random, stream: bytes) -> str:
    """How a server that answers everything gets through a session: `whole`, `ended`, or the violation."""
    server = ServerConnection(largest_bytes=LARGEST)
    for start in range(0, len(stream), size := chance.choice((1, 7, 100, 10_000))):
        server.receive_data(stream[start : start + size])
        try:
            while taken_one(server):
                answer_all(chance, server)
        except MessageMalformed:
            if server.is_lost:
                return "lost"
        except ProtocolViolation:
            return "violation"
    server.receive_data(b"")
    return "whole" if server.state is State.CLOSED else "ended"


def taken_one(server: ServerConnection) -> bool:
    """Take the next event, if there is one."""
    event = server.next_event()
    return event is not NEED_DATA and not isinstance(event, ConnectionClosed)


def answer_all(chance: random.Random, server: ServerConnection) -> None:
    """Answer until it is the client's turn; with an error now and then."""
    while server.state not in CLIENTS_TURN:
        kinds = [kind for kind in FORWARD[server.state] if kind in BACKEND[server.state]]
        server.send(ANSWERS[chance.choice(kinds)])


CLIENTS_TURN: Final = (*PROOFS, *COPYING, State.STARTUP, State.IDLE, State.SKIPPING, State.CLOSED)
# Answers that lead to the client's turn, or nearer to it.
FORWARD: Final = {
    state: [kind for kind, target in row.items() if kind in ANSWERS and target is not state] or list(row)
    for state, row in BACKEND.items()
}
