"""One connection to a server by our own client's side, with nothing between it and the socket."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Self

from reedbed.pgwire import NEED_DATA, ClientConnection, ConnectionClosed, State
from reedbed.pgwire import messages as m

if TYPE_CHECKING:
    from types import TracebackType

PATIENCE_SECONDS = 10.0


class Wire:
    """Sends messages, and takes answers up to a state."""

    def __init__(self, host: str, port: int) -> None:
        """`host` is an address, or the folder of a Unix socket, as in libpq."""
        self.connection = ClientConnection()
        if host.startswith("/"):
            self._socket = socket.socket(socket.AF_UNIX)
            self._socket.settimeout(PATIENCE_SECONDS)
            self._socket.connect(f"{host}/.s.PGSQL.{port}")
        else:
            self._socket = socket.create_connection((host, port), timeout=PATIENCE_SECONDS)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def start(self, user: str, protocol: int = m.PROTOCOL_3_0, **parameters: str) -> list[m.BackendMessage]:
        """Open a session that asks for no password."""
        names = {"user": user, "database": "postgres"} | parameters
        self.send(m.StartupMessage(protocol=protocol, parameters=names))
        return self.answers(State.IDLE)

    def send(self, *messages: m.FrontendMessage) -> None:
        """Send."""
        self._socket.sendall(self.connection.send_many(messages))

    def next(self) -> m.BackendMessage | ConnectionClosed:
        """The next message."""
        while (event := self.connection.next_event()) is NEED_DATA:
            self.connection.receive_data(self._socket.recv(65_536))
        return event

    def answers(self, *until: State) -> list[m.BackendMessage]:
        """Every message until one of these states is reached, or the server has gone."""
        found: list[m.BackendMessage] = []
        while self.connection.state not in until:
            event = self.next()
            if isinstance(event, ConnectionClosed):
                break
            found.append(event)
        return found
