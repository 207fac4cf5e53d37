"""Proving a password: one SCRAM exchange as two steps, the same for users that exist and users that do not."""

from __future__ import annotations

import secrets
from typing import Final

from reedbed.errors import LoginFailed
from reedbed.pgwire.scram import MECHANISM, MECHANISM_PLUS, ServerExchange, Verifier

_DECOY_SECRET: Final = secrets.token_bytes(32)


def verifier_of(password: str) -> str:
    """What is kept of a password, in PostgreSQL's form `SCRAM-SHA-256$…`."""
    return str(Verifier.make(password))


class PasswordProof:
    """The server's side of one login. `verifier` is None for a user that does not exist."""

    def __init__(self, verifier: str | None, *, user: str, binding: bytes | None = None) -> None:
        known = verifier is not None
        self.proven = False
        self.mechanisms = (MECHANISM,) if binding is None else (MECHANISM_PLUS, MECHANISM)
        self._known = known
        self._verifier = Verifier.parse(verifier) if verifier else Verifier.decoy(_DECOY_SECRET, user)
        self._binding = binding
        self._exchange: ServerExchange | None = None
        self._over = False

    def step(self, data: bytes, mechanism: str | None) -> bytes:
        """Answer a message of the client's; raises an error when it proves nothing, and sets `proven` when it does."""
        if self._over:
            raise LoginFailed("The login is over.", hint="")
        if self._exchange is None:
            self._exchange = ServerExchange(self._verifier, mechanism=mechanism or MECHANISM, binding=self._binding)
            return self._exchange.challenge(data)
        self._over = True
        answer = self._exchange.judge(data)
        if answer is None or not self._known:
            raise LoginFailed("The password is another.", hint="")
        self.proven = True
        return answer
