"""Rows on their way out: complete CopyData messages, one for each row, as PostgreSQL sends them.

Clients rely on it: psycopg's `Copy.rows()` and DuckDB's reader take each message for a row.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reedbed.pgwire.values.binary.columns import binary_column
from reedbed.pgwire.values.rows import row_stream
from reedbed.pgwire.values.storage import byte_lengths, data_bytes, int_offsets, record_array
from reedbed.pgwire.values.styles import DEFAULT_STYLE, TextStyle
from reedbed.pgwire.values.text.columns import text_column
from reedbed.pgwire.values.types import ColumnType, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from reedbed.pgwire.values.copy.options import CopyOptions

SIGNATURE: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
"""Eleven bytes, then flags and the length of an extension, both 0."""
TRAILER: Final = b"\xff\xff"
COPY_DATA: Final = b"d"
_LINE_SURPLUS: Final = 5
"""What the length of a line's message counts beside its values: itself and the newline."""

_ESCAPES: Final = {"\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v"}
PLAIN_KINDS: Final = frozenset(
    {
        Kind.BOOL, Kind.INT2, Kind.INT4, Kind.INT8, Kind.OID, Kind.FLOAT4, Kind.FLOAT8, Kind.NUMERIC, Kind.DATE,
        Kind.TIME, Kind.TIMETZ, Kind.TIMESTAMP, Kind.TIMESTAMPTZ, Kind.UUID, Kind.VARBIT,
    }
)  # fmt: skip
"""Kinds whose text has neither backslashes nor control characters nor quotes."""


class CopyEncoder:
    """Encodes the rows of one COPY … TO STDOUT: `begin`, `encode` for each batch, `end`."""

    def __init__(
        self, columns: Sequence[tuple[str, ColumnType]], options: CopyOptions, style: TextStyle = DEFAULT_STYLE
    ) -> None:
        self._names = tuple(name for name, _ in columns)
        self._types = tuple(kind for _, kind in columns)
        self._options = options
        self._style = style
        self._forced = options.names(options.force_quote, self._names)
        # PostgreSQL sends the signature in the message of the first row, and psycopg expects it there.
        self._pending = SIGNATURE if options.format == "binary" else b""

    def begin(self) -> bytes:
        """What comes before the rows: the header line, if one is asked for."""
        if self._options.header is not True or self._options.format == "binary":
            return b""
        names = [pa.array([name], pa.string()) for name in self._names]
        encoded = [self._escaped(each, "", Kind.TEXT) for each in names]
        return bytes(self._framed(encoded, 1))

    def encode(self, batch: pa.RecordBatch) -> bytes | memoryview | pa.Buffer:
        """The rows of a batch."""
        return self.prepared(batch)()

    def prepared(self, batch: pa.RecordBatch) -> Callable[[], bytes | memoryview | pa.Buffer]:
        """The first half of `encode`, its values; what is returned does the other half, on any thread.

        The halves may overlap with those of other batches, not change places among themselves.
        """
        if not batch.num_rows:
            return bytes
        if self._options.format != "binary":
            texts = [
                self._escaped(text_column(array, column, self._style), name, column.kind)
                for array, column, name in zip(batch.columns, self._types, self._names, strict=True)
            ]
            return partial(self._framed, texts, batch.num_rows)
        if not self._pending:
            return self._binary(batch)
        first = bytes(self._binary(batch.slice(0, 1))())[5:]
        message = framed(self._pending + first)
        self._pending = b""
        rest = bytes(self._binary(batch.slice(1))()) if batch.num_rows > 1 else b""
        return partial(bytes, message + rest)

    def end(self) -> bytes:
        """What comes after the rows: the trailer of the binary format."""
        return framed(self._pending + TRAILER) if self._options.format == "binary" else b""

    def _binary(self, batch: pa.RecordBatch) -> Callable[[], bytes | memoryview | pa.Buffer]:
        cells = [
            binary_column(array, column, self._style) for array, column in zip(batch.columns, self._types, strict=True)
        ]
        # Binary cells cost next to nothing: the joining is the work, and is better done ahead of the sending.
        stream = row_stream(cells, batch.num_rows, tag=COPY_DATA)
        return lambda: stream

    def _escaped(self, texts: pa.Array, name: str, kind: Kind) -> pa.Array:
        if self._options.format == "csv":
            return self._quoted(texts, name, kind)
        delimiter = self._options.delimiter
        if kind in PLAIN_KINDS and delimiter == "\t":
            return texts
        special = {"\\": "\\\\", **_ESCAPES}
        if delimiter not in special:
            special[delimiter] = f"\\{delimiter}"
        if not _holds_any(texts, special):
            return texts
        for character, escape in special.items():
            texts = pc.replace_substring(texts, character, escape)
        return texts

    def _quoted(self, texts: pa.Array, name: str, kind: Kind) -> pa.Array:
        options = self._options
        if name in self._forced:
            return self._in_quotes(texts)
        if kind in PLAIN_KINDS and options.delimiter == "," and options.null == "":
            return texts
        characters = (options.delimiter, options.quote, "\n", "\r")
        if not _holds_any(texts, (*characters, options.null, "\\.")):
            return texts
        special = "".join(re.escape(each) for each in characters)
        needed = pc.or_(pc.match_substring_regex(texts, f"[{special}]"), pc.equal(texts, options.null))
        if len(self._names) == 1:
            needed = pc.or_(needed, pc.equal(texts, "\\."))
        if not pc.any(needed).as_py():
            return texts
        return pc.if_else(needed, self._in_quotes(texts), texts)

    def _in_quotes(self, texts: pa.Array) -> pa.Array:
        quote, escape = self._options.quote, self._options.escape
        if escape != quote:
            texts = pc.replace_substring(texts, escape, escape + escape)
        return pc.binary_join_element_wise(quote, pc.replace_substring(texts, quote, escape + quote), quote, "")

    def _framed(self, texts: Sequence[pa.Array], rows: int) -> pa.Buffer:
        """Lines, each behind the head of its message."""
        delimiter, null = self._options.delimiter, self._options.null
        # In two steps: a delimiter as a separator costs a third of one as a column, and the heads need the lengths.
        lines = (
            pc.binary_join_element_wise(*texts, delimiter, null_handling="replace", null_replacement=null)
            if texts
            else pa.array([""] * rows)
        )
        heads = np.empty(rows, dtype=[("tag", "S1"), ("size", ">i4")])
        heads["tag"], heads["size"] = COPY_DATA, byte_lengths(lines) + _LINE_SURPLUS
        ends = record_array(np.full(rows, b"\n", dtype="S1"))
        empty = pa.scalar(b"", pa.binary())
        return pc.binary_join_element_wise(record_array(heads), lines.cast(pa.binary()), ends, empty).buffers()[2]


def _holds_any(texts: pa.Array, wanted: Iterable[str]) -> bool:
    """Whether one of these is in the texts or may be: the bytes are looked through as a whole, at 10 GB a second."""
    offsets = int_offsets(texts)
    characters = data_bytes(texts)[offsets[0] : offsets[-1]].tobytes()
    return any(each.encode() in characters if each else bool((byte_lengths(texts) == 0).any()) for each in wanted)


def framed(data: bytes) -> bytes:
    """One CopyData message."""
    return COPY_DATA + (len(data) + 4).to_bytes(4) + data
