"""The texts of an exchange: attributes, the channel-binding header, nonces (RFC 5802, section 7)."""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from typing import Final

from reedbed.errors import ProtocolViolation

MECHANISM: Final = "SCRAM-SHA-256"
MECHANISM_PLUS: Final = "SCRAM-SHA-256-PLUS"
BINDING_NAME: Final = "tls-server-end-point"
# PostgreSQL's SCRAM_RAW_NONCE_LEN.
NONCE_BYTES: Final = 18
# Printable ASCII without the comma.
NONCE: Final = re.compile(r"[!-+\--~]+")


def fresh_nonce() -> str:
    """A nonce that nobody can guess."""
    return base64.b64encode(secrets.token_bytes(NONCE_BYTES)).decode()


def attributes(text: str, names: str) -> list[str]:
    """The values of exactly these attributes in this order, as in `r=…,s=…,i=…`; raises `ProtocolViolation`."""
    parts = text.split(",")
    if len(parts) < len(names) or any(
        not part.startswith(f"{name}=") for part, name in zip(parts, names, strict=False)
    ):
        expected = ",".join(f"{name}=…" for name in names)
        raise ProtocolViolation(f"A SCRAM message has not the form {expected}.")
    return [part[2:] for part in parts[: len(names)]]


def octets(text: str) -> bytes:
    """The bytes of a Base64 attribute; raises `ProtocolViolation`."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ProtocolViolation("A SCRAM message has an attribute that is not Base64.") from None


def spelled(octets: bytes) -> str:
    """Bytes in Base64."""
    return base64.b64encode(octets).decode()


def words(message: bytes) -> str:
    """The text of a message; raises `ProtocolViolation` when it is none."""
    try:
        return message.decode()
    except UnicodeDecodeError:
        raise ProtocolViolation("A SCRAM message is not UTF-8.") from None
