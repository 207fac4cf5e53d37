"""Opening a store: from a workspace, a URL, a file, or in memory."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from reedbed import errors
from reedbed.engine import DEFAULT_LOCK_TIMEOUT_SECONDS, Database, EngineOptions
from reedbed.store import StorageManager
from reedbed.store.operations import StoreOperations
from reedbed.wiring.archives import start_lake
from reedbed.wiring.doors import StoreSettings
from reedbed.wiring.joining import Opened, Opening, own_or_join
from reedbed.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reedbed.settings import Settings

WITHOUT_DOOR = frozenset({"cli", "serve"})
"""Roles whose owners open no door by themselves."""

BESIDE_DATABASE = Path(".reedbed") / "data"
"""Where checkpoints go for a database that is no workspace's, relative to the database's folder."""


class DuckDBStorageManager(StorageManager):
    """A storage manager on a database file, made when missing, or in memory when no path is given.

    Args:
        db_path: The database file; its folder must exist.
        checkpoint_dir: Where checkpoints go: by default `.reedbed/data` beside the database, and nowhere in memory.
        read_only: Open beside other readers, without owning the file.
        lock_timeout_seconds: How long to wait for another process that owns the file.
        options: Memory, threads and folders of the engine.
        role: What the owner record calls this process.
        door: Whether other processes of this user may work on the file while this one owns it.

    Where another process owns the file and has a door, this one works through it, with the same methods.

    Raises:
        StoreLocked: Another process owns the file and has no door for this one.
        DatabaseCorrupt, DatabaseNewer, DatabaseMissing, DatabaseUnreadable: The file is left as it was.
    """

    def __init__(
        self,
        db_path: Path | str | None = None,
        checkpoint_dir: Path | str | None = None,
        *,
        read_only: bool = False,
        lock_timeout_seconds: float = DEFAULT_LOCK_TIMEOUT_SECONDS,
        options: EngineOptions | None = None,
        role: str = "python",
        door: bool = True,
    ) -> None:
        folder = Path(checkpoint_dir).expanduser().resolve() if checkpoint_dir is not None else None
        if db_path is None:
            opened = in_memory(options, folder)
        else:
            path = Path(db_path).expanduser().resolve()
            settings = StoreSettings(checkpoint_dir=folder or path.parent / BESIDE_DATABASE)
            opened = own_or_join(
                Opening(
                    path=path,
                    settings=settings,
                    options=options,
                    read_only=read_only,
                    lock_timeout_seconds=lock_timeout_seconds,
                    role=role,
                    door=door,
                )
            )
        with closing_on_failure(opened.database):
            super().__init__(
                opened.database,
                checkpoint_dir=opened.checkpoint_dir,
                operations=opened.operations,
                opener=open_store,
            )
            start_lake(self)
            opened.keep_door()


def open_store(
    target: Workspace | Path | str | None = None,
    *,
    read_only: bool = False,
    checkpoint_dir: Path | str | None = None,
    lock_timeout_seconds: float | None = None,
    role: str = "python",
) -> StorageManager:
    """Open the store of a workspace, a database file or memory.

    Args:
        target: A workspace or its folder or `workspace.yaml`; `duckdb:///path/to/file.db` (`////` for an absolute
            path is accepted too), `duckdb://` for memory; `postgresql://user:password@host:port/database` for the
            store of a Reedbed server or, with the operations of the table port, for any PostgreSQL; `None` is the
            workspace of the current folder or of one above it.
        read_only: Open beside other readers, without owning the file.
        checkpoint_dir: Overrides where checkpoints go.
        lock_timeout_seconds: How long to wait for another owner; the setting when left out, 5 s by default.
        role: What the owner record calls this process.

    Raises:
        UnsupportedURL, WorkspaceNotFound, and what `DuckDBStorageManager` raises.
    """
    if isinstance(target, str) and urlsplit(target).scheme in {"postgresql", "postgres"}:
        from reedbed.wiring.urls import open_postgres_url  # noqa: PLC0415 - a store of this machine needs none of it

        # On a PostgreSQL it is less than a storage manager, which no type can tell of a text.
        return open_postgres_url(target, read_only=read_only, opener=open_store)  # type: ignore[return-value]  # see above
    if isinstance(target, str) and "://" in target:
        return _open_url(target, read_only=read_only, checkpoint_dir=checkpoint_dir, seconds=lock_timeout_seconds)
    if isinstance(target, Workspace):
        workspace = target
    else:
        workspace = Workspace.find() if target is None else Workspace.load(target)
    settings = workspace.settings
    workspace.database_path.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(checkpoint_dir).expanduser().resolve() if checkpoint_dir else workspace.checkpoints_path
    seconds = settings.lock_timeout_seconds if lock_timeout_seconds is None else lock_timeout_seconds
    opened = own_or_join(
        Opening(
            path=workspace.database_path.resolve(),
            settings=StoreSettings(
                checkpoint_dir=folder, checkpoints_by_default=settings.checkpoint, workspace=workspace
            ),
            options=engine_options(settings),
            read_only=read_only,
            lock_timeout_seconds=seconds,
            role=role,
            # A short command is gone before anybody could come in; a server opens its own door.
            door=settings.door and role not in WITHOUT_DOOR,
        )
    )
    with closing_on_failure(opened.database):
        store = StorageManager(
            opened.database,
            checkpoint_dir=opened.checkpoint_dir,
            workspace=workspace,
            checkpoints_by_default=settings.checkpoint,
            operations=opened.operations,
            opener=open_store,
        )
        start_lake(store)
        opened.keep_door()
        return store


def engine_options(settings: Settings) -> EngineOptions:
    """What the settings of a workspace say about the engine."""
    return EngineOptions(
        memory_limit=settings.memory_limit,
        threads=settings.threads,
        temp_directory=settings.temp_directory,
        extension_directory=settings.extension_directory,
        secrets={name: secret.for_engine() for name, secret in settings.secrets.items()},
    )


def in_memory(options: EngineOptions | None, checkpoint_dir: Path | None) -> Opened:
    """A database in memory, which nobody else can reach."""
    return Opened(
        database=Database.open(None, options=options), operations=StoreOperations, checkpoint_dir=checkpoint_dir
    )


@contextmanager
def closing_on_failure(database: Database) -> Iterator[None]:
    """Close the database when what is built on it cannot be."""
    try:
        yield
    except BaseException:
        database.close()
        raise


def _open_url(
    url: str, *, read_only: bool, checkpoint_dir: Path | str | None, seconds: float | None
) -> DuckDBStorageManager:
    parts = urlsplit(url)
    if parts.scheme != "duckdb":
        raise errors.UnsupportedURL(
            f"There are duckdb:///path, duckdb:// (memory) and postgresql://…; found the scheme {parts.scheme!r}.",
            hint="open_store('duckdb:///path/to/file.db')",
            scheme=parts.scheme,
        )
    if parts.netloc:
        raise errors.UnsupportedURL(
            f"A duckdb URL has three slashes before a path; found {url!r}.",
            hint=f"open_store('duckdb:///{parts.netloc}{parts.path}')",
        )
    return DuckDBStorageManager(
        unquote(parts.path) or None,
        checkpoint_dir,
        read_only=read_only,
        lock_timeout_seconds=DEFAULT_LOCK_TIMEOUT_SECONDS if seconds is None else seconds,
    )


@contextmanager
def temp_storage() -> Iterator[DuckDBStorageManager]:
    """A storage manager on a temporary file with checkpoints, both gone when the block ends."""
    with (
        tempfile.TemporaryDirectory(prefix="reedbed-") as folder,
        DuckDBStorageManager(Path(folder) / "temp.db") as store,
    ):
        yield store
