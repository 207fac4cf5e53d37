"""Connections to servers, which check where they lead to before anything is sent.

The address is checked on the connection that is used, not by looking the name up before: a name may stand for
another address a moment later.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from typing import TYPE_CHECKING, Any
from urllib.request import getproxies, proxy_bypass

import httpcore2
import httpx2

from reedbed.errors import AddressRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reedbed.ingest.declaration import Limits


class GuardedBackend(httpcore2.NetworkBackend):
    """Opens TCP connections to public addresses only."""

    def __init__(self) -> None:
        self._backend = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to the first public address of a host. Raises `AddressRefused` when it has none."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpcore2.ConnectError(f"{host} has no address: {error.strerror}") from error
        public = [str(each[4][0]) for each in found if is_public(str(each[4][0]))]
        if not public:
            raise AddressRefused(
                f"{host} stands for a private address, which this source may not be read from.",
                hint="limits: {private_addresses: true}",
                host=host,
            )
        return self._backend.connect_tcp(public[0], port, timeout, local_address, socket_options)

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore2.NetworkStream:
        """Refused: a Unix socket is a door of this machine."""
        del timeout, socket_options
        raise AddressRefused(f"{path} is a socket of this machine.", path=path)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the Internet's, also when IPv6 wraps an IPv4 one."""
    found = ipaddress.ip_address(address.partition("%")[0])
    wrapped = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    return (wrapped or found).is_global and not found.is_multicast


class GuardedTransport(httpx2.BaseTransport):
    """Sends requests over connections of a `GuardedBackend`, without any proxy, which would hide where they lead."""

    def __init__(self, limits: httpx2.Limits) -> None:
        self._pool = httpcore2.ConnectionPool(
            ssl_context=httpx2.create_ssl_context(),
            max_connections=limits.max_connections,
            max_keepalive_connections=limits.max_keepalive_connections,
            network_backend=GuardedBackend(),
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request; the body of the answer is still to be read."""
        url = request.url
        answer = self._pool.handle_request(
            httpcore2.Request(
                method=request.method,
                url=httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx2.Response(
            status_code=answer.status, headers=answer.headers, stream=_Body(answer), extensions=answer.extensions
        )

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


class _Body(httpx2.SyncByteStream):
    def __init__(self, answer: httpcore2.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


class Connections:
    """The connections of one source, which its threads share.

    Requests go to the transport itself: the client above it writes each URL, secrets and all, to the log. Proxies are
    those of the environment, unless private addresses are refused.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = httpx2.Limits(max_connections=limits.parallel, max_keepalive_connections=limits.parallel)
        self._is_guarded = not limits.private_addresses
        self._transports: dict[str, httpx2.BaseTransport] = {}
        # Asking the environment takes longer than building the request.
        self._proxies: dict[tuple[str, str], str] = {}
        self._making = threading.Lock()
        silence = limits.silence_seconds
        self._timeouts = {"connect": limits.connect_seconds, "read": silence, "write": silence, "pool": None}

    def send(self, request: httpx2.Request) -> httpx2.Response:
        """The answer to one request, no redirect followed and its body still to be read."""
        request.extensions = {**request.extensions, "timeout": self._timeouts}
        return self._transport(request.url).handle_request(request)

    def _transport(self, url: httpx2.URL) -> httpx2.BaseTransport:
        place = (url.scheme, url.host)
        with self._making:
            if place not in self._proxies:
                is_direct = self._is_guarded or proxy_bypass(url.host)
                self._proxies[place] = "" if is_direct else getproxies().get(url.scheme, "")
            proxy = self._proxies[place]
            if proxy not in self._transports:
                guarded = GuardedTransport(self._limits) if self._is_guarded else None
                self._transports[proxy] = guarded or httpx2.HTTPTransport(limits=self._limits, proxy=proxy or None)
            return self._transports[proxy]

    def close(self) -> None:
        """Close them all."""
        for transport in self._transports.values():
            transport.close()
