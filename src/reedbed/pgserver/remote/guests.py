"""Who is behind a door and inside of it, for another Reedbed process that asks."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any, Protocol

from reedbed.engine.resolver import Role
from reedbed.store.served.greeting import Greeting
from reedbed.store.served.requests import PROTOCOL
from reedbed.version import __version__

if TYPE_CHECKING:
    from reedbed.pgserver.activity.records import Activity
    from reedbed.store import StorageManager


class Guests(Protocol):
    """The sessions of a door."""

    @property
    def activity(self) -> Activity:
        """What they are doing."""
        ...

    def cancel_statement(self, process_id: int) -> bool:
        """End the statement of one of them; False when there is no such session."""
        ...


def greeting_of(store: StorageManager, role: Role) -> Greeting:
    """Who the owner is, and of what. Paths on this machine are for owners."""
    path, folder = store.database.path, store.checkpoint_dir
    is_owner = role is Role.OWNER
    return Greeting(
        protocol=PROTOCOL,
        version=__version__,
        pid=os.getpid(),
        catalog=store.database.catalog,
        database=str(path) if path and is_owner else None,
        checkpoint_dir=(str(folder) if is_owner else folder.name) if folder else None,
        checkpoints_by_default=store.checkpoints_by_default,
        role=str(role),
    )


def described(guests: Guests, own_id: int) -> dict[str, Any]:
    """What the sessions are doing, the asking one too, and sums over the life of the door."""
    now = time.time()
    sessions = [
        {
            "pid": record.process_id,
            "user": record.user,
            "application": record.application,
            "client_address": record.client_address,
            "state": record.state,
            "statement": record.statement,
            "statement_at": record.statement_at,
            "seconds": now - record.changed_at,
            "statements": record.statements,
            "errors": record.errors,
            "rows_sent": record.rows_sent,
        }
        for record in guests.activity
    ]
    return {"own_pid": own_id, "sessions": sessions, "counters": guests.activity.counters()}
