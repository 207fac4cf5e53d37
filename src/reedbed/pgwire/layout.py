"""The fields that messages are made of: integers in network order, texts that end in NUL, values behind a length.

What a body cannot hold raises `ValueError` or `struct.error` here; `decoding` in `messages` gives it its name.
"""

from __future__ import annotations

import struct
from typing import Final

from reedbed.errors import InternalError

INT16: Final = struct.Struct("!h")
UINT16: Final = struct.Struct("!H")
INT32: Final = struct.Struct("!i")
UINT32: Final = struct.Struct("!I")
HEADER: Final = struct.Struct("!BI")
NULL_LENGTH: Final = b"\xff\xff\xff\xff"


def frame(code: int, body: bytes) -> bytes:
    """A whole message: its type, its length (which counts itself) and its body."""
    return HEADER.pack(code, len(body) + 4) + body


def text(value: str) -> bytes:
    """`value` as it travels: UTF-8 and a NUL. A NUL inside would cut it short, so it is refused as a bug of ours."""
    if "\0" in value:
        raise InternalError("A text with a NUL character cannot be put into a message.", text=value)
    return value.encode() + b"\0"


def sized(value: bytes | None) -> bytes:
    """`value` behind its length; -1 alone for NULL."""
    return NULL_LENGTH if value is None else INT32.pack(len(value)) + value


def int16s(values: tuple[int, ...]) -> bytes:
    """A count and that many 16-bit integers."""
    return struct.pack(f"!H{len(values)}h", len(values), *values)


def oids(values: tuple[int, ...]) -> bytes:
    """A count and that many OIDs."""
    return struct.pack(f"!H{len(values)}I", len(values), *values)


class Fields:
    """Takes the fields of one body in their order."""

    __slots__ = ("_at", "_body")

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._at = 0

    @property
    def is_empty(self) -> bool:
        """Whether every byte was taken."""
        return self._at >= len(self._body)

    def text(self) -> str:
        """The text up to the next NUL."""
        end = self._body.index(0, self._at)
        found = str(self._body[self._at : end], "utf-8")
        self._at = end + 1
        return found

    def int16(self) -> int:
        """A signed 16-bit integer."""
        return self._integer(INT16)

    def uint16(self) -> int:
        """An unsigned 16-bit integer: PostgreSQL's counts."""
        return self._integer(UINT16)

    def int32(self) -> int:
        """A signed 32-bit integer."""
        return self._integer(INT32)

    def uint32(self) -> int:
        """An unsigned 32-bit integer: an OID, or a process id."""
        return self._integer(UINT32)

    def int16s(self) -> tuple[int, ...]:
        """A count and that many signed 16-bit integers."""
        return tuple(self._integer(INT16) for _ in range(self.uint16()))

    def oids(self) -> tuple[int, ...]:
        """A count and that many OIDs."""
        return tuple(self._integer(UINT32) for _ in range(self.uint16()))

    def octets(self, count: int) -> bytes:
        """The next `count` bytes."""
        end = self._at + count
        if count < 0 or end > len(self._body):
            raise ValueError(f"{count} bytes are announced and {len(self._body) - self._at} are left")
        found = self._body[self._at : end]
        self._at = end
        return found

    def sized(self) -> bytes | None:
        """A value behind its length; None for NULL."""
        count = self.int32()
        return None if count == -1 else self.octets(count)

    def rest(self) -> bytes:
        """Everything that is left."""
        found = self._body[self._at :]
        self._at = len(self._body)
        return found

    def end(self) -> None:
        """Check that nothing is left."""
        if not self.is_empty:
            raise ValueError(f"{len(self._body) - self._at} bytes are left over")

    def _integer(self, layout: struct.Struct) -> int:
        found: int = layout.unpack_from(self._body, self._at)[0]
        self._at += layout.size
        return found
