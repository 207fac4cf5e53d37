"""Compaction, snapshots, expiry, pruning, sweeping, export and figures of an archive."""

from __future__ import annotations

import datetime as dt
import os
import threading
from typing import TYPE_CHECKING

import polars as pl
import pyarrow.dataset as ds
import pytest

from reedbed import DuckDBStorageManager, Lake, errors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FINGERPRINT = "SELECT count(*) AS n, sum(hash(id, ts, x)::HUGEINT) AS f FROM t"
AT_ONCE = "0h"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DuckDBStorageManager]:
    with DuckDBStorageManager(tmp_path / "w.db", tmp_path / "checkpoints") as opened:
        yield opened


def filled(store: DuckDBStorageManager, *, key: bool = True, by: tuple[str, ...] = ("year", "month")) -> Lake:
    """A table of 4,000 hours from 2024 on, archived to the middle of March in two goes."""
    store.execute_sql(f"CREATE TABLE t (id BIGINT{' PRIMARY KEY' if key else ''}, ts TIMESTAMPTZ, x HUGEINT)")
    store.execute_sql(
        "INSERT INTO t SELECT i, TIMESTAMPTZ '2024-01-01 00:00:00+00' + i * INTERVAL 1 HOUR, i FROM range(4000) AS r(i)"
    )
    lake = Lake(store)
    lake.archive("t", "ts", "2024-02-15", by)
    lake.archive("t", "ts", "2024-03-15")
    return lake


def state(store: DuckDBStorageManager) -> list[dict[str, object]]:
    return store.query(FINGERPRINT).to_pylist()


def corrected(store: DuckDBStorageManager) -> list[dict[str, object]]:
    """Corrections, deletions, a late row, a row that moves out of the archive; what the table answers then."""
    store.execute_sql("UPDATE t SET x = -1 WHERE id BETWEEN 20 AND 25")
    store.execute_sql("DELETE FROM t WHERE id < 10")
    store.execute_sql("INSERT INTO t VALUES (100000, '2024-01-05 00:30:00+00', 7)")
    store.execute_sql("UPDATE t SET ts = '2024-09-01 00:00:00+00' WHERE id = 30")
    return state(store)


def test_compaction_folds_everything_in_and_answers_do_not_move(store: DuckDBStorageManager) -> None:
    lake = filled(store)
    before = corrected(store)
    result = lake.compact("t")
    assert (result.partitions, result.files_before, result.files_after) == (2, 3, 2)
    assert (result.folded, result.dropped, result.left) == (7, 17, 0)
    assert state(store) == before
    assert store.query('SELECT count(*) AS n FROM "t:live"').to_pylist() == [{"n": 2225}]
    assert store.query("SELECT count(*) AS n FROM reedbed.lake_1_deleted").to_pylist() == [{"n": 0}]
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


def test_snapshots_are_read_by_number_and_by_moment(store: DuckDBStorageManager) -> None:
    lake = filled(store)
    corrected(store)
    lake.compact("t")
    first, second, third = lake.snapshots("t")
    assert [lake.read("t", as_of=each.number).count().execute() for each in (first, second, third)] == [
        1080,
        1776,
        1766,
    ]
    assert lake.read("t", as_of=first.made_at).count().execute() == 1080
    assert lake.read("t", as_of=(second.made_at + dt.timedelta(microseconds=1)).isoformat()).count().execute() == 1776
    assert lake.read("t", as_of="3").x.min().execute() == -1
    assert lake.read("t", as_of=2).x.min().execute() == 0


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (9, errors.SnapshotNotFound),
        (0, errors.SnapshotNotFound),
        ("2020-01-01", errors.SnapshotNotFound),
        (dt.datetime(2024, 1, 1), errors.NaiveTime),  # noqa: DTZ001 - that is what is refused
        ("2024-01-01T00:00:00", errors.NaiveTime),
        ("yesterday", errors.UsageError),
    ],
)
def test_what_is_no_snapshot_is_said(store: DuckDBStorageManager, as_of: object, expected: type[Exception]) -> None:
    lake = filled(store)
    with pytest.raises(expected):
        lake.read("t", as_of=as_of)  # type: ignore[arg-type]  # what it refuses


def test_expired_snapshots_free_their_files(store: DuckDBStorageManager) -> None:
    lake = filled(store)
    before = corrected(store)
    lake.compact("t")
    assert lake.expire() == []
    assert lake.prune() == []
    assert [each.number for each in lake.expire(older_than=AT_ONCE)] == [1, 2]
    assert len(lake.snapshots("t")) == 3
    assert [each.number for each in lake.expire("t", older_than=AT_ONCE, dry_run=False)] == [1, 2]
    with pytest.raises(errors.SnapshotNotFound):
        lake.read("t", as_of=1)
    listed = lake.prune()
    assert [each.reason for each in listed] == ["expired"] * 3
    folder = lake._places.open("")
    assert all(folder.stat(each.path) for each in listed)
    assert lake.prune("t", dry_run=False) == listed
    assert not any(folder.stat(each.path) for each in listed)
    assert lake.prune() == []
    assert state(store) == before
    assert [report.findings for report in lake.verify()] == [()]


def test_a_file_that_a_kept_snapshot_names_stays(store: DuckDBStorageManager) -> None:
    lake = filled(store)
    lake.compact("t")
    third = lake.snapshots("t")[-1]
    store.execute_sql("DELETE FROM t WHERE id = 1000")
    lake.compact("t")
    with store.database.transaction() as transaction:
        old = f"made_at = now() - INTERVAL 30 DAY WHERE number < {third.number}"
        transaction.execute(f"UPDATE reedbed.lake_snapshots SET {old}")
    lake.expire(older_than="29d", dry_run=False)
    lake.prune(dry_run=False)
    assert lake.read("t", as_of=third.number).count().execute() == third.row_count


def test_the_files_of_a_restored_table_go_in_the_end(store: DuckDBStorageManager) -> None:
    lake = filled(store)
    before = state(store)
    lake.restore("t")
    assert [(each.table, each.number) for each in lake.expire(older_than=AT_ONCE, dry_run=False)] == [
        ("", 1),
        ("", 2),
        ("", 3),
    ]
    assert len(lake.prune(dry_run=False)) == 4
    assert list(lake._places.open("").files()) == []
    assert state(store) == before


def test_leavings_are_swept_when_they_are_old(store: DuckDBStorageManager) -> None:
    lake = filled(store)
    target = lake._places.open("")
    named = {file.path for file in target.files()}
    stranger = target.folder / "t-1" / "year=2024" / "stranger.parquet"  # type: ignore[attr-defined]  # a folder
    left = target.staging() / "left.parquet"
    for file in (stranger, left):
        file.write_bytes(b"x")
    assert lake.sweep() == []
    for file in (stranger, left):
        os.utime(file, (1, 1))
    assert {(each.path, each.reason) for each in lake.sweep()} == {
        (".staging/left.parquet", "unfinished"),
        ("t-1/year=2024/stranger.parquet", "unknown"),
    }
    assert stranger.exists()
    lake.sweep(dry_run=False)
    assert not stranger.exists()
    assert not left.exists()
    assert {file.path for file in target.files()} == named


def test_an_export_is_read_by_others(store: DuckDBStorageManager, tmp_path: Path) -> None:
    lake = filled(store)
    corrected(store)
    result = lake.export("t", tmp_path / "plain")
    assert result.rows == 3991
    assert all(file.startswith("year=2024/month=") for file in result.files)
    frame = pl.scan_parquet(tmp_path / "plain", hive_partitioning=True)
    assert frame.filter(pl.col("month") == 1).select(pl.len()).collect().item() == 734
    assert ds.dataset(tmp_path / "plain", partitioning="hive").count_rows() == 3991
    found = store.query(f"SELECT count(*) AS n, max(month) AS m FROM '{tmp_path}/plain/**/*.parquet'").to_pylist()
    assert found == [{"n": 3991, "m": 9}]


def test_an_export_of_a_snapshot_has_its_rows(store: DuckDBStorageManager, tmp_path: Path) -> None:
    lake = filled(store)
    assert lake.export("t", tmp_path / "first", as_of=1).rows == 1080
    assert lake.export("t", tmp_path / "whole", partition_by=()).files == ("data_0.parquet",)


def test_any_table_can_be_exported(store: DuckDBStorageManager, tmp_path: Path) -> None:
    store.execute_sql("CREATE TABLE plain AS SELECT i, i % 2 AS half FROM range(10) AS r (i)")
    result = Lake(store).export("plain", tmp_path / "out", partition_by="half")
    assert result.files == ("half=0/data_0.parquet", "half=1/data_0.parquet")


def test_an_export_mixes_with_nothing(store: DuckDBStorageManager, tmp_path: Path) -> None:
    lake = filled(store)
    lake.export("t", tmp_path / "out")
    with pytest.raises(errors.UsageError, match="empty place"):
        lake.export("t", tmp_path / "out")
    with pytest.raises(errors.ColumnNotFound):
        lake.export("t", tmp_path / "other", partition_by="nothing")
    with pytest.raises(errors.TableNotFound):
        lake.export("nothing", tmp_path / "other")
    assert not (tmp_path / "other" / "data_0.parquet").exists()


def test_figures_come_out_of_the_ledger(store: DuckDBStorageManager) -> None:
    found = filled(store).statistics("t")
    assert [(each.values, each.files, each.rows) for each in found] == [
        (("2024", "01"), 1, 744),
        (("2024", "02"), 2, 696),
        (("2024", "03"), 1, 336),
    ]
    assert (found[0].earliest, found[2].latest) == ("2024-01-01 00:00:00+00", "2024-03-14 23:00:00+00")


def test_care_is_refused_inside_of_a_transaction_and_for_plain_tables(store: DuckDBStorageManager) -> None:
    lake = filled(store)
    with pytest.raises(errors.UsageError), store.transaction():
        lake.compact("t")
    store.execute_sql("CREATE TABLE plain (a INTEGER)")
    for call in (lake.compact, lake.statistics, lake.snapshots, lake.plan_compaction):
        with pytest.raises(errors.NotArchived):
            call("plain")
