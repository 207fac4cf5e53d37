"""The sockets on which a door listens: bound, described, and taken away again."""

from __future__ import annotations

import contextlib
import errno
import socket
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reedbed import errors
from reedbed.engine.ownership.inheritance import kept_from_children
from reedbed.pgserver.network.port_holders import port_holder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

BACKLOG = 256
"""Connections that may wait to be accepted: two hundred clients that start at once must not be refused."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """Where a door stands: TCP with host and port, or the path of a Unix socket."""

    host: str = ""
    port: int = 0
    path: Path | None = None

    def __str__(self) -> str:
        return str(self.path) if self.path else f"{self.host}:{self.port}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Listener:
    """One bound socket."""

    socket: socket.socket
    address: Address

    @property
    def is_unix(self) -> bool:
        """Whether clients of this machine only come in here, and are known by their user id."""
        return self.address.path is not None

    def close(self) -> None:
        """Listen no more; the file of a Unix socket goes."""
        with contextlib.suppress(OSError):
            # Wakes the thread that waits in accept(); closing alone does not.
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        if self.address.path is not None:
            self.address.path.unlink(missing_ok=True)


def listen_tcp(host: str, port: int) -> Listener:
    """Bind a TCP socket; port 0 takes a free one.

    Raises `AddressInUse`, which names the program that has the port where the system tells.
    """
    family, _, _, _, target = _resolved(host, port)
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family == socket.AF_INET6 and hasattr(socket, "IPV6_V6ONLY"):
        bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    try:
        bound.bind(target)
        bound.listen(BACKLOG)
    except OSError as error:
        bound.close()
        raise _refusal(error, f"{host}:{port}", port_holder(port)) from error
    return Listener(socket=kept_from_children(bound), address=Address(host=host, port=bound.getsockname()[1]))


def _resolved(host: str, port: int) -> tuple[int, int, int, str, tuple[object, ...]]:
    try:
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    except OSError as error:
        raise errors.DoorError(f"{host!r} is no address of this machine: {error}", host=host) from error


def _refusal(error: OSError, where: str, holder: str) -> errors.ReedbedError:
    if error.errno == errno.EADDRINUSE:
        return errors.AddressInUse(
            f"{holder or 'Another program'} listens on {where} already.",
            hint="reedbed serve --port 0",
            address=where,
            holder=holder,
        )
    return errors.DoorError(f"The door cannot listen on {where}: {error.strerror or error}", address=where)


def listen_unix(path: Path) -> Listener:
    """Bind a Unix socket that only this user can reach; one that nobody listens on any more is replaced.

    Raises `AddressInUse` when somebody does.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if path.exists() and not _abandoned(path):
        raise errors.AddressInUse(
            f"Another program listens on {path} already.", hint=f"fuser {path}", address=str(path)
        )
    path.unlink(missing_ok=True)
    bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        bound.bind(str(path))
        path.chmod(0o600)
        bound.listen(BACKLOG)
    except OSError as error:
        bound.close()
        raise _refusal(error, str(path), "") from error
    return Listener(socket=kept_from_children(bound), address=Address(path=path))


def _abandoned(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as knock:
        try:
            knock.connect(str(path))
        except ConnectionRefusedError:
            return True
        except OSError:
            return not path.is_socket()
    return False


def keep_alive(connection: socket.socket) -> None:
    """Notice a client whose machine vanished, within about two minutes, and send small answers at once.

    The idle time, the interval and the count are 60 s, 10 s and 6.
    """
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    if sys.platform == "linux":
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 60)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 10)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 6)


_PEER_CREDENTIALS: Final[Mapping[str, tuple[int, int, int]]] = {
    # struct ucred (unix(7)): pid, uid, gid.
    "linux": (socket.SOL_SOCKET, getattr(socket, "SO_PEERCRED", 17), 12),
    # struct xucred (sys/ucred.h): version, uid, …; LOCAL_PEERCRED is 1 at level SOL_LOCAL, which is 0.
    "darwin": (0, 1, 76),
}
"""Level, option and size of what a system tells of the process at the other end of a Unix socket."""


def peer_uid(connection: socket.socket) -> int | None:
    """The user id at the other end of a Unix socket; None where the system does not tell."""
    if sys.platform not in _PEER_CREDENTIALS:
        return None
    level, option, size = _PEER_CREDENTIALS[sys.platform]
    return int.from_bytes(connection.getsockopt(level, option, size)[4:8], sys.byteorder)
