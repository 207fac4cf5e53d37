"""What is made of pages so that the engine reads them well: lists that were cut out, Parquet that decoders wrote.

Several readers of one run share it, so that a page whose columns have to be found first is taken apart once and not for
each look at it. It is several times the size of the pages: beyond some size nothing is kept for another look.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from reedbed.ingest.pages import PACKED
from reedbed.ingest.surrogates import mark_halves
from reedbed.workspace.publication import write_refused

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable
    from pathlib import Path

    from reedbed.ingest.pages import Page

KEPT_BYTES: Final = 1_000_000_000


class Made(Protocol):
    """Something that lies in a file."""

    @property
    def file(self) -> Path:
        """Where it is; there need not be one."""
        ...


Some = TypeVar("Some", bound="Made | None")


class MadePages:
    """The files that were made of pages, in `folder`. Safe to share between threads that ask for different pages."""

    def __init__(self, folder: Path, *, most_bytes: int = KEPT_BYTES) -> None:
        self.folder = folder
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._number = 0
        self._found: dict[tuple[int, int], dict[Hashable, Made | None]] = {}
        self._sizes: dict[Path, int] = {}
        self._levels: dict[tuple[int, int], int] = {}
        self._copies: dict[tuple[int, int], Page] = {}

    def of(self, page: Page, kind: Hashable, suffix: str, make: Callable[[Path], Some]) -> Some:
        """What `make` writes into the file that it is given, made once for each kind; None where it makes nothing.

        A kind stands for one type of what is made.
        """
        known = self._found.setdefault(page.position, {})
        if kind not in known:
            with self._lock:
                self._number += 1
                file = self.folder / f"{self._number}.{suffix}"
            self.folder.mkdir(parents=True, exist_ok=True)
            known[kind] = make(file)
            self._sizes[file] = file.stat().st_size if file.is_file() else 0
        return known[kind]  # type: ignore[return-value]  # a kind stands for one type

    def level(self, page: Page) -> int:
        """How large the buffers are with which a page is read: 0 at first."""
        return self._levels.get(page.position, 0)

    def raise_level(self, page: Page, level: int) -> None:
        """Read a page with other buffers, and make anew what is made of it."""
        self._forget_made(page)
        self._levels[page.position] = level

    def copy_of(self, page: Page) -> Page:
        """A page as it is read: itself, or its copy with marks."""
        return self._copies.get(page.position, page)

    def is_marked(self, page: Page) -> bool:
        """Whether a page is read from its copy with marks."""
        return page.position in self._copies

    def mark(self, page: Page) -> bool:
        """Read a page of JSON from a copy with marks in place of halves of characters; whether it has some by now.

        Raises `DiskFull`, `FileAccessFailed`.
        """
        if self.is_marked(page):
            return False
        with self._lock:
            self._number += 1
            file = self.folder / "marked" / f"{self._number}{PACKED}"
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            with page.open() as content:
                size = mark_halves(content, file)
        except OSError as error:
            file.unlink(missing_ok=True)
            raise write_refused(file, error) from error
        if size is None:
            file.unlink()
            return False
        self._forget_made(page)
        self._copies[page.position] = replace(page, file=file, size_bytes=size)
        return True

    def release(self, pages: Iterable[Page]) -> None:
        """Pages that are looked at again later: what was made of them stays if there is room for it."""
        if sum(self._sizes.values()) > self._most_bytes:
            self.forget(pages)

    def forget(self, pages: Iterable[Page]) -> None:
        """Remove what was made of pages."""
        for page in pages:
            self._forget_made(page)
            copy = self._copies.pop(page.position, None)
            if copy is not None:
                copy.file.unlink(missing_ok=True)

    def _forget_made(self, page: Page) -> None:
        for made in self._found.pop(page.position, {}).values():
            if made is not None:
                self._sizes.pop(made.file, None)
                made.file.unlink(missing_ok=True)
