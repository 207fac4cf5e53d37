"""The PostgreSQL protocol as a value: messages, states, SCRAM and the encoding of values, without any I/O.

`ServerConnection` and `ClientConnection` turn bytes into messages and messages into bytes, and keep the order in which
they may come. Whoever owns a socket drives them.

The names are imported from their modules when they are first used: the thread that opens a door imports this package
beside others that import modules of it, and Python lets two threads fail each other where a package imports its own.
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
    from importlib import import_module

    _MODULES = {
        "NEED_DATA": "events",
        "ClientConnection": "client",
        "ConnectionClosed": "events",
        "NeedData": "events",
        "ServerConnection": "server",
        "State": "tables",
        "negotiation": "versions",
        "secret_key_bytes": "versions",
    }

    def __getattr__(name: str) -> object:
        if name not in _MODULES:
            msg = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(msg)
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


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
