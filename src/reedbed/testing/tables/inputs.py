"""Inputs: whatever is tabular, and nothing else."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import ibis
import pyarrow as pa
import pyarrow.dataset as ds
import pytest

from reedbed.errors import UnsupportedInput
from reedbed.testing.tables.contents import rows_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from reedbed.ports.tables import TablePort

ROWS = pa.table(
    {
        "id": [1, 2],
        "text": ["a", None],
        "moment": pa.array([dt.datetime(2026, 1, 1, tzinfo=dt.UTC)] * 2, pa.timestamp("us", "UTC")),
    }
)


class OnlyStream:
    """Anything with the Arrow C stream interface, and nothing beside it."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The rows."""
        return ROWS.__arrow_c_stream__(requested_schema)


def polars_frame(*, lazy: bool) -> Any:
    """The rows as Polars has them."""
    polars = pytest.importorskip("polars")
    frame = polars.from_arrow(ROWS)
    return frame.lazy() if lazy else frame


def pandas_frame() -> Any:
    """The rows as pandas has them, with an index that is no column."""
    pytest.importorskip("pandas")
    return ROWS.to_pandas().set_index(pa.array([7, 8]).to_pandas(), drop=False)


INPUTS: dict[str, Callable[[], Any]] = {
    "Arrow table": lambda: ROWS,
    "Arrow reader": ROWS.to_reader,
    "Arrow batch": lambda: ROWS.to_batches()[0],
    "Arrow dataset": lambda: ds.dataset(ROWS),
    "Arrow C stream": OnlyStream,
    "Polars": lambda: polars_frame(lazy=False),
    "Polars, lazy": lambda: polars_frame(lazy=True),
    "pandas": pandas_frame,
    "Ibis, in memory": lambda: ibis.memtable(ROWS),
    "Ibis, another engine": lambda: ibis.polars.connect({"elsewhere": polars_frame(lazy=False)}).table("elsewhere"),
    "DuckDB relation": lambda: ibis.duckdb.connect().con.from_arrow(ROWS),
}


NOT_TABULAR: list[object] = [[{"id": 1}], {"id": [1]}, "text", None, 1, iter([])]


class InputContract:
    """What may be written."""

    @pytest.mark.parametrize("mode", ["replace", "append", "upsert"])
    @pytest.mark.parametrize("make", INPUTS.values(), ids=INPUTS.keys())
    def test_any_tabular_input_is_stored(self, store: TablePort, make: Callable[[], Any], mode: str) -> None:
        store.write_table(ROWS.slice(0, 1), "t")
        rows = make()
        result = store.write_table(rows, "t", mode, key="id" if mode == "upsert" else ())  # type: ignore[arg-type]  # a mode as text
        before = ROWS.to_pylist()[:1] if mode == "append" else []
        assert rows_of(store, "t") == before + ROWS.to_pylist()
        assert result.rows == len(before) + 2
        assert store.get_table_columns("t")["moment"] == "TIMESTAMP WITH TIME ZONE"

    def test_an_expression_of_the_store_is_stored(self, store: TablePort) -> None:
        store.write_table(ROWS, "t")
        expression: Any = store.read_table("t")
        store.write_table(expression.filter(expression.id == 2).select("id"), "u")
        assert rows_of(store, "u") == [{"id": 2}]

    def test_an_expression_joins_a_local_frame(self, store: TablePort) -> None:
        store.write_table(ROWS, "t")
        expression: Any = store.read_table("t")
        local = ibis.memtable(pa.table({"id": [2], "more": ["x"]}))
        store.write_table(expression.join(local, "id").select("id", "more"), "u")
        assert rows_of(store, "u") == [{"id": 2, "more": "x"}]

    @pytest.mark.parametrize(
        "rows", [[{"id": 1}], {"id": [1]}, "text", None, 1, iter([])], ids=lambda rows: type(rows).__name__
    )
    def test_anything_else_is_refused(self, store: TablePort, rows: object) -> None:
        with pytest.raises(UnsupportedInput):
            store.write_table(rows, "t")
        assert not store.table_exists("t")

    def test_a_dictionary_column_is_stored_as_its_values(self, store: TablePort) -> None:
        store.write_table(pa.table({"text": pa.array(["a", "b", "a"]).dictionary_encode()}), "t")
        assert [row["text"] for row in rows_of(store, "t")] == ["a", "a", "b"]
