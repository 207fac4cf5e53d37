"""Archives of a workspace that another process owns: the owner does the work."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from reedbed import Lake, errors, open_store

if TYPE_CHECKING:
    from reedbed import StorageManager, Workspace

MAKE = (
    "CREATE TABLE readings (id BIGINT PRIMARY KEY, ts TIMESTAMPTZ, value DOUBLE)",
    "INSERT INTO readings SELECT i, TIMESTAMPTZ '2024-01-01' + to_hours(i), i FROM range(2000) AS r(i)",
)


def _sums(store: StorageManager) -> tuple[int, float]:
    [row] = store.query("SELECT count(*) AS n, sum(value) AS s FROM readings").to_pylist()
    return row["n"], row["s"]


@pytest.mark.usefixtures("owner")
def test_a_process_that_is_not_the_owner_archives_verifies_and_restores(workspace: Workspace) -> None:
    with open_store(workspace) as store:
        assert store.database.remote
        for sql in MAKE:
            store.execute_sql(sql)
        before = _sums(store)
        lake = Lake(store)
        plan = lake.plan_archive("readings", older_than="2024-02-01", partition_by=("year", "month", "day"))
        result = lake.archive("readings", older_than="2024-02-01", partition_by=("year", "month", "day"))
        assert (plan.rows, plan.files) == (result.rows, result.files) == (31 * 24, 31)
        assert [partition.values for partition in plan.partitions[:2]] == [("2024", "01", "01"), ("2024", "01", "02")]
        assert _sums(store) == before
        assert [(report.files, report.findings) for report in lake.verify()] == [(31, ())]
        assert {file.target for file in lake.files("readings")} == {""}
        assert len(list(workspace.lake_path.rglob("*.parquet"))) == 31
        store.execute_sql("UPDATE readings SET value = -1 WHERE id = 3")
        assert _sums(store) == (before[0], before[1] - 4)
        with pytest.raises(errors.ArchiveDiffers):
            lake.archive("readings", partition_by="day")
        assert lake.restore("readings").live_rows == before[0]
        assert lake.tables() == []


@pytest.mark.usefixtures("owner")
def test_two_processes_archive_one_table_at_once(workspace: Workspace) -> None:
    with open_store(workspace) as store, open_store(workspace) as other:
        for sql in MAKE:
            store.execute_sql(sql)
        before = _sums(store)
        rows: list[int] = []

        def archive(lake: Lake) -> None:
            rows.append(lake.archive("readings", "ts", "2024-02-01").rows)

        threads = [threading.Thread(target=archive, args=(Lake(each),)) for each in (store, other)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(rows) == [0, 31 * 24]
        assert _sums(other) == before
