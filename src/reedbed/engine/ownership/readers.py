"""Readers say who they are: one file for each, which the reader keeps locked while it reads.

A record whose lock is free is therefore a dead reader's, and is swept by whoever comes across it.
"""

from __future__ import annotations

import contextlib
import secrets
from typing import TYPE_CHECKING, Final

from reedbed.engine.ownership.lockfile import LockFile, held_here
from reedbed.engine.ownership.patience import attempts
from reedbed.engine.ownership.places import readers_folder
from reedbed.engine.ownership.records import decode_reader_record, encode_record

if TYPE_CHECKING:
    from pathlib import Path

    from reedbed.engine.ownership.records import ReaderRecord

_RECORD_MODE: Final = 0o644  # another user's owner-to-be has to look at its lock
_ANNOUNCE_SECONDS: Final = 1.0  # whoever looks at a new record does so for microseconds


def announce(database: Path, record: ReaderRecord) -> LockFile | None:
    """Write `record` beside `database` and keep it locked; None where the folder cannot be written."""
    folder = readers_folder(database)
    for _ in attempts(_ANNOUNCE_SECONDS):
        path = folder / f"{record.pid}-{secrets.token_hex(4)}.json"
        try:
            folder.mkdir(exist_ok=True)
            opened = LockFile.open(path, create=True, mode=_RECORD_MODE)
        except FileNotFoundError:
            continue  # the last reader before this one has just removed the folder
        except OSError:
            return None
        if opened.try_exclusive() and opened.in_place:
            with contextlib.suppress(OSError):  # on a full disk the lock still counts, without the words
                opened.write(encode_record(record))
            return opened
        opened.close()  # somebody took it for a dead reader's between its making and its locking
    return None


def withdraw(record: LockFile) -> None:
    """Remove a record of this process's, and the folder after the last one."""
    with contextlib.suppress(OSError):  # gone already, or the folder has other records: both are fine
        record.path.unlink()
        record.path.parent.rmdir()
    record.close()


def live_readers(database: Path) -> tuple[ReaderRecord, ...]:
    """The records of readers that live, by pid; those of dead ones are removed where that is permitted."""
    try:
        paths = sorted(readers_folder(database).glob("*.json"))
    except OSError:
        return ()
    found = [decode_reader_record(_content(path)) for path in paths if _is_live(path)]
    return tuple(sorted((record for record in found if record is not None), key=lambda record: record.pid))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _is_live(path: Path) -> bool:
    if held_here(path):
        return True
    try:
        opened = LockFile.open(path, create=False)
    except OSError:
        return False
    try:
        if not opened.try_shared():
            return True
        with contextlib.suppress(OSError):  # another user's folder: it stays, and is passed over
            path.unlink()
        return False
    finally:
        opened.close()
