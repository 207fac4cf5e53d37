"""The bytes that came in and were not read yet. Nothing else joins or slices what a socket gave.

A message that arrives in pieces is put together once, when its last byte is there; until then the pieces wait in a
list. So the cost of a stream is linear in its bytes, however it is cut.
"""

from __future__ import annotations

from typing import Final

from reedbed.pgwire.layout import HEADER, UINT32

HEADER_BYTES: Final = HEADER.size
LENGTH_BYTES: Final = UINT32.size


class Inbox:
    """Takes pieces of any size, gives headers and bodies."""

    __slots__ = ("_at", "_end", "_pieces", "_run", "_waiting", "is_ended")

    def __init__(self) -> None:
        self._run = b""
        self._at = 0
        self._end = 0
        self._pieces: list[bytes] = []
        self._waiting = 0
        self.is_ended = False

    @property
    def size_bytes(self) -> int:
        """How much waits to be read."""
        return self._end - self._at + self._waiting

    def receive(self, data: bytes) -> None:
        """Add what the socket gave; nothing means that the other side sends no more."""
        if not data:
            self.is_ended = True
        elif self._at == self._end and not self._pieces:
            self._run, self._at, self._end = data, 0, len(data)
        else:
            self._pieces.append(data)
            self._waiting += len(data)

    def header(self) -> tuple[int, int] | None:
        """Type and length of the next message, which stays where it is; None until both are there."""
        if self._end - self._at < HEADER_BYTES and not self._joined(HEADER_BYTES):
            return None
        return HEADER.unpack_from(self._run, self._at)

    def first_length(self) -> int | None:
        """The length of a first packet, which has no type; None until it is there."""
        if self._end - self._at < LENGTH_BYTES and not self._joined(LENGTH_BYTES):
            return None
        found: int = UINT32.unpack_from(self._run, self._at)[0]
        return found

    def body(self, length: int) -> bytes | None:
        """The body of the message whose header says `length`, and on to the next; None until all of it is there."""
        start, end = self._at + HEADER_BYTES, self._at + 1 + length
        if end > self._end:
            if not self._joined(1 + length):
                return None
            start, end = HEADER_BYTES, 1 + length
        self._at = end
        return self._run[start:end]

    def view(self, length: int) -> memoryview | None:
        """As `body`, without a copy."""
        start, end = self._at + HEADER_BYTES, self._at + 1 + length
        if end > self._end:
            if not self._joined(1 + length):
                return None
            start, end = HEADER_BYTES, 1 + length
        self._at = end
        return memoryview(self._run)[start:end]

    def views(self, code: int, longest: int) -> list[memoryview]:
        """The bodies of the messages of type `code` that lie next in one run, up to `longest` bytes each."""
        found = []
        run, view, at, end = self._run, memoryview(self._run), self._at, self._end
        while end - at >= HEADER_BYTES:
            this, length = HEADER.unpack_from(run, at)
            following = at + 1 + length
            if this != code or not LENGTH_BYTES <= length <= longest or following > end:
                break
            found.append(view[at + HEADER_BYTES : following])
            at = following
        self._at = at
        return found

    def take(self, count: int, *, skip: int = 0) -> bytes | None:
        """The next `count` bytes but for the first `skip`; None until all are there."""
        if self._end - self._at < count and not self._joined(count):
            return None
        found = self._run[self._at + skip : self._at + count]
        self._at += count
        return found

    def _joined(self, count: int) -> bool:
        """Whether `count` bytes are there, as one run that starts at 0 when they were not."""
        if self.size_bytes < count:
            return False
        self._run = b"".join((self._run[self._at :], *self._pieces))
        self._at, self._end = 0, len(self._run)
        self._pieces, self._waiting = [], 0
        return True
