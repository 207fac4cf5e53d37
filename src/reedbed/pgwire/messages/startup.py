"""The first packets of a connection. They have no type byte: a length, then a code that says which of them it is."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - dataclass fields are read at run time
from dataclasses import dataclass
from typing import ClassVar, Final, Self, TypeVar

from reedbed.errors import MessageMalformed
from reedbed.pgwire.layout import UINT32, Fields, text
from reedbed.pgwire.messages.shape import BackendMessage, FrontendMessage, decoding

MAJOR: Final = 3
NEWEST_MINOR: Final = 2
PROTOCOL_3_0: Final = 3 << 16
PROTOCOL_3_2: Final = (3 << 16) | 2
# Numbers that no version has: 1234 in the upper half.
CANCEL_CODE: Final = (1234 << 16) | 5678
SSL_CODE: Final = (1234 << 16) | 5679
GSSENC_CODE: Final = (1234 << 16) | 5680
# PostgreSQL's MAX_STARTUP_PACKET_LENGTH.
STARTUP_BYTES: Final = 10_000
MAX_KEY_BYTES: Final = 256


First = TypeVar("First", bound="FirstPacket")


class FirstPacket(FrontendMessage):
    """A packet without a type byte."""

    __slots__ = ()

    def encode(self) -> bytes:
        """Length and body."""
        body = self.body()
        return UINT32.pack(len(body) + 4) + body


@dataclass(frozen=True, kw_only=True, slots=True)
class StartupMessage(FirstPacket):
    """Asks for a session. `protocol` is major << 16 | minor; `parameters` has at least `user`."""

    protocol: int = PROTOCOL_3_0
    parameters: Mapping[str, str]

    @property
    def major(self) -> int:
        """The major version that the client asks for."""
        return self.protocol >> 16

    @property
    def minor(self) -> int:
        """The newest minor version that the client speaks."""
        return self.protocol & 0xFFFF

    def body(self) -> bytes:
        """Version, pairs of name and value, a NUL."""
        pairs = b"".join(text(name) + text(value) for name, value in self.parameters.items())
        return UINT32.pack(self.protocol) + pairs + b"\0"

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Read version and pairs. Another major version may lay them out differently, so they are left alone."""
        fields = Fields(body)
        protocol = fields.uint32()
        parameters: dict[str, str] = {}
        if protocol >> 16 == MAJOR:
            while name := fields.text():
                parameters[name] = fields.text()
            fields.end()
        return cls(protocol=protocol, parameters=parameters)


@dataclass(frozen=True, kw_only=True, slots=True)
class SSLRequest(FirstPacket):
    """Asks whether TLS is spoken; answered by `SSLResponse`."""

    def body(self) -> bytes:
        """The code alone."""
        return UINT32.pack(SSL_CODE)

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Nothing follows the code."""
        return _only_code(cls, body)


@dataclass(frozen=True, kw_only=True, slots=True)
class GSSENCRequest(FirstPacket):
    """Asks whether GSSAPI encryption is spoken; answered by `GSSENCResponse`."""

    def body(self) -> bytes:
        """The code alone."""
        return UINT32.pack(GSSENC_CODE)

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Nothing follows the code."""
        return _only_code(cls, body)


@dataclass(frozen=True, kw_only=True, slots=True)
class CancelRequest(FirstPacket):
    """Asks, over a connection of its own, to cancel what another session runs; it is never answered.

    The key has 4 bytes in protocol 3.0 and up to 256 in 3.2.
    """

    process_id: int
    secret_key: bytes

    def body(self) -> bytes:
        """Code, process and key."""
        return UINT32.pack(CANCEL_CODE) + UINT32.pack(self.process_id) + self.secret_key

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Read what follows the code."""
        fields = Fields(body)
        fields.uint32()
        process_id, secret_key = fields.uint32(), fields.rest()
        if not 1 <= len(secret_key) <= MAX_KEY_BYTES:
            raise ValueError(f"a key of {len(secret_key)} bytes")
        return cls(process_id=process_id, secret_key=secret_key)


@dataclass(frozen=True, kw_only=True, slots=True)
class SSLResponse(BackendMessage):
    """One byte: `S`, and TLS starts; or `N`, and the client goes on in the clear or leaves."""

    accepted: bool
    yes: ClassVar[bytes] = b"S"

    def encode(self) -> bytes:
        """One byte, without type and length."""
        return self.yes if self.accepted else b"N"

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Read the one byte."""
        return cls(accepted=_accepted(body, cls.yes))


@dataclass(frozen=True, kw_only=True, slots=True)
class GSSENCResponse(BackendMessage):
    """One byte: `G` or `N`."""

    accepted: bool
    yes: ClassVar[bytes] = b"G"

    def encode(self) -> bytes:
        """One byte, without type and length."""
        return self.yes if self.accepted else b"N"

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Read the one byte."""
        return cls(accepted=_accepted(body, cls.yes))


FIRST_PACKETS: Final[Mapping[int, type[FirstPacket]]] = {
    CANCEL_CODE: CancelRequest,
    SSL_CODE: SSLRequest,
    GSSENC_CODE: GSSENCRequest,
}


def decode_first_packet(body: bytes) -> FirstPacket:
    """The packet that a connection begins with; raises `MessageMalformed`."""
    if len(body) < UINT32.size:
        raise MessageMalformed(f"The first packet has {len(body)} bytes, too few for a version.")
    return decoding(FIRST_PACKETS.get(UINT32.unpack_from(body)[0], StartupMessage), body)


def _only_code(kind: type[First], body: bytes) -> First:
    if len(body) != UINT32.size:
        raise ValueError(f"{len(body) - UINT32.size} bytes after the code")
    return kind()


def _accepted(octet: bytes, yes: bytes) -> bool:
    if octet not in {yes, b"N"}:
        raise ValueError(f"neither {yes.decode()} nor N")
    return octet == yes
