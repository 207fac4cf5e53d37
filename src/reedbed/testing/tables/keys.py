"""Keys of an upsert: any number of columns, the last row of a key wins, no key has a NULL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from reedbed.errors import KeyInvalid
from reedbed.testing.tables.contents import column_of, rows_of

if TYPE_CHECKING:
    from reedbed.ports.tables import TablePort

KEY = ("place", "day")


class KeyContract:
    """What an upsert holds to."""

    def test_a_key_may_have_several_columns(self, store: TablePort) -> None:
        store.write_table(pa.table({"place": ["a", "a"], "day": [1, 2], "n": [1, 2]}), "t", "upsert", key=KEY)
        store.write_table(pa.table({"n": [20, 30], "day": [2, 1], "place": ["a", "b"]}), "t", "upsert", key=KEY)
        assert rows_of(store, "t") == [
            {"place": "a", "day": 1, "n": 1},
            {"place": "a", "day": 2, "n": 20},
            {"place": "b", "day": 1, "n": 30},
        ]

    @pytest.mark.parametrize("first", [True, False])
    def test_the_last_of_several_rows_with_one_key_wins(self, store: TablePort, *, first: bool) -> None:
        if not first:
            store.write_table(pa.table({"id": [1, 2], "n": [0, 0]}), "t")
        count = 200_000
        rows = pa.table({"id": [1, 2] * count, "n": list(range(2 * count))})
        store.write_table(rows, "t", "upsert", key="id")
        assert rows_of(store, "t") == [{"id": 1, "n": 2 * count - 2}, {"id": 2, "n": 2 * count - 1}]

    def test_columns_that_are_not_supplied_keep_their_values(self, store: TablePort) -> None:
        store.write_table(pa.table({"id": [1, 2], "n": [1, 2], "text": ["a", "b"]}), "t")
        store.write_table(pa.table({"id": [2, 3], "n": [20, 30]}), "t", "upsert", key="id")
        assert rows_of(store, "t") == [
            {"id": 1, "n": 1, "text": "a"},
            {"id": 2, "n": 20, "text": "b"},
            {"id": 3, "n": 30, "text": None},
        ]

    def test_a_null_that_is_supplied_is_written(self, store: TablePort) -> None:
        store.write_table(pa.table({"id": [1], "text": ["a"]}), "t")
        store.write_table(pa.table({"id": [1], "text": pa.array([None], pa.string())}), "t", "upsert", key="id")
        assert rows_of(store, "t") == [{"id": 1, "text": None}]

    @pytest.mark.parametrize("first", [True, False])
    def test_a_null_in_a_key_is_refused(self, store: TablePort, *, first: bool) -> None:
        if not first:
            store.write_table(pa.table({"place": ["a"], "day": [1]}), "t")
        with pytest.raises(KeyInvalid, match="1 row "):
            store.write_table(pa.table({"place": ["a", None], "day": [1, 2]}), "t", "upsert", key=KEY)
        assert store.table_exists("t") is not first

    def test_a_key_that_the_rows_lack_is_named(self, store: TablePort) -> None:
        store.write_table(pa.table({"place": ["a"], "day": [1]}), "t")
        with pytest.raises(KeyInvalid, match="'day'"):
            store.write_table(pa.table({"place": ["a"]}), "t", "upsert", key=KEY)

    def test_an_upsert_needs_a_key(self, store: TablePort) -> None:
        with pytest.raises(KeyInvalid):
            store.write_table(pa.table({"id": [1]}), "t", "upsert")
        store.write_table(pa.table({"id": [1]}), "t")
        with pytest.raises(KeyInvalid):
            store.write_table(pa.table({"id": [1]}), "t", "upsert")

    def test_a_declared_key_needs_no_second_word(self, store: TablePort) -> None:
        store.write_table(pa.table({"id": [1], "n": [1]}), "t", "upsert", key="id")
        store.write_table(pa.table({"id": [1], "n": [2]}), "t", "upsert")
        assert rows_of(store, "t") == [{"id": 1, "n": 2}]

    def test_a_key_alone_is_enough(self, store: TablePort) -> None:
        store.write_table(pa.table({"id": [1, 2]}), "t", "upsert", key="id")
        store.write_table(pa.table({"id": [2, 3]}), "t", "upsert", key="id")
        assert column_of(store, "t", "id") == [1, 2, 3]

    def test_an_upsert_is_idempotent(self, store: TablePort) -> None:
        rows = pa.table({"id": [1, 2, 2], "n": [1, 2, 3]})
        store.write_table(rows, "t", "upsert", key="id")
        before = rows_of(store, "t")
        store.write_table(rows, "t", "upsert", key="id")
        assert rows_of(store, "t") == before

    def test_key_columns_are_matched_without_regard_to_case(self, store: TablePort) -> None:
        store.write_table(pa.table({"Id": [1], "n": [1]}), "t")
        store.write_table(pa.table({"ID": [1], "N": [2]}), "t", "upsert", key="id")
        assert rows_of(store, "t") == [{"Id": 1, "n": 2}]
