"""The PostgreSQL protocol as a value: messages, states, SCRAM and the encoding of values, without any I/O.

`ServerConnection` and `ClientConnection` turn bytes into messages and messages into bytes, and keep the order in which
they may come. Whoever owns a socket drives them.
"""

from reedbed.pgwire.client import ClientConnection
from reedbed.pgwire.events import NEED_DATA, ConnectionClosed, NeedData
from reedbed.pgwire.server import ServerConnection
from reedbed.pgwire.tables import State
from reedbed.pgwire.versions import negotiation, secret_key_bytes

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
