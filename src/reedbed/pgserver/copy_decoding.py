"""Rows of a COPY decoded beside the engine's work: the next block while the one before it goes into the table."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyarrow as pa

    from reedbed.pgwire.values.copy import CopyDecoder

Block: TypeAlias = "list[bytes | memoryview]"

BLOCK_BYTES: Final = 4 << 20
"""What is decoded at once; the decoder's own measure."""


def decoded(chunks: Iterable[bytes | memoryview], decoder: CopyDecoder) -> Iterator[pa.RecordBatch]:
    """The rows of the chunks, in order; at most two blocks are in memory.

    DuckDB lets go of Python's lock while it inserts, which a second thread uses. The engine's cursor stays with the
    thread of its session. A COPY of one block starts no thread.
    """
    blocks = _blocks(chunks)
    first = next(blocks, None)
    second = next(blocks, None)
    if first is not None and second is None:
        yield from _decode(decoder, first)
    elif first is not None and second is not None:
        yield from _beside(decoder, first, chain([second], blocks))
    yield from decoder.finish()


def _beside(decoder: CopyDecoder, first: Block, rest: Iterable[Block]) -> Iterator[pa.RecordBatch]:
    with ThreadPoolExecutor(1, thread_name_prefix="reedbed-copy") as helper:
        pending = helper.submit(_decode, decoder, first)
        for block in rest:
            # One block is decoded while the rows of the one before it are inserted by whoever takes them.
            following = helper.submit(_decode, decoder, block)
            yield from pending.result()
            pending = following
        yield from pending.result()


def _decode(decoder: CopyDecoder, block: Block) -> list[pa.RecordBatch]:
    return [batch for chunk in block for batch in decoder.feed(chunk)]


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
