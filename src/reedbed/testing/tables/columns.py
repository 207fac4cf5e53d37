"""Columns: matched by name, with types that lose nothing, and errors that name the column."""

from __future__ import annotations

import decimal
import math
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from reedbed.errors import ColumnNotFound, ColumnTypeMismatch
from reedbed.testing.tables.contents import column_of, rows_of

if TYPE_CHECKING:
    from reedbed.ports.tables import TablePort

TYPES: dict[str, Any] = {
    "int8": pa.array([-128, None], pa.int8()),
    "uint64": pa.array([2**64 - 1, None], pa.uint64()),
    "double": pa.array([math.inf, None], pa.float64()),
    "bool": pa.array([True, None]),
    "text": pa.array(["ä\N{PILE OF POO}\n", None]),
    "blob": pa.array([b"\x00\xff", None]),
    "decimal": pa.array([decimal.Decimal("123456789012345678.90"), None], pa.decimal128(38, 2)),
    "date": pa.array([0, None], pa.date32()),
    "time": pa.array([86_399_999_999, None], pa.time64("us")),
    "list": pa.array([[1, None], None], pa.list_(pa.int64())),
    "struct": pa.array([{"a": 1, "b": "x"}, None]),
    "map": pa.array([[("k", 1)], None], pa.map_(pa.string(), pa.int64())),
    "nested": pa.array([[{"a": [1.5]}], None]),
}

REFUSED = {
    "a value out of range": (pa.int32(), [2**40]),
    "a negative into unsigned": (pa.uint32(), [-1]),
    "text into numbers": (pa.int64(), ["eleven"]),
    "fractions into integers": (pa.int64(), [1.5]),
    "numbers into text": (pa.string(), [1]),
    "numbers into truth": (pa.bool_(), [1]),
    "lists into text": (pa.string(), [[1]]),
}


class ColumnContract:
    """How columns of rows meet columns of a table."""

    @pytest.mark.parametrize("mode", ["append", "upsert"])
    def test_columns_are_matched_by_name_never_by_position(self, store: TablePort, mode: str) -> None:
        store.write_table(pa.table({"id": [1], "a": ["a"], "b": ["b"]}), "t")
        swapped = pa.table({"b": ["b"], "A": ["a"], "id": [2]})
        store.write_table(swapped, "t", mode, key="id" if mode == "upsert" else ())  # type: ignore[arg-type]  # a Mode
        assert column_of(store, "t", "a") == ["a", "a"]
        assert column_of(store, "t", "b") == ["b", "b"]

    def test_a_column_that_is_not_supplied_is_null(self, store: TablePort) -> None:
        store.write_table(pa.table({"id": [1], "text": ["a"]}), "t")
        store.write_table(pa.table({"id": [2]}), "t", "append")
        assert rows_of(store, "t")[1] == {"id": 2, "text": None}

    def test_a_column_that_the_table_lacks_is_named(self, store: TablePort) -> None:
        store.write_table(pa.table({"id": [1], "text": ["a"]}), "t")
        with pytest.raises(ColumnNotFound, match=r"'texd'.*'text'"):
            store.write_table(pa.table({"id": [2], "texd": ["b"]}), "t", "append")
        assert store.row_count("t") == 1

    @pytest.mark.parametrize("values", TYPES.values(), ids=TYPES.keys())
    def test_a_value_comes_back_as_it_was(self, store: TablePort, values: Any) -> None:
        rows = pa.table({"value": values})
        for mode in ("replace", "append"):
            store.write_table(rows, "t", mode)
        found = store.read_table("t").to_pyarrow()["value"].to_pylist()
        assert found == values.to_pylist() * 2

    @pytest.mark.parametrize(("kind", "values"), REFUSED.values(), ids=REFUSED.keys())
    def test_a_value_that_does_not_fit_names_its_column(self, store: TablePort, kind: Any, values: list[Any]) -> None:
        store.write_table(pa.table({"id": [1], "odd": pa.array([None], kind)}), "t")
        with pytest.raises(ColumnTypeMismatch, match="'odd'"):
            store.write_table(pa.table({"id": [2], "odd": values}), "t", "append")
        assert column_of(store, "t", "id") == [1]

    def test_one_misfit_among_many_rows_stores_none_of_them(self, store: TablePort) -> None:
        store.write_table(pa.table({"n": pa.array([0], pa.int8())}), "t")
        with pytest.raises(ColumnTypeMismatch, match=r"'n'.*'200'"):
            store.write_table(pa.table({"n": [1] * 300_000 + [200]}), "t", "append")
        assert store.row_count("t") == 1

    def test_narrower_values_fit_wider_columns(self, store: TablePort) -> None:
        store.write_table(pa.table({"n": pa.array([1], pa.int64()), "x": [0.5]}), "t")
        store.write_table(pa.table({"n": pa.array([2], pa.int8()), "x": pa.array([3], pa.int32())}), "t", "append")
        assert rows_of(store, "t") == [{"n": 1, "x": 0.5}, {"n": 2, "x": 3.0}]

    def test_nothing_but_nulls_fits_every_column(self, store: TablePort) -> None:
        store.write_table(pa.table({"id": [1], "text": ["a"]}), "t")
        store.write_table(pa.table({"id": [2], "text": pa.nulls(1)}), "t", "append")
        assert rows_of(store, "t")[1] == {"id": 2, "text": None}

    def test_nan_is_a_value_and_null_is_none(self, store: TablePort) -> None:
        store.write_table(pa.table({"x": pa.array([math.nan, None])}), "t")
        nan, null = sorted(store.read_table("t").to_pyarrow()["x"].to_pylist(), key=lambda value: value is None)
        assert math.isnan(nan)
        assert null is None
