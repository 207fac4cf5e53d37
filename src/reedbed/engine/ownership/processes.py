"""Processes: who this one is, and whether a process that a record names is still the one that wrote it.

A pid alone proves nothing: it is given to others after a while, and means something else in another container
or on another machine. A process is therefore named by host, boot, pid namespace, pid and start together.
"""

from __future__ import annotations

import enum
import functools
import os
import platform
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_PROC: Final = Path("/proc")
_ENDED_STATES: Final = frozenset("ZX")  # proc(5): a zombie and a dead process hold no files any more
_START_FIELD: Final = 19  # proc(5): starttime is field 22; the first three stand before this split
REEDBED_ROLES: Final = frozenset({"cli", "serve", "worker"})


@dataclass(frozen=True, kw_only=True, slots=True)
class ProcessIdentity:
    """One process, told apart from every other that has or will have its pid.

    `started` is opaque: clock ticks since boot on Linux, the text of `ps -o lstart` elsewhere. `boot_id` and
    `pid_namespace` are empty where the system has no such thing.
    """

    pid: int
    host: str
    boot_id: str
    pid_namespace: str
    started: str


class Standing(enum.Enum):
    """What can be said from here about a process that a record names."""

    RUNNING = "running"
    ENDED = "ended"
    ELSEWHERE = "elsewhere"


def this_process() -> ProcessIdentity:
    """The identity of the calling process."""
    return _identity(os.getpid())


@functools.lru_cache(maxsize=2)
def _identity(pid: int) -> ProcessIdentity:
    return ProcessIdentity(
        pid=pid,
        host=platform.node(),
        boot_id=_boot_id(),
        pid_namespace=_pid_namespace(),
        started=process_start(pid) or "",
    )


def process_start(pid: int) -> str | None:
    """When the process with this pid started, comparable with `ProcessIdentity.started`; None when none runs."""
    return _start_from_proc(pid) if sys.platform == "linux" else _start_from_ps(pid)


def standing(process: ProcessIdentity) -> Standing:
    """Whether `process` runs. ELSEWHERE: another host, boot or container, where a pid means another process."""
    here = this_process()
    if process.host != here.host or process.pid_namespace != here.pid_namespace:
        return Standing.ELSEWHERE
    if process.boot_id != here.boot_id:
        return Standing.ENDED
    return Standing.RUNNING if process_start(process.pid) == process.started else Standing.ENDED


def shown_command(role: str) -> str:
    """This process's command line for other people's eyes: the program, and the subcommand of a Reedbed command.

    Further arguments stay out, since they can hold secrets.
    """
    program = Path(sys.argv[0] if sys.argv else "")
    name = program.parent.name if program.name == "__main__.py" else program.name
    if name in ("", "-c", "-m"):
        name = "python"
    subcommand = sys.argv[1] if len(sys.argv) > 1 else ""
    if role in REEDBED_ROLES and re.fullmatch(r"[a-z][a-z-]{0,30}", subcommand):
        return f"{name} {subcommand}"
    return name


def process_name(pid: int) -> str:
    """The short name that the system knows a process by; empty where it does not tell."""
    try:
        return (_PROC / str(pid) / "comm").read_text(errors="replace").strip()
    except OSError:
        return ""


def _start_from_proc(pid: int) -> str | None:
    try:
        text = (_PROC / str(pid) / "stat").read_text(errors="replace")
    except OSError:
        return None
    # The name stands in parentheses and may contain any of them itself.
    fields = text.rpartition(")")[2].split()
    return None if fields[0] in _ENDED_STATES else fields[_START_FIELD]


def _start_from_ps(pid: int) -> str | None:
    found = subprocess.run(  # noqa: S603 - a fixed program, and a number
        ["/bin/ps", "-o", "stat=,lstart=", "-p", str(pid)],
        capture_output=True,
        text=True,
        check=False,
        env={"LC_ALL": "C", "TZ": "UTC"},
    )
    state, _, started = found.stdout.strip().partition(" ")
    return None if not started or state[0] in _ENDED_STATES else " ".join(started.split())


def _boot_id() -> str:
    try:
        return (_PROC / "sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""


def _pid_namespace() -> str:
    try:
        return str((_PROC / "self/ns/pid").readlink())
    except OSError:
        return ""
