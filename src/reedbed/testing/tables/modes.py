"""Replace, append and upsert; dropping, listing, counting; reading what was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from reedbed.errors import TableNotFound, UsageError
from reedbed.testing.tables.contents import column_of, rows_of

if TYPE_CHECKING:
    from reedbed.ports.tables import TablePort

ROWS = pa.table({"id": [1, 2], "text": ["a", "b"]})
EMPTY = ROWS.slice(0, 0)


class ModeContract:
    """What the three modes and `replace_rows` do to a table."""

    def test_replace_makes_the_table_exactly_the_rows(self, store: TablePort) -> None:
        store.write_table(ROWS, "t")
        store.write_table(pa.table({"other": [1.5]}), "t")
        assert rows_of(store, "t") == [{"other": 1.5}]
        assert store.get_table_columns("t") == {"other": "DOUBLE"}

    def test_append_adds_the_rows(self, store: TablePort) -> None:
        store.write_table(ROWS, "t", "append")
        result = store.write_table(ROWS, "t", "append")
        assert column_of(store, "t", "id") == [1, 1, 2, 2]
        assert (result.rows, result.changed) == (4, 2)

    def test_upsert_replaces_and_adds(self, store: TablePort) -> None:
        store.write_table(ROWS, "t", "upsert", key="id")
        store.write_table(pa.table({"id": [2, 3], "text": ["B", "C"]}), "t", "upsert", key="id")
        assert rows_of(store, "t") == [
            {"id": 1, "text": "a"},
            {"id": 2, "text": "B"},
            {"id": 3, "text": "C"},
        ]

    def test_another_mode_is_refused(self, store: TablePort) -> None:
        with pytest.raises(UsageError, match="merge"):
            store.write_table(ROWS, "t", "merge")  # type: ignore[arg-type]  # that is the point
        assert not store.table_exists("t")

    def test_a_key_has_no_place_in_an_append(self, store: TablePort) -> None:
        with pytest.raises(UsageError, match="append"):
            store.write_table(ROWS, "t", "append", key="id")

    @pytest.mark.parametrize("mode", ["replace", "append", "upsert"])
    def test_no_rows_make_an_empty_table_with_columns(self, store: TablePort, mode: str) -> None:
        store.write_table(EMPTY, "t", mode, key="id" if mode == "upsert" else ())  # type: ignore[arg-type]  # a Mode
        assert store.get_table_columns("t") == {"id": "BIGINT", "text": "VARCHAR"}
        assert store.row_count("t") == 0

    @pytest.mark.parametrize("mode", ["append", "upsert"])
    def test_no_rows_change_nothing(self, store: TablePort, mode: str) -> None:
        store.write_table(ROWS, "t")
        store.write_table(EMPTY, "t", mode, key="id" if mode == "upsert" else ())  # type: ignore[arg-type]  # a Mode
        assert column_of(store, "t", "id") == [1, 2]

    def test_every_write_has_a_higher_version(self, store: TablePort) -> None:
        versions = [store.write_table(ROWS, "t", "append").version for _ in range(3)]
        assert versions == sorted(set(versions))

    def test_rows_of_given_keys_are_replaced(self, store: TablePort) -> None:
        store.write_table(pa.table({"day": [1, 1, 2], "n": [10, 11, 20]}), "t")
        store.replace_rows("t", pa.table({"day": [1], "n": [12]}), "day")
        assert rows_of(store, "t") == [{"day": 1, "n": 12}, {"day": 2, "n": 20}]

    def test_rows_of_given_values_are_replaced_by_none(self, store: TablePort) -> None:
        store.write_table(pa.table({"day": [1, 1, None], "n": [10, 11, 20]}), "t")
        nothing = pa.table({"day": pa.array([], pa.int64()), "n": pa.array([], pa.int64())})
        store.replace_rows("t", nothing, {"day": 1})
        assert rows_of(store, "t") == [{"day": None, "n": 20}]
        store.replace_rows("t", nothing, {"day": None})
        assert store.row_count("t") == 0

    def test_replacing_rows_of_no_table_is_refused(self, store: TablePort) -> None:
        with pytest.raises(TableNotFound, match="t"):
            store.replace_rows("t", ROWS, "id")

    def test_dropping_is_idempotent(self, store: TablePort) -> None:
        store.write_table(ROWS, "t")
        store.drop_table("t")
        store.drop_table("t")
        assert not store.table_exists("t")
        assert store.list_tables() == []

    def test_the_list_is_sorted_and_without_the_adapters_own_tables(self, store: TablePort) -> None:
        assert store.list_tables() == []
        for name in ("b", "c", "a"):
            store.write_table(ROWS, name)
        assert store.list_tables() == ["a", "b", "c"]

    def test_a_missing_table_is_named_with_the_nearest(self, store: TablePort) -> None:
        store.write_table(ROWS, "messages")
        for ask in (store.read_table, store.row_count, store.get_table_columns):
            with pytest.raises(TableNotFound, match=r"'message'.*'messages'"):
                ask("message")

    def test_an_expression_reads_what_the_table_holds(self, store: TablePort) -> None:
        store.write_table(ROWS, "t")
        expression = store.read_table("t")
        assert expression.to_pyarrow().to_pydict() == ROWS.to_pydict()
        assert expression.to_pyarrow_batches().read_all().to_pydict() == ROWS.to_pydict()

    def test_a_query_binds_its_parameters(self, store: TablePort) -> None:
        store.write_table(ROWS, "t")
        hostile = "a'; DROP TABLE t; --"
        assert store.query("SELECT id FROM t WHERE text = ?", ["b"]).to_pydict() == {"id": [2]}
        assert store.query("SELECT ? AS given", [hostile]).to_pydict() == {"given": [hostile]}
        assert store.table_exists("t")

    @pytest.mark.parametrize("sql", ["DROP TABLE t", "SELECT 1; SELECT 2", "INSERT INTO t VALUES (3, 'c')", ""])
    def test_what_is_not_one_query_is_refused(self, store: TablePort, sql: str) -> None:
        store.write_table(ROWS, "t")
        with pytest.raises(UsageError):
            store.query(sql)
        assert store.row_count("t") == 2
