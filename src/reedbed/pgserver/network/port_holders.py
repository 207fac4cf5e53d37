"""Who listens on a TCP port of this machine, as far as the system tells."""

from __future__ import annotations

import os
import re
from pathlib import Path

_LISTENING = "0A"
"""The state LISTEN in `/proc/net/tcp` (proc_pid_net(5))."""


def port_holder(port: int) -> str:
    """The program that listens on a port, as `name (PID n)`; empty when the system does not say."""
    wanted = {f"socket:[{inode}]" for inode in _listening_inodes(port)}
    if not wanted:
        return ""
    for process in Path("/proc").glob("[0-9]*"):
        if _holds(process, wanted):
            return f"{_name(process)} (PID {process.name})"
    return ""


def _listening_inodes(port: int) -> set[str]:
    found: set[str] = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            lines = Path(table).read_text(encoding="ascii").splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            fields = line.split()
            if fields[3] == _LISTENING and int(fields[1].rpartition(":")[2], 16) == port:
                found.add(fields[9])
    return found


def _holds(process: Path, wanted: set[str]) -> bool:
    try:
        return any(_target(descriptor) in wanted for descriptor in (process / "fd").iterdir())
    except OSError:
        # Another user's process, or one that has just ended.
        return False


def _target(descriptor: Path) -> str:
    try:
        return os.readlink(descriptor)  # noqa: PTH115 - a socket's link is no path
    except OSError:
        return ""


def _name(process: Path) -> str:
    try:
        words = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace").split()
    except OSError:
        return "a program"
    # Only the program and its first argument: the rest of a command line may hold a password.
    return re.sub(r"[^\x20-\x7e]", "?", " ".join(Path(word).name for word in words[:1])) or "a program"
