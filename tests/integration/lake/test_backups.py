"""A backup holds what is archived, and what is made from it reads its own files."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from reedbed import Lake, Workspace, open_store
from reedbed.store.backup import backup, restore_backup
from reedbed.wiring import DuckDBStorageManager

if TYPE_CHECKING:
    from pathlib import Path

    from reedbed import StorageManager

ROWS = """
CREATE TABLE readings (moment TIMESTAMPTZ PRIMARY KEY, litres INTEGER);
INSERT INTO readings SELECT TIMESTAMPTZ '2024-01-01 00:00:00+00' + n * INTERVAL 1 DAY, n FROM range(366) AS r (n);
"""
SUMS = "SELECT count(*) AS n, sum(litres)::BIGINT AS litres FROM readings"


def archived(store: StorageManager) -> list[dict[str, object]]:
    """Rows of which most are in files, with a correction and a deletion of archived ones; what they add up to."""
    store.execute_sql(ROWS)
    Lake(store).archive("readings", "moment", "2024-10-01")
    store.execute_sql("UPDATE readings SET litres = 1000 WHERE moment = '2024-02-03 00:00:00+00'")
    store.execute_sql("DELETE FROM readings WHERE moment = '2024-02-04 00:00:00+00'")
    found: list[dict[str, object]] = store.query(SUMS).to_pylist()
    return found


def test_a_restored_workspace_reads_its_own_copies_of_archived_files(tmp_path: Path) -> None:
    with open_store(Workspace.init(tmp_path / "first")) as store:
        before = archived(store)
        made = backup(store, tmp_path / "saved")
    assert (made.findings, made.tables, made.rows) == ((), 1, 365)
    restore_backup(tmp_path / "saved", tmp_path / "second")
    shutil.rmtree(tmp_path / "first")
    with open_store(tmp_path / "second") as store:
        assert store.query(SUMS).to_pylist() == before == [{"n": 365, "litres": 366 * 365 // 2 - 33 - 34 + 1000}]
        assert [each.findings for each in Lake(store).verify()] == [()]


def test_a_restored_database_reads_its_own_copies_of_archived_files(tmp_path: Path) -> None:
    (tmp_path / "first").mkdir()
    with DuckDBStorageManager(tmp_path / "first" / "my.db") as store:
        before = archived(store)
        backup(store, tmp_path / "saved")
    restored = restore_backup(tmp_path / "saved", tmp_path / "second")
    shutil.rmtree(tmp_path / "first")
    with DuckDBStorageManager(restored.database) as store:
        assert store.query(SUMS).to_pylist() == before


@pytest.mark.parametrize("damage", ["altered", "missing"])
def test_an_archived_file_that_is_not_whole_is_named_by_the_backup(tmp_path: Path, damage: str) -> None:
    with open_store(Workspace.init(tmp_path / "first")) as store:
        archived(store)
        victim = next((tmp_path / "first" / "data" / "lake").rglob("*.parquet"))
        if damage == "missing":
            victim.unlink()
        else:
            victim.write_bytes(victim.read_bytes()[:-1] + b"?")
        (finding,) = backup(store, tmp_path / "saved").findings
    assert victim.name in finding
