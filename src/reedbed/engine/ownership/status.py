"""Status: who uses a database, found out without getting in anybody's way.

The kernel's own list of holders comes first, since reading it touches nothing. Only where it shows nobody is
the lock itself asked, by sharing it for an instant; `Ownership.acquire` knows that such a look can be in its way.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from reedbed.engine.ownership.holders import Holder, lock_holders
from reedbed.engine.ownership.lockfile import LockFile, held_here
from reedbed.engine.ownership.patience import attempts
from reedbed.engine.ownership.places import lock_path, resolved
from reedbed.engine.ownership.processes import Standing, process_name, standing, this_process
from reedbed.engine.ownership.readers import live_readers
from reedbed.engine.ownership.records import OwnerRecord, read_owner_record

if TYPE_CHECKING:
    from pathlib import Path

    from reedbed.engine.ownership.records import ReaderRecord

_SETTLE_SECONDS: Final = 0.25  # between taking the lock and writing the record lie microseconds, or a busy machine


class OwnershipState(enum.Enum):
    """What the lock says."""

    UNOWNED = "unowned"
    OWNED = "owned"
    READ = "read"
    ORPHANED = "orphaned"  # its owner has ended, a child that was forked from it still holds the lock


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnershipStatus:
    """Who uses a database.

    `record` is the owner's (for ORPHANED, the ended owner's, when it left one); `holders` are the processes that
    the kernel shows, `readers` the records of readers; `leftover` is the record of an owner that was killed.
    """

    database: Path
    state: OwnershipState
    record: OwnerRecord | None = None
    holders: tuple[Holder, ...] = ()
    readers: tuple[ReaderRecord, ...] = ()
    leftover: OwnerRecord | None = None

    @property
    def owned_here(self) -> bool:
        """Whether the calling process is the owner."""
        return self.state is OwnershipState.OWNED and held_here(lock_path(self.database)) == "exclusive"

    @property
    def sentence(self) -> str:
        """The status in a sentence or two, for people."""
        return _SENTENCES[self.state](self)

    def to_dict(self) -> dict[str, Any]:
        """The status as JSON values."""
        return {
            "database": str(self.database),
            "state": self.state.value,
            "owner": self.record and self.record.to_dict(),
            "holders": [holder.to_dict() for holder in self.holders],
            "readers": [reader.to_dict() for reader in self.readers],
            "leftover": self.leftover and self.leftover.to_dict(),
        }


def ownership_status(database: Path) -> OwnershipStatus:
    """Who uses `database`; leaves no file behind and takes nobody's place.

    Raises `DatabaseMissing` without its folder and `DatabaseUnreadable` when the path or lock file cannot be read.
    """
    database = resolved(database)
    found, settled = _look(database)
    for _ in attempts(_SETTLE_SECONDS):
        if settled:
            break
        found, settled = _look(database)
    return found


def read_owner(database: Path) -> OwnerRecord | None:
    """The record of the process that owns `database` at this moment; a killed owner's record does not count."""
    found = ownership_status(database)
    return found.record if found.state is OwnershipState.OWNED else None


def door_of(database: Path) -> str | None:
    """The socket at which the owner of `database` says that its door is; None without an owner that runs here.

    Costs two small files, and believes the record: whoever goes there finds out whether it is true.
    """
    record = read_owner_record(resolved(database))
    if record is None or record.socket is None or standing(record.process) is not Standing.RUNNING:
        return None
    return record.socket


def _look(database: Path) -> tuple[OwnershipStatus, bool]:
    """The status at a glance, and whether lock and records agree; they do not while somebody comes or goes."""
    path = lock_path(database)
    holders = lock_holders(path) or _own_hold(path)
    if any(holder.exclusive for holder in holders):
        return _held(database, tuple(holder for holder in holders if holder.exclusive))
    if not holders and _is_locked(path):
        return _held_unseen(database)
    readers = live_readers(database)
    if not holders and not readers:
        leftover = read_owner_record(database)
        return OwnershipStatus(database=database, state=OwnershipState.UNOWNED, leftover=leftover), True
    known = {reader.pid for reader in readers}
    found = OwnershipStatus(database=database, state=OwnershipState.READ, holders=holders, readers=readers)
    return found, all(holder.pid in known for holder in holders)


def _held(database: Path, holders: tuple[Holder, ...]) -> tuple[OwnershipStatus, bool]:
    """The status when the kernel shows who holds the lock alone."""
    record = read_owner_record(database)
    takers = {holder.pid for holder in holders if not holder.inherited}
    if not takers:
        left = record if record and record.pid in {holder.taken_by for holder in holders} else None
        left = left or (record if record and standing(record.process) is Standing.ENDED else None)
        state = OwnershipState.ORPHANED
        return OwnershipStatus(database=database, state=state, holders=holders, record=left), True
    # A container's process has another pid in its own record than it has here.
    believed = record is not None and (
        standing(record.process) is Standing.ELSEWHERE
        or (record.pid in takers and standing(record.process) is Standing.RUNNING)
    )
    found = OwnershipStatus(
        database=database, state=OwnershipState.OWNED, holders=holders, record=record if believed else None
    )
    return found, believed


def _held_unseen(database: Path) -> tuple[OwnershipStatus, bool]:
    """The status when the lock is held by a process that this one cannot see."""
    record = read_owner_record(database)
    ended = record is not None and standing(record.process) is Standing.ENDED
    state = OwnershipState.ORPHANED if ended else OwnershipState.OWNED
    return OwnershipStatus(database=database, state=state, record=record), record is not None and not ended


def _own_hold(path: Path) -> tuple[Holder, ...]:
    """This process as the holder, where the system shows none: it must not ask the lock that it holds itself."""
    held = held_here(path)
    if not held:
        return ()
    pid = this_process().pid
    return (Holder(pid=pid, name=process_name(pid), exclusive=held == "exclusive", taken_by=pid),)


def _is_locked(path: Path) -> bool:
    """Whether somebody holds the lock alone, asked of the lock itself."""
    try:
        opened = LockFile.open(path, create=False)
    except OSError:
        return False
    try:
        return not opened.try_shared()
    finally:
        opened.close()


def _unowned(status: OwnershipStatus) -> str:
    left = status.leftover
    if left is None:
        return f"Nobody owns {status.database}."
    if standing(left.process) is Standing.ELSEWHERE and left.host != this_process().host:
        return (
            f"Nobody on this host owns {status.database}, but {left.title} recorded itself as its owner. "
            "If the folder is shared over a network, that process may still own it: locks are not always shared there."
        )
    return f"Nobody owns {status.database}; its last owner, {left.title}, ended without closing it."


def _owned(status: OwnershipStatus) -> str:
    if status.owned_here and status.record is not None:
        return (
            f"{status.database} is owned by this very process, {status.record.title}, since {status.record.started_at}."
        )
    if status.record is not None:
        return f"{status.database} is owned by {status.record.title} since {status.record.started_at}."
    named = _named(status.holders) or "a process that this one cannot see"
    return f"{status.database} is owned by {named}, which left no record."


def _read(status: OwnershipStatus) -> str:
    known = {reader.pid for reader in status.readers}
    unknown = tuple(holder for holder in status.holders if holder.pid not in known)
    names = [f"{reader.title} since {reader.started_at}" for reader in status.readers]
    names += [_named(unknown)] if unknown else []
    return f"{status.database} is open read-only in {', '.join(names)}."


def _orphaned(status: OwnershipStatus) -> str:
    owner = status.record.title if status.record else "a process without a record"
    if not status.holders:
        return (
            f"The lock of {status.database} is still held by a child forked from its owner, {owner}, which has ended."
        )
    return (
        f"The lock of {status.database} is still held by {_named(status.holders)}, forked from its owner, {owner}, "
        "which has ended or closed it."
    )


def _named(holders: tuple[Holder, ...]) -> str:
    return ", ".join(f"pid {holder.pid} ({holder.name})" for holder in holders)


_SENTENCES: Final = {
    OwnershipState.UNOWNED: _unowned,
    OwnershipState.OWNED: _owned,
    OwnershipState.READ: _read,
    OwnershipState.ORPHANED: _orphaned,
}
