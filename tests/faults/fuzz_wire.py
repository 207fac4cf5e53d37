"""Sends the server's side of a connection what it should not be sent, and says what it had to do about it.

    python tests/faults/fuzz_wire.py 1000000 [SEED]

A strike is a message of a kind, right or wrong in a known way. What has to follow from it in the state that the
connection is in is written down here once more (`expected`), apart from the tables of `reedbed.pgwire`. Between
strikes the server answers at random, or lets requests wait.
"""

from __future__ import annotations

import random
import secrets
import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from reedbed.errors import MessageMalformed, ProtocolViolation
from reedbed.pgwire import NEED_DATA, ConnectionClosed, ServerConnection, State
from reedbed.pgwire import messages as m
from reedbed.pgwire.tables import BACKEND

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST: Final = 50_000
LONGEST: Final = 400
MANY_FAILURES: Final = 10
ERRORS: Final = 0.3
EVENT, DROPPED, HELD, FATAL, MALFORMED, LOST = "event", "dropped", "held", "fatal", "malformed", "malformed and lost"

FIRST: Final = (
    m.StartupMessage(parameters={"user": "ann", "database": "d"}),
    m.SSLRequest(),
    m.GSSENCRequest(),
    m.CancelRequest(process_id=1, secret_key=b"1234"),
)
PROOFS: Final = {
    State.PASSWORD: m.PasswordMessage(password="x"),  # noqa: S106 - nobody's
    State.SASL_INITIAL: m.SASLInitialResponse(mechanism="SCRAM-SHA-256", data=b"n,,n=,r=x"),
    State.SASL_RESPONSE: m.SASLResponse(data=b"c=biws"),
}
STREAM: Final = (m.CopyData(data=b"1\tx\n" * 20), m.CopyDone(), m.CopyFail(reason="no"))
REQUESTS: Final = (
    m.Query(sql="SELECT 1"),
    m.Parse(name="a", sql="SELECT $1", parameter_types=(23,)),
    m.Bind(statement="a", parameter_formats=(1,), parameters=(b"\0\0\0\1", None)),
    m.Describe(kind="S", name="a"),
    m.Close(kind="P"),
    m.Execute(row_limit=5),
    m.FunctionCall(function_oid=1, arguments=(b"x",)),
    m.Sync(),
)
ALWAYS: Final = (*REQUESTS, *STREAM, m.Flush())
ANSWERS: Final[dict[type[m.Message], m.BackendMessage]] = {
    type(answer): answer
    for answer in (
        m.SSLResponse(accepted=False), m.GSSENCResponse(accepted=False), m.AuthenticationOk(),
        m.AuthenticationCleartextPassword(), m.AuthenticationSASL(mechanisms=("SCRAM-SHA-256",)),
        m.AuthenticationSASLContinue(data=b"r="), m.AuthenticationSASLFinal(data=b"v="),
        m.NegotiateProtocolVersion(minor=2), m.BackendKeyData(process_id=1, secret_key=b"1234"),
        m.ParameterStatus(name="a", value="b"), m.ReadyForQuery(status="I"), m.RowDescription(fields=()),
        m.DataRow(values=(b"1", None)), m.CommandComplete(tag="OK"), m.EmptyQueryResponse(), m.ParseComplete(),
        m.BindComplete(), m.CloseComplete(), m.NoData(), m.ParameterDescription(), m.PortalSuspended(),
        m.CopyInResponse(), m.CopyOutResponse(), m.CopyData(data=b"1\n"), m.CopyDone(),
        m.ErrorResponse(fields={"S": "ERROR", "C": "XX000"}), m.NoticeResponse(fields={"M": "hi"}),
        m.NotificationResponse(process_id=1, channel="c"), m.FunctionCallResponse(value=b"1"),
    )
}  # fmt: skip
OPENING: Final = (State.STARTUP, *PROOFS)
COPYING: Final = (State.QUERY_COPY_IN, State.EXECUTE_COPY_IN)
SERVER_SPEAKS: Final = (State.ENCRYPTION, State.AUTHENTICATION, State.STARTING)


@dataclass(frozen=True, kw_only=True, slots=True)
class Strike:
    """Bytes, what they are meant to be, and what is wrong with them."""

    message: m.FrontendMessage
    fault: str
    octets: bytes


def strike(chance: random.Random, state: State) -> Strike:
    """The next attack on a connection in this state."""
    message = chance.choice(candidates(chance, state))
    octets = message.encode()
    fault = chance.choice(FAULTS) if chance.random() < (0.02 if state in OPENING else 0.2) else "none"
    at = 0 if message in FIRST else 1
    body = octets[at + 4 :]
    if fault == "type" and at:
        octets = bytes([chance.choice(b"\0\1AGIJKLMNORTUVWYZabeghijklmnoqrstuvwxyz~\x7f\x80\xff")]) + octets[1:]
    elif fault == "short length":
        octets = octets[:at] + chance.randrange(4).to_bytes(4) + body
    elif fault == "long length":
        octets = octets[:at] + chance.choice((70_000, 1 << 30, 0x7FFFFFFF, 0xFFFFFFFF)).to_bytes(4) + body
    elif fault == "cut" and body and not isinstance(message, FREE):
        octets = reframed(octets, at, body[: chance.randrange(len(body))])
    elif fault == "grown" and not isinstance(message, FREE):
        octets = reframed(octets, at, body + b"\0" * chance.randrange(1, 9))
    elif fault == "text" and isinstance(message, m.Query):
        octets = reframed(octets, at, b"\xc3\x28\0")
    else:
        fault = "none"
    return Strike(message=message, fault=fault, octets=octets)


FAULTS: Final = ("type", "short length", "long length", "cut", "grown", "text")
# Whose bodies may be anything, or are told apart by what they hold.
FREE: Final = (m.CopyData, m.SASLResponse, m.Terminate, m.SSLRequest, m.GSSENCRequest, m.CancelRequest)


def candidates(chance: random.Random, state: State) -> tuple[m.FrontendMessage, ...]:
    """Messages that would be right here, and now and then any other."""
    if state is State.STARTUP:
        return FIRST if chance.random() < 0.1 else FIRST[:1]
    if state in PROOFS:
        return ALWAYS if chance.random() < 0.02 else (PROOFS[state],)
    if chance.random() < 0.02:
        return (*ALWAYS, m.Terminate(), *PROOFS.values())
    return (*STREAM, STREAM[0], m.Sync(), m.Flush()) if state in COPYING else ALWAYS


def reframed(octets: bytes, at: int, body: bytes) -> bytes:
    """The same type with another body and its right length."""
    return octets[:at] + (len(body) + 4).to_bytes(4) + body


def expected(strike: Strike, state: State) -> str:
    """What has to follow from a strike in this state."""
    if strike.fault == "type":
        return FATAL
    place = placed(strike.message, state)
    if place in {FATAL, HELD}:
        return place
    if strike.fault in {"short length", "long length"} or (state is State.STARTUP and len(strike.octets) < 8):
        return FATAL
    if place is DROPPED or strike.fault == "none":
        return place
    return LOST if state is State.STARTUP or isinstance(strike.message, m.Flush) else MALFORMED


def placed(message: m.FrontendMessage, state: State) -> str:  # noqa: PLR0911 - a list of rules
    """What becomes of a message that is as it should be."""
    stream = isinstance(message, m.CopyData | m.CopyDone | m.CopyFail)
    if state is State.STARTUP:
        return EVENT
    if state in PROOFS:
        return EVENT if message == PROOFS[state] or isinstance(message, m.Terminate) else FATAL
    if message in PROOFS.values():
        return FATAL
    if state in COPYING:
        if stream or isinstance(message, m.Terminate):
            return EVENT
        return DROPPED if isinstance(message, m.Flush | m.Sync) else FATAL
    if state is State.SKIPPING:
        return EVENT if isinstance(message, m.Sync | m.Terminate) else DROPPED
    if stream:
        return DROPPED if state is State.IDLE else HELD
    return EVENT


@dataclass(kw_only=True)
class Fuzzer:
    """One run: `tally` counts what was struck in which state, `failures` what did not follow."""

    seed: int
    largest_bytes: int = LARGEST
    tally: Counter[tuple[State, str, str]] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    struck: int = 0

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)  # noqa: S311 - repeatable, not secret

    def run(self, messages: int) -> None:
        """Strike so many times, over as many connections as that takes."""
        while self.struck < messages and len(self.failures) < MANY_FAILURES:
            self._connection()

    def _connection(self) -> None:
        server = ServerConnection(largest_bytes=self.largest_bytes)
        for _ in range(LONGEST):
            self._speak(server)
            if server.state is State.CLOSED:
                return
            state = server.state
            blow = strike(self._chance, state)
            outcome, wanted = self._land(server, blow), expected(blow, state)
            self.struck += 1
            self.tally[state, type(blow.message).__name__, outcome] += 1
            if outcome != wanted or server.is_lost != (wanted in {FATAL, LOST}):
                self.failures.append(f"{blow.fault} {blow.message} in {state}: {outcome}, not {wanted}")
            if server.is_lost or outcome not in {EVENT, DROPPED, MALFORMED}:
                return

    def _land(self, server: ServerConnection, blow: Strike) -> str:
        """Deliver in pieces; what came of it."""
        events: list[object] = []
        try:
            for piece in self._pieces(blow.octets):
                server.receive_data(piece)
                events += taken(server)
        except MessageMalformed:
            return LOST if server.is_lost else MALFORMED
        except ProtocolViolation:
            return FATAL
        if events:
            return EVENT if events == [blow.message] else f"the events {events}"
        return HELD if server._inbox.size_bytes else DROPPED

    def _pieces(self, octets: bytes) -> Iterator[bytes]:
        start = 0
        while start < len(octets):
            size = self._chance.choice((1, 3, 8, len(octets)))
            yield octets[start : start + size]
            start += size

    def _speak(self, server: ServerConnection) -> None:
        """Answer what is due, or some of it, or nothing yet."""
        while (row := BACKEND[server.state]) and (server.state in SERVER_SPEAKS or self._chance.random() < 0.6):
            kinds = [kind for kind in row if kind is not m.ErrorResponse or self._chance.random() < ERRORS]
            if not kinds:
                return
            server.send(ANSWERS[self._chance.choice(kinds)])


def taken(server: ServerConnection) -> list[object]:
    """The events that there are, but for the end of a connection that said goodbye."""
    events: list[object] = []
    while (event := server.next_event()) is not NEED_DATA and not isinstance(event, ConnectionClosed):
        events.append(event)
    return events


def main(messages: int, seed: int) -> int:
    """Strike, and print what was struck."""
    fuzzer = Fuzzer(seed=seed)
    fuzzer.run(messages)
    for (state, name, outcome), count in sorted(fuzzer.tally.items()):
        sys.stdout.write(f"{count:9,}  {state}: {name}: {outcome}\n")
    said = "\n".join(fuzzer.failures) or f"{fuzzer.struck:,} messages, seed {seed}: as the protocol says"
    sys.stdout.write(f"{said}\n")
    return 1 if fuzzer.failures else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else secrets.randbelow(1 << 31)))
