"""What the lake asks of the place where its files lie."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime, timedelta
    from pathlib import Path

    from reedbed.engine import Database

STAGING: Final = ".staging"
"""The folder of files that are being written; nothing in it has been named by the ledger yet."""

CHUNK_BYTES: Final = 1 << 20


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredFile:
    """A file as its target tells of it. `path` is below the target, with slashes."""

    path: str
    size_bytes: int
    modified_at: datetime
    etag: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Digest:
    """What a file's bytes are: `sha256` as hexadecimal text."""

    size_bytes: int
    sha256: str


class Target(Protocol):
    """A place for files that are written once, read often, and never changed.

    Paths are below the target, with slashes. What a method promises, it promises across a crash of this process.
    """

    @property
    def url(self) -> str:
        """The place as text that opens it again, without credentials: an absolute folder, or `s3://bucket/prefix`."""

    def staging(self) -> Path:
        """A folder of this machine in which a file is written before `put`; made when missing."""

    def put(self, source: Path, path: str) -> Digest:
        """Keep the finished local file `source` under `path`, durable and whole on return; `source` is gone then.

        After an error there is nothing under `path` that a later call would take for the file, or, where the place
        could not be asked any more, a file that no ledger names. Raises `TargetFileTaken` when there is one.
        """

    def address(self, path: str) -> str:
        """How DuckDB's `read_parquet` names the file."""

    def stat(self, path: str) -> StoredFile | None:
        """What the place says of one file, or None when it is not there."""

    def digest(self, path: str) -> Digest:
        """The file's size and hash, by reading all of it. Raises `LakeFileDamaged` when it is not there."""

    def chunks(self, path: str) -> Iterator[bytes]:
        """The content of a file as it comes."""

    def files(self, below: str = "") -> Iterator[StoredFile]:
        """Every finished file below the folder `below`."""

    def delete(self, paths: Iterable[str]) -> None:
        """Remove files; one that is not there is no error."""

    def sweep(self, older_than: timedelta, *, dry_run: bool = False) -> list[str]:
        """Remove what unfinished writes left longer ago than that, or only say what it is: paths they were to have."""

    def prepare(self, database: Database) -> None:
        """Let `database` read the files by their addresses."""


def digest_of(file: Path) -> Digest:
    """The size and hash of a local file."""
    with file.open("rb") as content:
        sha256 = hashlib.file_digest(content, "sha256").hexdigest()
        return Digest(size_bytes=content.tell(), sha256=sha256)
