"""A server: one process that owns a workspace for others, with a door on TCP and on a Unix socket."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reedbed.engine import Database
from reedbed.engine.resolver import Role
from reedbed.pgserver.access import Authenticator, UserFile
from reedbed.pgserver.configuration import DEFAULT_PORT, DoorConfig, Limits
from reedbed.pgserver.door import Door
from reedbed.pgserver.session_functions import prepare
from reedbed.store import StorageManager
from reedbed.store.served.addresses import DoorAddress
from reedbed.store.served.login import OWN_USER
from reedbed.wiring.archives import archive_places, start_lake
from reedbed.wiring.opening import engine_options
from reedbed.wiring.places import leave, socket_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reedbed.pgserver.configuration import Certificate
    from reedbed.settings import Settings
    from reedbed.workspace import Workspace

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, kw_only=True, slots=True)
class Serving:
    """Where a server listens. `certificate` is used for TLS; `tls` makes one when none is given.

    `shut_in` puts DuckDB's own walls around the workspace's folder, for owners too; None does so when there are
    readers or writers among the users at the start.
    """

    host: str = LOOPBACK
    port: int = DEFAULT_PORT
    certificate: Certificate | None = None
    tls: bool = False
    shut_in: bool | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Server:
    """A workspace that is being served. `url` lets in whoever has it, as an owner, while this server lives."""

    store: StorageManager
    door: Door
    url: str
    socket: Path
    database_name: str

    def stop(self, timeout_seconds: float | None = None) -> None:
        """Close the door in good order, then write what is in the log to the database file."""
        self.door.stop(timeout_seconds)
        self.store.database.announce(None)
        self.store.execute_sql("CHECKPOINT")


@contextmanager
def served(workspace: Workspace, serving: Serving) -> Iterator[Server]:
    """Own a workspace and open its door until the block ends.

    Raises `StoreLocked` when another process owns it, `AddressInUse` with its holder, and `DoorUnsafe` for an address
    off this machine without TLS or users.
    """
    settings = workspace.settings
    workspace.database_path.parent.mkdir(parents=True, exist_ok=True)
    database = Database.open(
        workspace.database_path,
        options=engine_options(settings),
        lock_timeout_seconds=settings.lock_timeout_seconds,
        role="serve",
    )
    try:
        store = StorageManager(
            database,
            checkpoint_dir=workspace.checkpoints_path,
            workspace=workspace,
            checkpoints_by_default=settings.checkpoint,
        )
        start_lake(store)
        if _is_shut_in(workspace, serving):
            # Behind the walls nothing can be loaded any more, so they come after whatever archives and the door need.
            prepare(store.database)
            store.database.shut_in(_reachable(workspace, archive_places(store)))
        with _opened(store, workspace, serving) as server:
            yield server
    finally:
        database.close()


def _is_shut_in(workspace: Workspace, serving: Serving) -> bool:
    if serving.shut_in is not None:
        return serving.shut_in
    return any(user.role is not Role.OWNER for user in UserFile(workspace.users_path).all().values())


def _reachable(workspace: Workspace, archives: set[str]) -> tuple[Path | str, ...]:
    """The folders and URLs that a served database may reach."""
    settings = workspace.settings
    folders = (workspace.folder, workspace.database_path.parent, workspace.checkpoints_path, settings.temp_directory)
    places = archives if settings.lake_target is None else {*archives, settings.lake_target}
    outside = (place if "://" in place else Path(place) for place in sorted(places))
    return (*(folder for folder in folders if folder is not None), *outside)


def _limits(settings: Settings) -> Limits:
    return Limits(
        connections=settings.max_connections,
        result_rows=settings.max_result_rows or 0,
        statement_seconds=settings.statement_timeout_seconds,
        idle_seconds=settings.idle_timeout_seconds,
        idle_in_transaction_seconds=settings.idle_in_transaction_timeout_seconds,
    )


@contextmanager
def _opened(store: StorageManager, workspace: Workspace, serving: Serving) -> Iterator[Server]:
    path = store.database.path
    assert path is not None  # noqa: S101 - a workspace's database is a file
    socket = socket_path(path)
    authenticator = Authenticator(UserFile(workspace.users_path))
    config = DoorConfig(
        authenticator=authenticator,
        host=serving.host,
        port=serving.port,
        socket_path=socket,
        database_name=store.database.catalog,
        certificate=serving.certificate,
        certificate_folder=workspace.folder / "certificates" if serving.tls else None,
        functions=workspace.settings.functions or (),
        limits=_limits(workspace.settings),
    )
    with Door(store, config) as door:
        address = DoorAddress(
            host=serving.host,
            port=door.address.port,
            user=OWN_USER,
            password=authenticator.token,
            database=store.database.catalog,
        )
        store.database.announce(str(socket))
        server = Server(store=store, door=door, url=address.url(), socket=socket, database_name=store.database.catalog)
        try:
            yield server
        finally:
            server.stop()
            leave(socket)
