"""The messages of COPY, which both sides send: data, its end, and the client's way to give up."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import ClassVar, Self

from reedbed.pgwire.layout import HEADER, Fields, text
from reedbed.pgwire.messages.shape import BackendMessage, FrontendMessage


@dataclass(frozen=True, kw_only=True, slots=True)
class CopyData(FrontendMessage, BackendMessage):
    """A piece of a COPY stream. Pieces end anywhere; only their sequence means something.

    What is received is a view into the buffer that it came in, so that nothing is copied on the way to Arrow.
    """

    code: ClassVar[int] = ord("d")
    is_large: ClassVar[bool] = True
    data: bytes | memoryview

    def body(self) -> bytes:
        """The piece."""
        return bytes(self.data)

    def encode(self) -> bytes:
        """Header and piece, put together in one copy."""
        return b"".join((HEADER.pack(self.code, len(self.data) + 4), self.data))

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Every body is a piece."""
        return cls(data=body)


@dataclass(frozen=True, kw_only=True, slots=True)
class CopyDone(FrontendMessage, BackendMessage):
    """The COPY stream is complete."""

    code: ClassVar[int] = ord("c")


@dataclass(frozen=True, kw_only=True, slots=True)
class CopyFail(FrontendMessage):
    """The client gives up its COPY, for this reason; the server answers with an error."""

    code: ClassVar[int] = ord("f")
    reason: str

    def body(self) -> bytes:
        """The reason."""
        return text(self.reason)

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Read the reason."""
        fields = Fields(body)
        reason = fields.text()
        fields.end()
        return cls(reason=reason)


@dataclass(frozen=True, kw_only=True, slots=True)
class _CopyResponse(BackendMessage):
    """`format` is 0 (text, csv) or 1 (binary) for the stream, `column_formats` the same for each column."""

    format: int = 0
    column_formats: tuple[int, ...] = ()

    def body(self) -> bytes:
        """Format of the stream, formats of the columns."""
        count = len(self.column_formats)
        return struct.pack(f"!bH{count}h", self.format, count, *self.column_formats)

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Read the formats."""
        fields = Fields(body)
        stream_format = fields.octets(1)[0]
        formats = fields.int16s()
        fields.end()
        return cls(format=stream_format, column_formats=formats)


@dataclass(frozen=True, kw_only=True, slots=True)
class CopyInResponse(_CopyResponse):
    """The server waits for a COPY stream."""

    code: ClassVar[int] = ord("G")


@dataclass(frozen=True, kw_only=True, slots=True)
class CopyOutResponse(_CopyResponse):
    """The server starts a COPY stream."""

    code: ClassVar[int] = ord("H")
