"""The inventory of a backup, `backup.json`: what it holds, with sizes and sums.

It is written last, aside, fsynced and renamed. A folder without it is no backup, however many files it has; its own
checksum tells a torn or altered one.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from reedbed.errors import BackupFailed
from reedbed.store.checkpoints.folder import Draft, sync_folder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FORMAT = 1
FILE_NAME = "backup.json"


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredFile:
    """One file of a backup; `path` is relative, with slashes. `mode` are its permission bits."""

    path: str
    size_bytes: int
    sha256: str
    mode: int


@dataclass(frozen=True, kw_only=True, slots=True)
class TableCount:
    """The rows that a table had when the backup was made, the ledger's own tables included."""

    schema: str
    name: str
    rows: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Inventory:
    """A whole backup. `database` and `checkpoints` are paths in it; `links` are symbolic links with their targets."""

    created_at: str
    reedbed_version: str
    duckdb_version: str
    workspace: bool
    database: str
    checkpoints: str
    files: tuple[StoredFile, ...]
    links: Mapping[str, str]
    tables: tuple[TableCount, ...]

    @property
    def size_bytes(self) -> int:
        """Bytes of all files."""
        return sum(file.size_bytes for file in self.files)

    def publish(self, folder: Path) -> None:
        """Write the inventory into `folder`, whose other files are durable already."""
        body = {"format": FORMAT, **asdict(self)}
        content = _canonical({**body, "sha256": hashlib.sha256(_canonical(body)).hexdigest()}) + b"\n"
        draft = Draft(unfinished=folder / f".{FILE_NAME}.unfinished", final=folder / FILE_NAME)
        draft.unfinished.write_bytes(content)
        draft.sync()
        draft.publish()
        sync_folder(folder)


def _canonical(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass")


def read_inventory(folder: Path) -> Inventory:
    """The inventory of the backup in `folder`; the files that it names are not looked at.

    Raises `BackupFailed` when there is none, or when it is torn, altered or of another format.
    """
    path = folder / FILE_NAME
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise BackupFailed(
            f"{folder} is no backup: it has no {FILE_NAME}, which is written when everything else is in place.",
            hint="reedbed backup NEW_FOLDER",
            folder=str(folder),
        ) from error
    except OSError as error:
        raise BackupFailed(f"{path} cannot be read: {error.strerror}.", hint=f"ls -l {path}", file=str(path)) from error
    try:
        return _parsed(content)
    except (ValueError, KeyError, TypeError) as error:
        raise BackupFailed(
            f"{path} cannot be believed: {error}.", hint="take an older backup", file=str(path)
        ) from error


def _parsed(content: bytes) -> Inventory:
    body = json.loads(content.decode("utf-8", "surrogatepass"))
    if not isinstance(body, dict) or "sha256" not in body:
        raise ValueError("it is no inventory")
    if body.get("format") != FORMAT:
        raise ValueError(f"it has format {body.get('format')}, this version reads format {FORMAT}")
    claimed = body.pop("sha256")
    if hashlib.sha256(_canonical(body)).hexdigest() != claimed:
        raise ValueError("its checksum does not match its content")
    del body["format"]
    lists = {
        "files": tuple(StoredFile(**file) for file in body["files"]),
        "tables": tuple(TableCount(**table) for table in body["tables"]),
    }
    inventory = Inventory(**{**body, **lists})
    for path in [*(file.path for file in inventory.files), *inventory.links, inventory.database]:
        _refuse_outside(path)
    return inventory


def _refuse_outside(path: str) -> None:
    parts = PurePosixPath(path)
    if parts.is_absolute() or ".." in parts.parts or not parts.parts:
        raise ValueError(f"{path!r} leads out of the folder")
