"""The PostgreSQL protocol as a value: messages, states, SCRAM and the encoding of values, without any I/O.

`ServerConnection` and `ClientConnection` turn bytes into messages and messages into bytes, and keep the order in which
they may come. Whoever owns a socket drives them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reedbed.pgwire.client import ClientConnection
    from reedbed.pgwire.events import NEED_DATA, ConnectionClosed, NeedData
    from reedbed.pgwire.server import ServerConnection
    from reedbed.pgwire.tables import State
    from reedbed.pgwire.versions import negotiation, secret_key_bytes
else:
    from reedbed.exports import imported_late

    __getattr__ = imported_late(
        __name__,
        {
            "NEED_DATA": "events",
            "ClientConnection": "client",
            "ConnectionClosed": "events",
            "NeedData": "events",
            "ServerConnection": "server",
            "State": "tables",
            "negotiation": "versions",
            "secret_key_bytes": "versions",
        },
    )


__all__ = [
    "NEED_DATA",
    "ClientConnection",
    "ConnectionClosed",
    "NeedData",
    "ServerConnection",
    "State",
    "negotiation",
    "secret_key_bytes",
]
