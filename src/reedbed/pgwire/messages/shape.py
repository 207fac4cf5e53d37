"""What every message is: a value that knows its type byte, its bytes, and how to be read from a body.

The layouts are those of "Message Formats" in PostgreSQL's documentation, chapter "Frontend/Backend Protocol".
"""

from __future__ import annotations

import struct
from typing import ClassVar, Final, Self, TypeVar

from reedbed.errors import MessageMalformed, TextNotUtf8
from reedbed.pgwire.layout import frame

# PostgreSQL's PQ_SMALL_MESSAGE_LIMIT: types that hold names and numbers only are never longer.
SMALL_MESSAGE_BYTES: Final = 10_000
# What `bytes.index` says.
NO_NUL: Final = "subsection not found"


class Message:
    """A message of either side. Subclasses are frozen dataclasses."""

    __slots__ = ()
    code: ClassVar[int] = 0
    # Whether the client decides how long it is; others end at SMALL_MESSAGE_BYTES.
    is_large: ClassVar[bool] = False
    # Whether it carries a password or a proof, of which nothing may be said in an error.
    is_secret: ClassVar[bool] = False

    def body(self) -> bytes:
        """What follows the length."""
        return b""

    def encode(self) -> bytes:
        """The whole message as it travels."""
        return frame(self.code, self.body())

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """The message that has this body; `ValueError` and `struct.error` say that none has."""
        if body:
            raise ValueError(f"{len(body)} bytes where none belong")
        return cls()


class FrontendMessage(Message):
    """A message that a client sends."""

    __slots__ = ()


class BackendMessage(Message):
    """A message that a server sends."""

    __slots__ = ()


Kind = TypeVar("Kind", bound=Message)


def decoding(kind: type[Kind], body: bytes) -> Kind:
    """The message of type `kind` with this body; raises `MessageMalformed`, or `TextNotUtf8`."""
    name = kind.__name__
    try:
        return kind.decode(body)
    except UnicodeDecodeError as error:
        octets = "" if kind.is_secret else f": {body_excerpt(error.object[error.start : error.start + 4])}"
        raise TextNotUtf8(f"A text in {name} is not UTF-8{octets}.", hint="set client_encoding to UTF8") from None
    except (ValueError, struct.error, IndexError) as error:
        raise MessageMalformed(f"{name} is not laid out as its type demands: {_reason(error)}.", type=name) from error


def _reason(error: Exception) -> str:
    """What `decode` found: its own words, or where those of Python would stand, that the body was too short."""
    said = str(error)
    return said if type(error) is ValueError and said != NO_NUL else "it ends too early"


def body_excerpt(octets: bytes) -> str:
    """Bytes as PostgreSQL writes them in an error."""
    return " ".join(f"0x{octet:02x}" for octet in octets)
