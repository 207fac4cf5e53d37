"""What the sessions of a door are doing: the facts behind pg_stat_activity, `reedbed queries` and the counters."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from reedbed.sql.masking import masked

if TYPE_CHECKING:
    from collections.abc import Iterator

State = Literal["starting", "idle", "active", "idle in transaction", "idle in transaction (aborted)"]
STATES: dict[str, State] = {"I": "idle", "T": "idle in transaction", "E": "idle in transaction (aborted)"}
"""What a session does between two requests, by its transaction status."""

HIDDEN = "<insufficient privilege>"
"""What PostgreSQL shows of a statement that is none of one's business."""


@dataclass(kw_only=True, slots=True, eq=False)
class SessionRecord:
    """One session's facts; written by its thread alone, read by all. Instants are seconds since 1970, 0 for none."""

    process_id: int
    user: str = ""
    database: str = ""
    application: str = ""
    client_address: str = ""
    client_port: int = -1
    client_kind: str = ""
    encrypted: bool = False
    started_at: float = field(default_factory=time.time)
    transaction_at: float = 0.0
    statement_at: float = 0.0
    changed_at: float = field(default_factory=time.time)
    state: State = "starting"
    text: str = ""
    """What the client wrote, secrets and all; nobody is shown more of it than `statement`."""
    waits_for_writer: bool = False
    writes: bool = False
    statements: int = 0
    errors: int = 0
    rows_sent: int = 0
    bytes_sent: int = 0
    bytes_received: int = 0

    def begin(self, statement: str) -> None:
        """A statement starts."""
        self.text = statement
        self.state = "active"
        self.statement_at = self.changed_at = time.time()
        self.statements += 1

    @property
    def statement(self) -> str:
        """The text of the statement that runs, or ran last, without its secrets."""
        return masked(self.text)

    def rest(self, status: str) -> None:
        """The session waits for its client."""
        self.state = STATES[status]
        self.changed_at = time.time()


class Activity:
    """All sessions of a door, and what those that have ended did."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sessions: dict[int, SessionRecord] = {}
        self.connections = 0
        self.refused = 0
        self._past = SessionRecord(process_id=0)

    def __iter__(self) -> Iterator[SessionRecord]:
        with self._lock:
            return iter(sorted(self._sessions.values(), key=lambda record: record.process_id))

    def __len__(self) -> int:
        return len(self._sessions)

    def enter(self, record: SessionRecord) -> None:
        """A client has come in."""
        with self._lock:
            self._sessions[record.process_id] = record
            self.connections += 1

    def leave(self, record: SessionRecord) -> None:
        """A client has gone; what it did counts on."""
        with self._lock:
            if self._sessions.pop(record.process_id, None) is not None:
                for counter in ("statements", "errors", "rows_sent", "bytes_sent", "bytes_received"):
                    setattr(self._past, counter, getattr(self._past, counter) + getattr(record, counter))

    def seen_by(self, user: str, *, everything: bool) -> list[SessionRecord]:
        """The sessions as a user may see them: of others' statements, only that there are some."""
        return [record if everything or record.user == user else replace(record, text=HIDDEN) for record in self]

    def counters(self) -> dict[str, int]:
        """Sums over the life of the door."""
        with self._lock:
            everyone = [self._past, *self._sessions.values()]
            return {
                "connections": self.connections,
                "refused": self.refused,
                "sessions": len(self._sessions),
                "statements": sum(record.statements for record in everyone),
                "errors": sum(record.errors for record in everyone),
                "rows_sent": sum(record.rows_sent for record in everyone),
                "bytes_sent": sum(record.bytes_sent for record in everyone),
                "bytes_received": sum(record.bytes_received for record in everyone),
            }
