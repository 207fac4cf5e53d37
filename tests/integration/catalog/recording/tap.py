"""A wire tap between a client and PostgreSQL: everything passes, and what the client asks is noted.

Only the frontend's Query, Parse and Bind messages are read; the answers pass through unseen.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from dataclasses import dataclass, field
from typing import Self

SSL_REQUEST, GSSENC_REQUEST, CANCEL_REQUEST = 80877103, 80877104, 80877102


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One statement as it crossed the wire."""

    sql: str
    extended: bool = False
    types: tuple[int, ...] = ()
    formats: tuple[int, ...] = ()
    values: tuple[bytes | None, ...] = ()


@dataclass(kw_only=True)
class Tap:
    """Listens on a port of its own and hands every connection on to `port`, noting what is asked."""

    port: int
    asked: list[Asked] = field(default_factory=list)

    def __enter__(self) -> Self:
        """Listen."""
        self._server = socket.create_server(("127.0.0.1", 0))
        self.listening = int(self._server.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Take no more connections."""
        self._server.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(ConnectionError):  # a client may go without a word
            self._relay(client)

    def _relay(self, client: socket.socket) -> None:
        server = socket.create_connection(("127.0.0.1", self.port))
        with client, server:
            incoming = client.makefile("rb")
            while True:
                start = incoming.read(4)
                if len(start) < 4:
                    return
                (length,) = struct.unpack("!I", start)
                body = incoming.read(length - 4)
                (code,) = struct.unpack_from("!I", body)
                if code not in {SSL_REQUEST, GSSENC_REQUEST}:
                    break
                client.sendall(b"N")
            server.sendall(struct.pack("!I", length) + body)
            threading.Thread(target=_pump, args=(server, client), daemon=True).start()
            if code == CANCEL_REQUEST:
                return
            parsed: dict[bytes, Asked] = {}
            while head := incoming.read(5):
                kind, length = struct.unpack("!cI", head)
                body = incoming.read(length - 4)
                self._note(kind, body, parsed)
                server.sendall(head + body)

    def _note(self, kind: bytes, body: bytes, parsed: dict[bytes, Asked]) -> None:
        if kind == b"Q":
            self.asked.append(Asked(sql=body[:-1].decode()))
        elif kind == b"P":
            name, sql, rest = body.split(b"\0", 2)
            (count,) = struct.unpack_from("!H", rest)
            types = struct.unpack_from(f"!{count}I", rest, 2)
            parsed[name] = Asked(sql=sql.decode(), extended=True, types=types)
        elif kind == b"B":
            _, name, rest = body.split(b"\0", 2)
            if name in parsed:
                statement = parsed[name]
                formats, values = _bound(rest)
                self.asked.append(
                    Asked(sql=statement.sql, extended=True, types=statement.types, formats=formats, values=values)
                )


def _bound(rest: bytes) -> tuple[tuple[int, ...], tuple[bytes | None, ...]]:
    (count,) = struct.unpack_from("!H", rest)
    formats = struct.unpack_from(f"!{count}H", rest, 2)
    at = 2 + 2 * count
    (number,) = struct.unpack_from("!H", rest, at)
    at += 2
    values: list[bytes | None] = []
    for _ in range(number):
        (length,) = struct.unpack_from("!i", rest, at)
        at += 4
        values.append(None if length < 0 else rest[at : at + length])
        at += max(length, 0)
    if len(formats) != number:
        formats = (formats or (0,)) * number
    return formats, tuple(values)


def _pump(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return
