"""A door of Reedbed for tests: a store of its own, a Unix socket, and loopback with a token."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reedbed.pgserver.access import Authenticator
from reedbed.pgserver.access.users import OWN_NAME
from reedbed.pgserver.configuration import DoorConfig
from reedbed.pgserver.door import Door
from reedbed.wiring import DuckDBStorageManager

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reedbed.store import StorageManager

DATABASE = "postgres"
# Only the name of the socket's file.
SOCKET_PORT = 5433


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDoor:
    """A door that is open."""

    door: Door
    store: StorageManager
    folder: Path
    port: int
    token: str

    @property
    def url(self) -> str:
        """Through the Unix socket, as the system user that owns it, by PostgreSQL's usual name."""
        return f"postgresql://postgres@/{DATABASE}?host={self.folder}&port={SOCKET_PORT}"

    @property
    def tcp_url(self) -> str:
        """Through loopback, by the owner's token."""
        return f"postgresql://{OWN_NAME}:{self.token}@127.0.0.1:{self.port}/{DATABASE}"


@contextmanager
def open_door() -> Iterator[OpenDoor]:
    """An empty store on a file, and its door."""
    # Not pytest's folder: the path of a socket ends at 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="reedbed-door-"))
    try:
        with DuckDBStorageManager(folder / f"{DATABASE}.db") as store:
            authenticator = Authenticator(None)
            config = DoorConfig(
                authenticator=authenticator,
                host="127.0.0.1",
                port=0,
                socket_path=folder / f".s.PGSQL.{SOCKET_PORT}",
                database_name=DATABASE,
            )
            with Door(store, config) as door:
                port = door.address.port
                yield OpenDoor(door=door, store=store, folder=folder, port=port, token=authenticator.token)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
