"""Replacing a file whole: written aside, fsynced, renamed, and the folder fsynced.

Whoever reads meanwhile, or after a crash, finds the old text or the new one and never a mix.
"""

from __future__ import annotations

import errno
import os
import secrets
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from reedbed.errors import DiskFull, FileAccessFailed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT})


def publish_text(file: Path, text: str, *, new_mode: int | None = None) -> None:
    """Give `file` the content `text` as UTF-8; its permissions stay, and a symbolic link stays a link.

    A file that is new gets the permissions `new_mode`, or those that the system gives.

    Raises:
        DiskFull: there is no space; the old file is as it was.
        FileAccessFailed: the folder cannot be written; the old file is as it was.
    """
    target = file.resolve()
    aside = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        _write_aside(aside, text, mode=target.stat().st_mode & 0o7777 if target.exists() else new_mode)
        aside.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        raise write_refused(file, error) from error
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)


def write_refused(path: Path, error: OSError) -> DiskFull | FileAccessFailed:
    """The error for a file or folder that the system did not let this process write."""
    refusal = DiskFull if error.errno in _NO_SPACE else FileAccessFailed
    return refusal(
        f"{path} was not written: {error.strerror}. Nothing was changed.",
        hint="reedbed doctor",
        path=str(path),
        reason=error.strerror,
    )


def _write_aside(aside: Path, text: str, *, mode: int | None) -> None:
    with aside.open("xb") as stream:
        if mode is not None:
            aside.chmod(mode)
        stream.write(text.encode("utf-8"))
        stream.flush()
        os.fsync(stream.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows opens no folders, and its rename is durable by itself
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def one_editor(folder: Path) -> Iterator[None]:
    """Keep other editors of this folder's files, threads and processes, waiting until the block ends.

    The lock is on the folder itself, so that no lock file is left behind. Windows has no such lock: there the
    last editor wins.
    """
    if os.name == "nt":
        yield
        return
    import fcntl  # noqa: PLC0415 - not on Windows

    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise write_refused(folder, error) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
