"""Local frames of other Reedbed processes, kept on this side for the statements that read them."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pyarrow as pa


def mapped_table(rows: pa.RecordBatchReader) -> pa.Table:
    """The rows of a stream as a table over an unnamed, mapped file: it can be scanned often, and memory is spared."""
    descriptor, path = tempfile.mkstemp(prefix="reedbed-frame-")
    os.close(descriptor)
    try:
        with pa.OSFile(path, "wb") as file, pa.ipc.new_stream(file, rows.schema) as writer:
            for batch in rows:
                writer.write_batch(batch)
        return pa.ipc.open_stream(pa.memory_map(path)).read_all()
    finally:
        # The mapping keeps the content until the table is gone, whatever ends this process.
        Path(path).unlink()
