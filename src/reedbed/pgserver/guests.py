"""A session as the threads of others may reach it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reedbed.engine.resolver import Subject
    from reedbed.pgserver.cancellation import Cancellation
    from reedbed.pgserver.network.transport import Transport
    from reedbed.pgserver.settings import SessionSettings


class Guest:
    """One session as the others may reach it."""

    def __init__(
        self,
        transport: Transport,
        cancellation: Cancellation,
        secret_key: bytes,
        *,
        subject: Subject,
        settings: SessionSettings,
    ) -> None:
        self.subject = subject
        self._settings = settings
        self.transport = transport
        self.cancellation = cancellation
        self.secret_key = secret_key
        self.dismissed = False

    def set_config(self, name: str, value: str | None, *, local: bool) -> str:
        """Change a setting of the session, from its own running statement; returns the value that it has then."""
        self._settings.set(name, value, local=local)
        return self._settings.show(name)
