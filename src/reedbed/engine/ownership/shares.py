"""Shares: a process that reads a database together with other readers, while nobody owns it."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, Final, Self

from reedbed.engine.ownership.lockfile import LockFile, held_here
from reedbed.engine.ownership.patience import attempts
from reedbed.engine.ownership.places import lock_path, resolved, unusable
from reedbed.engine.ownership.readers import announce, withdraw
from reedbed.engine.ownership.records import describe_reader
from reedbed.engine.ownership.refusals import refusal
from reedbed.engine.ownership.status import ownership_status

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from reedbed.engine.ownership.records import ReaderRecord

_NOT_WRITABLE: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


class ReadShare:
    """This process's share in reading one database; made by `acquire` only.

    In a folder that it cannot write, a reader leaves no record, and is named by what the kernel shows; where
    there is no lock file either, it takes no lock (`locked` is False), and an owner who can write there does not
    notice it.
    """

    def __init__(
        self, database: Path, *, record: ReaderRecord, lock: LockFile | None, announced: LockFile | None
    ) -> None:
        self.database = database
        self.record = record
        self._lock = lock
        self._announced = announced

    @classmethod
    def acquire(cls, database: Path, *, role: str, timeout_seconds: float = 5.0) -> Self:
        """Share in reading `database`, after at most `timeout_seconds` of waiting for its owner to leave.

        Raises `StoreLocked` (at once when this very process is the owner), `DatabaseMissing` (no folder) and
        `DatabaseUnreadable`.
        """
        database = resolved(database)
        record = describe_reader(role=role)
        # Before the lock, so that an owner-to-be who is shut out by a reader finds its record.
        announced = announce(database, record)
        try:
            lock = _lock_shared(database, timeout_seconds)
        except OSError as error:
            _take_back(announced)
            raise unusable(database, error) from error
        except BaseException:
            _take_back(announced)
            raise
        return cls(database, record=record, lock=lock, announced=announced)

    @property
    def locked(self) -> bool:
        """Whether this reader keeps owners out."""
        return self._lock is not None and self._lock.held == "shared"

    def release(self) -> None:
        """Stop reading; idempotent. A forked child leaves its parent's record alone."""
        announced, self._announced = self._announced, None
        if os.getpid() == self.record.pid:
            _take_back(announced)
        if self._lock is not None:
            self._lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def _take_back(announced: LockFile | None) -> None:
    if announced is not None:
        withdraw(announced)


def _lock_shared(database: Path, timeout_seconds: float) -> LockFile | None:
    """The shared lock, or None where there is no lock file and none can be made; raises the refusal or OSError."""
    path = lock_path(database)
    for _ in attempts(timeout_seconds):
        try:
            lock = LockFile.open(path, create=True)
        except OSError as error:
            if error.errno in _NOT_WRITABLE and not path.exists():
                return None
            raise
        try:
            if lock.try_shared() and lock.in_place:
                return lock
        except BaseException:
            lock.close()
            raise
        lock.close()
        if held_here(path) == "exclusive":
            raise refusal(ownership_status(database), waited_seconds=0)
    raise refusal(ownership_status(database), waited_seconds=timeout_seconds)
