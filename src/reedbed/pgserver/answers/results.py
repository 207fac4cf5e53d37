"""Answers of the engine on their way to a client: taken in batches, put on the wire, cut where a portal stops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.engine import EngineAnswer, TypedValue
from reedbed.pgserver.answers.ahead import Ahead
from reedbed.pgserver.answers.shapes import Shape
from reedbed.pgserver.answers.spools import mapped_table
from reedbed.pgwire.values.decoding import TypedParameter
from reedbed.pgwire.values.encoding import FEW_ROWS
from reedbed.pgwire.values.styles import DEFAULT_STYLE, TextStyle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import pyarrow as pa

    from reedbed.engine import Cursor, Statement
    from reedbed.pgserver.answers.replies import Origin
    from reedbed.pgwire.values.types import ColumnType

    Encode = Callable[[pa.RecordBatch], Callable[[], bytes | memoryview | pa.Buffer]]
    """Encodes a batch in two halves, the second of which can be left to another thread."""

    _Prepared = tuple[int, Callable[[], bytes | memoryview | pa.Buffer]]

MESSAGE_BYTES: Final = 8 << 20
"""A batch of wide rows is cut so that about this many bytes are encoded at once."""
LAID_ASIDE_ROWS: Final = 10_000
FIRST_ROWS: Final = 1
"""Rows of a big answer that are encoded, value by value, and sent before the rest of its first batch."""
SENT_IN_ONE: Final = 800
"""A first batch of no more rows is sent as one: encoding its columns takes less than a millisecond."""
BATCHES_BEFORE_AHEAD: Final = 2
"""An answer of fewer is sent before a second thread would be of use to it."""


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
        shape: Shape | None = None,
        origins: tuple[Origin, ...] = (),
    ) -> None:
        values = [TypedValue(*each) if isinstance(each, TypedParameter) else each for each in parameters]
        self._shape = shape = shape or Shape()
        self._answer = EngineAnswer(cursor, statements, values, few=shape.few)
        self.changed = self._answer.changed
        layout = shape.layout(self._answer.columns, tuple(formats), style, columns, origins)
        self.is_as_told = layout.is_as_told
        self.columns: Sequence[tuple[str, ColumnType]] = layout.columns
        self.description = layout.description
        self._encoder = layout.encoder
        self.formats: Sequence[int] = layout.encoder.formats
        self._source: Iterator[pa.RecordBatch] = self._answer.batches()
        self._rest: pa.RecordBatch | None = None
        self._is_first = True
        self.hurries = False
        self._ahead: Ahead[_Prepared] | None = None
        self._holds_engine = self.changed is None and self._answer.rows is None
        self.is_exhausted = self.changed is not None

    @property
    def schema(self) -> pa.Schema:
        """Arrow's types of the columns."""
        return self._answer.schema

    def take(self, limit: int) -> Iterator[tuple[int, bytes | memoryview]]:
        """The next rows, at most `limit` (0 for all), as counts and complete DataRow messages."""
        if self._answer.rows is not None and self._encoder.takes_values:
            yield from self._take_few(self._answer.rows, limit)
            return
        wanted = limit
        batches = 0
        while limit <= 0 or wanted > 0:
            batch = self._next()
            if batch is None:
                return
            if limit > 0 and batch.num_rows > wanted:
                batch, self._rest = batch.slice(0, wanted), batch.slice(wanted)
            wanted -= batch.num_rows
            if self._is_first and batch.num_rows > SENT_IN_ONE:
                self.hurries = True
                yield FIRST_ROWS, memoryview(self._encoder.encode(batch.slice(0, FIRST_ROWS)))
                self.hurries = False
                batch = batch.slice(FIRST_ROWS)
            self._is_first = False
            yield from _finished(_prepared(batch, self._encoder.prepared))
            batches += 1
            if limit <= 0 and batches == BATCHES_BEFORE_AHEAD:
                yield from self._made_ahead(self._encoder.prepared)
                return

    def _take_few(self, rows: list[tuple[object, ...]], limit: int) -> Iterator[tuple[int, bytes]]:
        """As `take`, for an answer that is there as values."""
        count = len(rows) if limit <= 0 else min(limit, len(rows))
        self.is_exhausted = limit <= 0 or count < limit
        self._answer.rows = rows[count:]
        if count:
            yield count, self._encoder.encode_rows(rows[:count] if limit > 0 else rows)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The rows that were not taken, as Arrow."""
        while (batch := self._next()) is not None:
            yield batch

    def encoded(self, encode: Encode) -> Iterator[tuple[int, bytes | memoryview]]:
        """The rows that were not taken, as counts and what `encode` makes of them."""
        for _ in range(BATCHES_BEFORE_AHEAD):
            batch = self._next()
            if batch is None:
                return
            yield from _finished(_prepared(batch, encode))
        yield from self._made_ahead(encode)

    def _made_ahead(self, encode: Encode) -> Iterator[tuple[int, memoryview]]:
        def source() -> Iterator[_Prepared]:
            while (batch := self._next()) is not None:
                yield from _prepared(batch, encode)

        if not self.is_exhausted:
            self._ahead = Ahead(source(), self._answer.interrupt)
            yield from _finished(self._ahead)
            self._ahead = None

    def _next(self) -> pa.RecordBatch | None:
        batch, self._rest = self._rest, None
        while batch is None or not batch.num_rows:
            batch = next(self._source, None)
            if self._is_first:
                self._shape.saw(0 if batch is None else batch.num_rows)
            if batch is None:
                self.is_exhausted = True
                self._holds_engine = False
                return None
        return batch

    def detach(self) -> None:
        """Free the engine's cursor for another statement; what was not taken is laid aside in a file."""
        self._stop_ahead()
        if self._holds_engine:
            table = mapped_table(self.schema, self._remaining())
            self._source = iter(table.to_batches(max_chunksize=LAID_ASIDE_ROWS))
            self._holds_engine = False

    def _stop_ahead(self) -> None:
        """End the second thread; it runs here only when sending broke off, and with it the answer."""
        if self._ahead is not None:
            ahead, self._ahead = self._ahead, None
            ahead.close()
            self.close()

    def _remaining(self) -> Iterator[pa.RecordBatch]:
        rest, self._rest = self._rest, None
        if rest is not None:
            yield rest
        yield from self._source

    def close(self) -> None:
        """Give up what is left."""
        self._stop_ahead()
        self._answer.close()
        self._source, self._rest = iter(()), None
        self._holds_engine = False
        self.is_exhausted = True


def _prepared(batch: pa.RecordBatch, encode: Encode) -> Iterator[_Prepared]:
    for part in _narrowed(batch):
        yield part.num_rows, encode(part)


def _finished(prepared: Iterable[_Prepared]) -> Iterator[tuple[int, memoryview]]:
    for rows, finish in prepared:
        yield rows, memoryview(finish())


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
