"""Answers as DataRow messages: big ones a batch of columns at a time, small ones value by value."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from reedbed.pgwire.values.binary.columns import binary_column
from reedbed.pgwire.values.conversion import conversions, converted
from reedbed.pgwire.values.rows import DATA_ROW, Cells, row_stream
from reedbed.pgwire.values.single import cell_encoders, single_values
from reedbed.pgwire.values.styles import DEFAULT_STYLE, TextStyle
from reedbed.pgwire.values.text.columns import text_column

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pyarrow as pa

    from reedbed.pgwire.values.types import ColumnType

TEXT, BINARY = 0, 1
FEW_ROWS = 24
"""Up to this many, values in Python are quicker than columns: 1 µs a value against 15 µs a column."""


class RowEncoder:
    """Encodes the rows of one answer, whose columns and formats are known.

    `formats` is PostgreSQL's list of result formats: empty for text, one for all columns, or one per column.
    `told` are the types that the client was told of, where they may differ from those of the batches.
    """

    def __init__(
        self,
        columns: Sequence[ColumnType],
        formats: Sequence[int] = (),
        style: TextStyle = DEFAULT_STYLE,
        *,
        told: Sequence[ColumnType] = (),
    ) -> None:
        self._conversions = conversions(columns, told)
        self.columns = tuple(told) if self._conversions else tuple(columns)
        self.formats = spread_formats(formats, len(self.columns))
        self.style = style
        self._cells = cell_encoders(self.columns, self.formats, style)
        self.takes_values = not self._conversions
        """Whether `encode_rows` gives what `encode` does; values are not converted there."""

    def encode(self, batch: pa.RecordBatch) -> bytes | memoryview | pa.Buffer:
        """The batch as complete DataRow messages, one after the other."""
        return self.prepared(batch)()

    def prepared(self, batch: pa.RecordBatch) -> Callable[[], bytes | memoryview | pa.Buffer]:
        """The first half of `encode`, its cells; what is returned does the other half, on any thread."""
        if self._conversions:
            batch = converted(batch, self._conversions)
        if batch.num_rows <= FEW_ROWS:
            parts = zip(batch.columns, self.columns, self.formats, strict=True)
            values = [single_values(array, column, format_, self.style) for array, column, format_ in parts]
            return partial(self.encode_rows, list(zip(*values, strict=True)) if values else [()] * batch.num_rows)
        finish = partial(row_stream, self.cells(batch), batch.num_rows, tag=DATA_ROW)
        # Binary cells cost next to nothing: the joining is the work, and is better done ahead of the sending.
        if not all(self.formats):
            return finish
        stream = finish()
        return lambda: stream

    def cells(self, batch: pa.RecordBatch) -> list[Cells]:
        """Each column in its format, before rows are made of them."""
        return [
            binary_column(array, column, self.style) if format_ else text_column(array, column, self.style)
            for array, column, format_ in zip(batch.columns, self.columns, self.formats, strict=True)
        ]

    def encode_rows(self, rows: Sequence[tuple[Any, ...]]) -> bytes:
        """Rows of Python values as DataRow messages; dates and moments as counts, as `single_values` gives them."""
        count = len(self.columns).to_bytes(2)
        out = bytearray()
        for row in rows:
            body = bytearray(count)
            for encode, value in zip(self._cells, row, strict=True):
                if value is None:
                    body += b"\xff\xff\xff\xff"
                else:
                    data = encode(value)
                    body += len(data).to_bytes(4)
                    body += data
            out += b"D"
            out += (len(body) + 4).to_bytes(4)
            out += body
        return bytes(out)


@lru_cache(maxsize=1024)
def row_encoder(
    columns: tuple[ColumnType, ...], formats: tuple[int, ...], style: TextStyle, told: tuple[ColumnType, ...]
) -> RowEncoder:
    """An encoder for these columns, kept: making one takes as long as encoding a row."""
    return RowEncoder(columns, formats, style, told=told)


def spread_formats(formats: Sequence[int], columns: int) -> tuple[int, ...]:
    """One format per column."""
    if len(formats) == columns:
        return tuple(formats)
    return (formats[0] if formats else TEXT,) * columns
