"""A proxy between a real client and a real PostgreSQL that holds both to the tables of `reedbed.pgwire`.

Every byte goes on as it came. On the way each message is read, has to be allowed in the state that the tables say the
connection is in, and has to have the same bytes when it is written again.
"""

from __future__ import annotations

import selectors
import socket
import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from reedbed.errors import ReedbedError
from reedbed.pgwire import NEED_DATA, ClientConnection, ConnectionClosed, ServerConnection, State

if TYPE_CHECKING:
    from types import TracebackType

    from reedbed.pgwire.messages import Message

PATIENCE_SECONDS = 20.0
CLIENTS_TURN = frozenset(
    {
        State.STARTUP,
        State.PASSWORD,
        State.SASL_INITIAL,
        State.SASL_RESPONSE,
        State.IDLE,
        State.QUERY_COPY_IN,
        State.EXECUTE_COPY_IN,
        State.SKIPPING,
    }
)


@dataclass(kw_only=True)
class Record:
    """What one connection was."""

    requests: bytes = b""
    answers: bytes = b""
    seen: Counter[str] = field(default_factory=Counter)
    complaints: list[str] = field(default_factory=list)


class Referee:
    """Listens on loopback for as long as its block lasts; `records` has one entry for each connection."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self.records: list[Record] = []
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        accepting = threading.Thread(target=self._accept, daemon=True)
        accepting.start()
        self._accepting = accepting
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in (self._accepting, *self._threads):
            thread.join(PATIENCE_SECONDS)

    def url(self, user: str = "postgres") -> str:
        """Where to connect."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/postgres"

    @property
    def complaints(self) -> list[str]:
        """What was not as the tables say."""
        return [complaint for record in self.records for complaint in record.complaints]

    @property
    def seen(self) -> Counter[str]:
        """How often each message came."""
        return sum((record.seen for record in self.records), Counter())

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            record = Record()
            self.records.append(record)
            thread = threading.Thread(target=self._watch, args=(client, record), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _watch(self, client: socket.socket, record: Record) -> None:
        with client, socket.create_connection(self._target) as server, selectors.DefaultSelector() as selector:
            judge = Judge(record)
            selector.register(client, selectors.EVENT_READ, (server, judge.requests))
            selector.register(server, selectors.EVENT_READ, (client, judge.answers))
            while selector.get_map():
                for key, _ in selector.select(PATIENCE_SECONDS):
                    source = key.fileobj
                    target, look = key.data
                    assert isinstance(source, socket.socket)
                    if not forwarded(source, target, look):
                        return


def forwarded(source: socket.socket, target: socket.socket, look: object) -> bool:
    """Pass on what has come; False when one side has left."""
    assert callable(look)
    try:
        data = source.recv(65_536)
        if data:
            look(data)
            target.sendall(data)
    except OSError:
        return False
    return bool(data)


class Judge:
    """Both ends of one connection, as the tables see them."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._server = ServerConnection()
        self._client = ClientConnection()
        self._asked = Comparison()
        self._answered = Comparison()

    def requests(self, data: bytes) -> None:
        """What the client sent."""
        self._record.requests += data
        self._asked.came += data
        self._server.receive_data(data)
        try:
            self._read_requests()
        except ReedbedError as error:
            self._record.complaints.append(f"client: {error.message}")

    def answers(self, data: bytes) -> None:
        """What the server sent."""
        self._record.answers += data
        self._answered.came += data
        self._client.receive_data(data)
        try:
            while (event := self._client.next_event()) is not NEED_DATA:
                if isinstance(event, ConnectionClosed):
                    return
                self._count(event, self._answered, self._server.send(event))
                self._read_requests()
        except ReedbedError as error:
            self._record.complaints.append(f"server: {error.message}")

    def _read_requests(self) -> None:
        """Read requests as PostgreSQL does: each after the answer to the one before."""
        while self._server.state in CLIENTS_TURN and (event := self._server.next_event()) is not NEED_DATA:
            if isinstance(event, ConnectionClosed):
                return
            self._count(event, self._asked, event.encode())
            self._client.send(event)

    def _count(self, event: Message, comparison: Comparison, written: bytes) -> None:
        self._record.seen[type(event).__name__] += 1
        if not comparison.has(written):
            self._record.complaints.append(f"{type(event).__name__} is written {written!r}")


@dataclass(kw_only=True)
class Comparison:
    """What came from one side, for as long as it was not written again."""

    came: bytes = b""

    def has(self, written: bytes) -> bool:
        """Whether this comes next; what lies before it was dropped by the other side."""
        before, found, after = self.came.partition(written)
        self.came = after if found else before
        return bool(found)
