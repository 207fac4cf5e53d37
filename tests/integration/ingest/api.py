"""An HTTP API on loopback that pages through readings, and misbehaves as it is told."""

from __future__ import annotations

import gzip
import hashlib
import json
import socket
import struct
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qsl, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType

KEY = "sesame-4711"


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that are killed break connections."""


@dataclass
class Asked:
    """One request that came."""

    path: str
    params: dict[str, str]
    headers: dict[str, str]
    method: str = "GET"
    body: dict[str, Any] = field(default_factory=dict)


@dataclass
class Api:
    """`records` in pages of `size`. `faults` are taken one by one by the requests that come, `None` is no fault."""

    records: list[dict[str, Any]] = field(default_factory=list)
    size: int = 10
    key: str = KEY
    delays: dict[str, float] = field(default_factory=dict)
    faults: list[str | None] = field(default_factory=list)
    stated_total: int | None = None
    packed: bool = False
    answer: Callable[[Asked], bytes | None] = lambda _asked: None
    # The header that tells a page's version, and the one that asks for another.
    validator: tuple[str, str] | None = None
    not_modified: int = 0
    asked: list[Asked] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __enter__(self) -> Self:
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                pass

            def do_GET(self) -> None:
                api.serve(self)

            def do_POST(self) -> None:
                api.serve(self)

        self.server = _Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/readings"

    def pages_asked(self) -> Counter[str]:
        return Counter(each.params.get("page", "") for each in self.asked)

    def serve(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        asked = Asked(
            path=parts.path,
            params=dict(parse_qsl(parts.query)),
            headers={name.casefold(): value for name, value in handler.headers.items()},
            method=handler.command,
            body=json.loads(handler.rfile.read(int(handler.headers.get("content-length") or 0)) or b"{}"),
        )
        asked.params |= {name: str(value) for name, value in asked.body.items()}
        with self.lock:
            self.asked.append(asked)
            fault = self.faults.pop(0) if self.faults else None
        time.sleep(self.delays.get(asked.params.get("page", ""), 0))
        if fault is not None:
            FAULTS[fault](handler, self.body(asked))
        elif self.key and asked.headers.get("x-api-key") != self.key:
            say(handler, 401, f"no valid key: {asked.headers.get('x-api-key')}".encode())
        else:
            own = self.answer(asked)
            body = self.body(asked) if own is None else own
            version = {self.validator[0]: _version(body)} if self.validator else {}
            if self.validator and asked.headers.get(self.validator[1]) == _version(body):
                with self.lock:
                    self.not_modified += 1
                say(handler, 304, b"", others=version)
            else:
                say(handler, 200, gzip.compress(body) if self.packed else body, packed=self.packed, others=version)

    def body(self, asked: Asked) -> bytes:
        since, until = asked.params.get("from", ""), asked.params.get("to", "~")
        chosen = [each for each in self.records if since <= str(each.get("at", "")) < until]
        number = int(asked.params.get("page", "1"))
        pages = max(1, -(-len(chosen) // self.size))
        total = len(chosen) if self.stated_total is None else self.stated_total
        return json.dumps(
            {
                "data": chosen[(number - 1) * self.size : number * self.size],
                "pagination": {"total": total, "lastPage": pages},
            }
        ).encode()


def _version(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()}"'


def say(
    handler: BaseHTTPRequestHandler,
    status: int,
    body: bytes,
    *,
    packed: bool = False,
    length: int | None = None,
    others: Mapping[str, str] = MappingProxyType({}),
    **headers: str,
) -> None:
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(body) if length is None else length))
    handler.send_header("Content-Type", "application/json")
    if packed:
        handler.send_header("Content-Encoding", "gzip")
    for name, value in {**headers, **others}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def _cut(handler: BaseHTTPRequestHandler, body: bytes) -> None:
    say(handler, 200, body[: len(body) // 2], length=len(body))
    handler.close_connection = True


def _reset(handler: BaseHTTPRequestHandler, body: bytes) -> None:
    _cut(handler, body)
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


def _hang_up(handler: BaseHTTPRequestHandler, body: bytes) -> None:
    del body
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


def _truncated_gzip(handler: BaseHTTPRequestHandler, body: bytes) -> None:
    say(handler, 200, gzip.compress(body)[:-20], packed=True)


FAULTS: dict[str, Callable[[BaseHTTPRequestHandler, bytes], None]] = {
    "429": lambda handler, _: say(handler, 429, b"slower", Retry_After="0"),
    "500": lambda handler, _: say(handler, 500, b"oops"),
    "503": lambda handler, _: say(handler, 503, b"later", Retry_After="0"),
    "cut": _cut,
    "reset": _reset,
    "hang up": _hang_up,
    "truncated gzip": _truncated_gzip,
}


def readings(count: int, first: int = 0) -> list[dict[str, Any]]:
    """Readings of every minute since 2026."""
    return [
        {
            "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(1767225600 + 60 * number)),
            "value": number / 2,
            "place": {"name": f"station {number % 3}"},
        }
        for number in range(first, first + count)
    ]
