"""Compaction: files and live rows change their places, and no answer moves."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from tests.integration.lake.archived_hours import corrected, filled, state

from reedbed import DuckDBStorageManager, Lake, errors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DuckDBStorageManager]:
    with DuckDBStorageManager(tmp_path / "w.db", tmp_path / "checkpoints") as opened:
        yield opened


def test_compaction_folds_everything_in_and_answers_do_not_move(store: DuckDBStorageManager) -> None:
    lake = filled(store)
    before = corrected(store)
    result = lake.compact("t")
    assert (result.partitions, result.files_before, result.files_after) == (2, 3, 2)
    assert (result.folded, result.dropped, result.left) == (7, 17, 0)
    assert state(store) == before
    assert store.query('SELECT count(*) AS n FROM "t:live"').to_pylist() == [{"n": 2225}]
    assert store.query(f"SELECT count(*) AS n FROM reedbed.lake_{lake.table('t').id}_deleted").to_pylist() == [{"n": 0}]
    assert [report.findings for report in lake.verify()] == [()]
    again = lake.compact("t")
    assert (again.partitions, again.snapshot) == (0, result.snapshot)


def test_rows_without_a_key_are_folded_once_each(store: DuckDBStorageManager) -> None:
    lake = filled(store, key=False)
    store.execute_sql("INSERT INTO t SELECT 7, '2024-01-05 00:30:00+00', 7 FROM range(3)")
    store.execute_sql("INSERT INTO t SELECT 8, '2024-03-14 22:00:00+00', NULL FROM range(2)")
    store.execute_sql("INSERT INTO t SELECT 9, NULL, NULL FROM range(2)")
    before = state(store)
    assert lake.compact("t").folded == 5
    assert state(store) == before
    assert store.query('SELECT count(*) AS n FROM "t:live" WHERE ts IS NULL').to_pylist() == [{"n": 2}]


def test_the_plan_is_what_is_done(store: DuckDBStorageManager) -> None:
    lake = filled(store)
    corrected(store)
    plan = lake.plan_compaction("t")
    assert [(each.values, len(each.files), each.hidden, each.late) for each in plan.work] == [
        (("2024", "01"), 1, 17, 7),
        (("2024", "02"), 2, 0, 0),
    ]
    assert [snapshot.number for snapshot in lake.snapshots("t")] == [1, 2]
    assert lake.compact("t").dropped == 17


def test_a_budget_leaves_the_rest_for_the_next_call(store: DuckDBStorageManager) -> None:
    lake = filled(store)
    before = corrected(store)
    done = [lake.compact("t", budget_bytes=1) for _ in range(3)]
    assert [(each.partitions, each.left) for each in done] == [(1, 1), (1, 0), (0, 0)]
    assert state(store) == before


def test_a_row_that_moves_between_partitions_is_never_archived_twice(store: DuckDBStorageManager) -> None:
    lake = filled(store)
    store.execute_sql("UPDATE t SET ts = '2024-02-02 00:30:00+00' WHERE id = 40")
    before = state(store)
    for _ in range(4):
        lake.compact("t", budget_bytes=1)
        assert state(store) == before
    archived = lake.read("t", as_of=lake.table("t").generation)
    assert archived.filter(archived.id == 40).count().execute() == 1
    assert store.query('SELECT count(*) AS n FROM "t:live" WHERE id = 40').to_pylist() == [{"n": 0}]


def test_partitions_by_a_column_are_compacted_too(store: DuckDBStorageManager) -> None:
    store.execute_sql(
        "CREATE TABLE p AS SELECT i AS id, CASE WHEN i % 3 > 0 THEN 'a/b' END AS place, "
        "TIMESTAMP '2024-01-01' + i * INTERVAL 1 HOUR AS ts FROM range(100) AS r (i)"
    )
    lake = Lake(store)
    lake.archive("p", "ts", "2024-01-03", ("place", "year"), key="id")
    store.execute_sql("INSERT INTO p VALUES (1000, NULL, '2024-01-01 12:00:00'), (1001, 'a/b', '2024-01-01 12:00:00')")
    store.execute_sql("UPDATE p SET place = NULL WHERE id = 1")
    before = store.query("SELECT * FROM p ORDER BY id").to_pylist()
    assert lake.compact("p").folded == 3
    assert store.query("SELECT * FROM p ORDER BY id").to_pylist() == before
    assert [each.rows for each in lake.statistics("p")] == [32, 18]


def test_a_row_that_was_deleted_and_came_again_is_not_hidden_in_its_file(store: DuckDBStorageManager) -> None:
    lake = filled(store)
    store.execute_sql("DELETE FROM t WHERE id = 20")
    store.execute_sql("INSERT INTO t VALUES (20, '2024-01-01 20:00:00+00', 77)")
    before = state(store)
    assert lake.compact("t").folded == 1
    assert state(store) == before
    assert store.query("SELECT x::INTEGER AS x FROM t WHERE id = 20").to_pylist() == [{"x": 77}]
    lake.restore("t")
    assert state(store) == before


def test_all_rows_of_an_archive_can_be_deleted(store: DuckDBStorageManager) -> None:
    lake = filled(store)
    store.execute_sql("DELETE FROM t WHERE ts < '2024-03-15 00:00:00+00'")
    before = state(store)
    assert lake.compact("t").files_after == 0
    assert state(store) == before
    assert lake.statistics("t") == []
    assert lake.archive("t", older_than="2024-04-01").rows == 408
    assert state(store) == before


def test_two_compactions_at_once_do_not_harm_each_other(store: DuckDBStorageManager) -> None:
    lake = filled(store)
    before = corrected(store)
    results = []
    failures = []

    def compact() -> None:
        try:
            results.append(Lake(store).compact("t"))
        except errors.ReedbedError as error:
            failures.append(error)
        finally:
            store.database.leave()

    threads = [threading.Thread(target=compact) for _ in range(3)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        assert state(store) == before
    for thread in threads:
        thread.join()
    assert failures == []
    assert sorted(each.partitions for each in results) == [0, 0, 2]
    assert [report.findings for report in lake.verify()] == [()]


def test_what_is_written_during_a_compaction_is_not_lost(store: DuckDBStorageManager) -> None:
    filled(store)
    corrected(store)
    expected = {
        row["id"]: row["x"] for row in store.query("SELECT id, x FROM t WHERE id < 400 OR id = 100000").to_pylist()
    }
    stop = threading.Event()

    def write() -> None:
        number = 100
        while not stop.is_set() and number < 390:
            store.execute_sql(f"UPDATE t SET x = {-number} WHERE id = {number}")
            store.execute_sql(f"DELETE FROM t WHERE id = {number + 1}")
            store.execute_sql(f"UPDATE t SET x = 5 WHERE id = 100000 AND {number} > 110")
            expected[number] = -number
            expected.pop(number + 1)
            if number > 110:
                expected[100000] = 5
            number += 2
        store.database.leave()

    writer = threading.Thread(target=write)
    writer.start()
    for _ in range(4):
        Lake(store).compact("t")
    stop.set()
    writer.join()
    found = {
        row["id"]: row["x"] for row in store.query("SELECT id, x FROM t WHERE id < 400 OR id = 100000").to_pylist()
    }
    assert found == expected
    Lake(store).compact("t")
    assert store.query("SELECT count(*) AS n FROM t WHERE id < 400 OR id = 100000").to_pylist() == [
        {"n": len(expected)}
    ]
