"""COPY's binary format read by columns.

Where a row begins is known only when the one before it has been read. Each row begins with the number of its columns,
though, and that pattern is found in the whole block at once; the rows that would begin there are measured all
together, and those that no row ends before are dropped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from reedbed.errors import CopyMalformed, WireValueError
from reedbed.pgwire.values.copy.columns import binary_values
from reedbed.pgwire.values.copy.encoding import SIGNATURE

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from reedbed.pgwire.values.types import ColumnType

_MAGIC: Final = SIGNATURE[:11]
_TRAILER: Final = b"\xff\xff"
_HEADER: Final = len(SIGNATURE)
_ROUNDS: Final = 3
"""Rows inside of a value, one behind the other, would take a round each."""


class BinaryRows:
    """The reader of one COPY; knows how many rows came before."""

    def __init__(self, columns: Sequence[tuple[str, ColumnType]], *, table: str) -> None:
        self._columns = columns
        self._table = table
        self._started = False
        self._ended = False
        self._rows_before = 0

    def take(self, data: bytes, *, last: bool) -> tuple[pa.RecordBatch | None, bytes]:
        """The rows of a block, and what is left of it."""
        if not self._started:
            data = self._without_header(data, last=last)
            if not self._started:
                return None, data
        if self._ended:
            return None, b""
        starts, end = self._row_starts(data)
        if last and not self._ended and end < len(data):
            raise self._malformed("unexpected EOF in COPY data", len(starts))
        batch = self._batch(data, starts)
        self._rows_before += len(starts)
        return batch, b"" if self._ended else data[end:]

    def _without_header(self, data: bytes, *, last: bool) -> bytes:
        if len(data) < _HEADER:
            if last:
                raise self._malformed("COPY file signature not recognized", 0)
            return data
        if data[: len(_MAGIC)] != _MAGIC:
            raise self._malformed("COPY file signature not recognized", 0)
        flags, extension = int.from_bytes(data[11:15]), int.from_bytes(data[15:19])
        if flags & 0xFFFF0000:
            raise self._malformed("invalid COPY file header (unrecognized critical flags)", 0)
        if len(data) < _HEADER + extension:
            return data
        self._started = True
        return data[_HEADER + extension :]

    def _row_starts(self, data: bytes) -> tuple[npt.NDArray[np.int64], int]:
        """Where the complete rows begin, and where the last of them ends."""
        block = np.frombuffer(data, dtype=np.uint8)
        count = len(self._columns)
        candidates, ends = _followed(_pattern(block, count), block, count)
        position = 0
        kept: list[npt.NDArray[np.int64]] = []
        place = 0
        # Where each row ends at the next candidate, candidates are rows; elsewhere, go on from where the row ends.
        breaks = np.flatnonzero(ends[:-1] != candidates[1:]) if len(candidates) > 1 else np.empty(0, dtype=np.int64)
        while True:
            place = int(np.searchsorted(candidates, position))
            if place >= len(candidates) or candidates[place] != position:
                break
            following = int(np.searchsorted(breaks, place))
            until = int(breaks[following]) if following < len(breaks) else len(candidates) - 1
            if ends[until] < 0:
                # The row is not complete. So is none after it.
                kept.append(candidates[place:until])
                position = int(candidates[until])
                return np.concatenate(kept), position
            kept.append(candidates[place : until + 1])
            position = int(ends[until])
        self._check(data, position, sum(map(len, kept)))
        return np.concatenate(kept) if kept else np.empty(0, dtype=np.int64), position

    def _check(self, data: bytes, position: int, rows: int) -> None:
        """What stands where the next row should begin: the trailer, or the beginning of a row that is cut."""
        head = data[position : position + 2]
        if head == _TRAILER:
            self._ended = True
            return
        found = int.from_bytes(head, signed=True)
        if len(head) == len(_TRAILER) and found != len(self._columns):
            raise self._malformed(f"row field count is {found}, expected {len(self._columns)}", rows)

    def _batch(self, data: bytes, starts: npt.NDArray[np.int64]) -> pa.RecordBatch | None:
        if not len(starts):
            return None
        block = np.frombuffer(data, dtype=np.uint8)
        lengths_at = _words(block, ">i4")
        positions = starts + 2
        arrays = []
        for name, column in self._columns:
            lengths = lengths_at[positions].astype(np.int64)
            try:
                arrays.append(binary_values(block, positions + 4, lengths, column))
            except WireValueError as error:
                error.details.setdefault("context", f"COPY {self._table}, column {name}")
                raise
            positions = positions + 4 + np.maximum(lengths, 0)
        return pa.RecordBatch.from_arrays(arrays, names=[name for name, _ in self._columns])

    def _malformed(self, why: str, rows: int) -> CopyMalformed:
        line = self._rows_before + rows + 1
        return CopyMalformed(why, context=f"COPY {self._table}, line {line}", line=line)


def _words(block: npt.NDArray[np.uint8], dtype: str) -> npt.NDArray[np.generic]:
    """The block read as numbers that begin at each of its bytes."""
    width = np.dtype(dtype).itemsize
    return np.ndarray((max(len(block) - width + 1, 0),), dtype=dtype, buffer=block, strides=(1,))


def _pattern(block: npt.NDArray[np.uint8], count: int) -> npt.NDArray[np.int64]:
    """The places of the two bytes with which a row of `count` columns begins."""
    high, low = count >> 8, count & 0xFF
    return np.flatnonzero((block[:-1] == high) & (block[1:] == low)) if len(block) > 1 else np.empty(0, dtype=np.int64)


def _followed(
    candidates: npt.NDArray[np.int64], block: npt.NDArray[np.uint8], count: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The candidates, and where each ends, without most of those that no other ends before: they lie inside of values.

    Each that is left makes a step of its own for who follows the rows, so one in a hundred costs as much as all rows.
    """
    ends = _ends(block, candidates, count)
    for _ in range(_ROUNDS):
        reached = np.zeros(len(block) + 1, dtype=np.bool_)
        reached[0] = True
        reached[ends[ends >= 0]] = True
        kept = reached[candidates]
        if kept.all():
            break
        candidates, ends = candidates[kept], ends[kept]
    return candidates, ends


def _ends(block: npt.NDArray[np.uint8], starts: npt.NDArray[np.int64], count: int) -> npt.NDArray[np.int64]:
    """Where the rows that begin at `starts` end; -1 for what is no row or not complete."""
    words = _words(block, ">i4")
    if not len(words):
        return np.full(len(starts), -1, dtype=np.int64)
    size = len(block)
    positions = starts + 2
    alive = np.ones(len(starts), dtype=np.bool_)
    for _ in range(count):
        alive &= positions <= size - 4
        lengths = words[np.minimum(positions, size - 4)].astype(np.int64)
        alive &= lengths >= -1
        positions = positions + 4 + np.maximum(lengths, 0)
        alive &= positions <= size
    return np.where(alive, positions, -1)
