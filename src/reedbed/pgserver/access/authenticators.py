"""How a client proves who it is: by password (SCRAM-SHA-256), by the token of a running server, or by its system user.

    named user      its password, on every transport, the Unix socket too
    "reedbed"       the server's token on TCP, which makes an owner as long as the server lives
    anybody else    over the Unix socket the system user that runs the server, as owner; nobody else

A session asks `begin` for an exchange and feeds it what the client answers; the exchange says who came in or raises
`LoginFailed`, which never tells whether it was the name or the password that was wrong.
"""

from __future__ import annotations

import logging
import os
import secrets
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reedbed.engine.resolver import Role, Subject
from reedbed.errors import DoorClosing, LoginFailed, ReedbedError
from reedbed.pgserver.access.passwords import PasswordProof, verifier_of
from reedbed.pgserver.access.throttling import Throttle
from reedbed.pgserver.access.users import OWN_NAME

if TYPE_CHECKING:
    from collections.abc import Callable

    from reedbed.pgserver.access.users import UserFile

LONGEST_QUEUE_SECONDS: Final = 30.0
"""A login that would have to wait longer than this for its turn is refused at once."""

_log = logging.getLogger("reedbed.access")


@dataclass(frozen=True, kw_only=True, slots=True)
class Transport:
    """What the socket says about a client: its address, or for a Unix socket the system user at the other end.

    `channel_binding` is the hash of the server's certificate under TLS (tls-server-end-point, RFC 5929).
    """

    address: str = "unix"
    peer_uid: int | None = None
    channel_binding: bytes | None = None

    @property
    def own_user(self) -> bool:
        """Whether the client is the system user that runs this process."""
        return self.peer_uid is not None and self.peer_uid == os.geteuid()


class Exchange:
    """One login. `mechanisms` is empty when nothing is left to prove; `subject` is there once the client is in."""

    def __init__(
        self,
        *,
        user: str,
        subject: Subject | None = None,
        proof: PasswordProof | None = None,
        on_failure: Callable[[], LoginFailed] | None = None,
        on_success: Callable[[], Subject] | None = None,
    ) -> None:
        self.user = user
        self.subject = subject
        self._proof = proof
        self._on_failure = on_failure
        self._on_success = on_success

    @property
    def mechanisms(self) -> tuple[str, ...]:
        """The SASL mechanisms that the client may choose from."""
        return () if self._proof is None else self._proof.mechanisms

    def step(self, data: bytes, mechanism: str | None = None) -> bytes:
        """Take what the client sent, answer it; `mechanism` is what it chose with its first message.

        Raises `LoginFailed`.
        """
        if self._proof is None or self._on_failure is None or self._on_success is None or self.subject is not None:
            raise LoginFailed(f"Login of user {self.user!r} failed: nothing was asked.", hint="", user=self.user)
        try:
            answer = self._proof.step(data, mechanism)
        except ReedbedError:
            # What exactly was wrong with the proof would help only somebody who guesses.
            failure = self._on_failure()
            raise failure from None
        if self._proof.proven:
            self.subject = self._on_success()
        return answer


class Authenticator:
    """Lets clients in. Safe to share between threads.

    `users` is None for a store without a workspace, which has no named users. `own_user_only` is for the door of an
    embedded owner: no other system user comes in at all.
    """

    def __init__(
        self,
        users: UserFile | None,
        *,
        own_user_only: bool = False,
        throttle: Throttle | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.users = users
        self.own_user_only = own_user_only
        # 128 bits: nobody guesses them, and the URL that holds them fits on a line of 80 columns.
        self.token = secrets.token_urlsafe(16)
        self._token_verifier = verifier_of(self.token)
        self._throttle = throttle or Throttle()
        self._sleep = sleep

    @property
    def has_users(self) -> bool:
        """Whether somebody can come in by a password of their own."""
        return self.users is not None and bool(self.users.all())

    def begin(self, user: str, transport: Transport) -> Exchange:
        """Start the login of `user`. Raises `LoginFailed` when no proof would do."""
        if self.own_user_only and not transport.own_user:
            raise self._failure(user, transport, reason="this door is for the system user that opened it")
        record = None if self.users is None else self.users.all().get(user)
        if record is None and transport.own_user:
            return Exchange(user=user, subject=Subject(user=user, role=Role.OWNER))
        self._wait(user, transport)
        token = record is None and user == OWN_NAME
        verifier = self._token_verifier if token else None if record is None else record.verifier
        subject = Subject(user=user, role=Role.OWNER) if token else None if record is None else record.subject
        return Exchange(
            user=user,
            proof=PasswordProof(verifier, user=user, binding=transport.channel_binding),
            on_failure=lambda: self._failure(user, transport, reason="password"),
            on_success=lambda: self._success(user, transport, subject),
        )

    def admitted(self, subject: Subject) -> Subject:
        """What a user who came in before may do by now. Costs one look at the file's stamp.

        Who came in by token or as the system user stays an owner. Raises `DoorClosing` for a user that was removed.
        """
        if not subject.named or self.users is None:
            return subject
        record = self.users.all().get(subject.user)
        if record is None:
            raise DoorClosing("terminating connection: the user was removed", hint="", user=subject.user)
        return record.subject

    def peer_subject(self, uid: int) -> Subject | None:
        """The owner, when `uid` is the system user that runs this process."""
        return Subject(user=OWN_NAME, role=Role.OWNER) if uid == os.geteuid() else None

    def _wait(self, user: str, transport: Transport) -> None:
        seconds = self._throttle.wait_seconds(transport.address, user)
        if seconds > LONGEST_QUEUE_SECONDS:
            raise self._failure(user, transport, reason="too many attempts at once")
        if seconds > 0:
            self._sleep(seconds)

    def _success(self, user: str, transport: Transport, subject: Subject | None) -> Subject:
        if subject is None:
            raise self._failure(user, transport, reason="password")
        self._throttle.succeeded(transport.address, user)
        return subject

    def _failure(self, user: str, transport: Transport, *, reason: str) -> LoginFailed:
        count = self._throttle.failed(transport.address, user)
        # repr: a name with line breaks in it must not write lines of its own into the log.
        _log.warning("login failed: user=%r from=%s attempt=%d (%s)", user[:64], transport.address, count, reason)
        return LoginFailed(
            f"Login of user {user!r} failed.",
            hint=_way_in(user),
            user=user,
        )


def _way_in(user: str) -> str:
    """What may help, whether there is such a user or not."""
    if user == OWN_NAME:
        return "take the URL that this server printed when it started: its token is the password"
    return f"reedbed users passwd {user}" if user.isidentifier() else ""
