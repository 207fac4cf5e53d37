"""Which version of the protocol two sides speak: 3.0 and 3.2 here, as in PostgreSQL 18."""

from __future__ import annotations

from typing import Final

from reedbed.errors import ProtocolNotSupported
from reedbed.pgwire.messages import NegotiateProtocolVersion, StartupMessage
from reedbed.pgwire.messages.startup import MAJOR, NEWEST_MINOR, PROTOCOL_3_2

# Names that begin so ask for an extension of the protocol; there is none.
EXTENSION: Final = "_pq_."
# From 3.2 on, a key may be longer than the 4 bytes that can be guessed.
SHORT_KEY_BYTES: Final = 4
LONG_KEY_BYTES: Final = 32


def negotiation(startup: StartupMessage) -> NegotiateProtocolVersion | None:
    """What to send before anything else: an offer to a client that asks for more than there is, else nothing.

    Raises `ProtocolNotSupported` for another major version.
    """
    if startup.major != MAJOR:
        raise ProtocolNotSupported(
            f"unsupported frontend protocol {startup.major}.{startup.minor}: "
            f"server supports {MAJOR}.0 to {MAJOR}.{NEWEST_MINOR}",
            protocol=f"{startup.major}.{startup.minor}",
        )
    options = tuple(name for name in startup.parameters if name.startswith(EXTENSION))
    if startup.minor <= NEWEST_MINOR and not options:
        return None
    return NegotiateProtocolVersion(minor=min(startup.minor, NEWEST_MINOR), options=options)


def secret_key_bytes(protocol: int) -> int:
    """How long the key in `BackendKeyData` is for a client that asked for this version."""
    return LONG_KEY_BYTES if protocol >= PROTOCOL_3_2 else SHORT_KEY_BYTES
