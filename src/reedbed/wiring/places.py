"""Where the door of a database lies: a folder of this user's runtime folder, short enough for a socket's path.

    $XDG_RUNTIME_DIR/reedbed/<name>/.s.PGSQL.5433      <name>: 16 hex digits of the database's path

A folder of its own for each database, since libpq takes the folder and a port, and not the socket.
"""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

from reedbed.errors import DoorRefused
from reedbed.pgserver.configuration import DEFAULT_PORT

SOCKET_NAME: Final = f".s.PGSQL.{DEFAULT_PORT}"
LONGEST_SOCKET_PATH_BYTES: Final = 103
"""macOS has 104 bytes with the final NUL, Linux 108."""

_NAME_DIGITS: Final = 16


def socket_path(database: Path) -> Path:
    """The socket of the door of `database` (a resolved path); its folder is made, for this user alone.

    Raises `DoorRefused` when the runtime folder is somebody else's or open to others.
    """
    name = hashlib.sha256(os.fsencode(database)).hexdigest()[:_NAME_DIGITS]
    found = _runtime_folder() / name / SOCKET_NAME
    if len(os.fsencode(found)) > LONGEST_SOCKET_PATH_BYTES:
        found = Path("/tmp", f"reedbed-{os.geteuid()}", name, SOCKET_NAME)  # noqa: S108 - checked like any other
    for folder in (found.parent.parent, found.parent):
        _own(folder)
    return found


def leave(socket: Path) -> None:
    """Remove the folder that `socket_path` made, once the door has closed; one that is in use stays."""
    with suppress(OSError):
        socket.parent.rmdir()


def _runtime_folder() -> Path:
    given = os.environ.get("XDG_RUNTIME_DIR")
    if given and os.access(given, os.W_OK | os.X_OK):
        return Path(given, "reedbed")
    return Path(tempfile.gettempdir(), f"reedbed-{os.geteuid()}")


def _own(folder: Path) -> None:
    """Make the folder with mode 0700; one that is there must be this user's and have that mode."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
        raise DoorRefused(
            f"The folder {folder} is not this user's alone, so no socket is put there.",
            hint=f"ls -ld {folder}",
            folder=str(folder),
        )
