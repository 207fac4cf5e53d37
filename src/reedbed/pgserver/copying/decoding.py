"""Rows of a COPY received and decoded beside the engine's work: the next block while the one before it is inserted."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final, TypeAlias

from reedbed.pgserver.answers.ahead import Ahead

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import pyarrow as pa

    from reedbed.pgwire.values.copy import CopyDecoder

Block: TypeAlias = "list[bytes | memoryview]"

BLOCK_BYTES: Final = 4 << 20
"""What is decoded at once; the decoder's own measure."""


def decoded(
    chunks: Iterable[bytes | memoryview], decoder: CopyDecoder, give_up: Callable[[], None]
) -> Iterator[pa.RecordBatch]:
    """The rows of the chunks, in order; a few blocks are in memory.

    DuckDB lets go of Python's lock while it inserts, which a second thread uses for the client and its data. The
    engine's cursor stays with the thread of its session. A COPY of one block starts no thread. Closing this ends the
    thread; `give_up` makes `chunks` end when they wait for the client.
    """
    blocks = _blocks(chunks)
    first = next(blocks, None)
    second = next(blocks, None)
    if first is None or second is None:
        yield from _decoded(decoder, [first or []])
        return
    ahead = Ahead(_decoded(decoder, chain((first, second), blocks)), give_up)
    try:
        yield from ahead
    finally:
        ahead.close()


def _decoded(decoder: CopyDecoder, blocks: Iterable[Block]) -> Iterator[pa.RecordBatch]:
    for block in blocks:
        for chunk in block:
            yield from decoder.feed(chunk)
    yield from decoder.finish()


def _blocks(chunks: Iterable[bytes | memoryview]) -> Iterator[Block]:
    block: Block = []
    size = 0
    for chunk in chunks:
        block.append(chunk)
        size += len(chunk)
        if size >= BLOCK_BYTES:
            yield block
            block, size = [], 0
    if block:
        yield block
