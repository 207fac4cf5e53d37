"""Cursors of DECLARE: rows with a place in them, forward from the engine, backward from what is laid aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import pyarrow as pa

from reedbed.errors import TransactionStateWrong
from reedbed.pgserver.answers.batches import BatchRows
from reedbed.pgserver.answers.spools import mapped_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reedbed.pgserver.answers.replies import Rows
    from reedbed.pgwire.values.styles import TextStyle
    from reedbed.pgwire.values.types import ColumnType

HISTORY_ROWS: Final = 100_000
HISTORY_BYTES: Final = 16 << 20
"""What is kept of a cursor that did not say whether it scrolls, so that it can go back in a small answer."""

Direction = Literal["forward", "backward", "absolute", "relative"]


class ScrollingRows:
    """The rows of one cursor; `place` is 0 before the first row and one more than their number behind the last.

    `scroll` says what DECLARE said: True lays the whole answer aside at the first FETCH, False goes forward only.
    """

    def __init__(self, schema: pa.Schema, batches: Iterator[pa.RecordBatch], *, scroll: bool | None) -> None:
        self._schema = schema
        self._batches = batches
        self._scroll = scroll
        self._table: pa.Table | None = None
        self._history: list[pa.RecordBatch] | None = None if scroll is False else []
        self._history_rows = 0
        self._rest: pa.RecordBatch | None = None
        self._seen = 0
        self.place = 0

    @property
    def goes_back(self) -> bool:
        """Whether rows can be fetched again that were passed."""
        return self._scroll is not False

    def fetch(self, direction: Direction, count: int | None) -> Iterator[pa.RecordBatch]:
        """The rows that FETCH gives; `count` None is ALL. The place is right when the iterator has ended."""
        if self._scroll and self._table is None:
            self._lay_aside()
        if direction == "backward":
            return self._steps(None if count is None else -count, all_forward=False)
        if direction == "forward":
            return self._steps(count, all_forward=True)
        target = (count or 0) if direction == "absolute" else self.place + (count or 0)
        return self._single(target, from_end=direction == "absolute" and target < 0)

    def _steps(self, count: int | None, *, all_forward: bool) -> Iterator[pa.RecordBatch]:
        if count is None:
            return self._forward(None) if all_forward else self._backward(None)
        if count == 0:
            return self._single(self.place, from_end=False)
        return self._forward(count) if count > 0 else self._backward(-count)

    def _forward(self, count: int | None) -> Iterator[pa.RecordBatch]:
        if self._table is not None:
            start = min(self.place, self._table.num_rows)
            rows = self._table.slice(start, count) if count is not None else self._table.slice(start)
            self.place = start + rows.num_rows + (count is None or rows.num_rows < count)
            yield from rows.to_batches(max_chunksize=10_000)
            return
        while count is None or count > 0:
            batch = self._next(count)
            if batch is None:
                self.place = self._seen + 1
                return
            self.place += batch.num_rows
            count = None if count is None else count - batch.num_rows
            yield batch

    def _next(self, most: int | None) -> pa.RecordBatch | None:
        batch = self._rest if self._rest is not None else next(self._batches, None)
        self._rest = None
        if batch is None:
            return None
        if most is not None and batch.num_rows > most:
            batch, self._rest = batch.slice(0, most), batch.slice(most)
        self._seen += batch.num_rows
        self._remember(batch)
        return batch

    def _remember(self, batch: pa.RecordBatch) -> None:
        if self._history is None:
            return
        self._history.append(batch)
        self._history_rows += batch.num_rows
        if self._history_rows > HISTORY_ROWS or sum(each.nbytes for each in self._history) > HISTORY_BYTES:
            self._history = None

    def _backward(self, count: int | None) -> Iterator[pa.RecordBatch]:
        table = self._whole()
        before = min(self.place, table.num_rows + 1) - 1
        taken = max(before, 0) if count is None else min(max(before, 0), count)
        self.place = 0 if count is None or taken < count else before - taken + 1
        if taken:
            places = pa.array(range(before - 1, before - taken - 1, -1), pa.int64())
            yield from table.take(places).to_batches(max_chunksize=10_000)

    def _single(self, target: int, *, from_end: bool) -> Iterator[pa.RecordBatch]:
        """One row by its place, counted from 1."""
        if not from_end and target > self.place and self._table is None:
            # Forward to it: what lies between is passed over.
            for _ in self._forward(target - self.place - 1):
                pass
            yield from self._forward(1)
            return
        if target == self.place == 0 and not from_end:
            return
        table = self._whole()
        if from_end:
            target = table.num_rows + 1 + target
        self.place = max(0, min(target, table.num_rows + 1))
        if 1 <= target <= table.num_rows:
            yield from table.slice(target - 1, 1).to_batches()

    def _whole(self) -> pa.Table:
        if self._table is None:
            if self._history is None:
                raise TransactionStateWrong(
                    "cursor can only scan forward", hint="Declare it with SCROLL option to enable backward scan."
                )
            self._lay_aside()
        assert self._table is not None  # noqa: S101 - laid aside above
        return self._table

    def _lay_aside(self) -> None:
        kept = list(self._history or ())
        self._history = None
        rest = mapped_table(self._schema, self._remaining())
        self._table = pa.concat_tables([pa.Table.from_batches(kept, self._schema), rest]) if kept else rest

    def _remaining(self) -> Iterator[pa.RecordBatch]:
        if self._rest is not None:
            yield self._rest
            self._rest = None
        yield from self._batches

    def detach(self) -> None:
        """Free the engine's cursor: lay aside what has not been fetched."""
        if self._table is not None:
            return
        if self._history is not None:
            self._lay_aside()
        else:
            rest = mapped_table(self._schema, self._remaining())
            self._batches = iter(rest.to_batches(max_chunksize=10_000))

    def close(self) -> None:
        """Give the rows up."""
        self._batches, self._table, self._history, self._rest = iter(()), None, None, None


class CursorRows(BatchRows):
    """A declared cursor as a portal: an Execute takes rows from its place on, as FETCH FORWARD does."""

    def __init__(
        self,
        columns: Sequence[tuple[str, ColumnType]],
        scrolling: ScrollingRows,
        *,
        binary: bool,
        style: TextStyle,
    ) -> None:
        super().__init__(columns, iter(()), (1,) if binary else (), style)
        self.scrolling = scrolling
        self.binary = binary

    def take(self, limit: int) -> Iterator[tuple[int, bytes | memoryview]]:
        """The next rows as messages."""
        self._batches = self.scrolling.fetch("forward", limit if limit > 0 else None)
        taken = 0
        for count, data in super().take(0):
            taken += count
            yield count, data
        self.is_exhausted = limit <= 0 or taken < limit

    def detach(self) -> None:
        """Free the engine's cursor."""
        self.scrolling.detach()

    def close(self) -> None:
        """Give the rows up."""
        super().close()
        self.scrolling.close()


class LeadingRows:
    """The next `most` rows (0 for all) of rows that somebody else goes on with, as FETCH takes them of a portal."""

    hurries = False

    def __init__(self, rows: Rows, most: int) -> None:
        self._rows = rows
        self._left: int | None = most or None
        self.columns = rows.columns
        self.formats = rows.formats
        self.description = rows.description
        self.is_exhausted = False

    def take(self, limit: int) -> Iterator[tuple[int, bytes | memoryview]]:
        """The next rows as messages."""
        wanted = limit if self._left is None else min(limit or self._left, self._left)
        if self._left == 0:
            self.is_exhausted = True
            return
        taken = 0
        for count, data in self._rows.take(wanted):
            taken += count
            yield count, data
        if self._left is not None:
            self._left -= taken
        self.is_exhausted = self._left == 0 or wanted <= 0 or taken < wanted

    def detach(self) -> None:
        """Their holder sees to the engine's cursor."""

    def close(self) -> None:
        """What was not taken stays with the holder."""
        self._left = 0
