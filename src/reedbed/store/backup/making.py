"""Making a backup of a store that is in use: readers go on, writers wait while the database is copied.

Under the writer's lock nobody commits. A number taken from the ledger's sequence makes this transaction one that
writes, and DuckDB checkpoints nothing while such a one is open (a mere INSERT does not keep it from it). So the
database file stays as it is but for blocks that nothing refers to, and its log can only grow; docs/decisions/
0004-backup.md has the measurements. The copy is opened by another process and its rows counted before it counts.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reedbed.engine import ENGINE_VERSION
from reedbed.errors import BackupFailed, EngineError, UsageError
from reedbed.sql import LEDGER_SCHEMA, literal
from reedbed.store.backup.contents import (
    Layout,
    application_files,
    archive_files,
    archived_rows,
    checkpoint_files,
)
from reedbed.store.backup.copier import MOVED
from reedbed.store.backup.inventory import Inventory, StoredFile, TableCount
from reedbed.store.backup.processes import copy_files, count_copied_rows
from reedbed.store.backup.rowcounts import count_rows
from reedbed.store.checkpoints.folder import sync_folder
from reedbed.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reedbed.engine import Database
    from reedbed.store.backup.contents import ApplicationFiles, NamedFiles
    from reedbed.store.manager import StorageManager

SPARE_BYTES = 16 << 20
ATTEMPTS = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class BackupResult:
    """A backup that is whole and durable. `created_at` is the moment that it shows (ISO 8601, UTC).

    `writers_waited_seconds` is how long writers were kept waiting. `findings` names checkpoints that were damaged
    before the backup; the tables themselves are in it.
    """

    folder: Path
    files: int
    size_bytes: int
    tables: int
    rows: int
    created_at: str
    seconds: float
    writers_waited_seconds: float
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Snapshot:
    """What was copied of one moment."""

    created_at: str
    files: tuple[StoredFile, ...]
    tables: tuple[TableCount, ...]
    archived_rows: int
    findings: tuple[str, ...]
    seconds: float


def backup(store: StorageManager, destination: Path) -> BackupResult:
    """Copy a store to the new or empty folder `destination`: database, checkpoints and the workspace's own files.

    The copy is the state of one moment, with all that was committed before and nothing of what came after. Readers
    are not disturbed; writers wait while database and checkpoints are copied, at most their lock timeout. Archived
    files never change and are copied after that; those outside of the store's own lake stay where they are.

    Raises:
        BackupFailed: The store is in memory, the folder is not empty, the disk is full, or the copy is not whole.
            What was written is removed, the folder too when it was not there before.
        UsageError: The thread has a transaction open, whose rows the copy would not have.
        WriterBusy: Another thread has been writing for longer than the lock timeout.
    """
    path = store.database.path
    if path is None:
        raise BackupFailed("A store in memory has no file to copy.", hint="write its tables to a store with a file")
    if store.database.in_transaction:
        raise UsageError("A backup inside a transaction would not have its rows.", hint="end the transaction first")
    started = time.monotonic()
    folder = destination.expanduser().resolve()
    layout = Layout.of(store, path)
    with _half_made(folder):
        # Taken before the snapshot: these files are the application's and do not belong to any moment.
        application = application_files(store, path, folder)
        _require_space(folder, application.size_bytes)
        own, _ = copy_files(application.files, folder)
        snapshot = _copied_snapshot(store, path, layout, folder)
        inventory = _inventory(store, layout, snapshot, own, application)
        _make_links(folder, inventory)
        _verify(folder / layout.database, snapshot.tables)
        _sync(folder, inventory)
        inventory.publish(folder)
    return BackupResult(
        folder=folder,
        files=len(inventory.files),
        size_bytes=inventory.size_bytes,
        tables=sum(table.schema != LEDGER_SCHEMA for table in inventory.tables),
        rows=sum(table.rows for table in inventory.tables if table.schema != LEDGER_SCHEMA) + snapshot.archived_rows,
        created_at=inventory.created_at,
        seconds=time.monotonic() - started,
        writers_waited_seconds=snapshot.seconds,
        findings=snapshot.findings,
    )


@contextmanager
def _half_made(folder: Path) -> Iterator[None]:
    """The folder, made when missing; emptied again, and removed when it was made here, if the block fails."""
    try:
        made = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise BackupFailed(f"{folder} is not empty.", hint=f"ls -A {folder}", folder=str(folder))
    except OSError as error:
        raise BackupFailed(
            f"{folder} cannot be made or read: {error.strerror}.", hint=f"ls -ld {folder.parent}", folder=str(folder)
        ) from error
    try:
        yield
    except BaseException as error:
        _empty(folder)
        if made:
            with suppress(OSError):
                folder.rmdir()
        if isinstance(error, (OSError, EngineError)):
            raise BackupFailed(
                f"The backup was not made: {error}.", hint="reedbed doctor", reason=str(error)
            ) from error
        raise


def _empty(folder: Path) -> None:
    for each in folder.iterdir():
        if each.is_dir() and not each.is_symlink():
            shutil.rmtree(each, ignore_errors=True)
        else:
            with suppress(OSError):
                each.unlink()


def _require_space(folder: Path, needed_bytes: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed_bytes + SPARE_BYTES:
        raise BackupFailed(
            f"{folder} has {free:,} bytes free, the backup needs {needed_bytes + SPARE_BYTES:,}.",
            hint=f"df -h {folder}",
            free_bytes=free,
            needed_bytes=needed_bytes + SPARE_BYTES,
        )


def _copied_snapshot(store: StorageManager, path: Path, layout: Layout, folder: Path) -> _Snapshot:
    for attempt in range(1, ATTEMPTS + 1):
        started = time.monotonic()
        try:
            with _no_commits(store.database):
                created_at = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
                tables = count_rows(store.database)
                checkpoints = checkpoint_files(store, layout)
                archives, elsewhere = archive_files(store, path, layout), archived_rows(store)
                log = Path(f"{path}.wal")
                log_bytes = log.stat().st_size if log.exists() else 0
                _require_space(folder, path.stat().st_size + log_bytes + checkpoints.size_bytes + archives.size_bytes)
                files, vanished = copy_files(checkpoints.files, folder, database=(path, layout.database))
        except BackupFailed as failure:
            if attempt == ATTEMPTS or failure.details.get("reason") != MOVED:
                raise
            _empty_database(folder / layout.database)
            continue
        seconds = time.monotonic() - started
        findings = (*checkpoints.findings, *_differences(checkpoints, files, vanished))
        archived, lost = copy_files(archives.files, folder)
        findings += tuple(_differences(archives, archived, lost))
        files += archived
        return _Snapshot(
            created_at=created_at,
            files=tuple(files),
            tables=tables,
            archived_rows=elsewhere,
            findings=findings,
            seconds=seconds,
        )
    raise BackupFailed("The database was checkpointed during each attempt.", hint="run the backup again")


def _empty_database(copy: Path) -> None:
    for each in (copy, Path(f"{copy}.wal")):
        each.unlink(missing_ok=True)


@contextmanager
def _no_commits(database: Database) -> Iterator[None]:
    """Keep this process from committing and from checkpointing; a read-only store's file has no writer anywhere."""
    if database.read_only:
        yield
        return
    with database.transaction() as transaction:
        transaction.rows(f"SELECT nextval({literal(database.qualified(LEDGER_SCHEMA, 'table_versions'))})")
        yield


def _differences(named: NamedFiles, files: list[StoredFile], vanished: list[Path]) -> list[str]:
    altered = [
        f"{file.path}: it is not what its manifest or the ledger says"
        for file in files
        if named.sums.get(file.path, file.sha256) != file.sha256
    ]
    return [*altered, *(f"{path}: it is missing" for path in vanished)]


def _inventory(
    store: StorageManager, layout: Layout, snapshot: _Snapshot, own: list[StoredFile], application: ApplicationFiles
) -> Inventory:
    return Inventory(
        created_at=snapshot.created_at,
        reedbed_version=__version__,
        duckdb_version=ENGINE_VERSION,
        workspace=store.workspace is not None,
        database=layout.database,
        checkpoints=layout.checkpoints,
        files=tuple(sorted([*own, *snapshot.files], key=lambda file: file.path)),
        links=dict(application.links),
        tables=snapshot.tables,
    )


def _make_links(folder: Path, inventory: Inventory) -> None:
    for path, target in inventory.links.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).symlink_to(target)


def _verify(copy: Path, expected: tuple[TableCount, ...]) -> None:
    counted = count_copied_rows(copy)
    if counted != expected:
        wrong = sorted(f"{each.schema}.{each.name}" for each in {*counted} ^ {*expected})
        raise BackupFailed(
            f"The copy has other rows than the database: {', '.join(dict.fromkeys(wrong))}.",
            hint="run the backup again; write through the store only",
            tables=wrong,
        )


def _sync(folder: Path, inventory: Inventory) -> None:
    """Make every file, and every folder that names one, durable."""
    folders = {folder}
    for path in [*(file.path for file in inventory.files), *inventory.links]:
        folders |= {folder / parent for parent in Path(path).parents}
    for file in inventory.files:
        with (folder / file.path).open("rb") as stream:
            os.fsync(stream.fileno())
    for each in sorted(folders, reverse=True):
        sync_folder(each)
