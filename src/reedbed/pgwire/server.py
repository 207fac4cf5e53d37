"""The server's side of one connection: bytes in, requests out; answers in, bytes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.errors import InternalError, MessageMalformed, MessageTooLarge, ProtocolViolation
from reedbed.pgwire import messages as m
from reedbed.pgwire.dialogue import COPYING_IN, Dialogue
from reedbed.pgwire.events import NEED_DATA, ConnectionClosed, NeedData
from reedbed.pgwire.inbox import LENGTH_BYTES, Inbox
from reedbed.pgwire.messages.authentication import AUTHENTICATION_BYTES, Proof
from reedbed.pgwire.messages.shape import SMALL_MESSAGE_BYTES, decoding
from reedbed.pgwire.messages.startup import STARTUP_BYTES, decode_first_packet
from reedbed.pgwire.tables import FRONTEND, Reaction, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# PostgreSQL's PQ_LARGE_MESSAGE_LIMIT: what one value may take there.
LARGEST_BYTES: Final = (1 << 30) - 1
COPY_DATA: Final = m.CopyData.code

# For each state what a type byte stands for; `p` means different messages, but one only in each state.
BY_CODE: Final[Mapping[State, Mapping[int, tuple[type[m.FrontendMessage], Reaction]]]] = {
    state: {kind.code: (kind, reaction) for kind, reaction in row.items() if kind.code}
    for state, row in FRONTEND.items()
}
UNTYPED: Final = frozenset({State.STARTUP, State.CLOSED})
# Their effect depends on what they say.
JUDGED: Final = frozenset({m.ErrorResponse, m.SSLResponse, m.GSSENCResponse})
# Where nothing that a client may send is waited for: the server has to speak first.
SERVER_SPEAKS: Final = frozenset({State.ENCRYPTION, State.AUTHENTICATION, State.STARTING})


class ServerConnection:
    """One connection as its server sees it, without a socket.

    `receive_data` what came from the socket (nothing at its end), then take events until `NEED_DATA`; `send` gives the
    bytes for a message. Requests may be read ahead of the answers to earlier ones; answers are due in order. What
    cannot be read ahead, a COPY stream, counts as not there until the answer before it is complete.

    After a `ProtocolViolation` the connection is lost, except for `MessageMalformed`, which is answered by an
    `ErrorResponse` like a request that fails. `is_lost` tells them apart.
    """

    __slots__ = ("_dialogue", "_inbox", "_largest_bytes", "is_lost")

    def __init__(self, *, largest_bytes: int = LARGEST_BYTES) -> None:
        self._dialogue = Dialogue()
        self._inbox = Inbox()
        self._largest_bytes = largest_bytes
        self.is_lost = False

    @property
    def state(self) -> State:
        """What is due next."""
        return self._dialogue.state

    @property
    def due(self) -> tuple[State, ...]:
        """The answers that are due after the present one, for requests that were read ahead."""
        return self._dialogue.due

    @property
    def is_held_up(self) -> bool:
        """Whether the client's next message has come, and means something only when the answer that is due is there."""
        header = self._inbox.header()
        entry = BY_CODE[self.state].get(header[0]) if header is not None else None
        return entry is not None and entry[1].is_held

    def receive_data(self, data: bytes) -> None:
        """Take what the socket gave; `b""` says that the client sends no more."""
        self._inbox.receive(data)

    def next_event(self) -> m.FrontendMessage | NeedData | ConnectionClosed:  # noqa: C901 - hot: in one piece
        """The next message of the client.

        Raises `ProtocolViolation` for one that has no place here, is too long or malformed; a malformed one was taken
        like any other, so that the error is its answer.
        """
        inbox, dialogue = self._inbox, self._dialogue
        while True:
            state = dialogue.state
            if state in UNTYPED or self.is_lost:
                return self._untyped(state)
            header = inbox.header()
            if header is None:
                return self._nothing()
            code, length = header
            entry = BY_CODE[state].get(code)
            if entry is None:
                raise self._unexpected(code)
            kind, reaction = entry
            if reaction.is_held:
                return NEED_DATA
            if length - 4 > SMALL_MESSAGE_BYTES or length < LENGTH_BYTES:
                self._check_length(kind, length)
            body = inbox.view(length) if code == COPY_DATA else inbox.body(length)
            if body is None:
                return self._nothing()
            if reaction.is_queued or reaction.state is not state:
                dialogue.react(reaction)
            if reaction.is_dropped:
                continue
            if code == COPY_DATA:
                return m.CopyData(data=body)
            try:
                return decoding(kind, body)  # type: ignore[arg-type]  # only CopyData is a view
            except MessageMalformed:
                # A Flush has no answer of its own, so neither has an error in it.
                self.is_lost = reaction.state is state and not reaction.is_queued
                raise

    def send(self, message: m.BackendMessage) -> bytes:
        """The bytes of `message`, which counts as sent."""
        kind, dialogue = type(message), self._dialogue
        target = dialogue.answers.get(kind)
        if target is None or kind in JUDGED:
            self._judge(message)
        elif target is not dialogue.state:
            dialogue.enter(target)
        return message.encode()

    def send_many(self, messages: Iterable[m.BackendMessage]) -> bytes:
        """The bytes of several messages."""
        return b"".join([self.send(message) for message in messages])

    def encoded_sent(self, kind: type[m.BackendMessage]) -> None:
        """A message of this type that was encoded before goes to the socket; none whose effect depends on its text."""
        if not self._dialogue.answer(kind):
            raise self._out_of_turn(kind)

    def rows_sent(self) -> None:
        """Rows that were encoded elsewhere go to the socket, as whole DataRow messages."""
        if not self._dialogue.answer(m.DataRow):
            raise self._out_of_turn(m.DataRow)

    def copy_data_sent(self) -> None:
        """Data that was framed elsewhere goes to the socket, as whole CopyData messages."""
        if not self._dialogue.answer(m.CopyData):
            raise self._out_of_turn(m.CopyData)

    def copy_payloads(self) -> list[memoryview]:
        """What the CopyData messages carry that have come and would be the next events, in one go.

        A client that sends a message for each row makes `next_event` the greater part of its COPY.
        """
        if self._dialogue.state not in COPYING_IN:
            return []
        return self._inbox.views(COPY_DATA, self._largest_bytes)

    def _untyped(self, state: State) -> m.FrontendMessage | NeedData | ConnectionClosed:
        """Before the first message that has a type, and after the last."""
        if self.is_lost or state is State.CLOSED:
            return ConnectionClosed(is_orderly=not self.is_lost)
        length = self._inbox.first_length()
        if length is None:
            return self._nothing()
        if not LENGTH_BYTES * 2 <= length <= STARTUP_BYTES:
            raise self._lost(MessageTooLarge(f"The first packet has a length of {length}.", length=length))
        body = self._inbox.take(length, skip=LENGTH_BYTES)
        if body is None:
            return self._nothing()
        try:
            packet = decode_first_packet(body)
        except ProtocolViolation:
            self.is_lost = True
            raise
        self._dialogue.react(FRONTEND[State.STARTUP][type(packet)])
        return packet

    def _nothing(self) -> NeedData | ConnectionClosed:
        if not self._inbox.is_ended:
            return NEED_DATA
        return ConnectionClosed(is_orderly=False)

    def _check_length(self, kind: type[m.FrontendMessage], length: int) -> None:
        limit = SMALL_MESSAGE_BYTES
        if kind.is_large:
            limit = self._largest_bytes
        elif issubclass(kind, Proof):
            limit = AUTHENTICATION_BYTES
        if length < LENGTH_BYTES:
            violation = ProtocolViolation(f"{kind.__name__} has a length of {length}; it counts itself.", length=length)
            raise self._lost(violation)
        if length - LENGTH_BYTES > limit:
            sentence = f"{kind.__name__} is {length - LENGTH_BYTES:,} bytes long; {limit:,} are accepted."
            raise self._lost(MessageTooLarge(sentence, length=length, limit=limit))

    def _judge(self, message: m.BackendMessage) -> None:
        """Messages whose effect depends on what they say, and those that are not due."""
        dialogue = self._dialogue
        if not (dialogue.fail(message) if isinstance(message, m.ErrorResponse) else dialogue.answer(type(message))):
            raise self._out_of_turn(type(message))
        if isinstance(message, m.SSLResponse | m.GSSENCResponse) and message.accepted and self._inbox.size_bytes:
            # They could come from anybody on the way (CVE-2021-23214).
            raise self._lost(ProtocolViolation("Bytes in the clear came behind a request for encryption."))

    def _unexpected(self, code: int) -> ProtocolViolation | InternalError:
        state = self._dialogue.state
        if state in SERVER_SPEAKS:
            return InternalError(f"The server has to speak: due is {state}.", state=str(state))
        return self._lost(
            ProtocolViolation(f"A message of type 0x{code:02X} has no place here: due is {state}.", state=str(state))
        )

    def _lost(self, violation: ProtocolViolation) -> ProtocolViolation:
        self.is_lost = True
        return violation

    def _out_of_turn(self, kind: type[m.BackendMessage]) -> InternalError:
        return InternalError(f"{kind.__name__} cannot be sent: due is {self.state}.", state=str(self.state))
