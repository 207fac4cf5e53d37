"""What a child of this process must not have: the sockets of doors, at either end.

After a fork the child holds every open socket too. Its copies would keep clients waiting for an owner that has been
killed, since a connection ends with the last copy; would leave the transaction of a killed client open; and would let a
listening socket take in clients whom nobody serves.
"""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING
from weakref import WeakSet

if TYPE_CHECKING:
    import socket

_sockets: WeakSet[socket.socket] = WeakSet()


def kept_from_children(connection: socket.socket) -> socket.socket:
    """The same socket, which a forked child closes at once."""
    _sockets.add(connection)
    return connection


def _close_in_child() -> None:
    for connection in list(_sockets):
        with contextlib.suppress(OSError):
            connection.close()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_close_in_child)
