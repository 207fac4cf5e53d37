"""Arrow streams that own what they read from, so that a store can be written while it is read."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import duckdb
import pyarrow as pa

from reedbed.engine.failures import translate, translate_text
from reedbed.errors import EngineError, QueryCancelled, TransactionFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reedbed.engine.cursors import Cursor
    from reedbed.errors import ReedbedError

_BROKEN: Final = (OSError, pa.ArrowException)
_RUN_AGAIN: Final = "run the query again to see its error"


def owned_stream(cursor: Cursor, reader: pa.RecordBatchReader) -> pa.RecordBatchReader:
    """`reader` as a stream that closes `cursor` when it ends, fails or is dropped; errors leave as ours."""

    def batches() -> Iterator[pa.RecordBatch]:
        try:
            while True:
                batch = next_batch(cursor, reader)
                if batch is None:
                    return
                yield batch
        finally:
            cursor.close()

    return pa.RecordBatchReader.from_batches(reader.schema, batches())


def next_batch(cursor: Cursor, reader: pa.RecordBatchReader) -> pa.RecordBatch | None:
    """The next batch of the stream that `cursor` runs, or None behind the last; errors leave as ours."""
    with cursor.guarded():
        try:
            return reader.read_next_batch()
        except StopIteration:
            return None
        except _BROKEN as error:
            raise _failure(cursor, error) from error


def _failure(cursor: Cursor, error: Exception) -> ReedbedError:
    """Why a stream broke, which Arrow knows as DuckDB's text only.

    DuckDB 1.5.5 tells a failure as an interruption when another of its threads met it between two batches: the thread
    that reads sees that all are to stop before it sees why. The query is then run once more to hear the reason.
    """
    failure, was_stopped = translate_text(str(error)), cursor.asked_to_stop
    if not isinstance(failure, QueryCancelled) or was_stopped:
        return failure
    again = None if cursor.has_frames or cursor.in_transaction else cursor.stream_again
    found = _failure_of_another_run(again) if again is not None else None
    if cursor.asked_to_stop:
        # In the meantime.
        return failure
    if found is None or isinstance(found, QueryCancelled | TransactionFailed):
        return EngineError("The query failed behind its first rows, and DuckDB did not say why.", hint=_RUN_AGAIN)
    return found


def _failure_of_another_run(again: Callable[[], pa.RecordBatchReader]) -> ReedbedError | None:
    try:
        for _ in again():
            pass
    except _BROKEN as error:
        return translate_text(str(error))
    except duckdb.Error as error:
        return translate(error)
    return None


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
