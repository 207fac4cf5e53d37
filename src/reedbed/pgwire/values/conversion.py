"""Batches made to fit the types that a client was told of before the statement ran.

A statement is described without its values, and a value can change the type of what is computed from it: `SELECT $1`
has the type of the parameter when described, and DuckDB's own choice when the value is NULL.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow as pa

from reedbed.pgwire.values.types import ColumnType, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_ARROW: Final = {
    Kind.BOOL: pa.bool_(),
    Kind.INT2: pa.int16(),
    Kind.INT4: pa.int32(),
    Kind.INT8: pa.int64(),
    Kind.OID: pa.uint32(),
    Kind.TID: pa.int64(),
    Kind.FLOAT4: pa.float32(),
    Kind.FLOAT8: pa.float64(),
    Kind.TEXT: pa.string(),
    Kind.CHAR: pa.string(),
    Kind.JSON: pa.string(),
    Kind.JSONB: pa.string(),
    Kind.BYTEA: pa.binary(),
    Kind.DATE: pa.date32(),
    Kind.TIME: pa.time64("us"),
    Kind.TIMESTAMP: pa.timestamp("us"),
    Kind.TIMESTAMPTZ: pa.timestamp("us", "UTC"),
    Kind.UUID: pa.string(),
    Kind.INTERVAL: pa.month_day_nano_interval(),
}


def conversions(found: Sequence[ColumnType], told: Sequence[ColumnType]) -> dict[int, ColumnType]:
    """The columns, by place, that have another kind than the client was told."""
    return {
        place: wanted
        for place, (have, wanted) in enumerate(zip(found, told, strict=False))
        if have is not wanted and have.kind is not wanted.kind
    }


def converted(batch: pa.RecordBatch, wanted: Mapping[int, ColumnType]) -> pa.RecordBatch:
    """The batch with these columns in the types told. Raises Arrow's error where a value does not fit."""
    arrays = list(batch.columns)
    for place, column in wanted.items():
        arrays[place] = _converted(arrays[place], column)
    return pa.RecordBatch.from_arrays(arrays, names=[f"f{place}" for place in range(len(arrays))])


def _converted(array: pa.Array, column: ColumnType) -> pa.Array:
    target = _ARROW.get(column.kind)
    if target is None or array.type == target:
        return array
    if array.null_count == len(array):
        return pa.nulls(len(array), target)
    return array.cast(target)
