"""The server's side of an exchange: a challenge for the client's first message, a judgement of its last."""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

from reedbed.errors import InternalError, ProtocolViolation
from reedbed.pgwire.scram.verifier import Verifier, exclusive_or
from reedbed.pgwire.scram.wording import (
    BINDING_NAME,
    MECHANISM,
    MECHANISM_PLUS,
    NONCE,
    attributes,
    fresh_nonce,
    octets,
    spelled,
    words,
)


class ServerExchange:
    """One login against `verifier`.

    `challenge(first)` answers the client's first message, `judge(last)` its last: the server's own proof when the
    client's is right, and None when it is not. A malformed message raises `ProtocolViolation`. Give `Verifier.decoy`
    for a user that does not exist: the exchange is the same, up to its end.

    `binding` is the hash of the server's certificate (tls-server-end-point, RFC 5929) under TLS, for
    SCRAM-SHA-256-PLUS, and `mechanism` what the client chose.
    """

    def __init__(
        self,
        verifier: Verifier,
        *,
        mechanism: str = MECHANISM,
        binding: bytes | None = None,
        nonce: str | None = None,
    ) -> None:
        if mechanism not in offered(binding):
            raise ProtocolViolation(f"The client chose the mechanism {mechanism!a}, which was not offered.")
        self._verifier: Final = verifier
        self._is_bound: Final = mechanism == MECHANISM_PLUS
        self._binding: Final = binding
        self._own_nonce: Final = nonce or fresh_nonce()
        self._nonce = ""
        self._header = ""
        self._said: list[str] = []

    def challenge(self, first: bytes) -> bytes:
        """The server-first-message for a client-first-message."""
        text = words(first)
        flag, _, rest = text.partition(",")
        authorization, _, bare = rest.partition(",")
        self._check_flag(flag)
        if authorization:
            raise ProtocolViolation("The client asks to act for another user, which SCRAM has and PostgreSQL has not.")
        if bare.startswith("m="):
            raise ProtocolViolation("The client requires a SCRAM extension; there is none.")
        # The name is the one of the startup packet; what stands here is ignored, as in PostgreSQL.
        _, client_nonce = attributes(bare, "nr")
        if not NONCE.fullmatch(client_nonce):
            raise ProtocolViolation("The client's nonce has characters that a nonce has not.")
        self._header = f"{flag},,"
        self._nonce = client_nonce + self._own_nonce
        answer = f"r={self._nonce},s={spelled(self._verifier.salt)},i={self._verifier.iterations}"
        self._said = [bare, answer]
        return answer.encode()

    def judge(self, last: bytes) -> bytes | None:
        """The server-final-message for a client-final-message; None when the client does not know the password."""
        if not self._said:
            raise InternalError("The client's first message comes first.")
        unproven, separator, proof_text = words(last).rpartition(",p=")
        if not separator:
            raise ProtocolViolation("The client's last SCRAM message has no proof.")
        binding, nonce = attributes(unproven, "cr")
        if nonce != self._nonce:
            raise ProtocolViolation("The client's last SCRAM message has another nonce than its first.")
        self._check_binding(octets(binding))
        proof = octets(proof_text)
        said = ",".join([*self._said, unproven]).encode()
        return spell_proof(self._verifier, said) if is_proven(self._verifier, said, proof) else None

    def _check_flag(self, flag: str) -> None:
        wanted = f"p={BINDING_NAME}"
        if self._is_bound and flag != wanted:
            raise ProtocolViolation(f"{MECHANISM_PLUS} needs the binding {BINDING_NAME}; the client says {flag!a}.")
        if self._is_bound:
            return
        if flag not in {"n", "y"}:
            raise ProtocolViolation(f"{MECHANISM} has no channel binding; the client says {flag!a}.")
        if flag == "y" and self._binding is not None:
            # The client believes that no binding was offered: somebody took the offer out on the way.
            raise ProtocolViolation("The client could bind the channel and was told that the server could not.")

    def _check_binding(self, came: bytes) -> None:
        expected = self._header.encode() + (self._binding or b"" if self._is_bound else b"")
        if not hmac.compare_digest(came, expected):
            raise ProtocolViolation("The client is bound to another TLS channel than this one.")


def offered(binding: bytes | None) -> tuple[str, ...]:
    """The mechanisms to offer, best first: the bound one where there is a channel to bind to."""
    return (MECHANISM,) if binding is None else (MECHANISM_PLUS, MECHANISM)


def is_proven(verifier: Verifier, said: bytes, proof: bytes) -> bool:
    """Whether `proof` was made by who knows the password, of the texts that were said."""
    signature = hmac.digest(verifier.stored_key, said, "sha256")
    if len(proof) != len(signature):
        raise ProtocolViolation(f"The client's proof has {len(proof)} bytes.")
    key = exclusive_or(proof, signature)
    return hmac.compare_digest(hashlib.sha256(key).digest(), verifier.stored_key)


def spell_proof(verifier: Verifier, said: bytes) -> bytes:
    """The server's own proof."""
    return b"v=" + spelled(hmac.digest(verifier.server_key, said, "sha256")).encode()
