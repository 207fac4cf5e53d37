"""What is not a whole backup is refused before anything is touched."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from reedbed.errors import BackupFailed
from reedbed.store.backup import backup, restore_backup
from reedbed.wiring import DuckDBStorageManager

if TYPE_CHECKING:
    from pathlib import Path

    from reedbed.store import StorageManager


@pytest.fixture
def copy(store: StorageManager, tmp_path: Path) -> Path:
    backup(store, tmp_path / "copy")
    return tmp_path / "copy"


def refuse(copy: Path, target: Path, words: str) -> None:
    with pytest.raises(BackupFailed, match=words):
        restore_backup(copy, target)
    assert not target.exists()
    assert [path.name for path in target.parent.iterdir() if path.name.endswith(".unfinished")] == []


@pytest.mark.parametrize("pattern", ["reedbed.db", "reedbed.db.wal", ".reedbed/data/*/part-*"])
def test_one_altered_byte_is_found(copy: Path, tmp_path: Path, pattern: str) -> None:
    path = next(copy.glob(pattern))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    refuse(copy, tmp_path / "again", f"{path.name} was altered")


def test_a_missing_file_is_named(copy: Path, tmp_path: Path) -> None:
    (copy / "reedbed.db").unlink()
    refuse(copy, tmp_path / "again", "reedbed.db: No such file")


def test_a_torn_inventory_is_refused(copy: Path, tmp_path: Path) -> None:
    path = copy / "backup.json"
    path.write_bytes(path.read_bytes()[:-40])
    refuse(copy, tmp_path / "again", "cannot be believed")


def test_an_edited_inventory_is_refused(copy: Path, tmp_path: Path) -> None:
    path = copy / "backup.json"
    path.write_text(path.read_text(encoding="utf-8").replace("reedbed.db.wal", "../escaped.wal"), encoding="utf-8")
    refuse(copy, tmp_path / "again", "checksum")


def test_a_folder_without_an_inventory_is_no_backup(copy: Path, tmp_path: Path) -> None:
    (copy / "backup.json").unlink()
    refuse(copy, tmp_path / "again", "is no backup")


def test_nothing_is_restored_over_anything(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    (tmp_path / "again" / "mine.txt").write_text("mine")
    with pytest.raises(BackupFailed, match="not an empty folder"):
        restore_backup(copy, tmp_path / "again")
    assert [path.name for path in (tmp_path / "again").iterdir()] == ["mine.txt"]


def test_an_empty_folder_is_filled(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    assert restore_backup(copy, tmp_path / "again").database.exists()


BACKING_UP = """
import sys
from pathlib import Path
from reedbed.store.backup import backup
from reedbed.wiring import DuckDBStorageManager
with DuckDBStorageManager(sys.argv[1]) as store:
    print("ready", flush=True)
    backup(store, Path(sys.argv[2]))
    print("done", flush=True)
"""


@pytest.mark.parametrize("attempt", range(5))
def test_a_killed_backup_is_refused_or_whole_and_the_store_is_unharmed(tmp_path: Path, attempt: int) -> None:
    with DuckDBStorageManager(tmp_path / "a.db") as store:
        store.execute_sql("CREATE TABLE t AS SELECT range AS n, hash(range) AS h FROM range(2_000_000)")
        store.checkpoint("t")
    chance = random.Random(f"{os.environ['REEDBED_SEED']}/{attempt}")  # noqa: S311 - a moment, not a secret
    command = [sys.executable, "-c", BACKING_UP, str(tmp_path / "a.db"), str(tmp_path / "copy")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0, 0.8))
        process.send_signal(signal.SIGKILL)
    if (tmp_path / "copy" / "backup.json").exists():
        assert restore_backup(tmp_path / "copy", tmp_path / "again").tables == 1
    else:
        refuse(tmp_path / "copy", tmp_path / "again", "is no backup")
    with DuckDBStorageManager(tmp_path / "a.db") as store:
        assert store.row_count("t") == 2_000_000
        assert [report.status for report in store.verify()] == ["whole"]
