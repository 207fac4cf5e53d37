"""Rows that come as Arrow batches, cut to what a client asks for and put on the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.pgserver.answers.replies import describe
from reedbed.pgwire.values.encoding import RowEncoder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa

    from reedbed.pgwire.values.styles import TextStyle
    from reedbed.pgwire.values.types import ColumnType


class BatchRows:
    """Implements `replies.Rows` over batches that somebody else holds ready."""

    hurries = False

    def __init__(
        self,
        columns: Sequence[tuple[str, ColumnType]],
        batches: Iterator[pa.RecordBatch],
        formats: Sequence[int],
        style: TextStyle,
    ) -> None:
        self.columns = columns
        self._encoder = RowEncoder([kind for _, kind in columns], formats, style)
        self.formats: Sequence[int] = self._encoder.formats
        self.description = describe(columns, self.formats).encode()
        self._batches = batches
        self._rest: pa.RecordBatch | None = None
        self.is_exhausted = False

    def take(self, limit: int) -> Iterator[tuple[int, bytes | memoryview]]:
        """The next rows as messages."""
        wanted = limit if limit > 0 else None
        while wanted is None or wanted > 0:
            batch = self._next()
            if batch is None:
                return
            if wanted is not None and batch.num_rows > wanted:
                batch, self._rest = batch.slice(0, wanted), batch.slice(wanted)
            if wanted is not None:
                wanted -= batch.num_rows
            if batch.num_rows:
                yield batch.num_rows, memoryview(self._encoder.encode(batch))

    def _next(self) -> pa.RecordBatch | None:
        if self._rest is not None:
            rest, self._rest = self._rest, None
            return rest
        batch = next(self._batches, None)
        self.is_exhausted = batch is None
        return batch

    def detach(self) -> None:
        """The batches do not come from the session's engine cursor, or their holder sees to it."""

    def close(self) -> None:
        """Give up what is left."""
        self._batches = iter(())
        self._rest = None
