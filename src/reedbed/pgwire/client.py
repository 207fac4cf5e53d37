"""The client's side of one connection: requests in, bytes out; bytes in, answers out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.errors import InternalError, MessageTooLarge, ProtocolViolation
from reedbed.pgwire import messages as m
from reedbed.pgwire.dialogue import COPYING_IN, Dialogue
from reedbed.pgwire.events import NEED_DATA, ConnectionClosed, NeedData
from reedbed.pgwire.inbox import LENGTH_BYTES, Inbox
from reedbed.pgwire.layout import UINT32
from reedbed.pgwire.messages.authentication import REQUESTS, Authentication
from reedbed.pgwire.messages.shape import decoding
from reedbed.pgwire.tables import BACKEND, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LARGEST_BYTES: Final = (1 << 30) - 1
COPY_DATA: Final = m.CopyData.code
AUTHENTICATION: Final = Authentication.code

BY_CODE: Final[Mapping[int, type[m.BackendMessage]]] = {
    kind.code: kind for row in BACKEND.values() for kind in row if kind.code and not issubclass(kind, Authentication)
}
ENCRYPTION_ANSWERS: Final[Mapping[type[m.FrontendMessage], type[m.SSLResponse | m.GSSENCResponse]]] = {
    m.SSLRequest: m.SSLResponse,
    m.GSSENCRequest: m.GSSENCResponse,
}


class ClientConnection:
    """One connection as its client sees it, without a socket.

    `send` gives the bytes for a request. `receive_data` what came from the socket (nothing at its end), then take
    events until `NEED_DATA`. Requests may be sent ahead of answers. After a `ProtocolViolation` the connection is lost.
    """

    __slots__ = ("_awaited", "_dialogue", "_inbox", "_largest_bytes")

    def __init__(self, *, largest_bytes: int = LARGEST_BYTES) -> None:
        self._dialogue = Dialogue()
        self._inbox = Inbox()
        self._largest_bytes = largest_bytes
        self._awaited: type[m.SSLResponse | m.GSSENCResponse] = m.SSLResponse

    @property
    def state(self) -> State:
        """What is due next."""
        return self._dialogue.state

    @property
    def due(self) -> tuple[State, ...]:
        """The answers that are due after the present one."""
        return self._dialogue.due

    def send(self, message: m.FrontendMessage) -> bytes:
        """The bytes of `message`, which counts as sent."""
        kind = type(message)
        reaction = self._dialogue.reactions.get(kind)
        if reaction is None or reaction.is_held or (reaction.is_dropped and self.state in COPYING_IN):
            # Whether a Sync in the middle of a COPY is dropped depends on when the COPY fails, so none is sent.
            raise InternalError(f"{kind.__name__} cannot be sent: due is {self.state}.", state=str(self.state))
        self._awaited = ENCRYPTION_ANSWERS.get(kind, self._awaited)
        self._dialogue.react(reaction)
        return message.encode()

    def send_many(self, messages: Iterable[m.FrontendMessage]) -> bytes:
        """The bytes of several messages."""
        return b"".join([self.send(message) for message in messages])

    def copy_data_sent(self) -> None:
        """Data that was framed elsewhere goes to the socket, as whole CopyData messages."""
        reaction = self._dialogue.reactions.get(m.CopyData)
        if reaction is None or reaction.is_held:
            raise InternalError(f"CopyData cannot be sent: due is {self.state}.", state=str(self.state))

    def receive_data(self, data: bytes) -> None:
        """Take what the socket gave; `b""` says that the server sends no more."""
        self._inbox.receive(data)

    def next_event(self) -> m.BackendMessage | NeedData | ConnectionClosed:
        """The next message of the server; raises `ProtocolViolation` for one that has no place or no sense here."""
        state = self._dialogue.state
        if state is State.ENCRYPTION:
            return self._encryption_answer()
        if state is State.CLOSED:
            # What was under way when this side said goodbye is of no use to anybody.
            return ConnectionClosed(is_orderly=True)
        header = self._inbox.header()
        if header is None:
            return self._nothing()
        code, length = header
        if not LENGTH_BYTES <= length <= self._largest_bytes:
            raise MessageTooLarge(f"The server announces a message of {length:,} bytes.", length=length)
        if code == COPY_DATA:
            view = self._inbox.view(length)
            return self._nothing() if view is None else self._answered(m.CopyData(data=view))
        body = self._inbox.body(length)
        if body is None:
            return self._nothing()
        return self._answered(decoding(self._kind(code, body), body))

    def _answered(self, message: m.BackendMessage) -> m.BackendMessage:
        dialogue = self._dialogue
        is_due = dialogue.fail(message) if isinstance(message, m.ErrorResponse) else dialogue.answer(type(message))
        if not is_due:
            sentence = f"The server sent {type(message).__name__}, which has no place here: due is {self.state}."
            raise ProtocolViolation(sentence, state=str(self.state))
        return message

    def _kind(self, code: int, body: bytes) -> type[m.BackendMessage]:
        if code == AUTHENTICATION and len(body) >= UINT32.size:
            (request,) = UINT32.unpack_from(body)
            if request in REQUESTS:
                return REQUESTS[request]
            raise ProtocolViolation(f"The server asks for a kind of authentication that is not spoken here: {request}.")
        kind = BY_CODE.get(code)
        if kind is None:
            raise ProtocolViolation(f"The server sent a message of type 0x{code:02X}, which there is not.")
        return kind

    def _encryption_answer(self) -> m.BackendMessage | NeedData | ConnectionClosed:
        octet = self._inbox.take(1)
        if octet is None:
            return self._nothing()
        answer = decoding(self._awaited, octet)
        if answer.accepted and self._inbox.size_bytes:
            # They could come from anybody on the way (CVE-2021-23222).
            raise ProtocolViolation("Bytes in the clear came behind the word that the connection is encrypted.")
        return self._answered(answer)

    def _nothing(self) -> NeedData | ConnectionClosed:
        if not self._inbox.is_ended:
            return NEED_DATA
        return ConnectionClosed(is_orderly=False)
