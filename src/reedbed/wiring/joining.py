"""Owning a database or joining its owner.

Whoever opens a store asks for its lock, and goes through the door of the process that holds it. Somebody's lock without
a door (a short command, a door that is still opening) is waited for, as long as the lock timeout says. A record or a
socket that lies costs an attempt: only the lock decides who owns.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from reedbed import errors
from reedbed.engine import Database
from reedbed.engine.ownership import door_of
from reedbed.engine.ownership.patience import attempts
from reedbed.wiring.doors import StoreSettings, keep_door

if TYPE_CHECKING:
    from reedbed.engine import EngineOptions
    from reedbed.store.operations import StoreOperations
    from reedbed.store.served.conversation import Conversation
    from reedbed.store.served.greeting import Greeting


@dataclass(frozen=True, kw_only=True, slots=True)
class Opening:
    """How a database is opened: what for, with what, how long others are waited for, and whether others may join."""

    path: Path
    settings: StoreSettings
    options: EngineOptions | None = None
    read_only: bool = False
    lock_timeout_seconds: float
    role: str
    door: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """A database that is open here or in its owner, and what a storage manager on it is made with."""

    database: Database
    operations: type[StoreOperations]
    checkpoint_dir: Path | None
    door: StoreSettings | None = None

    def keep_door(self) -> None:
        """Let others join, once the store is complete: the ledger is made by the first who opens the database."""
        if self.door is not None:
            keep_door(self.database, self.door)


def own_or_join(opening: Opening) -> Opened:
    """Open the database here when nobody owns it, through its owner's door otherwise.

    Raises `StoreLocked` when the owner has no door for this process, and what `Database.open` raises.
    """
    found = _found(opening)
    if isinstance(found, Database):
        from reedbed.store.operations import StoreOperations  # noqa: PLC0415 - one of the two is needed

        return Opened(
            database=found,
            operations=StoreOperations,
            checkpoint_dir=opening.settings.checkpoint_dir,
            door=opening.settings if opening.door else None,
        )
    return _served(opening, *found)


def _served(opening: Opening, conversation: Conversation, greeting: Greeting) -> Opened:
    from reedbed.store.served.database import ServedDatabase  # noqa: PLC0415 - an owner needs none of it
    from reedbed.store.served.link import Link  # noqa: PLC0415 - as above
    from reedbed.store.served.operations import ServedOperations  # noqa: PLC0415 - as above

    link = Link(partial(_next, opening), conversation)
    folder = opening.options.temp_directory if opening.options else None
    return Opened(
        database=ServedDatabase(link, greeting, read_only=opening.read_only, temp_directory=folder),
        operations=ServedOperations,
        checkpoint_dir=Path(greeting.checkpoint_dir) if greeting.checkpoint_dir else None,
    )


def _next(opening: Opening) -> Conversation | Database:
    found = _found(opening)
    if not isinstance(found, Database):
        return found[0]
    if opening.door:
        keep_door(found, opening.settings)
    return found


def _found(opening: Opening) -> Database | tuple[Conversation, Greeting]:
    if Database.is_open(opening.path):
        return _owned(opening, seconds=opening.lock_timeout_seconds)
    began = time.monotonic()
    refused: errors.ReedbedError | None = None
    for _ in attempts(opening.lock_timeout_seconds):
        joined = _joined(opening.path)
        if joined is not None:
            return joined
        try:
            return _owned(opening, seconds=0)
        except (errors.StoreLocked, errors.StoreBeingRead) as error:
            refused = error
    assert refused is not None  # noqa: S101 - there is one attempt at least
    raise _waited(refused, time.monotonic() - began)


def _owned(opening: Opening, *, seconds: float) -> Database:
    return Database.open(
        opening.path,
        read_only=opening.read_only,
        options=opening.options,
        lock_timeout_seconds=seconds,
        role=opening.role,
    )


def owner_of(path: Path) -> Conversation | None:
    """A conversation with the process that owns the database; None without an owner that has a door."""
    found = _joined(path.resolve())
    return None if found is None else found[0]


def _joined(path: Path) -> tuple[Conversation, Greeting] | None:
    """A conversation with the owner, or None when it has no door, or is just coming or going."""
    socket = door_of(path)
    if socket is None:
        return None
    from reedbed.store.served.addresses import DoorAddress  # noqa: PLC0415 - an owner needs none of it
    from reedbed.store.served.conversation import Conversation  # noqa: PLC0415 - as above
    from reedbed.store.served.greeting import Greeting  # noqa: PLC0415 - as above

    conversation = None
    try:
        conversation = Conversation(DoorAddress(socket_path=socket))
        greeting = Greeting.from_dict(conversation.call("hello"))
    except (OSError, errors.OwnerLeft):
        return None
    if greeting.database != str(path):
        # The socket of another database, at a place that a record of long ago names.
        conversation.close()
        return None
    return conversation, greeting


def _waited(refused: errors.ReedbedError, seconds: float) -> errors.ReedbedError:
    refused.details["waited_seconds"] = round(seconds, 3)
    return refused
