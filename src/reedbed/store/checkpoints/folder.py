"""The checkpoint folder: names of files, and writing them so that a crash leaves the old state or the new one.

A file is written under a name that nobody reads, fsynced, renamed, and its folder fsynced. Names hold a random
part and are never used twice: DuckDB has been seen to serve stale rows of a replaced file.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
import uuid
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from reedbed.sql import TableName

UNFINISHED = ".unfinished"
KEPT = "kept"
"""The folder of kept checkpoints in that of their table, where each has one of its own."""
_SLUG_LENGTH = 40


def folder_name(name: TableName) -> str:
    """A folder's name for any table name: readable, and made unique and harmless by a hash."""
    plain = unicodedata.normalize("NFKD", str(name)).encode("ascii", "ignore").decode().casefold()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_SLUG_LENGTH] or "table"
    digest = hashlib.sha256(f"{name.schema}\0{name.name}".encode()).hexdigest()
    return f"{slug}-{digest[:12]}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A file that is being written: where the writer puts it, and where it will be."""

    unfinished: Path
    final: Path

    def sync(self) -> None:
        """Make the content durable under its unfinished name."""
        sync_file(self.unfinished)

    def publish(self) -> None:
        """Give the file its final name; durable once the folder is synced."""
        self.unfinished.rename(self.final)

    def discard(self) -> None:
        """Remove whatever is there of the file."""
        for path in (self.unfinished, self.final):
            with suppress(FileNotFoundError):
                path.unlink()

    def sha256(self) -> str:
        """The hash of the unfinished file."""
        return file_sha256(self.unfinished)


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file as hexadecimal text."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync_file(file: Path) -> None:
    """Make the content of `file` durable."""
    descriptor = os.open(file, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Make renames in `folder` durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class CheckpointFolder:
    """The folder of all checkpoints of one store: one folder a table, parts and manifests in it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def of(self, name: TableName) -> Path:
        """The folder of one table; it may not exist."""
        return self.root / folder_name(name)

    def make(self, name: TableName) -> Path:
        """The folder of one table, made and durable."""
        folder = self.of(name)
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            sync_folder(self.root)
        return folder

    def draft_part(self, name: TableName) -> Draft:
        """A new part file."""
        return _draft(self.make(name), f"part-{uuid.uuid4().hex}.parquet")

    def draft_manifest(self, name: TableName, version: int) -> Draft:
        """A new manifest; its name sorts by the version of the table."""
        return _draft(self.make(name), f"manifest-{version:012d}-{uuid.uuid4().hex[:12]}.json")

    def manifests(self) -> Iterator[Path]:
        """Every manifest file of every table, newest version first within a table."""
        if self.root.is_dir():
            for folder in sorted(each for each in self.root.iterdir() if each.is_dir()):
                yield from sorted(folder.glob("manifest-*.json"), reverse=True)

    def files(self) -> Iterator[Path]:
        """Every file below the folder that looks like one of ours."""
        if self.root.is_dir():
            for pattern in ("*/part-*.parquet*", "*/manifest-*.json*"):
                yield from sorted(self.root.glob(pattern))

    def kept_files(self) -> Iterator[Path]:
        """Every file of checkpoints that are kept under a name."""
        if self.root.is_dir():
            yield from sorted(self.root.glob(f"*/{KEPT}/*/*"))


def _draft(folder: Path, name: str) -> Draft:
    return Draft(unfinished=folder / (name + UNFINISHED), final=folder / name)
