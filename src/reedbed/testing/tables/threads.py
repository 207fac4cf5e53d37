"""Eight threads on one store."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from reedbed.testing.tables.contents import column_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from reedbed.ports.tables import TablePort

THREADS = 8
ROUNDS = 6


def together(work: Callable[[int], object]) -> list[object]:
    """What `work(0)` to `work(7)` return, each run by a thread of its own; the first failure is raised."""
    with ThreadPoolExecutor(THREADS) as pool:
        return [future.result() for future in [pool.submit(work, thread) for thread in range(THREADS)]]


@pytest.mark.timeout(120)
class ThreadContract:
    """What threads may do at once."""

    def test_appends_of_all_threads_arrive(self, store: TablePort) -> None:
        def work(thread: int) -> None:
            for n in range(ROUNDS):
                store.write_table(pa.table({"n": [thread * ROUNDS + n]}), "t", "append")

        together(work)
        assert column_of(store, "t", "n") == list(range(THREADS * ROUNDS))

    def test_no_number_is_handed_out_twice(self, store: TablePort) -> None:
        store.ensure_sequence("s")

        def work(_: int) -> list[int]:
            singles = [store.next_sequence_value("s") for _ in range(ROUNDS)]
            return singles + store.next_sequence_values("s", ROUNDS)

        taken = sorted(n for part in together(work) for n in part)  # type: ignore[attr-defined]  # lists
        assert taken == list(range(1, 2 * THREADS * ROUNDS + 1))

    def test_readers_see_whole_writes_only(self, store: TablePort) -> None:
        store.write_table(pa.table({"version": [0] * 1000}), "t")

        def work(thread: int) -> None:
            for n in range(ROUNDS):
                if thread % 4 == 0:
                    store.write_table(pa.table({"version": [thread * ROUNDS + n] * 1000}), "t")
                else:
                    found = store.query("SELECT count(*) AS rows, count(DISTINCT version) AS versions FROM t")
                    assert found.to_pylist() == [{"rows": 1000, "versions": 1}]
                    assert store.read_table("t").to_pyarrow().num_rows == 1000

        together(work)

    def test_reads_writes_and_sequences_go_on_together(self, store: TablePort) -> None:
        store.ensure_sequence("ids")
        store.write_table(pa.table({"id": [0], "thread": [-1]}), "t", "upsert", key="id")

        def work(thread: int) -> None:
            for _ in range(ROUNDS):
                ids = store.next_sequence_values("ids", 2)
                store.write_table(pa.table({"id": ids, "thread": [thread] * 2}), "t", "upsert", key="id")
                with store.transaction():
                    store.write_table(pa.table({"id": ids[:1], "thread": [thread]}), f"own {thread}", "append")
                assert store.query("SELECT count(*) AS n FROM t WHERE thread = ?", [thread])["n"][0].as_py() >= 2
                assert sum(batch.num_rows for batch in store.stream("SELECT id FROM t")) >= 2
                assert "t" in store.list_tables()

        together(work)
        assert store.row_count("t") == 2 * THREADS * ROUNDS + 1
        assert [store.row_count(f"own {thread}") for thread in range(THREADS)] == [ROUNDS] * THREADS
