"""A column of text as values of its type."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reedbed.errors import WireValueError
from reedbed.pgwire.values.copy.decimals import precision_and_scale
from reedbed.pgwire.values.decoding import text_reader
from reedbed.pgwire.values.types import BY_ARRAY_OID, ColumnType, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

_DIRECT: Final = {
    Kind.BOOL: pa.bool_(),
    Kind.INT2: pa.int16(),
    Kind.INT4: pa.int32(),
    Kind.INT8: pa.int64(),
    Kind.FLOAT4: pa.float32(),
    Kind.FLOAT8: pa.float64(),
    Kind.DATE: pa.date32(),
    Kind.TIME: pa.time64("us"),
    Kind.TIMESTAMP: pa.timestamp("us"),
    Kind.TIMESTAMPTZ: pa.timestamp("us", "UTC"),
}
"""Types whose usual texts Arrow reads as PostgreSQL does; it refuses the unusual ones."""

_TYPED: Final = frozenset({Kind.BOOL, Kind.INT2, Kind.INT4, Kind.INT8, Kind.FLOAT4, Kind.FLOAT8})
_AS_TEXT: Final = frozenset({Kind.TEXT, Kind.CHAR, Kind.RECORD, Kind.STRUCT, Kind.MAP, Kind.UNION, Kind.LIST})
_ESCAPE: Final = re.compile(r"\\(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3})|(.))", re.DOTALL)
_BACKSLASH: Final = 0x5C
_LETTERS: Final = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def direct_type(column: ColumnType) -> pa.DataType:
    """The type in which Arrow's parser reads a column; text for those that need a reader of their own."""
    if column.kind is Kind.NUMERIC and column.modifier >= 0:
        return pa.decimal128(*precision_and_scale(column))
    return _DIRECT.get(column.kind, pa.string())


def unescaped(texts: pa.Array) -> pa.Array:
    """Backslash escapes of the text format resolved."""
    escaped = pc.match_substring(texts, "\\")
    if not pc.any(escaped).as_py():
        return texts
    mended = [_ESCAPE.sub(_character, value) for value in texts.filter(escaped).to_pylist()]
    return pc.replace_with_mask(texts, escaped, pa.array(mended, pa.string()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Backslashes:
    """What the backslashes of a block in the text format are there for; found in one look at all of them.

    Arrow's parser knows no escapes, and looking for each of their spellings takes as long as the parser.
    """

    end: bool
    """One stands before a point: the end mark may be there."""
    cuts: bool
    """One stands before a delimiter or a newline, where lines and values must not be cut."""
    escapes: bool
    """One is more than the marker of a NULL."""

    @classmethod
    def of(cls, block: bytes, delimiter: str, null: str) -> Backslashes:
        """Look at a block of whole lines."""
        octets = np.frombuffer(block, dtype=np.uint8)
        places = np.flatnonzero(octets == _BACKSLASH)
        if not len(places):
            return cls(end=False, cuts=False, escapes=False)
        follows = octets[np.minimum(places + 1, len(octets) - 1)]
        stops = np.zeros(256, dtype=np.bool_)
        stops[[ord(delimiter), ord("\n"), ord("\r")]] = True
        escapes = null != "\\N" or not np.all(
            (follows == ord("N"))
            & stops[octets[np.minimum(places + 2, len(octets) - 1)]]
            & ((places == 0) | stops[octets[places - 1]])
        )
        return cls(end=bool(np.any(follows == ord("."))), cuts=bool(np.any(stops[follows])), escapes=escapes)


def _character(found: re.Match[str]) -> str:
    if found[1]:
        return chr(int(found[1], 16))
    if found[2]:
        return chr(int(found[2], 8) & 0xFF)
    return _LETTERS.get(found[3], found[3])


def text_values(texts: pa.Array, column: ColumnType, zone: str) -> pa.Array:
    """The values; dates, times and rare types in DuckDB's spelling, for the engine to read.

    Raises what reading a parameter raises, with the place of the value as `row` in its details.
    """
    if column.kind in _AS_TEXT:
        return texts
    read = text_reader(column.oid, zone)
    encoded = texts.dictionary_encode()
    values: list[object] = []
    for place, text in enumerate(encoded.dictionary.to_pylist()):
        try:
            values.append(read(text))
        except WireValueError as error:
            row = pc.index(encoded.indices, pa.scalar(place, encoded.indices.type)).as_py()
            error.details.update(row=row, value=text)
            raise
    return _gathered(encoded, values, column)


def misfits(texts: pa.Array, column: ColumnType, zone: str) -> pa.Array:
    """Whether each text is none of a value of the type."""
    if column.kind in _AS_TEXT:
        return pa.repeat(pa.scalar(value=False), len(texts))
    read = text_reader(column.oid, zone)
    encoded = texts.dictionary_encode()
    wrong = []
    for place, text in enumerate(encoded.dictionary.to_pylist()):
        try:
            read(text)
        except WireValueError:
            wrong.append(place)
    return pc.fill_null(pc.is_in(encoded.indices, pa.array(wrong, encoded.indices.type)), fill_value=False)


def _gathered(encoded: pa.DictionaryArray, values: list[object], column: ColumnType) -> pa.Array:
    if column.kind in _TYPED:
        distinct = pa.array(values, _DIRECT[column.kind])
    elif column.kind is Kind.BYTEA:
        distinct = pa.array(values, pa.binary())
    elif column.oid in BY_ARRAY_OID:
        distinct = pa.array(values) if values else pa.array([], pa.null())
    else:
        spell: Callable[[object], str] = _plain if column.kind is Kind.NUMERIC else str
        distinct = pa.array([spell(value) for value in values], pa.string())
    if not len(distinct):
        return pa.nulls(len(encoded), distinct.type)
    return distinct.take(encoded.indices)


def _plain(value: object) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
