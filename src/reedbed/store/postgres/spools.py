"""Streams that wait on disk: what they come from is free at once, and memory does not grow with them.

PostgreSQL holds a lock on what an open query reads, so that a table that is streamed could not be replaced. A
producer that reads and writes the store while it is read from would wait for itself. Both end by reading first.
"""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterator

IN_MEMORY_BYTES = 8 << 20
"""What is smaller never touches the disk."""


def spooled(reader: pa.RecordBatchReader) -> pa.RecordBatchReader:
    """All batches of `reader`, read; they are given out again from memory when they are few, else from a file."""
    # Nobody closes a reader that is dropped; the file has no name and goes with its last reference.
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES, prefix="reedbed-")  # noqa: SIM115 - see above
    with pa.ipc.new_stream(pa.PythonFile(file, mode="w"), reader.schema) as writer:
        for batch in reader:
            writer.write_batch(batch)
    file.seek(0)

    def batches() -> Iterator[pa.RecordBatch]:
        with file, pa.ipc.open_stream(pa.PythonFile(file, mode="r")) as stored:
            yield from stored

    return pa.RecordBatchReader.from_batches(reader.schema, batches())
