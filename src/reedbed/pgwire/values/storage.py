"""Arrow arrays as their memory: numpy views of values and offsets, and arrays made from such memory.

Values under a NULL are whatever lies there; who uses them masks them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    import numpy.typing as npt

NumpyArray: TypeAlias = "npt.NDArray[np.generic]"


def stored(array: pa.Array) -> pa.Array:
    """The array under an extension type (UUID, JSON, DuckDB's opaque ones), or the array itself."""
    return array.storage if isinstance(array, pa.ExtensionArray) else array


def validity(array: pa.Array) -> npt.NDArray[np.bool_] | None:
    """Which values are not NULL; None when all are."""
    return array.is_valid().to_numpy(zero_copy_only=False) if array.null_count else None


def fixed_values(array: pa.Array, dtype: str) -> npt.NDArray[np.generic]:
    """The values of an array of fixed width, read as `dtype`, which must have that width."""
    buffer = array.buffers()[1]
    if buffer is None or not len(array):
        return np.empty(0, dtype=dtype)
    width = np.dtype(dtype).itemsize
    return np.frombuffer(buffer, dtype=dtype, count=len(array), offset=array.offset * width)


def int_offsets(array: pa.Array) -> npt.NDArray[np.int32]:
    """The `len(array) + 1` offsets of a string, binary, list or map array."""
    buffer = array.buffers()[1]
    if buffer is None or not len(array):
        return np.zeros(len(array) + 1, dtype=np.int32)
    return np.frombuffer(buffer, dtype=np.int32, count=len(array) + 1, offset=array.offset * 4)


def byte_lengths(array: pa.Array) -> npt.NDArray[np.int32]:
    """The length of each string or binary value; 0 for NULL."""
    lengths = np.diff(int_offsets(array))
    valid = validity(array)
    return lengths if valid is None else np.where(valid, lengths, 0).astype(np.int32)


def data_bytes(array: pa.Array) -> npt.NDArray[np.uint8]:
    """The bytes of all values of a string or binary array, those before its first one included."""
    buffer = array.buffers()[2]
    return np.empty(0, dtype=np.uint8) if buffer is None else np.frombuffer(buffer, dtype=np.uint8)


def binary_array(offsets: npt.NDArray[np.integer], data: NumpyArray, mask: pa.Buffer | None = None) -> pa.Array:
    """A binary array over `data`, cut at `offsets`; `mask` is a validity bitmap."""
    buffers = [mask, pa.py_buffer(np.ascontiguousarray(offsets, dtype=np.int32)), pa.py_buffer(data)]
    return pa.Array.from_buffers(pa.binary(), len(offsets) - 1, buffers)


def string_array(offsets: npt.NDArray[np.integer], data: NumpyArray, mask: pa.Buffer | None = None) -> pa.Array:
    """The same as text; `data` must be UTF-8."""
    buffers = [mask, pa.py_buffer(np.ascontiguousarray(offsets, dtype=np.int32)), pa.py_buffer(data)]
    return pa.Array.from_buffers(pa.string(), len(offsets) - 1, buffers)


def record_array(records: NumpyArray) -> pa.Array:
    """A binary array whose values are the records of a structured (or fixed-width) numpy array."""
    width = records.dtype.itemsize
    return binary_array(np.arange(0, (len(records) + 1) * width, width, dtype=np.int64), records.view(np.uint8).ravel())


def bitmap(array: pa.Array) -> pa.Buffer | None:
    """A validity bitmap that begins at the array's first value; None when nothing is NULL."""
    valid = validity(array)
    return None if valid is None else pa.py_buffer(np.packbits(valid, bitorder="little"))


def list_parts(array: pa.Array) -> tuple[npt.NDArray[np.int32], pa.Array]:
    """Offsets that begin at 0, and the elements they cut, of a list, fixed-size list or map array."""
    if pa.types.is_fixed_size_list(array.type):
        size = array.type.list_size
        offsets = np.arange(len(array) + 1, dtype=np.int32) * size
        return offsets, array.values.slice(array.offset * size, len(array) * size)
    offsets = int_offsets(array)
    first = int(offsets[0])
    return offsets - first, array.values.slice(first, int(offsets[-1]) - first)


def joined_lists(array: pa.Array, offsets: npt.NDArray[np.int32], texts: pa.Array, separator: str = ",") -> pa.Array:
    """The texts of each list put together; NULL where the list is. No text may be NULL."""
    buffers = [bitmap(array), pa.py_buffer(np.ascontiguousarray(offsets, dtype=np.int32))]
    lists = pa.Array.from_buffers(pa.list_(pa.string()), len(array), buffers, children=[texts])
    return pc.binary_join(lists, separator)
