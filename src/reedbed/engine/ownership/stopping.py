"""Stopping: asking the owner of a database to leave, and never asking anybody else.

A process is signalled only after host, boot, pid namespace, pid and start time were found to be those of the
record, through a descriptor of the process where the system has that (a pid could be given away in between).
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reedbed.engine.ownership.patience import attempts
from reedbed.engine.ownership.processes import REEDBED_ROLES, Standing, standing, this_process
from reedbed.engine.ownership.status import OwnershipState, ownership_status
from reedbed.errors import OwnerNotStopped

if TYPE_CHECKING:
    from pathlib import Path

    from reedbed.engine.ownership.records import OwnerRecord
    from reedbed.engine.ownership.status import OwnershipStatus


@dataclass(frozen=True, kw_only=True, slots=True)
class StopResult:
    """What stopping came to: `stopped` is False when there was no owner, and `record` is the stopped owner's."""

    stopped: bool
    record: OwnerRecord | None
    waited_seconds: float


def stop_owner(database: Path, *, timeout_seconds: float = 10.0, force: bool = False) -> StopResult:
    """Ask the owner of `database` to end (SIGTERM) and wait until it has given the lock back.

    Only an owner that is a Reedbed command is asked; `force` asks any program. Raises `OwnerNotStopped` when
    the owner must not be asked, cannot be, or has not left after `timeout_seconds`.
    """
    found = ownership_status(database)
    if found.state in (OwnershipState.UNOWNED, OwnershipState.READ):
        return StopResult(stopped=False, record=None, waited_seconds=0.0)
    record = _stoppable(found, force=force)
    began = time.monotonic()
    _terminate(record, found)
    for _ in attempts(timeout_seconds):
        after = ownership_status(found.database)
        if _has_left(record, after):
            return StopResult(stopped=True, record=record, waited_seconds=time.monotonic() - began)
    raise _not_stopped(after, f"It was asked to end, and its lock is not free after {timeout_seconds:g} s.")


def _stoppable(status: OwnershipStatus, *, force: bool) -> OwnerRecord:
    """The record of the owner, when it may be signalled."""
    record = status.record
    if status.state is OwnershipState.ORPHANED:
        raise _not_stopped(status, "There is no owner left to be asked.")
    if record is None:
        raise _not_stopped(status, "Without a record it cannot be known to be the right process.")
    where = standing(record.process)
    if where is not Standing.RUNNING:
        place = f"on host {record.host}" if record.host != this_process().host else "in another container"
        raise _not_stopped(status, f"It runs {place} and has to be ended there.")
    if record.pid == os.getpid():
        raise _not_stopped(status, "A process does not stop itself; close the store instead.")
    if record.role not in REEDBED_ROLES and not force:
        raise _not_stopped(status, "It is not a Reedbed command, and may hold other work.", hint="reedbed stop --force")
    return record


def _terminate(record: OwnerRecord, status: OwnershipStatus) -> None:
    handle = _process_handle(record.pid)
    try:
        if standing(record.process) is not Standing.RUNNING:
            return
        if sys.platform == "linux" and handle is not None:
            signal.pidfd_send_signal(handle, signal.SIGTERM)
        else:
            os.kill(record.pid, signal.SIGTERM)
    except ProcessLookupError:
        return
    except OSError as error:
        raise _not_stopped(status, f"The system does not let this process end it: {error.strerror}.") from error
    finally:
        if handle is not None:
            os.close(handle)


def _process_handle(pid: int) -> int | None:
    """A descriptor of the process, which never means another one; None where the system has no such thing."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):  # a kernel or a container without it
            return os.pidfd_open(pid)
    return None


def _has_left(record: OwnerRecord, status: OwnershipStatus) -> bool:
    """Whether the lock is free, or a successor's already."""
    if status.state in (OwnershipState.UNOWNED, OwnershipState.READ):
        return True
    succeeded = status.record is not None and status.record.process != record.process
    return succeeded and status.state is OwnershipState.OWNED


def _not_stopped(status: OwnershipStatus, reason: str, *, hint: str = "reedbed status") -> OwnerNotStopped:
    if status.state is OwnershipState.ORPHANED and status.holders:
        hint = "kill " + " ".join(str(holder.pid) for holder in status.holders)
    return OwnerNotStopped(f"{status.sentence} {reason}", hint=hint, **status.to_dict())
