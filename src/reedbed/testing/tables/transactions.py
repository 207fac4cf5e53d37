"""Transactions: all of a block or nothing of it, seen by its own thread at once and by others at its end."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from reedbed.errors import ColumnNotFound, EngineError, ReedbedError
from reedbed.testing.tables.contents import column_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reedbed.ports.tables import TablePort


def one(n: int) -> pa.Table:
    """A table of one row."""
    return pa.table({"n": [n]})


class TransactionContract:
    """What a `transaction()` block promises."""

    def test_a_block_counts_as_a_whole(self, store: TablePort) -> None:
        with store.transaction():
            store.write_table(one(1), "a")
            store.write_table(one(2), "b")
        assert store.list_tables() == ["a", "b"]

    def test_a_block_that_raises_leaves_nothing(self, store: TablePort) -> None:
        store.write_table(one(1), "kept")
        with pytest.raises(ZeroDivisionError), store.transaction():
            store.write_table(one(2), "kept", "append")
            store.write_table(one(1), "never")
            store.drop_table("kept")
            raise ZeroDivisionError
        assert store.list_tables() == ["kept"]
        assert column_of(store, "kept", "n") == [1]

    def test_a_block_reads_its_own_writes_in_every_way(self, store: TablePort) -> None:
        store.write_table(one(1), "t")
        with store.transaction():
            store.write_table(one(2), "t", "append")
            assert store.row_count("t") == 2
            assert store.query("SELECT sum(n) AS s FROM t").to_pylist() == [{"s": 3}]
            assert store.read_table("t").to_pyarrow().num_rows == 2
            assert store.read_table("t").to_pyarrow_batches().read_all().num_rows == 2
            assert store.stream("SELECT * FROM t").read_all().num_rows == 2
            store.drop_table("t")
            assert not store.table_exists("t")

    def test_others_see_a_block_at_its_end(self, store: TablePort) -> None:
        store.write_table(one(1), "t")
        seen: list[int] = []

        def look() -> None:
            seen.append(store.row_count("t"))

        with store.transaction():
            store.write_table(one(2), "t", "append")
            run(look)
        run(look)
        assert seen == [1, 2]

    def test_a_block_inside_a_block_joins_it(self, store: TablePort) -> None:
        with pytest.raises(ZeroDivisionError), store.transaction():
            with store.transaction():
                store.write_table(one(1), "inner")
            assert store.table_exists("inner")
            raise ZeroDivisionError
        assert store.list_tables() == []

    def test_a_failed_inner_block_dooms_the_outer_one(self, store: TablePort) -> None:
        with pytest.raises(EngineError), store.transaction():
            store.write_table(one(1), "outer")
            with pytest.raises(ZeroDivisionError), store.transaction():
                store.write_table(one(2), "inner")
                raise ZeroDivisionError
        assert store.list_tables() == []

    def test_a_failed_write_is_never_half_of_a_block(self, store: TablePort) -> None:
        store.write_table(pa.table({"n": pa.array([1], pa.int8())}), "t")
        with pytest.raises(ReedbedError), store.transaction():
            store.write_table(one(2), "before")
            with pytest.raises(ReedbedError):
                store.write_table(one(1000), "t", "append")
            store.write_table(one(3), "after")
        assert store.list_tables() == ["t"]
        assert column_of(store, "t", "n") == [1]

    def test_a_refusal_before_anything_ran_changes_nothing(self, store: TablePort) -> None:
        store.write_table(one(1), "t")
        with pytest.raises(ColumnNotFound):
            store.write_table(pa.table({"other": [1]}), "t", "append")
        with store.transaction():
            store.write_table(one(2), "t", "append")
        assert column_of(store, "t", "n") == [1, 2]

    def test_a_source_that_fails_is_raised_as_it_was_and_leaves_nothing(self, store: TablePort) -> None:
        def batches() -> Iterator[pa.RecordBatch]:
            yield pa.record_batch({"n": [1]})
            raise ConnectionResetError("the line went dead")

        reader = pa.RecordBatchReader.from_batches(pa.schema({"n": pa.int64()}), batches())
        with pytest.raises(ConnectionResetError, match="the line went dead"):
            store.write_table(reader, "t")
        assert not store.table_exists("t")
        store.write_table(one(1), "t")

    def test_several_queries_of_a_block_see_one_state(self, store: TablePort) -> None:
        store.write_table(one(1), "t")
        with store.transaction():
            first = store.row_count("t")
            failures: list[BaseException] = []
            thread = threading.Thread(target=attempt, args=(store, failures))
            thread.start()
            thread.join(0.2)
            assert store.row_count("t") == first
        thread.join()
        assert failures == []
        assert store.row_count("t") == first + 1


def attempt(store: TablePort, failures: list[BaseException]) -> None:
    """Append a row, which waits for the open block."""
    try:
        store.write_table(one(9), "t", "append")
    except ReedbedError as error:
        failures.append(error)


def run(action: Callable[[], None]) -> None:
    """Do it in another thread."""
    thread = threading.Thread(target=action)
    thread.start()
    thread.join()
