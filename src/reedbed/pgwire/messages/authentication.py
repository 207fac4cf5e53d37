"""How a client proves who it is. All of a server's messages share the type `R`, all of a client's the type `p`.

The first integer of `R` says which it is; which `p` it is follows from what was asked.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - dataclass fields are read at run time
from dataclasses import dataclass
from typing import ClassVar, Final, Self

from reedbed.pgwire.layout import UINT32, Fields, sized, text
from reedbed.pgwire.messages.shape import BackendMessage, FrontendMessage

# PostgreSQL's PG_MAX_AUTH_TOKEN_LENGTH.
AUTHENTICATION_BYTES: Final = 65_535


class Authentication(BackendMessage):
    """A message of type `R`; `request` is its first integer."""

    __slots__ = ()
    code: ClassVar[int] = ord("R")
    request: ClassVar[int] = 0

    def body(self) -> bytes:
        """The request, then what it carries."""
        return UINT32.pack(self.request) + self.carried()

    def carried(self) -> bytes:
        """What follows the request."""
        return b""

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Read what follows the request."""
        fields = Fields(body)
        fields.uint32()
        return cls.read(fields)

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Nothing follows, unless a subclass says so."""
        fields.end()
        return cls()


@dataclass(frozen=True, kw_only=True, slots=True)
class AuthenticationOk(Authentication):
    """The client is who it says it is."""

    request: ClassVar[int] = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class AuthenticationCleartextPassword(Authentication):
    """Asks for the password itself; only ever under TLS."""

    request: ClassVar[int] = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class AuthenticationSASL(Authentication):
    """Asks for an exchange by one of these mechanisms, best first."""

    request: ClassVar[int] = 10
    mechanisms: tuple[str, ...]

    def carried(self) -> bytes:
        """Names and an empty one."""
        return b"".join(map(text, self.mechanisms)) + b"\0"

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read names up to the empty one."""
        mechanisms: list[str] = []
        while name := fields.text():
            mechanisms.append(name)
        fields.end()
        return cls(mechanisms=tuple(mechanisms))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Data(Authentication):
    data: bytes

    def carried(self) -> bytes:
        """The mechanism's own bytes."""
        return self.data

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Everything is the mechanism's."""
        return cls(data=fields.rest())


@dataclass(frozen=True, kw_only=True, slots=True)
class AuthenticationSASLContinue(_Data):
    """The server's challenge."""

    request: ClassVar[int] = 11


@dataclass(frozen=True, kw_only=True, slots=True)
class AuthenticationSASLFinal(_Data):
    """The server's own proof; `AuthenticationOk` follows."""

    request: ClassVar[int] = 12


REQUESTS: Final[Mapping[int, type[Authentication]]] = {
    kind.request: kind
    for kind in (
        AuthenticationOk,
        AuthenticationCleartextPassword,
        AuthenticationSASL,
        AuthenticationSASLContinue,
        AuthenticationSASLFinal,
    )
}


class Proof(FrontendMessage):
    """A message of type `p`."""

    __slots__ = ()
    code: ClassVar[int] = ord("p")
    is_secret: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True, slots=True)
class PasswordMessage(Proof):
    """The password in clear text."""

    password: str

    def body(self) -> bytes:
        """The password."""
        return text(self.password)

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Read the password."""
        fields = Fields(body)
        password = fields.text()
        fields.end()
        return cls(password=password)

    def __repr__(self) -> str:
        """Never the password: messages end up in logs."""
        return "PasswordMessage(password=…)"


@dataclass(frozen=True, kw_only=True, slots=True)
class SASLInitialResponse(Proof):
    """The mechanism that the client chose and its first bytes; None when it has none to send yet."""

    mechanism: str
    data: bytes | None

    def body(self) -> bytes:
        """Name and bytes."""
        return text(self.mechanism) + sized(self.data)

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Read name and bytes."""
        fields = Fields(body)
        mechanism, data = fields.text(), fields.sized()
        fields.end()
        return cls(mechanism=mechanism, data=data)


@dataclass(frozen=True, kw_only=True, slots=True)
class SASLResponse(Proof):
    """The client's answer to a challenge."""

    data: bytes

    def body(self) -> bytes:
        """The mechanism's own bytes."""
        return self.data

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Everything is the mechanism's."""
        return cls(data=body)
