"""Snapshots, expiry, pruning, sweeping, export and figures of an archive."""

from __future__ import annotations

import datetime as dt
import os
from typing import TYPE_CHECKING

import polars as pl
import pyarrow.dataset as ds
import pytest
from tests.integration.lake.archived_hours import corrected, filled, state

from reedbed import DuckDBStorageManager, Lake, errors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AT_ONCE = "0h"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DuckDBStorageManager]:
    with DuckDBStorageManager(tmp_path / "w.db", tmp_path / "checkpoints") as opened:
        yield opened


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
        (1.5, errors.UsageError),
        (True, errors.UsageError),
        (None, errors.UsageError),
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
    folder = lake.files("t")[0].path.partition("/")[0]
    stranger = target.folder / folder / "year=2024" / "stranger.parquet"  # type: ignore[attr-defined]  # a folder
    left = target.staging() / "left.parquet"
    for file in (stranger, left):
        file.write_bytes(b"x")
    assert lake.sweep() == []
    for file in (stranger, left):
        os.utime(file, (1, 1))
    assert {(each.path, each.reason) for each in lake.sweep()} == {
        (".staging/left.parquet", "unfinished"),
        (f"{folder}/year=2024/stranger.parquet", "unknown"),
    }
    assert stranger.exists()
    lake.sweep(dry_run=False)
    assert not stranger.exists()
    assert not left.exists()
    assert {file.path for file in target.files()} == named


def test_databases_with_one_place_leave_each_others_files_alone(tmp_path: Path) -> None:
    with (
        DuckDBStorageManager(tmp_path / "a.db", tmp_path / "checkpoints_a") as first,
        DuckDBStorageManager(tmp_path / "b.db", tmp_path / "checkpoints_b") as second,
    ):
        lakes = [filled(each) for each in (first, second)]
        places = [{file.path.partition("/")[0] for file in lake.files("t")} for lake in lakes]
        assert places[0].isdisjoint(places[1])
        assert lakes[0]._places.open("").url == lakes[1]._places.open("").url
        before = state(second)
        assert lakes[0].sweep(older_than=AT_ONCE, dry_run=False) == []
        lakes[0].restore("t")
        lakes[0].expire(older_than=AT_ONCE, dry_run=False)
        assert lakes[0].prune(dry_run=False)
        assert state(second) == before
        assert [report.findings for report in lakes[1].verify()] == [()]


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
