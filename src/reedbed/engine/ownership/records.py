"""Records: what an owner or a reader writes down about itself. They inform; only the lock decides."""

from __future__ import annotations

import contextlib
import errno
import json
import os
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from reedbed.engine.ownership.places import owner_record_path
from reedbed.engine.ownership.processes import ProcessIdentity, shown_command, this_process

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

RECORD_MODE: Final = 0o600
_DISK_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


@dataclass(frozen=True, kw_only=True, slots=True)
class ReaderRecord:
    """A process that has the database open read-only, in its own words."""

    process: ProcessIdentity
    started_at: str
    role: str
    command: str

    @property
    def pid(self) -> int:
        """The process's pid, on its host."""
        return self.process.pid

    @property
    def host(self) -> str:
        """The machine that the process runs on."""
        return self.process.host

    @property
    def title(self) -> str:
        """The process in a few words: pid, role, command, and the host when it is not this one."""
        place = "" if self.host == this_process().host else f" on host {self.host}"
        return f"pid {self.pid}{place} ({self.role}: {self.command})"

    def to_dict(self) -> dict[str, Any]:
        """The record as JSON values."""
        flat = asdict(self)
        return {**flat.pop("process"), **flat}


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnerRecord(ReaderRecord):
    """The process that owns the database, in its own words. `started_at` is when it became the owner (ISO 8601)."""

    socket: str | None = None
    versions: Mapping[str, str] = field(default_factory=dict)


def describe_owner(*, role: str, versions: Mapping[str, str]) -> OwnerRecord:
    """This process as an owner, from this moment."""
    return OwnerRecord(
        process=this_process(),
        started_at=_moment(),
        role=role,
        command=shown_command(role),
        versions=dict(versions),
    )


def describe_reader(*, role: str) -> ReaderRecord:
    """This process as a reader, from this moment."""
    return ReaderRecord(process=this_process(), started_at=_moment(), role=role, command=shown_command(role))


def write_owner_record(database: Path, record: OwnerRecord) -> None:
    """Put the record in place, whole or not at all; only the holder of the lock may call this.

    A full disk costs the record and not the ownership: the owner may be about to free space. Raises any other
    OSError of the system's.
    """
    target = owner_record_path(database)
    aside = target.with_name(target.name + ".tmp")
    try:
        aside.unlink(missing_ok=True)
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, RECORD_MODE)
        with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor, not a path
            file.write(encode_record(record))
        aside.replace(target)
    except OSError as error:
        with contextlib.suppress(OSError):  # the reason to report is the first one
            aside.unlink(missing_ok=True)
        if error.errno not in _DISK_FULL:
            raise
        target.unlink(missing_ok=True)


def read_owner_record(database: Path) -> OwnerRecord | None:
    """The record beside `database`, whoever wrote it and whether or not he still owns; None without a whole one."""
    try:
        values = json.loads(owner_record_path(database).read_bytes())
        common = _common(values)
        return OwnerRecord(socket=values["socket"], versions=dict(values["versions"]), **common)
    except (OSError, ValueError, LookupError, TypeError):
        return None


def decode_reader_record(content: bytes) -> ReaderRecord | None:
    """A reader's record from its file; None when it is not whole."""
    try:
        return ReaderRecord(**_common(json.loads(content)))
    except (ValueError, LookupError, TypeError):
        return None


def encode_record(record: ReaderRecord) -> bytes:
    """A record as the content of its file."""
    return json.dumps(record.to_dict(), indent=1).encode() + b"\n"


def _common(values: dict[str, Any]) -> dict[str, Any]:
    process = ProcessIdentity(
        pid=int(values["pid"]),
        **{name: str(values[name]) for name in ("host", "boot_id", "pid_namespace", "started")},
    )
    return {"process": process, **{name: str(values[name]) for name in ("started_at", "role", "command")}}


def _moment() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
