"""A backup of a live store is one moment of it, whole, and the store goes on unharmed."""

from __future__ import annotations

import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from reedbed.errors import BackupFailed, EngineError, UsageError
from reedbed.store.backup import backup, read_inventory, restore_backup
from reedbed.store.backup.making import _no_commits
from reedbed.wiring import DuckDBStorageManager, open_store

if TYPE_CHECKING:
    from pathlib import Path

    from reedbed.store import StorageManager


def catalog(store: StorageManager) -> dict[str, list[tuple[object, ...]]]:
    """All that DuckDB knows of a database, but for object numbers."""
    name = store.database.catalog
    return {
        kind: store.database.rows(f"SELECT {columns} FROM duckdb_{kind}() WHERE database_name = ? ORDER BY ALL", [name])
        for kind, columns in {
            "tables": "schema_name, table_name, sql, comment",
            "columns": "schema_name, table_name, column_name, data_type, column_default, is_nullable",
            "constraints": "schema_name, table_name, constraint_text",
            "indexes": "schema_name, index_name, sql",
            # Their present values are shown in another way after each opening; nextval tells them below.
            "sequences": "schema_name, sequence_name, min_value, increment_by",
            "views": "schema_name, view_name, sql",
            "functions": "schema_name, function_name, macro_definition",
            "types": "schema_name, type_name, labels",
        }.items()
    }


def test_a_restored_store_has_everything_that_duckdb_kept(store: StorageManager, tmp_path: Path) -> None:
    before = catalog(store)
    result = backup(store, tmp_path / "copy")
    restored = restore_backup(tmp_path / "copy", tmp_path / "again")
    with DuckDBStorageManager(restored.database) as again:
        assert catalog(again) == before
        assert again.query("SELECT * FROM bills ORDER BY ALL").equals(store.query("SELECT * FROM bills ORDER BY ALL"))
        assert again.row_count("numbers") == 50_010
        assert again.next_sequence_value("ids") == store.next_sequence_value("ids")
        assert [report.status for report in again.verify()] == ["whole"]
    assert (result.tables, result.rows) == (4, 50_010 + 2 + 2 + 1000)


def test_writers_commit_during_a_backup_and_it_holds_a_prefix_of_their_commits(
    store: StorageManager, tmp_path: Path
) -> None:
    store.write_table(pa.table({"writer": [-1], "n": [-1]}), "commits")
    acknowledged: dict[int, int] = {}
    stop = threading.Event()

    def write(writer: int) -> None:
        number = 0
        while not stop.is_set():
            store.write_table(pa.table({"writer": [writer], "n": [number]}), "commits", mode="append")
            acknowledged[writer] = number
            number += 1

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(3)]
    for thread in threads:
        thread.start()
    while len(acknowledged) < 3:
        stop.wait(0.01)
    before = dict(acknowledged)
    backup(store, tmp_path / "copy")
    after = dict(acknowledged)
    stop.set()
    for thread in threads:
        thread.join()
    with DuckDBStorageManager(restore_backup(tmp_path / "copy", tmp_path / "again").database) as again:
        found = again.database.rows("SELECT writer, max(n), count(*) FROM commits WHERE n >= 0 GROUP BY ALL")
        for writer, last, count in found:
            assert count == last + 1, "a commit is missing in the middle"
            assert before[writer] <= last <= after[writer] + 1
        assert [report.findings for report in again.verify()] == [(), ()]


def test_the_owner_still_holds_the_file_after_a_backup(store: StorageManager, tmp_path: Path) -> None:
    backup(store, tmp_path / "copy")
    program = "import duckdb, sys; duckdb.connect(sys.argv[1])"
    other = subprocess.run(
        [sys.executable, "-c", program, str(store.database.path)], capture_output=True, text=True, check=False
    )
    assert "Could not set lock" in other.stderr


def test_nothing_can_be_checkpointed_while_the_database_is_copied(store: StorageManager) -> None:
    with _no_commits(store.database):
        cursor = store.database.cursor()
        with pytest.raises(EngineError, match="Cannot CHECKPOINT"):
            cursor.execute("CHECKPOINT")
        cursor.close()


def test_a_workspace_is_copied_with_its_own_files(workspace_store: StorageManager, tmp_path: Path) -> None:
    backup(workspace_store, tmp_path / "copy")
    restored = restore_backup(tmp_path / "copy", tmp_path / "again")
    assert restored.notes == ()
    assert (tmp_path / "again/notes/deep/er.txt").read_text(encoding="utf-8") == "äöü"
    assert (tmp_path / "again/latest/er.txt").exists()
    assert not (tmp_path / "again/data/lake/part.parquet").exists()
    with open_store(tmp_path / "again") as again:
        assert again.query("SELECT sum(n) AS s FROM t").to_pylist() == [{"s": 6}]
        assert [report.status for report in again.verify()] == ["whole"]


def test_a_backup_inside_the_workspace_holds_neither_itself_nor_earlier_ones(workspace_store: StorageManager) -> None:
    assert workspace_store.workspace
    folder = workspace_store.workspace.folder
    backup(workspace_store, folder / "backups" / "one")
    backup(workspace_store, folder / "backups" / "two")
    paths = [file.path for file in read_inventory(folder / "backups" / "two").files]
    assert [path for path in paths if path.startswith("backups/")] == []
    assert "views/late.sql" in paths


def test_a_restored_setting_that_leads_elsewhere_is_told(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.db"
    folder = tmp_path / "ws"
    folder.mkdir()
    (folder / "workspace.yaml").write_text(f"reedbed:\n  database: {elsewhere}\n", encoding="utf-8")
    with open_store(folder) as store:
        store.write_table(pa.table({"n": [1]}), "t")
        backup(store, tmp_path / "copy")
    restored = restore_backup(tmp_path / "copy", tmp_path / "again")
    assert restored.database.exists()
    assert [note for note in restored.notes if str(elsewhere) in note]


def test_a_read_only_store_is_copied_too(tmp_path: Path) -> None:
    with DuckDBStorageManager(tmp_path / "a.db") as store:
        store.write_table(pa.table({"n": [1]}), "t")
    with DuckDBStorageManager(tmp_path / "a.db", read_only=True) as store:
        assert backup(store, tmp_path / "copy").rows == 1


def test_a_damaged_checkpoint_is_a_finding_and_its_table_is_in_the_backup(
    store: StorageManager, tmp_path: Path
) -> None:
    assert store.checkpoint_dir
    part = next(store.checkpoint_dir.glob("*/part-*.parquet"))
    part.unlink()
    result = backup(store, tmp_path / "copy")
    assert [finding for finding in result.findings if part.name in finding]
    with DuckDBStorageManager(restore_backup(tmp_path / "copy", tmp_path / "again").database) as again:
        assert again.row_count("numbers") == 50_010


def test_a_folder_with_something_in_it_is_refused_and_left_alone(store: StorageManager, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "mine.txt").write_text("mine")
    with pytest.raises(BackupFailed, match="not empty"):
        backup(store, tmp_path / "copy")
    assert [path.name for path in (tmp_path / "copy").iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("made_before", [True, False])
def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, *, made_before: bool) -> None:
    target = tmp_path / "copy"
    if made_before:
        target.mkdir()
    program = """
import resource, sys
import pyarrow as pa
from pathlib import Path
from reedbed.errors import BackupFailed
from reedbed.store.backup import backup
from reedbed.wiring import DuckDBStorageManager
with DuckDBStorageManager(Path(sys.argv[1]) / "a.db") as store:
    store.write_table(pa.table({"n": range(200_000)}), "t")
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
    try:
        backup(store, Path(sys.argv[1]) / "copy")
    except BackupFailed as error:
        print(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    store.write_table(pa.table({"n": [1]}), "t", mode="append")
"""
    ended = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert "File too large" in ended.stdout
    assert target.exists() is made_before
    assert not made_before or list(target.iterdir()) == []


def test_a_store_in_memory_is_refused(tmp_path: Path) -> None:
    with DuckDBStorageManager() as store, pytest.raises(BackupFailed, match="in memory"):
        backup(store, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_a_backup_inside_a_transaction_is_refused(store: StorageManager, tmp_path: Path) -> None:
    with store.transaction(), pytest.raises(UsageError, match="inside a transaction"):
        backup(store, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()
