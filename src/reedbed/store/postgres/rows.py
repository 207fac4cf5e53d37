"""The rows of a write: anything tabular as Arrow in types that the driver carries, read before the write begins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from reedbed import errors
from reedbed.store.postgres.spools import spooled
from reedbed.store.postgres.types import carried
from reedbed.store.writing.sources import arrow_or_expression, is_expression

if TYPE_CHECKING:
    from collections.abc import Iterator


class Rows:
    """Rows with their schema; `reader()` gives them once, in carried types."""

    def __init__(self, given: object) -> None:
        data = arrow_or_expression(given)
        if is_expression(data):
            data = _answer(data)
        if isinstance(data, pa.Table):
            self.schema = data.schema
            self._reader = data.to_reader()
        else:
            reader = data if isinstance(data, pa.RecordBatchReader) else _scanned(data)
            # The producer may read and write this store: it is done before the write takes its locks.
            self.schema = reader.schema
            self._reader = spooled(reader)

    def reader(self, table: str) -> pa.RecordBatchReader:
        """The rows, once. Raises `ColumnTypeMismatch` for a value that is lost on the way."""
        schema = pa.schema([pa.field(field.name, carried(field.type)) for field in self.schema])

        def batches() -> Iterator[pa.RecordBatch]:
            for batch in self._reader:
                columns = [
                    _carried(table, field, column, self.schema.field(at).type)
                    for at, (field, column) in enumerate(zip(schema, batch.columns, strict=True))
                ]
                yield pa.RecordBatch.from_arrays(columns, schema=schema)

        return pa.RecordBatchReader.from_batches(schema, batches())


def _answer(expression: Any) -> object:
    table = expression.as_table()
    # Local frames alone belong to no engine: Ibis computes them in one of its own, whose streams do not end well.
    of_an_engine = table._find_backends()[0]  # noqa: SLF001 - Ibis has no public way to ask
    return table.to_pyarrow_batches() if of_an_engine else table.to_pyarrow()


def _scanned(data: object) -> pa.RecordBatchReader:
    scanner = data.scanner()  # type: ignore[attr-defined]  # an Arrow dataset
    return scanner.to_reader()


def _carried(table: str, field: pa.Field, column: pa.Array, given: pa.DataType) -> pa.Array:
    if column.type == field.type:
        return column
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    try:
        return column.cast(field.type)
    except pa.ArrowInvalid as error:
        raise errors.ColumnTypeMismatch(
            table, field.name, expected=f"kept by PostgreSQL as {field.type}", found=str(given), reason=str(error)
        ) from error
