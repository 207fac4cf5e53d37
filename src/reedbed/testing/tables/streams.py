"""Streams: a result owns what it reads from, so reading while writing neither hangs nor changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reedbed.ports.tables import TablePort

MANY = 300_000
"""More than one batch."""


def numbers(count: int = MANY) -> pa.Table:
    """Rows 0 to `count`."""
    return pa.table({"n": range(count)})


@pytest.mark.timeout(60)
class StreamContract:
    """What a stream of a store promises."""

    def test_a_table_is_written_while_it_is_streamed(self, store: TablePort) -> None:
        store.write_table(numbers(), "t")
        stream = store.stream("SELECT n FROM t")
        seen = stream.read_next_batch().num_rows
        store.write_table(numbers(10), "t", "append")
        store.write_table(numbers(5), "t")
        store.drop_table("t")
        seen += sum(batch.num_rows for batch in stream)
        assert seen == MANY

    @pytest.mark.parametrize("inside", [False, True])
    @pytest.mark.parametrize("mode", ["replace", "append", "upsert"])
    def test_a_table_is_written_from_a_stream_of_itself(self, store: TablePort, mode: str, *, inside: bool) -> None:
        store.write_table(numbers(), "t")

        def again() -> None:
            key = "n" if mode == "upsert" else ()
            shifted = store.stream("SELECT n + 1 AS n FROM t")
            store.write_table(shifted, "t", mode, key=key)  # type: ignore[arg-type]  # a Mode

        if inside:
            with store.transaction():
                again()
        else:
            again()
        expected = {"replace": MANY, "append": 2 * MANY, "upsert": MANY + 1}
        assert store.row_count("t") == expected[mode]
        assert store.query("SELECT max(n) AS n FROM t").to_pylist() == [{"n": MANY}]

    @pytest.mark.parametrize("inside", [False, True])
    def test_a_table_is_written_from_an_expression_of_itself(self, store: TablePort, *, inside: bool) -> None:
        store.write_table(numbers(), "t")
        if inside:
            with store.transaction():
                store.write_table(numbers(1), "t", "append")
                store.write_table(store.read_table("t"), "t", "append")
        else:
            store.write_table(store.read_table("t"), "t", "append")
        assert store.row_count("t") == 2 * (MANY + inside)

    def test_a_stream_is_changed_on_its_way_back(self, store: TablePort) -> None:
        store.write_table(numbers(), "t")
        stream = store.stream("SELECT n FROM t")

        def doubled() -> Iterator[pa.RecordBatch]:
            for batch in stream:
                yield pa.record_batch({"n": [2 * n for n in batch["n"].to_pylist()]})

        store.write_table(pa.RecordBatchReader.from_batches(pa.schema({"n": pa.int64()}), doubled()), "t")
        assert store.query("SELECT max(n) AS n FROM t").to_pylist() == [{"n": 2 * (MANY - 1)}]

    def test_a_producer_may_read_and_write_the_store(self, store: TablePort) -> None:
        store.write_table(numbers(10), "t")

        def batches() -> Iterator[pa.RecordBatch]:
            for part in range(5):
                yield pa.record_batch({"n": [part + store.row_count("t")]})

        store.write_table(pa.RecordBatchReader.from_batches(pa.schema({"n": pa.int64()}), batches()), "sums")
        assert store.query("SELECT sum(n) AS n FROM sums").to_pylist() == [{"n": 60}]

    def test_a_dropped_stream_leaves_the_store_usable(self, store: TablePort) -> None:
        store.write_table(numbers(), "t")
        for _ in range(50):
            store.stream("SELECT n FROM t").read_next_batch()
        store.write_table(numbers(1), "t")
        assert store.row_count("t") == 1

    def test_several_streams_are_read_in_turns(self, store: TablePort) -> None:
        store.write_table(numbers(), "t")
        streams = [store.stream("SELECT n FROM t WHERE n >= ?", [start]) for start in (0, MANY - 1)]
        assert streams[0].read_next_batch()["n"][0].as_py() == 0
        assert streams[1].read_all()["n"].to_pylist() == [MANY - 1]
        assert streams[0].read_next_batch().num_rows > 0

    def test_a_stream_of_no_rows_has_columns(self, store: TablePort) -> None:
        store.write_table(numbers(0), "t")
        assert store.stream("SELECT n FROM t").read_all().schema.names == ["n"]
