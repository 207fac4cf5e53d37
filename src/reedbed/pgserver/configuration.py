"""What a door is opened with, as a value: addresses, certificate, limits."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from reedbed.pgserver.access import Authenticator

DEFAULT_PORT = 5433
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What one client, and all of them together, may take; 0 is no limit."""

    connections: int = 200
    startup_seconds: float = 60.0
    statement_seconds: float = 0.0
    idle_seconds: float = 0.0
    idle_in_transaction_seconds: float = 0.0
    result_rows: int = 0
    message_bytes: int = 1 << 30
    stop_seconds: float = 10.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Certificate:
    """A certificate and its key, as PEM files."""

    certificate: Path
    key: Path


@dataclass(frozen=True, kw_only=True, slots=True)
class DoorConfig:
    """Where a door stands and what it admits.

    `host=None` opens no TCP port and `socket_path=None` no Unix socket; port 0 takes a free one. `database_name` is
    what clients call the store, by default the name of its file. With `certificate_folder` instead of a
    `certificate` one is made there; with neither, TLS is not spoken. `functions` are what readers and writers may call
    beside DuckDB's harmless ones.
    """

    authenticator: Authenticator
    host: str | None = None
    port: int = DEFAULT_PORT
    socket_path: Path | None = None
    database_name: str = ""
    certificate: Certificate | None = None
    certificate_folder: Path | None = None
    limits: Limits = field(default_factory=Limits)
    functions: tuple[str, ...] = ()

    @property
    def on_loopback(self) -> bool:
        """Whether only this machine can reach the door."""
        return self.host is None or self.host in LOOPBACK
