"""Two connections back to back: what one sends, the other receives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reedbed.pgwire import NEED_DATA, ClientConnection, ConnectionClosed, ServerConnection
from reedbed.pgwire import messages as m

if TYPE_CHECKING:
    from reedbed.pgwire.messages import BackendMessage, FrontendMessage

OPENING = (m.AuthenticationOk(), m.BackendKeyData(process_id=1, secret_key=b"1234"), m.ReadyForQuery(status="I"))
ERROR = m.ErrorResponse(fields={"S": "ERROR", "V": "ERROR", "C": "42601", "M": "no"})
FATAL = m.ErrorResponse(fields={"S": "FATAL", "V": "FATAL", "C": "57P01", "M": "bye"})
ROWS = m.RowDescription(fields=(m.FieldDescription(name="n", type_oid=23, type_size=4),))
ROW = m.DataRow(values=(b"1",))
DONE = m.CommandComplete(tag="SELECT 1")
READY = m.ReadyForQuery(status="I")


def events(connection: ServerConnection | ClientConnection) -> list[object]:
    """Everything that the connection has to say."""
    found: list[object] = []
    while (event := connection.next_event()) is not NEED_DATA:
        found.append(event)
        if isinstance(event, ConnectionClosed):
            break
    return found


@dataclass(kw_only=True)
class Conversation:
    """A session that is open."""

    server: ServerConnection = field(default_factory=ServerConnection)
    client: ClientConnection = field(default_factory=ClientConnection)

    def __post_init__(self) -> None:
        self.ask(m.StartupMessage(parameters={"user": "ann"}))
        self.answer(*OPENING)

    def ask(self, *messages: FrontendMessage) -> list[object]:
        """Send from the client; what the server sees."""
        self.server.receive_data(self.client.send_many(messages))
        return events(self.server)

    def answer(self, *messages: BackendMessage) -> list[object]:
        """Send from the server; what the client sees."""
        self.client.receive_data(self.server.send_many(messages))
        return events(self.client)


def fresh(*messages: m.FrontendMessage) -> ServerConnection:
    """A connection on which these came first."""
    server = ServerConnection()
    server.receive_data(b"".join(message.encode() for message in messages))
    return server


def given(server: ServerConnection, *messages: m.FrontendMessage) -> list[object]:
    """Let these come; the events."""
    server.receive_data(b"".join(message.encode() for message in messages))
    return events(server)
