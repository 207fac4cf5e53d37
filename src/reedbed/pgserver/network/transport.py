"""One client's socket: bytes in, bytes out, TLS in between, and an end that another thread can bring about."""

from __future__ import annotations

import contextlib
import select
import socket
import ssl
from typing import TYPE_CHECKING

from reedbed.engine.ownership.inheritance import kept_from_children
from reedbed.pgserver.network.listening import keep_alive, peer_uid

if TYPE_CHECKING:
    from collections.abc import Sequence

RECEIVE_BYTES = 1 << 16
TLS_HANDSHAKE = b"\x16"
"""The type of TLS's first record; no first packet of PostgreSQL's starts with it."""

_JOIN_BYTES = 1 << 14
"""Chunks below this are joined before they are sent: one call of the system costs more than the copy."""


class ClientGone(ConnectionError):
    """The other end hung up or cannot be reached; there is nobody left to tell."""


class Transport:
    """A blocking socket that belongs to one thread; `wake`, `break_off` and `client_gone` are for the others."""

    def __init__(self, connection: socket.socket, *, is_unix: bool, peer: str) -> None:
        self._socket = kept_from_children(connection)
        self._raw = connection
        self._timeout: float | None = None
        self.is_unix = is_unix
        self.peer = peer
        self.is_encrypted = False
        connection.settimeout(None)
        if not is_unix:
            keep_alive(connection)

    @property
    def peer_uid(self) -> int | None:
        """The user at the other end of a Unix socket."""
        return peer_uid(self._raw) if self.is_unix else None

    def secure(self, context: ssl.SSLContext) -> None:
        """Speak TLS from here on. Raises `ClientGone` when the client does not."""
        # wrap_socket takes the descriptor away, and shutdown() of a TLS socket would make it speak in the clear.
        plain, self._raw = self._raw, kept_from_children(self._raw.dup())
        try:
            self._socket = kept_from_children(context.wrap_socket(plain, server_side=True))
        except (OSError, ValueError) as error:
            raise ClientGone(str(error)) from error
        self.is_encrypted = True

    def speaks_tls(self, timeout_seconds: float) -> bool:
        """Whether the client speaks TLS from its first byte, as `sslnegotiation=direct` has it."""
        self._timeout = timeout_seconds
        self._socket.settimeout(timeout_seconds)
        try:
            return self._raw.recv(1, socket.MSG_PEEK) == TLS_HANDSHAKE
        except OSError as error:
            raise ClientGone(str(error)) from error

    def receive(self, timeout_seconds: float | None = None) -> bytes:
        """The next bytes; empty when the client ended the connection or `wake` was called.

        Raises `TimeoutError` after `timeout_seconds` and `ClientGone` when the connection broke.
        """
        if timeout_seconds != self._timeout:
            self._timeout = timeout_seconds
            self._socket.settimeout(timeout_seconds)
        try:
            return self._socket.recv(RECEIVE_BYTES)
        except TimeoutError:
            raise
        except OSError as error:
            raise ClientGone(str(error)) from error

    def send(self, chunks: Sequence[bytes | memoryview]) -> None:
        """Send everything; waits as long as the client takes. Raises `ClientGone` when it is not there any more."""
        if self._timeout is not None:
            # A reader may be slow for as long as it likes; idle times are about waiting for it to speak.
            self._timeout = None
            self._socket.settimeout(None)
        try:
            if len(chunks) == 1:
                self._socket.sendall(chunks[0])
                return
            small: list[bytes | memoryview] = []
            for chunk in chunks:
                if len(chunk) < _JOIN_BYTES:
                    small.append(chunk)
                    continue
                if small:
                    self._socket.sendall(b"".join(small))
                    small.clear()
                self._socket.sendall(chunk)
            if small:
                self._socket.sendall(b"".join(small))
        except OSError as error:
            raise ClientGone(str(error)) from error

    def wake(self) -> None:
        """Let a `receive` that waits return without bytes; the client can still be told why."""
        with contextlib.suppress(OSError):
            self._raw.shutdown(socket.SHUT_RD)

    def break_off(self) -> None:
        """End the connection, also while it sends."""
        with contextlib.suppress(OSError):
            self._raw.shutdown(socket.SHUT_RDWR)

    def client_gone(self) -> bool:
        """Whether the client has hung up, without taking anything that it sent."""
        try:
            readable, _, _ = select.select([self._raw.fileno()], [], [], 0)
            return bool(readable) and not self._raw.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except (OSError, ValueError):
            return True

    def close(self) -> None:
        """Give the socket back. What was sent last still arrives."""
        with contextlib.suppress(OSError):
            if isinstance(self._socket, ssl.SSLSocket):
                self._socket.settimeout(1)
                self._socket.unwrap()
        with contextlib.suppress(OSError):
            self._raw.shutdown(socket.SHUT_WR)
        self._socket.close()
        self._raw.close()
