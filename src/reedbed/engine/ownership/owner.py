"""The owner: the one process that may write a database file, which is the one that holds its lock.

The database file itself is never opened here: in the owning process, closing it drops DuckDB's own lock.
"""

from __future__ import annotations

import contextlib
import os
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Self

from reedbed.engine.ownership.lockfile import LockFile, held_here
from reedbed.engine.ownership.patience import attempts
from reedbed.engine.ownership.places import lock_path, owner_record_path, resolved, unusable
from reedbed.engine.ownership.records import describe_owner, read_owner_record, write_owner_record
from reedbed.engine.ownership.refusals import refusal
from reedbed.engine.ownership.status import OwnershipState, ownership_status

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from types import TracebackType

    from reedbed.engine.ownership.records import OwnerRecord

_PROBE_SECONDS: Final = 0.5  # how long others' looks at the lock, microseconds each, are waited out in any case


class Ownership:
    """This process's ownership of one database; made by `acquire` only.

    `predecessor` is the record of an owner that never released: killed, or on another host whose locks this
    one does not see. In a forked child the ownership is over: its `release` leaves the parent's untouched.
    """

    def __init__(self, database: Path, lock: LockFile, *, record: OwnerRecord, predecessor: OwnerRecord | None) -> None:
        self.database = database
        self.record = record
        self.predecessor = predecessor
        self._lock = lock

    @classmethod
    def acquire(cls, database: Path, *, role: str, timeout_seconds: float = 5.0, versions: Mapping[str, str]) -> Self:
        """Become the owner of `database` (it need not exist yet), after at most `timeout_seconds` of waiting.

        `role` says what kind of program this is ("cli", "serve", "worker", "python", …), `versions` which
        software. Raises `StoreLocked` (at once when this very process is the owner), `StoreBeingRead`,
        `DatabaseMissing` (no folder) and `DatabaseUnreadable`.
        """
        database = resolved(database)
        try:
            lock = _lock_alone(database, timeout_seconds)
        except OSError as error:
            raise unusable(database, error) from error
        try:
            predecessor = read_owner_record(database)
            record = describe_owner(role=role, versions=versions)
            write_owner_record(database, record)
            return cls(database, lock, record=record, predecessor=predecessor)
        except OSError as error:
            lock.close()
            raise unusable(database, error) from error
        except BaseException:
            lock.close()
            raise

    def announce(self, socket: str | None) -> None:
        """Say in the record where the owner's door is, or that there is none any more; a full disk costs the record."""
        if self._lock.held and os.getpid() == self.record.pid:
            self.record = replace(self.record, socket=socket)
            write_owner_record(self.database, self.record)

    def release(self) -> None:
        """Stop being the owner; idempotent. The lock file stays: without it, two processes could lock two files."""
        if self._lock.held and os.getpid() == self.record.pid:
            # While the lock is held: afterwards the record may be a successor's.
            with contextlib.suppress(OSError):  # a record that stays only informs, and says that its owner is gone
                owner_record_path(self.database).unlink()
        self._lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def _lock_alone(database: Path, timeout_seconds: float) -> LockFile:
    """The lock of `database`, held alone; raises the refusal, or the system's OSError."""
    path = lock_path(database)
    for _ in attempts(timeout_seconds):
        lock = _try_alone(path)
        if lock is not None:
            return lock
        if held_here(path):
            raise refusal(ownership_status(database), waited_seconds=0)
    # What refused may have been nothing but somebody's look at the lock, even after a wait of zero.
    for _ in attempts(_PROBE_SECONDS):
        status = ownership_status(database)
        if status.state is not OwnershipState.UNOWNED:
            break
        lock = _try_alone(path)
        if lock is not None:
            return lock
    raise refusal(status, waited_seconds=timeout_seconds)


def _try_alone(path: Path) -> LockFile | None:
    """One attempt. The file is opened each time, so that one that was put in another's place is noticed."""
    lock = LockFile.open(path, create=True)
    try:
        if lock.try_exclusive() and lock.in_place:
            return lock
    except BaseException:
        lock.close()
        raise
    lock.close()
    return None
