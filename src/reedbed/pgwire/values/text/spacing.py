"""Documents of `jsonb` as PostgreSQL shows them: a blank behind each colon and comma that is in no string."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from reedbed.documents import spaced
from reedbed.pgwire.values.storage import bitmap, data_bytes, int_offsets, stored, string_array

if TYPE_CHECKING:
    import numpy.typing as npt

_QUOTE: Final = ord('"')
_BACKSLASH: Final = ord("\\")
_COLON: Final = ord(":")
_COMMA: Final = ord(",")
_BLANK: Final = ord(" ")


def spaced_text(array: pa.Array) -> pa.Array:
    """The documents with these blanks; all their bytes are looked at together, at some nanoseconds each."""
    array = stored(array)
    if not pa.types.is_string(array.type):
        array = array.cast(pa.string())
    offsets = int_offsets(array).astype(np.int64)
    octets = data_bytes(array)[offsets[0] : offsets[-1]]
    offsets -= offsets[0]
    inside = np.cumsum(_quotes(octets), dtype=np.uint8) & 1
    ends = offsets[1:][np.diff(offsets) > 0] - 1
    if np.any(inside[ends]):
        # What is no document, whose quotes are for nobody else to be counted with.
        return pa.array([None if each is None else spaced(each) for each in array.to_pylist()], pa.string())
    blank = ((octets == _COLON) | (octets == _COMMA)) & (inside == 0)
    blank[:-1] &= octets[1:] != _BLANK
    places = np.flatnonzero(blank)
    if not len(places):
        return array
    data = np.repeat(octets, blank + np.uint8(1))
    data[places + np.arange(1, len(places) + 1)] = _BLANK
    return string_array(offsets + np.searchsorted(places, offsets), data, bitmap(array))


def _quotes(octets: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """The quotes that begin or end a string: those behind an even number of backslashes."""
    quotes: npt.NDArray[np.bool_] = octets == _QUOTE
    slashes = octets == _BACKSLASH
    if not np.any(slashes):
        return quotes
    places = np.flatnonzero(quotes)
    others = np.where(slashes, -1, np.arange(len(octets)))
    last = np.maximum.accumulate(others)[places - 1]
    last[places == 0] = -1
    quotes[places] = (places - last) % 2 == 1
    return quotes
