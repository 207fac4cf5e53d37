"""From a socket that was accepted to a session: encryption, protocol version, who it is, what it wants set."""

from __future__ import annotations

import shlex
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reedbed import errors
from reedbed.pgserver.access import Transport as Peer
from reedbed.pgserver.network.transport import ClientGone
from reedbed.pgwire import messages as m
from reedbed.pgwire.events import NEED_DATA, ConnectionClosed
from reedbed.pgwire.versions import EXTENSION, negotiation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reedbed.engine.resolver import Subject
    from reedbed.pgserver.hall import Hall
    from reedbed.pgserver.network.transport import Transport
    from reedbed.pgwire.server import ServerConnection

NOT_SETTINGS: Final = frozenset({"user", "database", "options", "replication"})
LOOPBACK_PEERS: Final = ("127.", "::1", "::ffff:127.")
SUPERUSER_NAMES: Final = frozenset({"postgres", "template1"})
"""Databases that tools connect to when they are told none; here they are the store itself."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrival:
    """A client that has proven who it is, and what it asked for when it came."""

    subject: Subject
    user: str
    database: str
    settings: Mapping[str, str]
    protocol: int


class Handshake:
    """One client's beginning. `run` gives its arrival, or None when it only wanted to cancel, or left."""

    def __init__(self, hall: Hall, transport: Transport, wire: ServerConnection) -> None:
        self._hall = hall
        self._transport = transport
        self._wire = wire
        self._ends_at = time.monotonic() + hall.config.limits.startup_seconds

    def run(self) -> Arrival | None:
        """Raises classes of `reedbed.errors` for a client that is to be turned away, and `ClientGone`."""
        startup = self._first_packet()
        if startup is None:
            return None
        self._check_protocol(startup)
        self._check_encryption()
        user = startup.parameters.get("user", "")
        if not user:
            raise errors.LoginFailed("no PostgreSQL user name specified in startup packet")
        if startup.parameters.get("replication", "off").lower() not in {"off", "false", "no", "0"}:
            raise errors.SqlNotSupported("This server has no replication.")
        subject = self._log_in(user)
        return Arrival(
            subject=subject,
            user=user,
            database=self._database(startup.parameters),
            settings=_settings(startup.parameters),
            protocol=startup.protocol,
        )

    def _event(self) -> m.FrontendMessage | None:
        while True:
            event = self._wire.next_event()
            if isinstance(event, ConnectionClosed):
                return None
            if event is not NEED_DATA:
                return event
            try:
                self._wire.receive_data(self._transport.receive(self._left()))
            except TimeoutError as error:
                raise ClientGone("the client took too long to log in") from error

    def _left(self) -> float:
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise ClientGone("the client took too long to log in")
        return left

    def _first_packet(self) -> m.StartupMessage | None:
        if self._hall.tls is not None and not self._transport.is_unix and self._transport.speaks_tls(self._left()):
            self._transport.secure(self._hall.tls.context)
        while True:
            packet = self._event()
            if isinstance(packet, m.SSLRequest):
                self._offer_encryption()
            elif isinstance(packet, m.GSSENCRequest):
                self._say(m.GSSENCResponse(accepted=False))
            elif isinstance(packet, m.CancelRequest):
                self._hall.cancel(packet.process_id, packet.secret_key)
                return None
            else:
                return packet if isinstance(packet, m.StartupMessage) else None

    def _offer_encryption(self) -> None:
        tls = self._hall.tls
        accepted = tls is not None and not self._transport.is_unix and not self._transport.is_encrypted
        self._say(m.SSLResponse(accepted=accepted))
        if accepted and tls is not None:
            self._transport.secure(tls.context)

    def _say(self, *said: m.BackendMessage) -> None:
        self._transport.send([self._wire.send_many(said)])

    def _check_protocol(self, startup: m.StartupMessage) -> None:
        offer = negotiation(startup)
        if offer is not None:
            self._say(offer)

    def _check_encryption(self) -> None:
        transport = self._transport
        local = transport.is_unix or transport.peer.startswith(LOOPBACK_PEERS)
        if not (local or transport.is_encrypted):
            raise errors.DoorUnsafe("From another machine this door is reached by TLS only.", hint="sslmode=require")

    def _log_in(self, user: str) -> Subject:
        transport = self._transport
        address = "unix" if transport.is_unix else transport.peer
        tls = self._hall.tls if transport.is_encrypted else None
        binding = tls.end_point if tls is not None else None
        peer = Peer(address=address, peer_uid=transport.peer_uid, channel_binding=binding)
        exchange = self._hall.config.authenticator.begin(user, peer)
        if exchange.mechanisms:
            self._say(m.AuthenticationSASL(mechanisms=exchange.mechanisms))
        subject = exchange.subject
        while subject is None:
            answer = self._event()
            if isinstance(answer, m.SASLInitialResponse):
                data = exchange.step(answer.data or b"", answer.mechanism)
            elif isinstance(answer, m.SASLResponse):
                data = exchange.step(answer.data)
            else:
                raise ClientGone("the client left while it logged in")
            subject = exchange.subject
            if subject is None:
                self._say(m.AuthenticationSASLContinue(data=data))
            elif data:
                self._say(m.AuthenticationSASLFinal(data=data))
        return subject

    def _database(self, parameters: Mapping[str, str]) -> str:
        """The database that the client names. There is one; its user's name is what clients say that say none."""
        here = self._hall.database_name
        wanted = parameters.get("database") or parameters["user"]
        if wanted in {here, self._hall.database.catalog, parameters["user"], *SUPERUSER_NAMES}:
            return here
        raise errors.WorkspaceNotFound(f'database "{wanted}" does not exist', hint=f"dbname={here}", database=wanted)


def _settings(parameters: Mapping[str, str]) -> dict[str, str]:
    """Settings of the startup message, those in its `options` (`-c name=value`, `--name=value`) included."""
    found: dict[str, str] = {}
    words = iter(shlex.split(parameters.get("options", "")))
    for word in words:
        if word == "-c":
            word = next(words, "")  # noqa: PLW2901 - the next word belongs to it
        elif word.startswith("-c"):
            word = word[2:]  # noqa: PLW2901 - the same without a space
        elif word.startswith("--"):
            # Dashes in the name stand for underscores, those in the value for themselves.
            name, sign, value = word[2:].partition("=")
            word = name.replace("-", "_") + sign + value  # noqa: PLW2901 - the long spelling
        else:
            raise errors.SettingRefused(f"invalid command-line argument for server process: {word}")
        name, _, value = word.partition("=")
        found[name] = value
    named = {
        name: value for name, value in parameters.items() if name not in NOT_SETTINGS and not name.startswith(EXTENSION)
    }
    return found | named
