"""SCRAM-SHA-256 (RFC 5802, RFC 7677) as PostgreSQL speaks it: verifiers, and both sides of the exchange as values.

The names are imported from their modules when they are first used: the thread that opens a door imports this package
beside others that import modules of it, and Python lets two threads fail each other where a package imports its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reedbed.pgwire.scram.client import ClientExchange
    from reedbed.pgwire.scram.server import ServerExchange, offered
    from reedbed.pgwire.scram.verifier import Verifier
    from reedbed.pgwire.scram.wording import MECHANISM, MECHANISM_PLUS
else:
    from importlib import import_module

    _MODULES = {
        "MECHANISM": "wording",
        "MECHANISM_PLUS": "wording",
        "ClientExchange": "client",
        "ServerExchange": "server",
        "Verifier": "verifier",
        "offered": "server",
    }

    def __getattr__(name: str) -> object:
        if name not in _MODULES:
            msg = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(msg)
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


__all__ = [
    "MECHANISM",
    "MECHANISM_PLUS",
    "ClientExchange",
    "ServerExchange",
    "Verifier",
    "offered",
]
