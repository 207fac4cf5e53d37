"""A proxy in front of a server that speaks S3, which spoils the requests it is told to."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Self
from urllib.parse import unquote

if TYPE_CHECKING:
    from types import TracebackType

Kind = Literal["status", "cut request", "cut answer", "lost answer", "slow", "shortened"]
_HOP = frozenset({"connection", "expect", "keep-alive", "content-length", "transfer-encoding"})


@dataclass(kw_only=True)
class Fault:
    """What is done to the next `times` requests of a method whose target holds `part`.

    `lost answer` lets the server do what was asked and breaks off; `shortened` brings it half of the body.
    """

    kind: Kind
    method: str = ""
    part: str = ""
    times: int = 1
    status: int = 500
    code: str = "InternalError"
    seconds: float = 0.0


@dataclass
class _Request:
    method: str
    target: str
    headers: list[tuple[str, str]]
    body: bytes


@dataclass(kw_only=True)
class FaultProxy:
    """Listens on loopback and passes on to `upstream`, one request to a connection."""

    upstream: int
    faults: list[Fault] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, suppress(OSError, http.client.HTTPException, ValueError):
            self._answer(client)

    def _fault(self, method: str, escaped: str) -> Fault | None:
        target = unquote(escaped)
        with self._lock:
            self.seen.append(f"{method} {target}")
            for fault in self.faults:
                if fault.times and fault.method in {"", method} and fault.part in target:
                    fault.times -= 1
                    return fault
        return None

    def _answer(self, client: socket.socket) -> None:
        stream = client.makefile("rb")
        method, target, _ = stream.readline().decode("latin-1").split(" ", 2)
        headers: list[tuple[str, str]] = []
        while (line := stream.readline().decode("latin-1").strip()) != "":
            name, _, value = line.partition(":")
            headers.append((name, value.strip()))
        known = {name.lower(): value for name, value in headers}
        fault = self._fault(method, target)
        if known.get("expect", "").lower() == "100-continue":
            client.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        length = int(known.get("content-length", "0"))
        if fault is not None and fault.kind == "cut request":
            stream.read(length // 2)
            return
        request = _Request(method, target, headers, stream.read(length))
        if fault is not None and fault.kind == "status":
            client.sendall(_refusal(fault, method))
            return
        if fault is not None and fault.kind == "slow":
            time.sleep(fault.seconds)
        if fault is not None and fault.kind == "shortened":
            request.body = request.body[: length // 2]
        head, body = self._forwarded(request)
        if fault is not None and fault.kind == "lost answer":
            return
        client.sendall(head)
        client.sendall(body[: len(body) // 2] if fault is not None and fault.kind == "cut answer" else body)

    def _forwarded(self, request: _Request) -> tuple[bytes, bytes]:
        server = http.client.HTTPConnection("127.0.0.1", self.upstream, timeout=30)
        try:
            server.putrequest(request.method, request.target, skip_host=True, skip_accept_encoding=True)
            for name, value in request.headers:
                if name.lower() not in _HOP:
                    server.putheader(name, value)
            server.putheader("Content-Length", str(len(request.body)))
            server.endheaders(request.body)
            answer = server.getresponse()
            body = answer.read()
            kept = [f"{name}: {value}" for name, value in answer.getheaders() if name.lower() not in _HOP]
            length = answer.getheader("Content-Length") if request.method == "HEAD" else str(len(body))
            kept += [f"Content-Length: {length or 0}", "Connection: close"]
            head = "\r\n".join([f"HTTP/1.1 {answer.status} {answer.reason}", *kept, "", ""])
            return head.encode("latin-1"), body
        finally:
            server.close()


def _refusal(fault: Fault, method: str) -> bytes:
    body = b"" if method == "HEAD" else f"<Error><Code>{fault.code}</Code><Message>x</Message></Error>".encode()
    head = f"HTTP/1.1 {fault.status} Spoiled\r\nContent-Type: application/xml\r\nContent-Length: {len(body)}\r\n"
    return f"{head}Connection: close\r\n\r\n".encode() + body
