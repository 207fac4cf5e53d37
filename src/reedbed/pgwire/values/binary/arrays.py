"""Lists as PostgreSQL's binary arrays: dimensions, the OID of the elements, then each element with its length."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reedbed import errors
from reedbed.pgwire.values.rows import Cells, FixedCells, row_stream
from reedbed.pgwire.values.storage import binary_array, byte_lengths, list_parts, record_array, validity
from reedbed.pgwire.values.types import ColumnType, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from reedbed.pgwire.values.styles import TextStyle

    Layout: TypeAlias = Callable[[pa.Array, ColumnType, TextStyle], Cells]

_HEADER = [("dimensions", ">i4"), ("has_nulls", ">i4"), ("element", ">i4")]
_DIMENSION = [("size", ">i4"), ("lower", ">i4")]


def array_column(array: pa.Array, column: ColumnType, style: TextStyle, layout: Layout) -> pa.Array:
    """The column as binary arrays; `layout` encodes the elements. Raises `ArrayRagged`."""
    sizes, offsets, elements, leaf = _flattened(array, column)
    cells = layout(elements, leaf, style)
    body = length_prefixed(cells, len(elements))
    per_element = np.concatenate(([0], np.cumsum(cell_sizes(cells, len(elements)))))
    bodies = binary_array(per_element[offsets], np.frombuffer(body, dtype=np.uint8))
    nulls = _null_counts(elements, offsets) > 0
    filled = np.prod(sizes, axis=1) > 0
    headers = np.zeros(len(array), dtype=_HEADER)
    headers["dimensions"] = np.where(filled, sizes.shape[1], 0)
    headers["has_nulls"] = nulls
    headers["element"] = leaf.oid
    dimensions = np.zeros((len(array), sizes.shape[1]), dtype=_DIMENSION)
    dimensions["size"], dimensions["lower"] = sizes, 1
    shapes = np.repeat(filled, sizes.shape[1])
    width = dimensions.dtype.itemsize * sizes.shape[1]
    shape_offsets = np.concatenate(([0], np.cumsum(np.where(filled, width, 0))))
    shape_array = binary_array(shape_offsets, dimensions.ravel()[shapes].view(np.uint8))
    joined = pc.binary_join_element_wise(record_array(headers), shape_array, bodies, pa.scalar(b"", pa.binary()))
    if not array.null_count:
        return joined
    return pc.if_else(array.is_valid(), joined, pa.scalar(None, pa.binary()))


def length_prefixed(cells: Cells, count: int) -> bytes | memoryview | pa.Buffer:
    """Each value behind its length, -1 for NULL."""
    return row_stream([cells], count, counted=False) if count else b""


def cell_sizes(cells: Cells, count: int) -> npt.NDArray[np.int64]:
    """The bytes of each value with its length."""
    if isinstance(cells, FixedCells):
        return np.full(count, 4 + np.dtype(cells.wire).itemsize, dtype=np.int64)
    return byte_lengths(cells).astype(np.int64) + 4


def _null_counts(elements: pa.Array, offsets: npt.NDArray[np.integer]) -> npt.NDArray[np.int64]:
    valid = validity(elements)
    missing = np.zeros(len(elements), dtype=np.int64) if valid is None else (~valid).astype(np.int64)
    before: npt.NDArray[np.int64] = np.concatenate(([0], np.cumsum(missing)))
    counts: npt.NDArray[np.int64] = np.diff(before[offsets])
    return counts


def _flattened(
    array: pa.Array, column: ColumnType
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], pa.Array, ColumnType]:
    """The size of each list in each dimension, where its elements begin, the elements and their type."""
    offsets, elements = list_parts(array)
    starts: npt.NDArray[np.int64] = offsets.astype(np.int64)
    sizes = [np.diff(starts)]
    element = column.element
    while element is not None and element.kind is Kind.ARRAY:
        inner, below = list_parts(elements)
        if elements.null_count:
            raise _ragged(column)
        lengths = np.diff(inner).astype(np.int64)
        sizes.append(_common(lengths, starts, column))
        starts = inner.astype(np.int64)[starts]
        elements, element = below, element.element
    if element is None:
        raise TypeError(f"{column.duckdb} has no elements.")
    return np.stack(sizes, axis=1), starts, elements, element


def _common(lengths: npt.NDArray[np.int64], starts: npt.NDArray[np.int64], column: ColumnType) -> npt.NDArray[np.int64]:
    """The one length that all inner lists of each outer one have; 0 where there is none."""
    counts = np.diff(starts)
    some = counts > 0
    found = np.zeros(len(counts), dtype=np.int64)
    found[some] = lengths[starts[:-1][some]]
    if not np.array_equal(np.repeat(found, counts), lengths):
        raise _ragged(column)
    return found


def _ragged(column: ColumnType) -> errors.ArrayRagged:
    return errors.ArrayRagged(
        f"A value of type {column.duckdb} is not rectangular and has no binary form.", hint="select the column as JSON"
    )
