"""Logging in at an owner's door, and the one message that is sent outside of a session: a cancel request."""

from __future__ import annotations

import os
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reedbed.errors import DoorRefused, LoginFailed
from reedbed.pgwire.client import ClientConnection
from reedbed.pgwire.events import NEED_DATA, ConnectionClosed
from reedbed.pgwire.messages import (
    AuthenticationCleartextPassword,
    AuthenticationSASL,
    AuthenticationSASLContinue,
    AuthenticationSASLFinal,
    BackendKeyData,
    CancelRequest,
    ErrorResponse,
    ParameterStatus,
    PasswordMessage,
    ReadyForQuery,
    SASLInitialResponse,
    SASLResponse,
    SSLRequest,
    SSLResponse,
    StartupMessage,
)
from reedbed.pgwire.scram.client import ClientExchange
from reedbed.store.served.failures import failure_of
from reedbed.version import __version__

if TYPE_CHECKING:
    from reedbed.pgwire.messages import BackendMessage
    from reedbed.store.served.addresses import DoorAddress

RECEIVE_BYTES: Final = 1 << 16
OWN_USER: Final = "reedbed"
"""The name that Reedbed's own processes come in by; no user of a workspace has it."""

CLIENT_PARAMETER: Final = "reedbed.client"
"""The startup parameter by which a door knows another Reedbed process; its value is that one's version."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Login:
    """A session that was opened. `parameters` is what the server reported of itself."""

    socket: socket.socket
    wire: ClientConnection
    key: BackendKeyData | None
    parameters: dict[str, str]


def log_in(address: DoorAddress) -> Login:
    """Open a session.

    Raises OSError when nobody answers, `DoorRefused` when it is another user's process or no such door,
    `LoginFailed`, and what the door says.
    """
    connected = address.connect()
    try:
        if address.socket_path is not None and address.password is None:
            _refuse_strangers(connected, address)
        if address.encrypted and address.socket_path is None:
            connected = _encrypted(connected, address)
        login = _Handshake(connected, address).run()
        connected.settimeout(None)
    except TimeoutError as error:
        connected.close()
        raise DoorRefused(
            f"The door {address.place} takes connections and does not answer.", hint="reedbed status"
        ) from error
    except BaseException:
        connected.close()
        raise
    return login


def cancel(address: DoorAddress, key: BackendKeyData) -> None:
    """Ask the owner to cancel what it does for a session; a door that is gone has nothing to cancel."""
    with suppress(OSError), address.connect() as knock:
        request = CancelRequest(process_id=key.process_id, secret_key=key.secret_key)
        knock.sendall(ClientConnection().send(request))
        knock.recv(1)  # the door closes the connection when it has passed the request on


def peer_uid(connected: socket.socket) -> int | None:
    """The user of the process at the other end of a Unix socket; None where the system does not tell."""
    asked = getattr(socket, "SO_PEERCRED", None)
    if asked is None:
        return None
    return int.from_bytes(connected.getsockopt(socket.SOL_SOCKET, asked, 12)[4:8], sys.byteorder, signed=True)


def _refuse_strangers(connected: socket.socket, address: DoorAddress) -> None:
    """A socket of another user would get to see everything that is written."""
    uid = peer_uid(connected)
    if uid not in (None, os.geteuid(), 0):
        raise DoorRefused(
            f"The socket {address.place} belongs to another user (uid {uid}).", hint=f"ls -l {address.place}", uid=uid
        )


def _encrypted(connected: socket.socket, address: DoorAddress) -> socket.socket:
    import ssl  # noqa: PLC0415 - takes 20 ms, and is rarely wanted

    wire = ClientConnection()
    connected.sendall(wire.send(SSLRequest()))
    wire.receive_data(connected.recv(1))
    answer = wire.next_event()
    if not isinstance(answer, SSLResponse) or not answer.accepted:
        raise DoorRefused(f"The door {address.place} does not speak TLS.", hint="reedbed serve --tls")
    context = ssl.create_default_context()
    # As libpq's sslmode=require: encrypted, and whoever holds the address is believed.
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context.wrap_socket(connected, server_hostname=address.host)


class _Handshake:
    """From the startup packet to the first ReadyForQuery."""

    def __init__(self, connected: socket.socket, address: DoorAddress) -> None:
        self._socket = connected
        self._address = address
        self._wire = ClientConnection()
        self._exchange: ClientExchange | None = None
        self._key: BackendKeyData | None = None
        self._parameters: dict[str, str] = {}

    def run(self) -> Login:
        """The whole of it."""
        startup = {
            "user": self._address.user or OWN_USER,
            "application_name": "reedbed",
            CLIENT_PARAMETER: __version__,
        }
        if self._address.database:
            startup["database"] = self._address.database
        self._socket.sendall(self._wire.send(StartupMessage(parameters=startup)))
        while True:
            message = self._next()
            if isinstance(message, ReadyForQuery):
                return Login(socket=self._socket, wire=self._wire, key=self._key, parameters=self._parameters)
            self._took(message)

    def _took(self, message: BackendMessage) -> None:
        if isinstance(message, ErrorResponse):
            raise failure_of(message)
        if isinstance(message, BackendKeyData):
            self._key = message
        elif isinstance(message, ParameterStatus):
            self._parameters[message.name] = message.value
        elif isinstance(message, AuthenticationCleartextPassword):
            self._socket.sendall(self._wire.send(PasswordMessage(password=self._password())))
        elif isinstance(message, AuthenticationSASL):
            self._exchange = ClientExchange(self._password())
            first = SASLInitialResponse(mechanism=self._exchange.mechanism, data=self._exchange.first())
            self._socket.sendall(self._wire.send(first))
        elif isinstance(message, AuthenticationSASLContinue) and self._exchange:
            self._socket.sendall(self._wire.send(SASLResponse(data=self._exchange.respond(message.data))))
        elif isinstance(message, AuthenticationSASLFinal) and self._exchange:
            self._exchange.verify(message.data)

    def _password(self) -> str:
        if self._address.password is None:
            raise LoginFailed(
                f"The door {self._address.place} asks {self._address.user or 'its client'} for a password.",
                hint="postgresql://USER:PASSWORD@HOST:PORT/DATABASE",
            )
        return self._address.password

    def _next(self) -> BackendMessage:
        while True:
            event = self._wire.next_event()
            if event is NEED_DATA:
                self._wire.receive_data(self._socket.recv(RECEIVE_BYTES))
            elif isinstance(event, ConnectionClosed):
                raise ConnectionResetError("the door hung up during the login")
            else:
                return event
