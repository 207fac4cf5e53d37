"""What all sessions of a door share: the store, the limits, who is inside, and how they are found from outside."""

from __future__ import annotations

import datetime as dt
import itertools
import secrets
import threading
from typing import TYPE_CHECKING

from reedbed.engine.resolver import Resolver, Role
from reedbed.pgserver.activity.records import Activity
from reedbed.pgserver.advisory import AdvisoryLocks
from reedbed.pgserver.cancellation import SHUTDOWN, USER_REQUEST
from reedbed.pgserver.session_functions import SessionFunctions
from reedbed.pgserver.settings.values import milliseconds
from reedbed.pgserver.statements import StatementCache
from reedbed.pgserver.threads import SessionThreads
from reedbed.pgserver.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reedbed.engine import Database
    from reedbed.pgserver.cancellation import Cancellation
    from reedbed.pgserver.configuration import DoorConfig
    from reedbed.pgserver.guests import Guest
    from reedbed.pgserver.network.certificates import Encryption
    from reedbed.pgserver.network.transport import Transport
    from reedbed.store import StorageManager

FIRST_PROCESS_ID = 1001
"""Sessions are numbered from here: small enough to type, and not mistaken for a process of the system."""


class Hall:
    """Shared by all threads of a door."""

    def __init__(self, store: StorageManager, config: DoorConfig, tls: Encryption | None) -> None:
        self.store = store
        self.database: Database = store.database
        self.config = config
        self.tls = tls
        self.activity = Activity()
        self.advisory = AdvisoryLocks()
        self.resolver = Resolver(self.database, functions=config.functions)
        self.statements = StatementCache(self.resolver)
        self.watch = Watch(self.guests)
        self.started_at = dt.datetime.now(dt.UTC)
        self.stopping = threading.Event()
        self.threads = SessionThreads()
        self._catalog_changing = False
        self._lock = threading.Lock()
        self._numbers = itertools.count(FIRST_PROCESS_ID)
        self._guests: dict[int, Guest] = {}
        self._newcomers: set[Transport] = set()
        self.functions = SessionFunctions(self)

    def next_process_id(self) -> int:
        """A number for a session, not used before."""
        return next(self._numbers)

    def greet(self, transport: Transport) -> None:
        """Somebody has connected and not said yet who it is."""
        with self._lock:
            self._newcomers.add(transport)

    def forget(self, transport: Transport) -> None:
        """A connection has come in or gone."""
        with self._lock:
            self._newcomers.discard(transport)

    def enter(self, process_id: int, guest: Guest) -> bool:
        """A client has proven who it is; False when the door is full or closing."""
        with self._lock:
            if self.stopping.is_set() or len(self._guests) >= self.config.limits.connections > 0:
                return False
            self._guests[process_id] = guest
            return True

    def guest(self, process_id: int) -> Guest | None:
        """The session of this number."""
        return self._guests.get(process_id)

    def leave(self, process_id: int) -> None:
        """A session has ended."""
        with self._lock:
            self._guests.pop(process_id, None)

    def guests(self) -> Iterator[tuple[Cancellation, Transport]]:
        """Every session that is open."""
        with self._lock:
            present = list(self._guests.values())
        return ((guest.cancellation, guest.transport) for guest in present)

    def close(self) -> None:
        """Let nobody in any more."""
        with self._lock:
            self.stopping.set()

    def setting_defaults(self, user: str, role: Role) -> dict[str, str]:
        """What settings are for a client, before it says what it wants."""
        return {
            "session_authorization": user,
            "is_superuser": "on" if role is Role.OWNER else "off",
            "ssl": "on" if self.tls is not None else "off",
            "port": str(self.config.port),
            "listen_addresses": self.config.host or "",
            "max_connections": str(self.config.limits.connections),
            "idle_session_timeout": _shown(self.config.limits.idle_seconds),
            "idle_in_transaction_session_timeout": _shown(self.config.limits.idle_in_transaction_seconds),
        }

    def catalog_changed(self) -> None:
        """A statement made, changed or dropped something that has a name."""
        self._catalog_changing = True
        self.resolver.catalog_changed()

    def transaction_ended(self, *, committed: bool) -> None:
        """A transaction has ended; verdicts that rest on what it made or dropped go with it."""
        if self._catalog_changing:
            self._catalog_changing = not committed
            self.resolver.catalog_changed()

    @property
    def database_name(self) -> str:
        """What clients call the store."""
        return self.config.database_name or self.database.catalog

    @property
    def count(self) -> int:
        """How many sessions are open."""
        return len(self._guests)

    def cancel(self, process_id: int, secret_key: bytes) -> None:
        """What a `CancelRequest` asks for; a wrong key is passed over in silence, as the protocol demands."""
        guest = self._guests.get(process_id)
        if guest is not None and secrets.compare_digest(guest.secret_key, secret_key):
            self.watch.cancel(guest.cancellation, USER_REQUEST)

    def cancel_statement(self, process_id: int) -> bool:
        """End the statement of a session, by an administrator; False when there is no such session."""
        guest = self._guests.get(process_id)
        if guest is not None:
            self.watch.cancel(guest.cancellation, USER_REQUEST)
        return guest is not None

    def dismiss(self, process_id: int) -> bool:
        """End a session: its statement is interrupted, its transaction undone; False when there is no such session."""
        guest = self._guests.get(process_id)
        if guest is not None:
            guest.dismissed = True
            self.watch.cancel(guest.cancellation, SHUTDOWN)
            guest.transport.wake()
        return guest is not None

    def wake_all(self) -> None:
        """Let every session that waits for its client see that the door closes; those still logging in are cut off."""
        with self._lock:
            newcomers = list(self._newcomers)
        for transport in newcomers:
            transport.break_off()
        for _, transport in self.guests():
            transport.wake()

    def interrupt_all(self) -> None:
        """End every statement."""
        for cancellation, _ in self.guests():
            self.watch.cancel(cancellation, SHUTDOWN)

    def break_off_all(self) -> None:
        """End every connection, also those whose client does not read."""
        for _, transport in self.guests():
            transport.break_off()


def _shown(seconds: float) -> str:
    """A time as SHOW gives it."""
    return milliseconds("", f"{int(seconds * 1000)}ms")
