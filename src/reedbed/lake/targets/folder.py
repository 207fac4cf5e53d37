"""A folder of this machine as a target: files are renamed into their place when their bytes are on the disk."""

from __future__ import annotations

import os
import shutil
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from reedbed.errors import LakeFileDamaged, TargetFileTaken
from reedbed.lake.targets.protocol import CHUNK_BYTES, STAGING, Digest, StoredFile, digest_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import timedelta

    from reedbed.engine import Database

_GLOB: dict[int, str] = {ord("["): "[[]", ord("*"): "[*]", ord("?"): "[?]"}


class FolderTarget:
    """Files below one folder; it is made with the first of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.expanduser().absolute()

    @property
    def url(self) -> str:
        """The folder's absolute path."""
        return str(self.folder)

    def staging(self) -> Path:
        """A folder beside the files, so that a rename is all that is left to do."""
        folder = self.folder / STAGING
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def put(self, source: Path, path: str) -> Digest:
        """Bring a finished file to its place: bytes, name and folders are on the disk on return."""
        final = self.folder / path
        if final.exists():
            raise _taken(path, self.url)
        _sync(source)
        digest = digest_of(source)
        made = _make(final.parent)
        if source.stat().st_dev == final.parent.stat().st_dev:
            source.rename(final)
        else:
            self._move(source, final)
        for folder in (final.parent, *made):
            _sync(folder)
        return digest

    def _move(self, source: Path, final: Path) -> None:
        """Bring a file from another disk: the copy is whole before it has a name that anybody reads."""
        copy = self.staging() / final.name
        shutil.copyfile(source, copy)
        _sync(copy)
        copy.rename(final)
        source.unlink()

    def address(self, path: str) -> str:
        """The absolute path, as a pattern that no other file matches."""
        return str(self.folder / path).translate(_GLOB)

    def stat(self, path: str) -> StoredFile | None:
        """Size and time of change."""
        try:
            found = (self.folder / path).stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        return StoredFile(path=path, size_bytes=found.st_size, modified_at=datetime.fromtimestamp(found.st_mtime, UTC))

    def digest(self, path: str) -> Digest:
        """Size and hash of the bytes."""
        try:
            return digest_of(self.folder / path)
        except (FileNotFoundError, NotADirectoryError):
            raise _missing(path, self.url) from None

    def chunks(self, path: str) -> Iterator[bytes]:
        """The content of a file. Raises `LakeFileDamaged` when it is not there."""
        try:
            with (self.folder / path).open("rb") as file:
                while chunk := file.read(CHUNK_BYTES):
                    yield chunk
        except (FileNotFoundError, NotADirectoryError):
            raise _missing(path, self.url) from None

    def files(self, below: str = "") -> Iterator[StoredFile]:
        """Every file below a folder, but for those that are being written."""
        for folder, inner, names in os.walk(self.folder / below):
            inner[:] = sorted(each for each in inner if each != STAGING)
            for name in sorted(names):
                found = self.stat((Path(folder) / name).relative_to(self.folder).as_posix())
                if found is not None:
                    yield found

    def delete(self, paths: Iterable[str]) -> None:
        """Remove files, and the folders that are empty then."""
        for path in paths:
            file = self.folder / path
            file.unlink(missing_ok=True)
            for folder in file.parents:
                if folder == self.folder or not _removed(folder):
                    break

    def sweep(self, older_than: timedelta, *, dry_run: bool = False) -> list[str]:
        """Remove files that somebody began to write and left."""
        staging = self.folder / STAGING
        if not staging.is_dir():
            return []
        before = time.time() - older_than.total_seconds()
        swept = []
        for file in sorted(each for each in staging.rglob("*") if each.is_file()):
            with suppress(FileNotFoundError):
                if file.stat().st_mtime <= before:
                    if not dry_run:
                        file.unlink()
                    swept.append(file.relative_to(self.folder).as_posix())
        return swept

    def prepare(self, database: Database) -> None:
        """Nothing: DuckDB reads folders as it is."""


def _make(folder: Path) -> list[Path]:
    """Make a folder with all above it; returns those whose entries changed."""
    changed = []
    missing = folder
    while not missing.is_dir():
        missing = missing.parent
        changed.append(missing)
    folder.mkdir(parents=True, exist_ok=True)
    return changed


def _removed(folder: Path) -> bool:
    try:
        folder.rmdir()
    except OSError:
        return False
    return True


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _taken(path: str, target: str) -> TargetFileTaken:
    return TargetFileTaken(
        f"{target} has a file {path!r} already; names are never used twice.",
        hint="run the call again",
        target=target,
        path=path,
    )


def _missing(path: str, target: str) -> LakeFileDamaged:
    return LakeFileDamaged(f"{target} has no file {path!r}.", hint="reedbed lake verify", target=target, path=path)
