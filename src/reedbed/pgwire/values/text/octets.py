"""Bytes, UUIDs and bit strings as text."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reedbed.pgwire.values.storage import bitmap, data_bytes, fixed_values, int_offsets, stored, string_array

_HEX: Final = np.frombuffer(b"".join(b"%02x" % byte for byte in range(256)), dtype="V2")
_PRINTABLE: Final = range(0x20, 0x7F)
_OCTAL: Final = [chr(byte) if byte in _PRINTABLE else f"\\{byte:03o}" for byte in range(256)]
_OCTAL[ord("\\")] = "\\\\"
_UUID_GROUPS: Final = ((0, 8, 0), (9, 13, 8), (14, 18, 12), (19, 23, 16), (24, 36, 20))
"""Start and end in the text, start among the 32 digits."""


def bytea_text(array: pa.Array, output: str) -> pa.Array:
    r"""`\x` and two digits a byte, or the older form with octal escapes."""
    array = stored(array)
    if output == "escape":
        return pa.array([None if each is None else escaped_bytes(each) for each in array.to_pylist()], pa.string())
    offsets = int_offsets(array)
    digits = _HEX[data_bytes(array)[offsets[0] : offsets[-1]]].view(np.uint8)
    texts = string_array((offsets - offsets[0]).astype(np.int64) * 2, digits, bitmap(array))
    return pc.binary_join_element_wise("\\x", texts, "")


def escaped_bytes(raw: bytes) -> str:
    """Printable characters as they are, a doubled backslash, and other bytes in octal digits."""
    return "".join(map(_OCTAL.__getitem__, raw))


def uuid_text(array: pa.Array) -> pa.Array:
    """Five groups of hex digits; text already where DuckDB hands UUIDs out as such."""
    array = stored(array)
    if not pa.types.is_fixed_size_binary(array.type):
        return array
    digits = _HEX[fixed_values(array, "V16").view(np.uint8)].view(np.uint8).reshape(-1, 32)
    texts = np.full((len(array), 36), ord("-"), dtype=np.uint8)
    for start, end, source in _UUID_GROUPS:
        texts[:, start:end] = digits[:, source : source + end - start]
    return string_array(np.arange(len(array) + 1, dtype=np.int64) * 36, texts.ravel(), bitmap(array))


def bit_text(array: pa.Array) -> pa.Array:
    """Zeros and ones, from DuckDB's bytes: how many bits of the first byte are padding, then the bits."""
    return pa.array([None if each is None else bits_of(each) for each in stored(array).to_pylist()], pa.string())


def bits_of(raw: bytes) -> str:
    """The bits of one value as text."""
    return "".join(f"{byte:08b}" for byte in raw[1:])[raw[0] :]
