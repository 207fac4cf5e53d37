"""Rows on their way in: from the data of CopyData messages, cut anywhere, to Arrow batches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from reedbed.pgwire.values.copy.binary_rows import BinaryRows
from reedbed.pgwire.values.copy.defaults import without_defaults
from reedbed.pgwire.values.copy.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa

    from reedbed.pgwire.values.copy.options import CopyOptions
    from reedbed.pgwire.values.types import ColumnType

BLOCK_BYTES: Final = 4 << 20
"""Data is gathered up to this size and then parsed at once: larger blocks are no quicker and take more memory."""


class Rows(Protocol):
    """One format's reader of blocks."""

    def take(self, data: bytes, *, last: bool) -> tuple[pa.RecordBatch | None, bytes]:
        """The rows that `data` holds, and the beginning of a row at its end, to be given again with more."""


class CopyDecoder:
    """Decodes the rows of one COPY … FROM STDIN: `feed` for each piece of data, `finish` after the last.

    Batches have the table's columns in the types that the engine needs no cast for, or, for rare types, as DuckDB's
    text; with the option DEFAULT only the columns that have values. Errors (`CopyMalformed`, `TextMalformed`, …) carry
    `context`, PostgreSQL's CONTEXT line.
    """

    def __init__(
        self,
        columns: Sequence[tuple[str, ColumnType]],
        options: CopyOptions,
        *,
        table: str = "",
        zone: str = "UTC",
    ) -> None:
        self._rows: Rows = (
            BinaryRows(columns, table=table) if options.format == "binary" else Lines(columns, options, table, zone)
        )
        self._pieces: list[bytes | memoryview] = []
        self._size = 0

    @property
    def remarks(self) -> list[str]:
        """What the client is told of rows that were left out, when all were taken."""
        skipping = self._rows.skipping if isinstance(self._rows, Lines) else None
        return [] if skipping is None else skipping.remarks

    def feed(self, data: bytes | memoryview) -> Iterator[pa.RecordBatch]:
        """Take data; gives a batch when enough has come."""
        self._pieces.append(data)
        self._size += len(data)
        if self._size >= BLOCK_BYTES:
            yield from self._parse(last=False)

    def finish(self) -> Iterator[pa.RecordBatch]:
        """The client is done: the rest of the rows. Raises `CopyMalformed` when the last one is not complete."""
        yield from self._parse(last=True)

    def _parse(self, *, last: bool) -> Iterator[pa.RecordBatch]:
        block = b"".join(self._pieces)
        self._pieces.clear()
        batch, rest = self._rows.take(block, last=last)
        self._size = len(rest)
        if rest:
            self._pieces.append(rest)
        if batch is not None and batch.num_rows:
            marks = self._rows.marks if isinstance(self._rows, Lines) else []
            yield from without_defaults(batch, marks) if marks else (batch,)
