"""Which spelling a column gets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow as pa

from reedbed.pgwire.values.storage import stored
from reedbed.pgwire.values.text import arrays, documents, intervals, moments, numbers, octets, records
from reedbed.pgwire.values.text.spacing import spaced_text
from reedbed.pgwire.values.types import ColumnType, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from reedbed.pgwire.values.styles import TextStyle


def text_column(array: pa.Array, column: ColumnType, style: TextStyle) -> pa.Array:
    """The column as text (an Arrow string or binary array), NULL where it is NULL."""
    return _SPELLINGS[column.kind](array, column, style)


def plain_text(array: pa.Array) -> pa.Array:
    """Text as it is; an ENUM's words."""
    array = stored(array)
    if pa.types.is_dictionary(array.type):
        return array.dictionary_decode()
    return array if pa.types.is_string(array.type) else array.cast(pa.string())


def _document(array: pa.Array, column: ColumnType, style: TextStyle) -> pa.Array:
    return documents.document_text(array, column, style, text_column)


_SPELLINGS: Final[dict[Kind, Callable[[pa.Array, ColumnType, TextStyle], pa.Array]]] = {
    Kind.BOOL: lambda array, _, __: numbers.bool_text(array),
    Kind.INT2: lambda array, _, __: numbers.integer_text(array),
    Kind.INT4: lambda array, _, __: numbers.integer_text(array),
    Kind.INT8: lambda array, _, __: numbers.integer_text(array),
    Kind.OID: lambda array, _, __: numbers.integer_text(array),
    Kind.TID: lambda array, _, __: numbers.place_text(array),
    Kind.FLOAT4: lambda array, _, __: numbers.float_text(array),
    Kind.FLOAT8: lambda array, _, __: numbers.float_text(array),
    Kind.NUMERIC: lambda array, column, _: numbers.numeric_text(array, column.duckdb),
    Kind.TEXT: lambda array, _, __: plain_text(array),
    Kind.CHAR: lambda array, _, __: plain_text(array),
    Kind.JSON: lambda array, _, __: plain_text(array),
    Kind.JSONB: lambda array, _, __: spaced_text(array),
    Kind.BYTEA: lambda array, _, style: octets.bytea_text(array, style.bytea_output),
    Kind.DATE: lambda array, _, style: moments.date_text(array, style),
    Kind.TIME: lambda array, _, __: moments.time_text(array),
    Kind.TIMETZ: lambda array, _, __: moments.timetz_text(array),
    Kind.TIMESTAMP: lambda array, _, style: moments.timestamp_text(array, style),
    Kind.TIMESTAMPTZ: lambda array, _, style: moments.timestamptz_text(array, style),
    Kind.INTERVAL: lambda array, _, style: intervals.interval_text(array, style),
    Kind.UUID: lambda array, _, __: octets.uuid_text(array),
    Kind.VARBIT: lambda array, _, __: octets.bit_text(array),
    Kind.ARRAY: lambda array, column, style: arrays.array_text(array, column, style, text_column),
    Kind.RECORD: lambda array, column, style: records.record_text(array, column, style, text_column),
    Kind.LIST: _document,
    Kind.STRUCT: _document,
    Kind.MAP: _document,
    Kind.UNION: _document,
}
