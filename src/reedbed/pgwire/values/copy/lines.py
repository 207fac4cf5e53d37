"""COPY's text and csv formats read by columns: Arrow's parser of delimited text, where its rules are PostgreSQL's.

Where they are not (an escape that is no doubled quote, FORCE_NULL, a bare carriage return), rows are read one by one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from reedbed.errors import CopyMalformed, TextNotUtf8, WireValueError
from reedbed.pgwire.values.copy.fields import csv_columns
from reedbed.pgwire.values.copy.skipping import Skipping
from reedbed.pgwire.values.copy.texts import Backslashes, direct_type, text_values, unescaped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.pgwire.values.copy.options import CopyOptions
    from reedbed.pgwire.values.types import ColumnType

_END_MARK: Final = re.compile(rb"(?m)^\\\.\r?$")
_TRUE: Final = ["t", "true", "T", "TRUE", "True", "1", "yes", "on", "y"]
_FALSE: Final = ["f", "false", "F", "FALSE", "False", "0", "no", "off", "n"]
_VANISHING: Final = {
    pa.float32(): re.compile(rb"[eE]-(?:[3-9]\d|\d{3})"),
    pa.float64(): re.compile(rb"[eE]-\d{3}"),
}
"""Exponents of numbers that may be too small for the type, which Arrow makes zero."""


class Lines:
    """The reader of one COPY; knows how many lines came before."""

    def __init__(self, columns: Sequence[tuple[str, ColumnType]], options: CopyOptions, table: str, zone: str) -> None:
        self._names = tuple(name for name, _ in columns)
        self._types = tuple(kind for _, kind in columns)
        self._options = options
        self._table = table
        self._zone = zone
        self._csv = options.format == "csv"
        self.skipping = Skipping(columns, options, table, zone) if options.skips else None
        self.marks: list[list[bool]] = []
        """With the option DEFAULT, for each column of the last batch where its default is meant."""
        self._lines_before = 0
        self._header_due = bool(options.header)
        self._ended = False
        self._backslashes = Backslashes(end=False, cuts=False, escapes=False)
        self._by_row = self._csv and bool(
            options.escape != options.quote or options.force_null or options.force_not_null
        )
        self._marked = options.default is not None

    def take(self, data: bytes, *, last: bool) -> tuple[pa.RecordBatch | None, bytes]:
        """The rows of a block, and the line at its end that is not complete."""
        if self._ended:
            return None, b""
        end = len(data) if last else self._last_line_end(data)
        block, rest = data[:end], data[end:]
        if not self._csv:
            self._backslashes = Backslashes.of(block, self._options.delimiter, self._options.null)
            mark = _END_MARK.search(block) if self._backslashes.end else None
            if mark is not None:
                block, rest, self._ended = block[: mark.start()], b"", True
        if block and not block.endswith(b"\n"):
            block += b"\n"
        if self._header_due and block:
            block = self._without_header(block)
        if not block:
            return None, rest
        before = self.skipping.rows if self.skipping is not None else 0
        batch = self._batch(block)
        skipped = self.skipping.rows - before if self.skipping is not None else 0
        self._lines_before += batch.num_rows + skipped
        return batch, rest

    def _last_line_end(self, data: bytes) -> int:
        """Behind the last newline that ends a row: in csv, one with an even number of quotes before it."""
        end = data.rfind(b"\n")
        if not self._csv or end < 0:
            return end + 1
        quote = self._options.quote.encode()
        if self._options.escape != self._options.quote:
            data = data.replace(f"{self._options.escape}{self._options.quote}".encode(), b"\0\0")
        odd = data.count(quote, 0, end) % 2
        while odd and end > 0:
            before = data.rfind(b"\n", 0, end)
            odd = (odd + data.count(quote, max(before, 0), end)) % 2
            end = before
        return end + 1

    def _without_header(self, block: bytes) -> bytes:
        line, _, rest = block.partition(b"\n")
        self._header_due = False
        self._lines_before += 1
        if self._options.header == "match":
            found = self._read(line + b"\n", self._names)
            names = [column[0].as_py() for column in found]
            if names != list(self._names):
                raise self._malformed(
                    f"column name mismatch in header line: got {names}, expected {list(self._names)}", 0
                )
        return rest

    def _batch(self, block: bytes) -> pa.RecordBatch:
        if not (self._needs_rows(block) or self._marked):
            try:
                return self._parsed(block, [direct_type(kind) for kind in self._types])
            except pa.ArrowInvalid:
                # A value that Arrow does not read, or a line with another number of values: find out which.
                pass
            except WireValueError:
                if self.skipping is None:
                    raise
        texts = self._read(block, self._names)
        return self._converted(texts if self.skipping is None else self.skipping.kept(texts, self._lines_before))

    def _needs_rows(self, block: bytes) -> bool:
        if self._by_row:
            return True
        if b"\r" in block and block.count(b"\r") != block.count(b"\r\n"):
            if not self._csv:
                before = re.split(rb"\r(?!\n)", block, maxsplit=1)[0]
                raise self._malformed("literal carriage return found in data", before.count(b"\n"))
            return True
        # A quote inside of a value that did not begin with one belongs to the value for PostgreSQL.
        quote = re.escape(self._options.quote.encode())
        delimiter = re.escape(self._options.delimiter.encode())
        if not self._csv or self._options.quote.encode() not in block:
            return False
        if block.count(self._options.quote.encode()) % 2:
            # Not closed: Arrow would take the rest of the block for the value.
            return True
        pairs = block.replace(self._options.quote.encode() * 2, b"")
        return re.search(rb"[^\r\n" + delimiter + rb"]" + quote + rb"[^\r\n" + delimiter + rb"]", pairs) is not None

    def _parsed(self, block: bytes, types: Sequence[pa.DataType]) -> pa.RecordBatch:
        options = self._options
        if self._backslashes.cuts:
            block = _without_escaped_delimiters(block, options.delimiter.encode())
        table = csv.read_csv(
            pa.BufferReader(block),
            read_options=csv.ReadOptions(
                column_names=[f"c{place}" for place in range(len(types))], block_size=len(block) + 1
            ),
            parse_options=csv.ParseOptions(
                delimiter=options.delimiter,
                quote_char=options.quote if self._csv else False,
                newlines_in_values=self._csv,
                ignore_empty_lines=False,
            ),
            convert_options=csv.ConvertOptions(
                column_types={f"c{place}": kind for place, kind in enumerate(types)},
                null_values=[options.null],
                true_values=_TRUE,
                false_values=_FALSE,
                strings_can_be_null=True,
                quoted_strings_can_be_null=False,
            ),
        )
        arrays = [_whole(column) for column in table.columns]
        if any(_may_be_out_of_range(each, block) for each in arrays if pa.types.is_floating(each.type)):
            raise pa.ArrowInvalid("A number may be beyond its type, which Arrow makes an infinite one or zero.")
        if self._backslashes.escapes:
            arrays = [unescaped(array) if pa.types.is_string(array.type) else array for array in arrays]
        texts = [pa.types.is_string(kind) for kind in types]
        return self._converted(arrays, only=texts)

    def _read(self, block: bytes, names: Sequence[str]) -> list[pa.Array]:
        """Every column as text. Raises `CopyMalformed` for a line with another number of values."""
        if self._needs_rows(block):
            return self._by_rows(block)
        return self._by_rows(block) if self._csv else self._plain_rows(block, len(names))

    def _by_rows(self, block: bytes) -> list[pa.Array]:
        self.marks = [[] for _ in self._names] if self._marked else []
        try:
            columns, wrong = csv_columns(block.decode(), self._options, self._names, self.marks)
        except UnicodeDecodeError as error:
            raise TextNotUtf8('invalid byte sequence for encoding "UTF8"', position=error.start) from None
        if wrong is not None:
            raise self._wrong_count(*wrong)
        return [pa.array(each, pa.string()) for each in columns]

    def _plain_rows(self, block: bytes, count: int) -> list[pa.Array]:
        delimiter = self._options.delimiter
        if self._backslashes.cuts:
            block = _without_escaped_delimiters(block, delimiter.encode())
        try:
            lines = block.decode().removesuffix("\n").split("\n")
        except UnicodeDecodeError as error:
            raise TextNotUtf8('invalid byte sequence for encoding "UTF8"', position=error.start) from None
        rows = [line.removesuffix("\r").split(delimiter) for line in lines]
        for line, row in enumerate(rows):
            if len(row) != count:
                raise self._wrong_count(line, len(row))
        columns = list(zip(*rows, strict=True))
        default, absent = self._options.default, {self._options.null}
        if default is not None:
            absent.add(default)
            self.marks = [[value == default for value in values] for values in columns]
        return [
            unescaped(pa.array([None if value in absent else value for value in values], pa.string()))
            for values in columns
        ]

    def _converted(self, arrays: Sequence[pa.Array], only: Sequence[bool] | None = None) -> pa.RecordBatch:
        """Columns of text as the types of the table."""
        found = []
        for place, (array, column, name) in enumerate(zip(arrays, self._types, self._names, strict=True)):
            if only is not None and not only[place]:
                found.append(array)
                continue
            try:
                found.append(text_values(array, column, self._zone))
            except WireValueError as error:
                line = self._lines_before + int(error.details.pop("row", 0)) + 1
                error.details["context"] = (
                    f'COPY {self._table}, line {line}, column {name}: "{error.details.get("value", "")}"'
                )
                raise
        return pa.RecordBatch.from_arrays(found, names=list(self._names))

    def _wrong_count(self, line: int, count: int) -> CopyMalformed:
        if count > len(self._names):
            return self._malformed("extra data after last expected column", line)
        return self._malformed(f'missing data for column "{self._names[count]}"', line)

    def _malformed(self, why: str, line: int) -> CopyMalformed:
        number = self._lines_before + line + 1
        return CopyMalformed(why, context=f"COPY {self._table}, line {number}", line=number)


def _may_be_out_of_range(array: pa.Array, block: bytes) -> bool:
    if pc.any(pc.is_inf(array)).as_py():
        return True
    return bool(pc.any(pc.equal(array, 0)).as_py()) and _VANISHING[array.type].search(block) is not None


def _without_escaped_delimiters(block: bytes, delimiter: bytes) -> bytes:
    """Escapes in front of a delimiter or a newline as escapes by letters, so that lines can be cut at every one."""
    letters = {b"\t": b"\\t", b"\n": b"\\n", delimiter: b"\\x%02x" % ord(delimiter)}
    letters[b"\t"] = b"\\t"
    return re.sub(rb"(?s)\\(.)", lambda found: letters.get(found[1], found[0]), block)


def _whole(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks)
