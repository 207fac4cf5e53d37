"""Pages as they came, kept on disk: written aside, flushed, renamed, and only then named by the ledger.

A page is a zstd file in the folder of its run; what is known of it stands in the ledger. Its name has a part of its
content's hash, so that no name ever stands for two contents. A file that the ledger does not name does not count.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path  # noqa: TC003 - dataclass fields are read at run time by documentation tools
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from reedbed.store.checkpoints.folder import UNFINISHED, Draft, sync_file, sync_folder
from reedbed.workspace.publication import write_refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from reedbed.ingest.requests import Request

KEPT_HEADERS: Final = ("content-type", "date", "etag", "last-modified", "link")
"""What is kept of an answer's headers: no cookies, no tokens."""
PACKED: Final = ".zst"
_UNPACKED: Final = frozenset({"parquet"})
"""Formats that are kept as they are: they are packed inside, and are read from places in their middle."""
_HASH_LENGTH: Final = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """A page on disk. `url` is as it may be shown; `sha256` and `size_bytes` are those of the unpacked content."""

    file: Path
    url: str
    window: int
    page: int
    sha256: str
    size_bytes: int
    fetched_at: dt.datetime
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def position(self) -> tuple[int, int]:
        """Its place in the source's order."""
        return self.window, self.page

    def open(self) -> pa.NativeFile:
        """The content as a binary file, unpacked while it is read. Raises `OSError`."""
        return pa.input_stream(str(self.file), compression="zstd" if self.file.suffix == PACKED else None)


class PageFolder:
    """The kept pages of one run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(
        self, request: Request, content: Iterable[bytes], *, suffix: str, url: str, headers: Mapping[str, str]
    ) -> Page:
        """Write a page as it comes. What `content` raises leaves nothing behind.

        It is durable after `sync`. Raises `DiskFull`, `FileAccessFailed`.
        """
        stem = f"{request.window:05d}-{request.page:06d}"
        unfinished = self.folder / f"{stem}.{suffix}{UNFINISHED}"
        digest, size = hashlib.sha256(), 0
        with self._written(unfinished, None if suffix in _UNPACKED else "zstd") as packed:
            for chunk in content:
                digest.update(chunk)
                size += len(chunk)
                packed.write(chunk)
        sha256 = digest.hexdigest()
        final = self.folder / f"{stem}-{sha256[:_HASH_LENGTH]}.{suffix}{'' if suffix in _UNPACKED else PACKED}"
        self._publish(Draft(unfinished=unfinished, final=final))
        return Page(
            file=final,
            url=url,
            window=request.window,
            page=request.page,
            sha256=sha256,
            size_bytes=size,
            fetched_at=dt.datetime.now(dt.UTC),
            headers={name: headers[name] for name in KEPT_HEADERS if name in headers},
        )

    @contextmanager
    def _written(self, unfinished: Path, compression: str | None) -> Iterator[pa.NativeFile]:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with pa.output_stream(str(unfinished), compression=compression) as packed:
                yield packed
        except OSError as error:
            unfinished.unlink(missing_ok=True)
            raise write_refused(unfinished, error) from error
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise

    def _publish(self, draft: Draft) -> None:
        try:
            draft.publish()
        except OSError as error:
            draft.discard()
            raise write_refused(draft.final, error) from error

    def sync(self, pages: Iterable[Page]) -> None:
        """Make pages durable, called before the ledger names them: many at a time, beside those that still come.

        Those of other folders are durable already. Raises `DiskFull`, `FileAccessFailed`.
        """
        try:
            for page in pages:
                if page.file.parent == self.folder:
                    sync_file(page.file)
            if self.folder.is_dir():
                sync_folder(self.folder)
        except OSError as error:
            raise write_refused(self.folder, error) from error
