"""Arrow IPC streams in pieces, as the messages of a COPY carry them: each piece is one whole IPC message here.

Whoever reads takes pieces of any size, as other clients of the door may cut them.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

END_OF_STREAM = b"\xff\xff\xff\xff\x00\x00\x00\x00"
"""https://arrow.apache.org/docs/format/Columnar.html#ipc-streaming-format"""

ALIGNED_BYTES = 8


def chunks_of(reader: pa.RecordBatchReader) -> Iterator[bytes | pa.Buffer]:
    """The IPC stream of `reader`, a message at a time; one batch is in memory."""
    if any(pa.types.is_dictionary(field.type) or field.type.num_fields for field in reader.schema):
        # A nested column may hold a dictionary further down; dictionaries are messages of their own.
        yield from _written_chunks(reader)
        return
    yield reader.schema.serialize()
    for batch in reader:
        yield batch.serialize()
    yield END_OF_STREAM


def _written_chunks(reader: pa.RecordBatchReader) -> Iterator[bytes]:
    pieces = _Pieces()
    with pa.ipc.new_stream(pieces, reader.schema) as writer:
        yield pieces.taken()
        for batch in reader:
            writer.write_batch(batch)
            yield pieces.taken()
    yield pieces.taken()


class _Pieces:
    """A file that is written to and emptied in turns."""

    closed = False

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing waits here."""

    def writable(self) -> bool:
        return True

    def close(self) -> None:
        """What was written can still be taken."""

    def taken(self) -> bytes:
        content, self._pieces = b"".join(self._pieces), []
        return content


@contextmanager
def reader_of(chunks: Iterable[bytes | memoryview]) -> Iterator[pa.RecordBatchReader]:
    """The batches of an IPC stream that comes in pieces of any size; what `chunks` raises is raised as it was."""
    with pa.ipc.open_stream(pa.PythonFile(_Chunks(chunks), mode="r")) as reader:
        yield reader


class _Chunks:
    """A file that is read, over pieces that arrive."""

    closed = False

    def __init__(self, chunks: Iterable[bytes | memoryview]) -> None:
        self._chunks = iter(chunks)
        self._rest = memoryview(b"")

    def read(self, size: int = -1) -> memoryview | bytes:
        """At most `size` bytes, fewer at the end only; at an address at which Arrow's values may lie.

        A piece, or a part of one, is copied only when it starts elsewhere, as what comes from a socket may.
        """
        found = self._next(size)
        return bytes(found) if pa.py_buffer(found).address % ALIGNED_BYTES else found

    def _next(self, size: int) -> memoryview | bytes:
        if not len(self._rest):
            self._rest = next((memoryview(chunk) for chunk in self._chunks if len(chunk)), memoryview(b""))
        if 0 <= size <= len(self._rest):
            found, self._rest = self._rest[:size], self._rest[size:]
            return found
        pieces, missing = [self._rest], size - len(self._rest)
        self._rest = memoryview(b"")
        while size < 0 or missing > 0:
            chunk = next(self._chunks, None)
            if chunk is None:
                break
            view = memoryview(chunk)
            if size >= 0 and missing < len(view):
                view, self._rest = view[:missing], view[missing:]
            pieces.append(view)
            missing -= len(view)
        return b"".join(pieces)

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        """The pieces belong to the connection."""
