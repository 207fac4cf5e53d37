"""Making a store from a backup: every sum is checked first, everything is written aside, one rename brings it in."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reedbed.errors import BackupFailed, ReedbedError
from reedbed.sql import LEDGER_SCHEMA
from reedbed.store.backup.inventory import read_inventory
from reedbed.store.backup.processes import count_copied_rows
from reedbed.store.checkpoints.folder import sync_folder
from reedbed.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reedbed.store.backup.inventory import Inventory, StoredFile

CHUNK_BYTES = 4 << 20
SPARE_BYTES = 16 << 20
_SHOWN = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class RestoreBackupResult:
    """A store made from a backup. `notes` says what its opener has to know, such as a path outside of the folder."""

    folder: Path
    database: Path
    workspace: bool
    files: int
    size_bytes: int
    tables: int
    created_at: str
    notes: tuple[str, ...] = ()


def restore_backup(source: Path, to: Path) -> RestoreBackupResult:
    """Make the new or empty folder `to` what the backup in `source` holds; the backup stays as it is.

    Raises `BackupFailed` when the backup is not whole, `to` is not empty, or the disk is full; `to` is then as it was.
    """
    source, to = source.expanduser().resolve(), to.expanduser().resolve()
    inventory = read_inventory(source)
    try:
        _refuse_full(to)
        _refuse_damage(source, inventory)
        _require_space(to, inventory.size_bytes)
        with _aside(to) as folder:
            _copy(source, folder, inventory)
            if count_copied_rows(folder / inventory.database) != inventory.tables:
                raise BackupFailed(f"The database in {source} has other rows than its inventory says.")
            folder.rename(to)
            sync_folder(to.parent)
    except OSError as error:
        raise BackupFailed(f"Nothing was restored: {error}.", hint=f"ls -ld {to.parent}", reason=str(error)) from error
    return RestoreBackupResult(
        folder=to,
        database=to / inventory.database,
        workspace=inventory.workspace,
        files=len(inventory.files),
        size_bytes=inventory.size_bytes,
        tables=sum(table.schema != LEDGER_SCHEMA for table in inventory.tables),
        created_at=inventory.created_at,
        notes=_notes(to, inventory),
    )


def _refuse_full(to: Path) -> None:
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise BackupFailed(
            f"{to} is not an empty folder; a backup is never restored over anything.",
            hint=f"ls -A {to}",
            folder=str(to),
        )


def _refuse_damage(source: Path, inventory: Inventory) -> None:
    findings = [finding for file in inventory.files if (finding := _damage(source / file.path, file))]
    if findings:
        raise BackupFailed(
            f"The backup in {source} is damaged: {'; '.join(findings[:_SHOWN])}"
            + (f"; and {len(findings) - _SHOWN} more." if len(findings) > _SHOWN else "."),
            hint="take an older backup",
            findings=findings,
        )


def _damage(path: Path, file: StoredFile) -> str:
    try:
        if (found := path.stat().st_size) != file.size_bytes:
            return f"{file.path} has {found} bytes instead of {file.size_bytes}"
        with path.open("rb") as stream:
            same = hashlib.file_digest(stream, "sha256").hexdigest() == file.sha256
    except OSError as error:
        return f"{file.path}: {error.strerror}"
    return "" if same else f"{file.path} was altered"


def _require_space(to: Path, needed_bytes: int) -> None:
    existing = next(folder for folder in (to, *to.parents) if folder.exists())
    free = shutil.disk_usage(existing).free
    if free < needed_bytes + SPARE_BYTES:
        raise BackupFailed(
            f"{existing} has {free:,} bytes free, the backup needs {needed_bytes + SPARE_BYTES:,}.",
            hint=f"df -h {existing}",
            free_bytes=free,
            needed_bytes=needed_bytes + SPARE_BYTES,
        )


@contextmanager
def _aside(to: Path) -> Iterator[Path]:
    """A folder beside `to`, for the block to fill and to rename; what is left of it goes."""
    to.parent.mkdir(parents=True, exist_ok=True)
    folder = to.with_name(f".{to.name}.{secrets.token_hex(6)}.unfinished")
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _copy(source: Path, folder: Path, inventory: Inventory) -> None:
    folders = {folder}
    for path in [*(file.path for file in inventory.files), *inventory.links]:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        folders |= {folder / parent for parent in Path(path).parents}
    for file in inventory.files:
        _copy_file(source / file.path, folder / file.path, file)
    # After the files, so that nothing is written through a link.
    for path, target in inventory.links.items():
        (folder / path).symlink_to(target)
    for each in sorted(folders, reverse=True):
        sync_folder(each)


def _copy_file(source: Path, target: Path, file: StoredFile) -> None:
    digest = hashlib.sha256()
    with source.open("rb") as reader, target.open("xb") as writer:
        os.fchmod(writer.fileno(), file.mode)
        while chunk := reader.read(CHUNK_BYTES):
            digest.update(chunk)
            writer.write(chunk)
        writer.flush()
        os.fsync(writer.fileno())
    if digest.hexdigest() != file.sha256:
        raise BackupFailed(f"{file.path} was altered while it was restored.", hint="take an older backup")


def _notes(to: Path, inventory: Inventory) -> tuple[str, ...]:
    """Where the restored settings lead past the restored files, as absolute paths do."""
    if not inventory.workspace:
        return ()
    try:
        workspace = Workspace.load(to)
    except ReedbedError as error:
        return (f"The restored workspace cannot be opened as it is: {error.message}",)
    pairs = (
        ("database", workspace.database_path, to / inventory.database),
        ("checkpoint_dir", workspace.checkpoints_path, to / inventory.checkpoints),
    )
    return tuple(
        f"The setting {name} leads to {configured}, what was restored is {restored}. Change it before opening."
        for name, configured, restored in pairs
        if configured.resolve() != restored.resolve()
    )
