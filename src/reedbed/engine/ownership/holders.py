"""Holders: which processes have a lock file locked, as the kernel tells it, without touching the lock.

On Linux `/proc/<pid>/fdinfo/<fd>` lists the locks of that open file and who took each of them, so a child that
inherited a lock is told apart from the process that took it. Elsewhere, and for processes of other users,
nothing is known; callers have to ask the lock itself then.
"""

from __future__ import annotations

import os
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from reedbed.engine.ownership.processes import process_name

if TYPE_CHECKING:
    from collections.abc import Iterator

PROC = Path("/proc")
_LOCK_LINE: Final = re.compile(r"^lock:\s+\d+: FLOCK\s+\S+\s+(READ|WRITE)\s+(-?\d+)", re.MULTILINE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Holder:
    """A process that holds a lock file's lock; `taken_by` is the pid that took it, another one after a fork."""

    pid: int
    name: str
    exclusive: bool
    taken_by: int

    @property
    def inherited(self) -> bool:
        """Whether the lock came to this process through a fork."""
        return self.taken_by != self.pid

    def to_dict(self) -> dict[str, Any]:
        """The holder as JSON values."""
        return asdict(self)


def lock_holders(lock_path: Path) -> tuple[Holder, ...]:
    """Every visible process that holds the lock on the file at `lock_path`, by pid; empty where none can be seen."""
    try:
        found = lock_path.stat()
        pids = sorted(int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit())
    except OSError:
        return ()
    file_id = (found.st_dev, found.st_ino)
    return tuple(holder for pid in pids for holder in _held_by(pid, lock_path.name, file_id))


def _held_by(pid: int, name: str, file_id: tuple[int, int]) -> Iterator[Holder]:
    """The holder that the process `pid` is, at most one; a process of another user shows nothing."""
    try:
        descriptors = os.listdir(PROC / str(pid) / "fd")  # noqa: PTH208 - names are enough, a thousand times
    except OSError:
        return
    for descriptor in descriptors:
        for mode, taken_by in _locks(PROC / str(pid), descriptor, name, file_id):
            yield Holder(pid=pid, name=process_name(pid), exclusive=mode == "WRITE", taken_by=int(taken_by))
            return


def _locks(process: Path, descriptor: str, name: str, file_id: tuple[int, int]) -> list[tuple[str, str]]:
    """The locks of one open file, when it is the lock file; a file that is closed meanwhile has none."""
    link = process / "fd" / descriptor
    try:
        # Only files of this name are looked at: `stat` may hang on a file of a dead network file system.
        if os.path.basename(os.readlink(link)) != name:  # noqa: PTH115, PTH119 - a Path for each open file of the system is slow
            return []
        found = link.stat()
        if (found.st_dev, found.st_ino) != file_id:
            return []
        return _LOCK_LINE.findall((process / "fdinfo" / descriptor).read_text())
    except OSError:
        return []
