"""The door of a store: opened, found, and closed in good order."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Self

from reedbed import errors
from reedbed.pgserver.acceptor import Acceptor
from reedbed.pgserver.hall import Hall
from reedbed.pgserver.network.certificates import encryption, made_certificate
from reedbed.pgserver.network.listening import Listener, listen_tcp, listen_unix

if TYPE_CHECKING:
    from types import TracebackType

    from reedbed.pgserver.activity.records import Activity
    from reedbed.pgserver.configuration import DoorConfig
    from reedbed.pgserver.network.certificates import Encryption
    from reedbed.pgserver.network.listening import Address
    from reedbed.store import StorageManager

BREAK_OFF_SECONDS = 5.0
"""After its limit a stop interrupts; connections whose clients do not read even then are broken off after this."""


class Door:
    """PostgreSQL clients come in here. Safe to use from any thread; `with Door(store, config):` opens and closes it."""

    def __init__(self, store: StorageManager, config: DoorConfig) -> None:
        self._store = store
        self._config = config
        self._lock = threading.Lock()
        self._acceptors: list[Acceptor] = []
        self._hall: Hall | None = None

    @property
    def is_open(self) -> bool:
        """Whether clients are let in."""
        return self._hall is not None

    @property
    def addresses(self) -> tuple[Address, ...]:
        """Where the door stands: TCP first, then the Unix socket."""
        return tuple(acceptor.listener.address for acceptor in self._acceptors)

    @property
    def address(self) -> Address:
        """The first of its addresses. Raises `DoorError` when it is closed."""
        if not self._acceptors:
            raise errors.DoorError("The door is closed.", hint="door.start()")
        return self._acceptors[0].listener.address

    @property
    def activity(self) -> Activity:
        """What its sessions are doing. Raises `DoorError` when it is closed."""
        return self._open_hall().activity

    def _open_hall(self) -> Hall:
        if self._hall is None:
            raise errors.DoorError("The door is closed.", hint="door.start()")
        return self._hall

    def start(self) -> None:
        """Open the door; nothing happens when it is open.

        Raises `AddressInUse`, `DoorUnsafe` and `CertificateInvalid`, and then it is as closed as before.
        """
        with self._lock:
            if self._hall is not None:
                return
            hall = Hall(self._store, self._config, self._tls())
            if self._config.host is not None:
                # A server is there for others; the first of them need not wait for the catalog.
                hall.functions.make_catalog()
            self._acceptors = [Acceptor(hall, listener) for listener in self._listeners()]
            self._hall = hall
            hall.watch.start()
            for acceptor in self._acceptors:
                acceptor.start()

    def _tls(self) -> Encryption | None:
        config = self._config
        if config.host is None:
            return None
        if not config.on_loopback and not config.authenticator.has_users:
            raise errors.DoorUnsafe(
                f"The door would stand open on {config.host} without a user who has a password.",
                hint="reedbed users add NAME --role reader",
            )
        if config.certificate is not None:
            return encryption(config.certificate)
        if config.certificate_folder is not None:
            return encryption(made_certificate(config.certificate_folder, config.host))
        if not config.on_loopback:
            raise errors.DoorUnsafe(
                f"The door would stand open on {config.host} without TLS.",
                hint=f"reedbed serve --host {config.host} --tls",
            )
        return None

    def _listeners(self) -> list[Listener]:
        config, made = self._config, list[Listener]()
        try:
            if config.host is not None:
                made.append(listen_tcp(config.host, config.port))
            if config.socket_path is not None:
                made.append(listen_unix(config.socket_path))
        except BaseException:
            for listener in made:
                listener.close()
            raise
        return made

    def stop(self, timeout_seconds: float | None = None) -> None:
        """Close the door in good order; nothing happens when it is closed.

        Nobody comes in any more; sessions that wait for their clients are told 57P01 at once, running statements
        have `timeout_seconds` (the configured limit when left out) to finish and are then interrupted. What was open
        is undone. On return no session runs.
        """
        with self._lock:
            hall, self._hall = self._hall, None
            if hall is None:
                return
            limit = self._config.limits.stop_seconds if timeout_seconds is None else timeout_seconds
            hall.close()
            for acceptor in self._acceptors:
                acceptor.stop()
            self._acceptors = []
            hall.wake_all()
            if not hall.threads.wait(limit):
                hall.interrupt_all()
                if not hall.threads.wait(BREAK_OFF_SECONDS):
                    hall.break_off_all()
                    hall.threads.wait(BREAK_OFF_SECONDS)
            hall.watch.stop()

    def cancel(self, process_id: int) -> bool:
        """End the statement of a session; False when there is no such session."""
        return self._open_hall().cancel_statement(process_id)

    def dismiss(self, process_id: int) -> bool:
        """End a session; False when there is no such session."""
        return self._open_hall().dismiss(process_id)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
