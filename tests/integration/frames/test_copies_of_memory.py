"""Between DuckDB, Arrow and Polars the memory of a column is handed on, not copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa
import pytest

from reedbed.store.writing.sources import arrow_or_expression
from reedbed.wiring import DuckDBStorageManager

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reedbed.store import StorageManager

ROWS = 50_000


@pytest.fixture(scope="module")
def store() -> Iterator[StorageManager]:
    with DuckDBStorageManager() as opened:
        opened.execute_sql(
            "CREATE TABLE t AS SELECT range AS i, range / 3.0 AS x, range::USMALLINT AS k, "
            "TIMESTAMPTZ '2026-01-01 00:00:00+00' + to_seconds(range) AS at, DATE '2026-01-01' + range::INTEGER AS d, "
            f"repeat('long enough to lie apart ', 2) || range AS s FROM range({ROWS})"
        )
        yield opened


def addresses(column: pa.Array) -> list[int]:
    """Where the values of a column lie; for texts their characters, not the views onto them."""
    text = pa.types.is_string(column.type) or pa.types.is_string_view(column.type)
    return [buffer.address for buffer in column.buffers()[2 if text else 1 :]]


@pytest.mark.parametrize("column", ["i", "x", "k", "at", "d", "s"])
def test_values_stay_where_duckdb_put_them_through_polars_and_back(store: StorageManager, column: str) -> None:
    answered = store.stream("SELECT * FROM t").read_next_batch()
    frame = pl.DataFrame(answered)
    reader = arrow_or_expression(frame)
    assert isinstance(reader, pa.RecordBatchReader)
    [written] = list(reader)
    assert addresses(written.column(column)) == addresses(answered.column(column))
    assert written.column(column).to_pylist() == answered.column(column).to_pylist()


def test_a_lazy_frame_is_computed_while_it_is_written(store: StorageManager) -> None:
    lazy = pl.concat([store.scan_polars("t")] * 8).filter(pl.col("i") >= 0)
    reader = arrow_or_expression(lazy)
    assert isinstance(reader, pa.RecordBatchReader)
    heights = [batch.num_rows for batch in reader]
    assert sum(heights) == 8 * ROWS
    assert max(heights) <= 2 * ROWS
    assert store.write_table(lazy, "u").rows == 8 * ROWS
    assert store.query("SELECT count(*) AS n FROM (TABLE t EXCEPT TABLE u)")["n"].to_pylist() == [0]


def test_what_a_lazy_frame_raises_leaves_the_table_as_it_was(store: StorageManager) -> None:
    store.write_table(pl.DataFrame({"i": [1]}), "kept")

    def broken(_: pl.DataFrame) -> pl.DataFrame:
        raise ValueError("broken on the way")

    with pytest.raises(Exception, match="broken on the way"):
        store.write_table(store.scan_polars("t").map_batches(broken), "kept")
    assert store.row_count("kept") == 1
