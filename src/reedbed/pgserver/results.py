"""Answers of the engine on their way to a client: taken in batches, put on the wire, cut where a portal stops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.engine import EngineAnswer, TypedValue
from reedbed.pgserver.spools import mapped_table
from reedbed.pgwire.values.decoding import TypedParameter
from reedbed.pgwire.values.encoding import FEW_ROWS, row_encoder
from reedbed.pgwire.values.styles import DEFAULT_STYLE, TextStyle
from reedbed.pgwire.values.types import column_type, result_column

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa

    from reedbed.engine import Cursor, Statement
    from reedbed.pgwire.values.types import ColumnType

MESSAGE_BYTES: Final = 8 << 20
"""A batch of wide rows is cut so that about this many bytes are encoded at once."""
LAID_ASIDE_ROWS: Final = 10_000
FIRST_ROWS: Final = 400
"""Rows of a big answer that are encoded before the rest of its first batch, which takes some milliseconds."""


class Answer:
    """One statement that runs on `cursor`: its rows as DataRow messages, at most a batch in memory.

    `changed` is the number of rows written by a statement that answers with no rows, None for one that does.
    `formats` are result formats as Bind has them. `columns`, where the statement was described before, is what the
    client was told: values are converted to it when running them gave another type. `is_as_told` says that none had to
    be, and that the columns are those.
    """

    def __init__(
        self,
        cursor: Cursor,
        statements: str | Sequence[Statement],
        parameters: Sequence[object] = (),
        *,
        formats: Sequence[int] = (),
        style: TextStyle = DEFAULT_STYLE,
        columns: Sequence[tuple[str, ColumnType]] | None = None,
    ) -> None:
        values = [TypedValue(*each) if isinstance(each, TypedParameter) else each for each in parameters]
        self._answer = EngineAnswer(cursor, statements, values)
        self.changed = self._answer.changed
        found = [result_column(name, column_type(kind)) for name, kind in self._answer.columns]
        self.is_as_told = columns is None or found == columns
        told = columns if columns is not None and len(columns) == len(found) else found
        self.columns: Sequence[tuple[str, ColumnType]] = told
        self._encoder = row_encoder(
            tuple([kind for _, kind in found]), tuple(formats), style, tuple([kind for _, kind in told])
        )
        self.formats: Sequence[int] = self._encoder.formats
        self._source: Iterator[pa.RecordBatch] = self._answer.batches()
        self._rest: pa.RecordBatch | None = None
        self._is_first = True
        self._holds_engine = self.changed is None
        self.is_exhausted = not self._holds_engine

    @property
    def schema(self) -> pa.Schema:
        """Arrow's types of the columns."""
        return self._answer.schema

    def take(self, limit: int) -> Iterator[tuple[int, bytes | memoryview]]:
        """The next rows, at most `limit` (0 for all), as counts and complete DataRow messages."""
        wanted = limit
        while limit <= 0 or wanted > 0:
            batch = self._next()
            if batch is None:
                return
            if limit > 0 and batch.num_rows > wanted:
                batch, self._rest = batch.slice(0, wanted), batch.slice(wanted)
            wanted -= batch.num_rows
            if self._is_first and batch.num_rows > 2 * FIRST_ROWS:
                yield FIRST_ROWS, memoryview(self._encoder.encode(batch.slice(0, FIRST_ROWS)))
                batch = batch.slice(FIRST_ROWS)
            self._is_first = False
            for part in _narrowed(batch):
                yield part.num_rows, memoryview(self._encoder.encode(part))

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The rows that were not taken, as Arrow."""
        while (batch := self._next()) is not None:
            yield batch

    def _next(self) -> pa.RecordBatch | None:
        batch, self._rest = self._rest, None
        while batch is None or not batch.num_rows:
            batch = next(self._source, None)
            if batch is None:
                self.is_exhausted = True
                self._holds_engine = False
                return None
        return batch

    def detach(self) -> None:
        """Free the engine's cursor for another statement; what was not taken is laid aside in a file."""
        if self._holds_engine:
            table = mapped_table(self.schema, self._remaining())
            self._source = iter(table.to_batches(max_chunksize=LAID_ASIDE_ROWS))
            self._holds_engine = False

    def _remaining(self) -> Iterator[pa.RecordBatch]:
        rest, self._rest = self._rest, None
        if rest is not None:
            yield rest
        yield from self._source

    def close(self) -> None:
        """Give up what is left."""
        self._answer.close()
        self._source, self._rest = iter(()), None
        self._holds_engine = False
        self.is_exhausted = True


def _narrowed(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """The batch in parts that are no larger than they have to be."""
    if batch.num_rows <= FEW_ROWS:
        yield batch
        return
    size = batch.nbytes
    if size <= MESSAGE_BYTES or batch.num_rows <= 1:
        yield batch
        return
    rows = max(1, batch.num_rows * MESSAGE_BYTES // size)
    for start in range(0, batch.num_rows, rows):
        yield batch.slice(start, rows)
