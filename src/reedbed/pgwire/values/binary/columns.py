"""Which layout a column gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reedbed.pgwire.values.binary.arrays import array_column
from reedbed.pgwire.values.binary.bits import bit_column
from reedbed.pgwire.values.binary.fixed import WIRE, fixed_column
from reedbed.pgwire.values.binary.numerics import numeric_column
from reedbed.pgwire.values.binary.records import record_column
from reedbed.pgwire.values.rows import Cells, FixedCells
from reedbed.pgwire.values.storage import binary_array, bitmap, stored, validity
from reedbed.pgwire.values.styles import DEFAULT_STYLE
from reedbed.pgwire.values.text.columns import text_column
from reedbed.pgwire.values.types import JSONB_VERSION, NO_CHARACTER, ColumnType, Kind

if TYPE_CHECKING:
    from reedbed.pgwire.values.styles import TextStyle


def binary_column(array: pa.Array, column: ColumnType, style: TextStyle = DEFAULT_STYLE) -> Cells:
    """The column's values in the binary format; `style` is for documents, whose parts are text."""
    kind = column.kind
    if kind in WIRE:
        return _fixed(array, kind)
    if kind in {Kind.BYTEA, Kind.CHAR}:
        return stored(array) if kind is Kind.BYTEA else pc.if_else(pc.equal(array, ""), NO_CHARACTER.decode(), array)
    if kind is Kind.NUMERIC:
        return numeric_column(array, column.duckdb)
    if kind is Kind.VARBIT:
        return bit_column(array)
    if kind in {Kind.RECORD, Kind.ARRAY}:
        lay_out = array_column if kind is Kind.ARRAY else record_column
        return lay_out(array, column, style, binary_column)
    text = text_column(array, column, style)
    return pc.binary_join_element_wise(JSONB_VERSION, text.cast(pa.binary()), b"") if kind is Kind.JSONB else text


def _fixed(array: pa.Array, kind: Kind) -> Cells:
    values = fixed_column(array, kind)
    valid = validity(array)
    if valid is None:
        return FixedCells(values, WIRE[kind])
    present = values[valid].astype(WIRE[kind])
    offsets = np.concatenate(([0], np.cumsum(valid, dtype=np.int64) * present.dtype.itemsize))
    return binary_array(offsets, present.view(np.uint8), bitmap(array))
