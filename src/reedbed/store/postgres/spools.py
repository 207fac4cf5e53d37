"""Streams that wait: what they come from is free at once, and memory does not grow with them.

PostgreSQL holds a lock on what an open query reads, so that a table that is streamed could not be replaced. A
producer that reads and writes the store while it is read from would wait for itself. Both end by reading first.
"""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterator

IN_MEMORY_BYTES = 16 << 20
"""What is smaller never touches the disk."""


def spooled(reader: pa.RecordBatchReader) -> pa.RecordBatchReader:
    """All batches of `reader`, read; they are given out again from memory when they are few, else from a file."""
    kept: list[pa.RecordBatch] = []
    size = 0
    for batch in reader:
        kept.append(batch)
        size += batch.nbytes
        if size > IN_MEMORY_BYTES:
            return _from_disk(reader, kept)
    return pa.RecordBatchReader.from_batches(reader.schema, kept)


def _from_disk(reader: pa.RecordBatchReader, begun: list[pa.RecordBatch]) -> pa.RecordBatchReader:
    handle, path = tempfile.mkstemp(prefix="reedbed-")
    os.close(handle)
    try:
        with pa.OSFile(path, "wb") as file, pa.ipc.new_stream(file, reader.schema) as writer:
            for batch in begun:
                writer.write_batch(batch)
            begun.clear()
            for batch in reader:
                writer.write_batch(batch)
        # Opened, it needs no name any more: it goes with its last reader, also when nobody closes that one.
        stored = pa.ipc.open_stream(pa.OSFile(path, "rb"))
    finally:
        os.unlink(path)  # noqa: PTH108 - a name of the operating system's, no path of ours

    def batches() -> Iterator[pa.RecordBatch]:
        yield from stored

    return pa.RecordBatchReader.from_batches(reader.schema, batches())
