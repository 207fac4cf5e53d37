"""The lock primitive: `flock` on an open lock file. No other module touches `fcntl`.

A `flock` belongs to the open file, not to the process: a child forked by C code holds it too, until every copy
of the descriptor is closed. Children forked by Python close theirs in a fork hook, and programs started from
here never get one (`O_CLOEXEC`). A forked child must never unlock: that would take the lock from its parent.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import threading
from typing import TYPE_CHECKING, Final, Literal

from reedbed.errors import DatabaseUnreadable

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from pathlib import Path

LOCK_FILE_MODE: Final = 0o666  # narrowed by the umask, like the database file that lies beside it
_NOT_WRITABLE: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})

Held = Literal["", "shared", "exclusive"]

_opening = threading.Lock()
_open_files: set[LockFile] = set()


class LockFile:
    """One open lock file of this process, and the lock that it holds on it.

    `file_id` is (device, inode): two paths to one file have the same. Not safe to share between threads.
    """

    def __init__(self, path: Path, descriptor: int) -> None:
        found = os.fstat(descriptor)
        self.path = path
        self.file_id = (found.st_dev, found.st_ino)
        self.held: Held = ""
        self._descriptor = descriptor

    @classmethod
    def open(cls, path: Path, *, create: bool, mode: int = LOCK_FILE_MODE) -> LockFile:
        """Open the lock file at `path`; raises the system's own OSError.

        A file that this process may only read can be locked as well, except on NFS.
        """
        if sys.platform == "win32":
            raise DatabaseUnreadable(f"Owning {path} needs flock, which Windows lacks.", hint="wsl --install")
        flags = os.O_CLOEXEC | (os.O_CREAT if create else 0)
        with _opening:
            try:
                descriptor = os.open(path, os.O_RDWR | flags, mode)
            except OSError as refused:
                if refused.errno not in _NOT_WRITABLE:
                    raise
                try:
                    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
                except FileNotFoundError:
                    raise refused from None
            opened = cls(path, descriptor)
            _open_files.add(opened)
            return opened

    def try_exclusive(self) -> bool:
        """Take the lock for this open file alone, at once or not at all."""
        return self._try(exclusive=True)

    def try_shared(self) -> bool:
        """Take the lock together with others who share it, at once or not at all."""
        return self._try(exclusive=False)

    @property
    def in_place(self) -> bool:
        """Whether the path still leads to this file: a lock on a file that was replaced locks nobody out."""
        try:
            found = self.path.stat()
        except OSError:
            return False
        return self.file_id == (found.st_dev, found.st_ino)

    def write(self, content: bytes) -> None:
        """Put `content` into the file, for a lock file that is a record at the same time."""
        os.pwrite(self._descriptor, content, 0)

    def close(self) -> None:
        """Close the file, which gives its lock back unless a forked child has a copy; idempotent."""
        with _opening:
            self._close()

    def _close(self) -> None:
        _open_files.discard(self)
        descriptor, self._descriptor = self._descriptor, -1
        self.held = ""
        if descriptor >= 0:
            os.close(descriptor)

    def _try(self, *, exclusive: bool) -> bool:
        if sys.platform == "win32":
            return False
        try:
            fcntl.flock(self._descriptor, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        self.held = "exclusive" if exclusive else "shared"
        return True


def held_here(path: Path) -> Held:
    """How this process itself holds the lock on the file at `path`."""
    try:
        found = path.stat()
    except OSError:
        return ""
    file_id = (found.st_dev, found.st_ino)
    return next((opened.held for opened in list(_open_files) if opened.held and opened.file_id == file_id), "")


def _close_in_child() -> None:
    _opening.release()
    for opened in list(_open_files):
        with contextlib.suppress(OSError):  # a child that closed the descriptor itself has what it wanted
            opened._close()  # noqa: SLF001 - the fork hook is a part of the class


if hasattr(os, "register_at_fork"):
    # The opening lock is held over a fork, so that no descriptor is open without being listed in the child.
    os.register_at_fork(before=_opening.acquire, after_in_parent=_opening.release, after_in_child=_close_in_child)
