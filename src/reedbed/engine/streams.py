"""Arrow streams that own what they read from, so that a store can be written while it is read."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from reedbed.engine.failures import translate_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reedbed.engine.cursors import Cursor


def owned_stream(cursor: Cursor, reader: pa.RecordBatchReader) -> pa.RecordBatchReader:
    """`reader` as a stream that closes `cursor` when it ends, fails or is dropped; errors leave as ours."""

    def batches() -> Iterator[pa.RecordBatch]:
        try:
            while True:
                batch = _next_batch(cursor, reader)
                if batch is None:
                    return
                yield batch
        finally:
            cursor.close()

    return pa.RecordBatchReader.from_batches(reader.schema, batches())


def _next_batch(cursor: Cursor, reader: pa.RecordBatchReader) -> pa.RecordBatch | None:
    with cursor.guarded():
        try:
            return reader.read_next_batch()
        except StopIteration:
            return None
        except (OSError, pa.ArrowException) as error:
            # Arrow knows DuckDB's failure as text only.
            raise translate_text(str(error)) from error


def spooled_stream(reader: pa.RecordBatchReader, folder: Path | None) -> pa.RecordBatchReader:
    """`reader` read to its end into an unnamed file, and handed out again from there.

    Inside a transaction the one cursor that sees the uncommitted rows must be free again before the next
    statement: a pending result on it would hang a write that reads it. Memory stays at one batch.
    """
    descriptor, path = tempfile.mkstemp(prefix="reedbed-spool-", dir=folder)
    # The file lives as long as its descriptor: nothing is left behind, whatever ends this process.
    Path(path).unlink()
    spool = os.fdopen(descriptor, "w+b")
    with pa.ipc.new_stream(spool, reader.schema) as writer:
        for batch in reader:
            writer.write_batch(batch)
    spool.flush()
    spool.seek(0)

    def batches() -> Iterator[pa.RecordBatch]:
        with spool, pa.ipc.open_stream(spool) as stored:
            yield from stored

    return pa.RecordBatchReader.from_batches(reader.schema, batches())
