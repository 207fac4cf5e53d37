"""Records in the binary format: how many fields, then for each the OID of its type, a length and that many bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reedbed.pgwire.values.binary.arrays import cell_sizes, length_prefixed
from reedbed.pgwire.values.storage import binary_array, stored

if TYPE_CHECKING:
    from reedbed.pgwire.values.binary.arrays import Layout
    from reedbed.pgwire.values.styles import TextStyle
    from reedbed.pgwire.values.types import ColumnType


def record_column(array: pa.Array, column: ColumnType, style: TextStyle, layout: Layout) -> pa.Array:
    """The column as binary records (record_send); `layout` encodes the fields."""
    array = stored(array)
    count = len(array)
    pieces: list[pa.Array | bytes] = [len(column.fields).to_bytes(4)]
    for position, (_, part) in enumerate(column.fields):
        cells = layout(array.field(position), part, style)
        offsets = np.concatenate(([0], np.cumsum(cell_sizes(cells, count))))
        bodies = binary_array(offsets, np.frombuffer(length_prefixed(cells, count), dtype=np.uint8))
        pieces += [part.oid.to_bytes(4), bodies]
    joined = pc.binary_join_element_wise(*pieces, pa.scalar(b"", pa.binary()))
    return pc.if_else(array.is_valid(), joined, pa.scalar(None, pa.binary())) if array.null_count else joined
