"""Whatever tabular thing is written, as a relation that SQL can read once: a name or a subquery.

Arrow data, frames and readers are streamed; an Ibis expression of this store stays SQL and never leaves the engine.
"""

from __future__ import annotations

import contextlib
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from reedbed import errors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reedbed.engine import Database, Transaction

ACCEPTED = "an Ibis expression, an Arrow table or reader, a Polars or pandas frame, or a DuckDB relation"


@dataclass(frozen=True, slots=True)
class Select:
    """Rows given as one SELECT statement on this store, by a module of the store that has checked it."""

    sql: str


@contextmanager
def readable(database: Database, transaction: Transaction, rows: object) -> Iterator[str]:
    """SQL text that stands after FROM in statements of `transaction` and yields `rows`.

    A stream can be read by one statement only. What its producer raises is raised again as it was.
    """
    if isinstance(rows, Select):
        # On lines of its own: the statement may end in a comment.
        yield f"(\n{rows.sql}\n)"
        return
    if is_expression(rows):
        from reedbed.store.expressions import expression_source  # noqa: PLC0415 - Ibis takes 0.36 s to import

        data: object = expression_source(database, rows)
        if isinstance(data, str):
            yield f"({data})"
            return
    else:
        data = _as_arrow(rows)
    failures: list[BaseException] = []
    if isinstance(data, pa.RecordBatchReader):
        data = _watched(data, failures)
    with transaction.relation(data) as name:
        try:
            yield name
        except errors.EngineError as error:
            # DuckDB turns what a reader raises into text; the caller needs the exception itself.
            if failures:
                raise failures[0] from error
            raise


def is_expression(rows: object) -> bool:
    """Whether `rows` is an Ibis expression; does not import Ibis."""
    return any(kind.__module__.startswith("ibis.expr") for kind in type(rows).__mro__)


def _watched(reader: pa.RecordBatchReader, failures: list[BaseException]) -> pa.RecordBatchReader:
    def batches() -> Iterator[pa.RecordBatch]:
        try:
            yield from reader
        except BaseException as error:
            failures.append(error)
            raise

    return pa.RecordBatchReader.from_batches(reader.schema, batches())


def arrow_or_expression(rows: object) -> object:
    """Rows as Arrow data that DuckDB can scan, an Ibis expression or a SELECT as it is.

    Raises `UnsupportedInput`.
    """
    return rows if isinstance(rows, Select) or is_expression(rows) else _as_arrow(rows)


def null_columns(rows: object) -> list[str]:
    """The columns of Arrow data that have no type but NULL, as a frame's have that nothing is in."""
    schema = getattr(rows, "schema", None)
    return [field.name for field in schema if pa.types.is_null(field.type)] if isinstance(schema, pa.Schema) else []


def _as_arrow(rows: Any) -> object:
    """Arrow data that DuckDB can scan, without a copy where the source allows it.

    Raises `UnsupportedInput`.
    """
    if isinstance(rows, (pa.Table, pa.RecordBatchReader)) or _is_dataset(rows):
        return rows
    if isinstance(rows, pa.RecordBatch):
        return pa.Table.from_batches([rows])
    if type(rows).__module__.startswith("polars") and hasattr(rows, "collect"):
        return _collected(rows)
    if type(rows).__module__.startswith("pandas") and hasattr(rows, "columns"):
        # The index is no column: a frame that needs it in the table resets it first.
        return pa.Table.from_pandas(rows, preserve_index=False)
    if hasattr(rows, "__arrow_c_stream__"):
        with contextlib.suppress(pa.ArrowInvalid, pa.ArrowTypeError):
            return pa.RecordBatchReader.from_stream(rows)
    raise errors.UnsupportedInput(
        f"Rows must be {ACCEPTED}; found {type(rows).__qualname__}.",
        hint="pyarrow.Table.from_pylist(rows) makes a table of a list of dicts",
        found=type(rows).__qualname__,
    )


def _collected(lazy: Any) -> pa.RecordBatchReader:
    """The rows of a lazy Polars frame, computed a batch at a time while they are taken, where Polars can do that."""
    if not hasattr(lazy, "collect_batches"):
        return pa.RecordBatchReader.from_stream(lazy.collect())
    frames = lazy.collect_batches(maintain_order=True, lazy=True)
    schema = pa.RecordBatchReader.from_stream(lazy.collect_schema().to_frame()).schema

    def batches() -> Iterator[pa.RecordBatch]:
        for frame in frames:
            yield from pa.RecordBatchReader.from_stream(frame)

    return pa.RecordBatchReader.from_batches(schema, batches())


def _is_dataset(rows: object) -> bool:
    """Whether `rows` is an Arrow dataset, without importing that module, which imports pandas (0.25 s)."""
    dataset = sys.modules.get("pyarrow.dataset")
    return dataset is not None and isinstance(rows, dataset.Dataset)


def source_types(transaction: Transaction, source: str) -> dict[str, str]:
    """The columns of a readable source with their DuckDB types; reads no row."""
    described = transaction.rows(f"DESCRIBE SELECT * FROM {source}")
    return {row[0]: row[1] for row in described}
