"""Who is inside of a door, for another Reedbed process that asks: `reedbed queries` and `reedbed cancel`."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from reedbed.pgserver.activity import Activity


class Guests(Protocol):
    """The sessions of a door."""

    @property
    def activity(self) -> Activity:
        """What they are doing."""
        ...

    def cancel_statement(self, process_id: int) -> bool:
        """End the statement of one of them; False when there is no such session."""
        ...


def described(guests: Guests | None, own_id: int) -> dict[str, Any]:
    """What the sessions are doing, the asking one too, and sums over the life of the door."""
    if guests is None:
        return {"own_pid": own_id, "sessions": [], "counters": {}}
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
