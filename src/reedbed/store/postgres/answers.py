"""Arrow as the driver gives it, in the types that a reader of tables expects: decimals, plain texts, UTC."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Iterator

MODIFIER = b"ADBC:postgresql:typmod", b"POSTGRESQL:typmod"
TYPE = b"ADBC:postgresql:typname", b"POSTGRESQL:type"
BATCH_ROWS = 100_000
DIGITS, SCALE = 38, 10
"""Of a numeric that declares neither: as many as fit beside a reasonable fraction."""


def plain_schema(schema: pa.Schema) -> pa.Schema:
    """The schema without the driver's extension types and metadata."""
    return pa.schema([pa.field(field.name, _plain(field)) for field in schema])


def plain_batch(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    """One batch in the types of `plain_schema`."""
    return pa.RecordBatch.from_arrays(
        [_cast(column, field.type) for column, field in zip(batch.columns, schema, strict=True)], schema=schema
    )


def plain_reader(reader: pa.RecordBatchReader) -> pa.RecordBatchReader:
    """The driver's stream in plain types."""
    schema = plain_schema(reader.schema)

    def batches() -> Iterator[pa.RecordBatch]:
        for batch in reader:
            for start in range(0, batch.num_rows, BATCH_ROWS):
                yield plain_batch(batch.slice(start, BATCH_ROWS), schema)

    return pa.RecordBatchReader.from_batches(schema, batches())


def _plain(field: pa.Field) -> pa.DataType:
    kind = field.type
    if _is_numeric(field):
        return _decimal(field)
    if isinstance(kind, pa.BaseExtensionType):
        return kind if str(kind) == "extension<arrow.uuid>" else kind.storage_type
    if pa.types.is_list(kind):
        return pa.list_(_plain(kind.value_field))
    return kind


def _is_numeric(field: pa.Field) -> bool:
    names = [field.metadata.get(key) for key in TYPE] if field.metadata else []
    return b"numeric" in names and isinstance(field.type, pa.BaseExtensionType)


def _decimal(field: pa.Field) -> pa.DataType:
    found = next((field.metadata[key] for key in MODIFIER if key in field.metadata), b"-1")
    modifier = int(found)
    if modifier < 0:
        return pa.decimal128(DIGITS, SCALE)
    precision, scale = (modifier - 4) >> 16, (modifier - 4) & 0x7FF
    return pa.decimal128(precision, scale) if precision <= DIGITS else pa.decimal256(min(precision, 76), scale)


def _cast(column: pa.Array, kind: pa.DataType) -> pa.Array:
    if isinstance(column.type, pa.BaseExtensionType) and column.type != kind:
        column = column.storage
    if pa.types.is_list(kind) and column.type != kind:
        values = _cast(column.values, kind.value_type)
        return pa.ListArray.from_arrays(column.offsets, values, mask=pc.is_null(column) if column.null_count else None)
    return column if column.type == kind else column.cast(kind)
