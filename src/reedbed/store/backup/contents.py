"""What belongs to a backup: the database, the files that the ledger names, and the application's own files."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reedbed.sql import LEDGER_SCHEMA, TableName
from reedbed.store.backup.inventory import FILE_NAME
from reedbed.store.checkpoints import read_manifest
from reedbed.store.ledger.kept import KeptCheckpoints

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reedbed.store.ledger import CheckpointRecord
    from reedbed.store.ledger.kept import KeptCheckpoint
    from reedbed.store.manager import StorageManager

BESIDE_DATABASE = ".reedbed/data"
"""Where a store without a workspace looks for checkpoints, so that what is restored opens without further words."""
LAKE_BESIDE_DATABASE = ".reedbed/lake"
"""Where a store without a workspace has its archives."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """Where the parts of a store lie in its backup: as in a workspace with default paths, or beside the database."""

    database: str
    checkpoints: str
    lake: str

    @classmethod
    def of(cls, store: StorageManager, path: Path) -> Layout:
        """The layout for the backup of `store`, whose database is at `path`."""
        workspace = store.workspace
        if workspace is None:
            return cls(database=path.name, checkpoints=BESIDE_DATABASE, lake=LAKE_BESIDE_DATABASE)
        data = workspace.lake_path.parent.relative_to(workspace.folder)
        return cls(
            database=_within(workspace.database_path, workspace.folder) or (data / path.name).as_posix(),
            checkpoints=_within(store.checkpoint_dir, workspace.folder) or (data / "checkpoints").as_posix(),
            lake=workspace.lake_path.relative_to(workspace.folder).as_posix(),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class ApplicationFiles:
    """The files of a workspace folder that are not Reedbed's data. `links` are symbolic links with their targets."""

    files: tuple[tuple[Path, str], ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    size_bytes: int = 0


def application_files(store: StorageManager, path: Path, destination: Path) -> ApplicationFiles:
    """What the workspace folder holds beside its data; nothing for a store without a workspace.

    Left out: the database and what lies beside it under its name, checkpoints, other backups, Python's caches and
    virtual environments, sockets and pipes.
    """
    workspace = store.workspace
    if workspace is None:
        return ApplicationFiles()
    root = workspace.folder.resolve()
    skipped = {workspace.lake_path.resolve().parent, destination.resolve()}
    skipped |= {each.resolve() for each in (store.checkpoint_dir, workspace.settings.temp_directory) if each}
    files: list[tuple[Path, str]] = []
    links: list[tuple[str, str]] = []
    size = 0
    for entry in _walk(root, skipped):
        relative = Path(entry.path).relative_to(root).as_posix()
        found = entry.stat(follow_symlinks=False)
        if entry.is_symlink():
            links.append((relative, os.readlink(entry.path)))  # noqa: PTH115 - bytes of the link, not a Path
        elif stat.S_ISREG(found.st_mode) and not _of_database(Path(entry.path), path):
            files.append((Path(entry.path), relative))
            size += found.st_size
    return ApplicationFiles(files=tuple(files), links=tuple(links), size_bytes=size)


def _walk(folder: Path, skipped: set[Path]) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda each: each.name):
            if not entry.is_dir(follow_symlinks=False):
                yield entry
            elif entry.name != "__pycache__" and Path(entry.path) not in skipped and not _foreign(Path(entry.path)):
                yield from _walk(Path(entry.path), skipped)


def _foreign(folder: Path) -> bool:
    return (folder / FILE_NAME).exists() or (folder / "pyvenv.cfg").exists()


def _of_database(file: Path, database: Path) -> bool:
    return file.parent == database.parent and (file.name == database.name or file.name.startswith(f"{database.name}."))


@dataclass(frozen=True, kw_only=True, slots=True)
class NamedFiles:
    """Files that the ledger names, and the sums that it or a manifest states for them."""

    files: tuple[tuple[Path, str], ...]
    sums: dict[str, str]
    size_bytes: int
    findings: tuple[str, ...] = ()


def archive_files(store: StorageManager, path: Path, layout: Layout) -> NamedFiles:
    """The archived files of this moment and of kept snapshots that lie in the store's own lake.

    What lies elsewhere, in a bucket or in another folder, stays there, and the copy reads it there too.
    """
    folder = path.parent / LAKE_BESIDE_DATABASE if store.workspace is None else store.workspace.lake_path
    files, tables = (store.database.qualified(LEDGER_SCHEMA, name) for name in ("lake_files", "lake_tables"))
    rows = store.database.rows(
        f"SELECT path, sha256, size_bytes FROM {files} AS f JOIN {tables} AS t ON t.id = f.table_id "
        "WHERE t.target = '' ORDER BY path"
    )
    return NamedFiles(
        files=tuple((folder / each, f"{layout.lake}/{each}") for each, _, _ in rows),
        sums={f"{layout.lake}/{each}": sha256 for each, sha256, _ in rows},
        size_bytes=sum(size for _, _, size in rows),
    )


def archived_rows(store: StorageManager) -> int:
    """The rows of this moment that are in archived files and nowhere else."""
    tables = store.database.qualified(LEDGER_SCHEMA, "lake_tables")
    names = store.database.rows(f"SELECT schema_name, table_name, live_name FROM {tables}")
    return sum(
        store.row_count(TableName(schema=schema, name=name)) - store.row_count(TableName(schema=schema, name=live))
        for schema, name, live in names
    )


def checkpoint_files(store: StorageManager, layout: Layout) -> NamedFiles:
    """The manifests and parts that count at this moment; a manifest that cannot be read is a finding, not an error."""
    root = store.checkpoint_dir
    files: list[tuple[Path, str]] = []
    sums: dict[str, str] = {}
    findings: list[str] = []
    size = 0
    records: list[tuple[TableName, CheckpointRecord | KeptCheckpoint]] = []
    if root:
        records += sorted(store.checkpoint_records.all().items())
        records += [(kept.table, kept) for kept in KeptCheckpoints(store.database).all()]
    for name, record in records:
        manifest_path = Path(root or "") / record.manifest
        try:
            manifest = read_manifest(manifest_path.read_bytes())
        except (OSError, ValueError) as error:
            findings.append(f"{name}: {manifest_path.name}: {error}")
            continue
        named = [(record.manifest, record.manifest_sha256)]
        named += [((Path(record.manifest).parent / part.file).as_posix(), part.sha256) for part in manifest.parts]
        files += [(Path(root or "") / path, f"{layout.checkpoints}/{path}") for path, _ in named]
        sums |= {f"{layout.checkpoints}/{path}": sha256 for path, sha256 in named}
        size += manifest.size_bytes
    return NamedFiles(files=tuple(files), sums=sums, findings=tuple(findings), size_bytes=size)


def _within(path: Path | None, folder: Path) -> str | None:
    if path is None or not path.is_relative_to(folder):
        return None
    return path.relative_to(folder).as_posix()
