"""A proxy between a source and its server, which spoils connections at the level of bytes as it is told."""

from __future__ import annotations

import socket
import struct
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import random
    from types import TracebackType

CHUNK = 1 << 14
PATIENCE_SECONDS = 5.0


@dataclass
class Proxy:
    """Forwards connections to `port`; what goes back to the client is spoiled with a chance of `spoiled`.

    Each connection is spoiled in one of `kinds` or not at all: `cut` and `reset` end it in the middle of an answer,
    `stall` goes silent there, `refuse` ends it at once, `garbage` answers with what is no HTTP. `latency_seconds` lies
    before each answer; with `drip` answers come in as few bytes at a time.
    """

    port: int
    chance: random.Random
    spoiled: float = 0.3
    latency_seconds: float = 0.0
    drip: int = 0
    deeds: list[str] = field(default_factory=list)
    kinds: tuple[str, ...] = ("cut", "reset", "stall", "refuse", "garbage")

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._is_open = True
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_open = False
        self._listener.close()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}{path}"

    def _accept(self) -> None:
        while self._is_open:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        kind = self.chance.choice(self.kinds) if self.chance.random() < self.spoiled else ""
        if kind:
            self.deeds.append(kind)
        with client, socket.create_connection(("127.0.0.1", self.port)) as server:
            if kind == "refuse":
                return
            threading.Thread(target=self._forward, args=(client, server), daemon=True).start()
            self._answer(client, server, kind, self.chance.randrange(1, 3_000))

    def _forward(self, client: socket.socket, server: socket.socket) -> None:
        try:
            while data := client.recv(CHUNK):
                server.sendall(data)
            server.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def _answer(self, client: socket.socket, server: socket.socket, kind: str, after: int) -> None:
        sent = 0
        try:
            time.sleep(self.latency_seconds)
            if kind == "garbage":
                client.sendall(b"\x16\x03\x01 this is no HTTP\r\n\r\n")
                return
            while data := server.recv(self.drip or CHUNK):
                left = after - sent
                client.sendall(data[:left] if kind else data)
                sent += len(data)
                if kind and sent >= after:
                    self._end(client, kind)
                    return
                if self.drip:
                    time.sleep(0.0005)
        except OSError:
            pass

    def _end(self, client: socket.socket, kind: str) -> None:
        if kind == "reset":
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if kind == "stall":
            client.settimeout(PATIENCE_SECONDS)
            while client.recv(CHUNK):
                pass
