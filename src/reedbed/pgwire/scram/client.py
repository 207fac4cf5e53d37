"""The client's side of an exchange: proves that it knows the password, and has the server prove the same."""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

from reedbed.errors import InternalError, ProtocolViolation, ServerNotProven
from reedbed.pgwire.scram.verifier import client_key, exclusive_or, salted_password, server_key
from reedbed.pgwire.scram.wording import (
    BINDING_NAME,
    MECHANISM,
    MECHANISM_PLUS,
    attributes,
    fresh_nonce,
    octets,
    spelled,
    words,
)

# A server that asks for more wants to keep the client busy (RFC 7677 asks for at least 4096).
MOST_ITERATIONS: Final = 10_000_000


class ClientExchange:
    """One login with `password`: `first()`, then `respond(challenge)`, then `verify(outcome)`.

    `binding` is the hash of the server's certificate (tls-server-end-point): with it the mechanism is
    SCRAM-SHA-256-PLUS, which a server in the middle cannot pass on.
    """

    def __init__(self, password: str, *, binding: bytes | None = None, nonce: str | None = None) -> None:
        self._password: Final = password
        self._binding: Final = binding
        self._nonce: Final = nonce or fresh_nonce()
        self._header: Final = "n,," if binding is None else f"p={BINDING_NAME},,"
        self._expected = b""

    @property
    def mechanism(self) -> str:
        """The mechanism to name in `SASLInitialResponse`."""
        return MECHANISM if self._binding is None else MECHANISM_PLUS

    def first(self) -> bytes:
        """The client-first-message. The user's name is in the startup packet, so it is empty here, as in libpq."""
        return f"{self._header}n=,r={self._nonce}".encode()

    def respond(self, challenge: bytes) -> bytes:
        """The client-final-message for a server-first-message; raises `ProtocolViolation` for a malformed one."""
        text = words(challenge)
        nonce, salt, count = attributes(text, "rsi")
        if not nonce.startswith(self._nonce) or nonce == self._nonce:
            raise ProtocolViolation("The server's nonce does not continue the client's.")
        if not (count.isascii() and count.isdigit() and 1 <= int(count) <= MOST_ITERATIONS):
            raise ProtocolViolation(f"The server asks for {count!a} iterations.")
        salted = salted_password(self._password, octets(salt), int(count))
        binding = spelled(self._header.encode() + (self._binding or b""))
        unproven = f"c={binding},r={nonce}"
        said = f"n=,r={self._nonce},{text},{unproven}".encode()
        key = client_key(salted)
        proof = exclusive_or(key, hmac.digest(hashlib.sha256(key).digest(), said, "sha256"))
        self._expected = hmac.digest(server_key(salted), said, "sha256")
        return f"{unproven},p={spelled(proof)}".encode()

    def verify(self, outcome: bytes) -> None:
        """Check the server-final-message; raises `ServerNotProven` when the server does not know the verifier."""
        if not self._expected:
            raise InternalError("The server's challenge comes first.")
        text = words(outcome)
        if not text.startswith("v=") or not hmac.compare_digest(octets(text[2:]), self._expected):
            raise ServerNotProven("The server did not prove that it knows the password.")
