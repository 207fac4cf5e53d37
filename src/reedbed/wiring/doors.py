"""The doors that owners in this process open by themselves, so that other processes of the user can come in.

A door opens in a thread, and only when its database has been open for a moment: what is opened and closed at once
costs nothing, and nobody waits for a door to open. All handles of one database share one door, which closes before
the last of them does.
"""

from __future__ import annotations

import atexit
import logging
import threading
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Final

from reedbed.engine import Database
from reedbed.errors import ReedbedError

if TYPE_CHECKING:
    from pathlib import Path

    from reedbed.pgserver.door import Door
    from reedbed.workspace import Workspace

OPENING_DELAY_SECONDS: Final = 0.1
"""A process that works on a store for less than this is gone before another one could have asked for its door."""

STOP_SECONDS: Final = 5.0
"""What statements of other processes get to finish in when the owner closes its store."""

_log = logging.getLogger("reedbed.door")
_doors: dict[Path, OwnDoor] = {}
_doors_lock = threading.Lock()


@dataclass(frozen=True, kw_only=True, slots=True)
class StoreSettings:
    """How a store is kept, whichever process it is opened in."""

    checkpoint_dir: Path | None
    checkpoints_by_default: bool = True
    workspace: Workspace | None = None


class OwnDoor:
    """The door of one database that this process owns; counts the handles that keep it open."""

    def __init__(self, path: Path, settings: StoreSettings) -> None:
        self.users = 0
        self._path = path
        self._settings = settings
        self._closing = threading.Event()
        self._entering = threading.Lock()
        self._entered = False
        self._thread = threading.Thread(target=self._run, name="reedbed-door", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        if self._closing.wait(OPENING_DELAY_SECONDS):
            return
        try:
            _import_the_door()
            with self._entering:
                if self._closing.is_set():
                    return
                self._entered = True
            self._serve()
        except (ReedbedError, OSError) as error:
            # The store works without a door; others are told that it is owned.
            _log.warning("no door for %s: %s", self._path, error)
        except Exception:  # noqa: BLE001 - a bug of the door's must cost the owner neither its thread nor its stderr
            _log.exception("no door for %s", self._path)

    def _serve(self) -> None:
        from reedbed.wiring.places import leave  # noqa: PLC0415 - as in `embedded_door`

        # A handle of the door's own: it stays open when the application closes the one that it opened first.
        with Database.open(self._path) as database, embedded_door(database, self._path, self._settings) as door:
            socket = door.addresses[-1].path
            assert socket is not None  # noqa: S101 - an embedded owner's door has a Unix socket and nothing else
            database.announce(str(socket))
            try:
                self._closing.wait()
            finally:
                database.announce(None)
                door.stop(STOP_SECONDS)
                leave(socket)

    def close(self) -> None:
        """Close the door in good order; on return nobody is inside. One that is not open yet will not be."""
        with self._entering:
            self._closing.set()
            entered = self._entered
        if entered and threading.current_thread() is not self._thread:
            self._thread.join()


def _import_the_door() -> None:
    """Load what a door needs, which takes 0.2 s: whoever closes the store meanwhile does not wait for it."""
    import_module("reedbed.pgserver.door")


def keep_door(database: Database, settings: StoreSettings) -> None:
    """Let the owned `database` have a door for as long as this handle, or another with a door, is open."""
    path = database.path
    if path is None or database.read_only:
        return
    with _doors_lock:
        door = _doors.get(path)
        if door is None:
            door = _doors[path] = OwnDoor(path, settings)
        door.users += 1
    database.before_close(lambda: _let_go(path, door))


def embedded_door(database: Database, path: Path, settings: StoreSettings) -> Door:
    """The door of an owner that is no server: a Unix socket, for the system user that runs this process."""
    # The door's own thread waits for these imports, nobody else.
    from reedbed.pgserver.access import Authenticator  # noqa: PLC0415 - see above
    from reedbed.pgserver.configuration import DoorConfig  # noqa: PLC0415 - see above
    from reedbed.pgserver.door import Door  # noqa: PLC0415 - see above
    from reedbed.store import StorageManager  # noqa: PLC0415 - see above
    from reedbed.wiring.places import socket_path  # noqa: PLC0415 - see above

    store = StorageManager(
        database,
        checkpoint_dir=settings.checkpoint_dir,
        workspace=settings.workspace,
        checkpoints_by_default=settings.checkpoints_by_default,
    )
    return Door(store, DoorConfig(authenticator=Authenticator(None, own_user_only=True), socket_path=socket_path(path)))


def _let_go(path: Path, door: OwnDoor) -> None:
    with _doors_lock:
        door.users -= 1
        if door.users:
            return
        if _doors.get(path) is door:
            del _doors[path]
    door.close()


@atexit.register
def _close_all() -> None:
    """Clients get a farewell rather than a broken line when the interpreter ends with stores open."""
    with _doors_lock:
        doors = list(_doors.values())
        _doors.clear()
    for door in doors:
        door.close()
