"""What a server keeps instead of a password: enough to check a proof, too little to make one."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field
from typing import Final, Self

from reedbed.errors import UsageError
from reedbed.pgwire.scram.saslprep import saslprep

# PostgreSQL's defaults (SCRAM_SHA_256_DEFAULT_ITERATIONS, SCRAM_DEFAULT_SALT_LEN).
ITERATIONS: Final = 4096
SALT_BYTES: Final = 16
KEY_BYTES: Final = hashlib.sha256().digest_size
PATTERN: Final = re.compile(r"SCRAM-SHA-256\$([1-9]\d{0,8}):([^$:]+)\$([^$:]+):([^$:]+)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Verifier:
    """A salted and iterated hash of a password, as in PostgreSQL's `pg_authid.rolpassword`.

    `str(verifier)` is `SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>`; `Verifier.parse` reads it.
    """

    iterations: int
    salt: bytes
    stored_key: bytes = field(repr=False)
    server_key: bytes = field(repr=False)

    @classmethod
    def make(cls, password: str, *, salt: bytes | None = None, iterations: int = ITERATIONS) -> Self:
        """The verifier of `password`, with a fresh salt. Takes some milliseconds, which is its purpose."""
        salt = secrets.token_bytes(SALT_BYTES) if salt is None else salt
        salted = salted_password(password, salt, iterations)
        return cls(
            iterations=iterations,
            salt=salt,
            stored_key=hashlib.sha256(client_key(salted)).digest(),
            server_key=server_key(salted),
        )

    @classmethod
    def decoy(cls, secret: bytes, user: str, *, iterations: int = ITERATIONS) -> Self:
        """What stands in for a user that does not exist: the same salt at each try, and keys that no password has.

        `secret` is the server's own and stays the same, or the salt would change where a real user's does not.
        """
        salt = hmac.digest(secret, b"salt:" + user.encode(), "sha256")[:SALT_BYTES]
        key = secrets.token_bytes(KEY_BYTES)
        return cls(iterations=iterations, salt=salt, stored_key=key, server_key=key)

    @classmethod
    def parse(cls, text: str) -> Self:
        """The verifier that `text` spells; raises `UsageError`, without the text, when it spells none."""
        match = PATTERN.fullmatch(text)
        iterations, *parts = match.groups() if match else ("0",)
        try:
            salt, stored, server = (base64.b64decode(part, validate=True) for part in parts)
        except (ValueError, binascii.Error):
            stored = server = b""
        if len(stored) != KEY_BYTES or len(server) != KEY_BYTES:
            raise UsageError("This is no SCRAM-SHA-256 verifier.", hint="set the password again")
        return cls(iterations=int(iterations), salt=salt, stored_key=stored, server_key=server)

    def __str__(self) -> str:
        salt, stored, server = (
            base64.b64encode(part).decode() for part in (self.salt, self.stored_key, self.server_key)
        )
        return f"SCRAM-SHA-256${self.iterations}:{salt}${stored}:{server}"

    def matches(self, password: str) -> bool:
        """Whether it was made of `password`, for a login that sends it in clear text. Costs as much as `make`."""
        other = Verifier.make(password, salt=self.salt, iterations=self.iterations)
        return hmac.compare_digest(self.stored_key, other.stored_key)


def salted_password(password: str, salt: bytes, iterations: int) -> bytes:
    """RFC 5802's SaltedPassword, of which everything else is derived."""
    return hashlib.pbkdf2_hmac("sha256", saslprep(password).encode(), salt, iterations)


def client_key(salted: bytes) -> bytes:
    """RFC 5802's ClientKey: who has it can log in."""
    return hmac.digest(salted, b"Client Key", "sha256")


def server_key(salted: bytes) -> bytes:
    """RFC 5802's ServerKey: who has it can pass for the server."""
    return hmac.digest(salted, b"Server Key", "sha256")


def exclusive_or(left: bytes, right: bytes) -> bytes:
    """The two, bit by bit."""
    return bytes(a ^ b for a, b in zip(left, right, strict=True))
