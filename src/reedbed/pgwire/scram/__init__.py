"""SCRAM-SHA-256 (RFC 5802, RFC 7677) as PostgreSQL speaks it: verifiers, and both sides of the exchange as values."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reedbed.pgwire.scram.client import ClientExchange
    from reedbed.pgwire.scram.server import ServerExchange, offered
    from reedbed.pgwire.scram.verifier import Verifier
    from reedbed.pgwire.scram.wording import MECHANISM, MECHANISM_PLUS
else:
    from reedbed.exports import imported_late

    __getattr__ = imported_late(
        __name__,
        {
            "MECHANISM": "wording",
            "MECHANISM_PLUS": "wording",
            "ClientExchange": "client",
            "ServerExchange": "server",
            "Verifier": "verifier",
            "offered": "server",
        },
    )


__all__ = [
    "MECHANISM",
    "MECHANISM_PLUS",
    "ClientExchange",
    "ServerExchange",
    "Verifier",
    "offered",
]
