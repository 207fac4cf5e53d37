"""Records what the clients send, for `tests/faults/damaged_sessions.py`.

python -m tests.integration.pgwire.recording

One file for each connection, one line of hexadecimal digits for each message. Of a COPY stream a few pieces are kept,
which is enough to damage.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.integration.pgwire.clients import CLIENTS
from tests.integration.pgwire.referee import Referee
from tests.integration.postgres_server import PostgresServer

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER: Final = Path(__file__).resolve().parents[2] / "faults" / "wire_recordings"
KEPT: Final = 3
LONGEST_BYTES: Final = 2000


def messages(stream: bytes) -> Iterator[bytes]:
    """A stream of requests, message by message. First packets have no type; those about encryption have 8 bytes."""
    at, typed = 0, 0
    while at < len(stream):
        length = int.from_bytes(stream[at + typed : at + typed + 4])
        end = at + typed + length
        yield stream[at:end]
        typed = typed or int(length > len(b"length, code"))
        at = end


def kept(session: list[bytes]) -> list[bytes]:
    """The session without most of its streams."""
    found: list[bytes] = []
    for message in session:
        streamed = message[:1] == b"d" and all(other[:1] == b"d" for other in found[-KEPT:])
        if len(message) <= LONGEST_BYTES and not streamed:
            found.append(message)
    return found


def main() -> None:
    """Run every client once and write its files."""
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.hex"):
        old.unlink()
    with PostgresServer() as server:
        for name, client in CLIENTS.items():
            with Referee(server.host, server.port) as referee:
                client(referee.url())
            for number, record in enumerate(referee.records, 1):
                lines = [message.hex() for message in kept(list(messages(record.requests)))]
                path = FOLDER / f"{name.replace(' ', '-')}-{number}.hex"
                path.write_text("\n".join(lines) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
