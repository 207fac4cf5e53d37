"""Where a door is and who knocks: a Unix socket or a TCP address, a user and, over TCP, a password."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from reedbed.errors import UnsupportedURL

CONNECT_SECONDS = 5.0
DEFAULT_PORT = 5432
"""What a URL without a port means, to libpq as well."""

_SOCKET_NAME = ".s.PGSQL."


@dataclass(frozen=True, kw_only=True, slots=True)
class DoorAddress:
    """One door. `socket_path` goes before host and port; `encrypted` asks for TLS over TCP."""

    socket_path: str | None = None
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    user: str = ""
    password: str | None = field(default=None, repr=False)
    database: str = ""
    encrypted: bool = False

    @classmethod
    def of_url(cls, url: str) -> DoorAddress:
        """The address in `postgresql://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=require&host=/socket/folder`.

        Raises `UnsupportedURL`.
        """
        try:
            parts = urlsplit(url)
            query = dict(parse_qsl(parts.query))
            port = int(query.get("port") or parts.port or DEFAULT_PORT)
        except ValueError as error:
            raise UnsupportedURL(
                f"The URL has no port that is a number: {error}.", hint="postgresql://host:5433/db"
            ) from error
        folder = query.get("host") or unquote(parts.hostname or "")
        return cls(
            socket_path=f"{folder}/{_SOCKET_NAME}{port}" if folder.startswith("/") else None,
            host=parts.hostname or "127.0.0.1",
            port=port,
            user=unquote(parts.username or ""),
            password=None if parts.password is None else unquote(parts.password),
            database=unquote(parts.path.lstrip("/")),
            encrypted=query.get("sslmode", "prefer") in {"require", "verify-ca", "verify-full"},
        )

    @property
    def place(self) -> str:
        """The address in words, without the password."""
        return self.socket_path or f"{self.host}:{self.port}"

    def url(self) -> str:
        """The address as a URL, with the password."""
        login = quote(self.user, safe="") + ("" if self.password is None else f":{quote(self.password, safe='')}")
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"postgresql://{login}@{host}:{self.port}/{quote(self.database, safe='')}"

    def connect(self) -> socket.socket:
        """A connected socket, which waits for ever from here on. Raises OSError."""
        if self.socket_path is None:
            found = socket.create_connection((self.host, self.port), timeout=CONNECT_SECONDS)
            found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            found.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            return found
        found = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            found.settimeout(CONNECT_SECONDS)
            found.connect(self.socket_path)
        except BaseException:
            found.close()
            raise
        return found
