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
from reedbed.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

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

    Raises:
        StoreLocked: Another process owns the file.
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
    ) -> None:
        database = Database.open(
            db_path, read_only=read_only, options=options, lock_timeout_seconds=lock_timeout_seconds, role=role
        )
        folder = Path(checkpoint_dir).expanduser().resolve() if checkpoint_dir is not None else None
        if folder is None and database.path is not None:
            folder = database.path.parent / BESIDE_DATABASE
        try:
            super().__init__(database, checkpoint_dir=folder)
        except BaseException:
            database.close()
            raise


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
            path is accepted too), `duckdb://` for memory; `None` is the workspace of the current folder or of one
            above it.
        read_only: Open beside other readers, without owning the file.
        checkpoint_dir: Overrides where checkpoints go.
        lock_timeout_seconds: How long to wait for another owner; the setting when left out, 5 s by default.
        role: What the owner record calls this process.

    Raises:
        UnsupportedURL, WorkspaceNotFound, and what `DuckDBStorageManager` raises.
    """
    if isinstance(target, str) and "://" in target:
        return _open_url(target, read_only=read_only, checkpoint_dir=checkpoint_dir, seconds=lock_timeout_seconds)
    if isinstance(target, Workspace):
        workspace = target
    else:
        workspace = Workspace.find() if target is None else Workspace.load(target)
    settings = workspace.settings
    workspace.database_path.parent.mkdir(parents=True, exist_ok=True)
    database = Database.open(
        workspace.database_path,
        read_only=read_only,
        options=EngineOptions(
            memory_limit=settings.memory_limit,
            threads=settings.threads,
            temp_directory=settings.temp_directory,
            extension_directory=settings.extension_directory,
            secrets={
                name: {"type": secret.type, "scope": list(secret.scope), **secret.reveal()}
                for name, secret in settings.secrets.items()
            },
        ),
        lock_timeout_seconds=settings.lock_timeout_seconds if lock_timeout_seconds is None else lock_timeout_seconds,
        role=role,
    )
    try:
        folder = Path(checkpoint_dir).expanduser().resolve() if checkpoint_dir else workspace.checkpoints_path
        return StorageManager(
            database, checkpoint_dir=folder, workspace=workspace, checkpoints_by_default=settings.checkpoint
        )
    except BaseException:
        database.close()
        raise


def _open_url(
    url: str, *, read_only: bool, checkpoint_dir: Path | str | None, seconds: float | None
) -> DuckDBStorageManager:
    parts = urlsplit(url)
    if parts.scheme != "duckdb":
        raise errors.UnsupportedURL(
            f"This version opens duckdb:///path and duckdb:// (memory); found the scheme {parts.scheme!r}.",
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
