"""What goes wrong behind the commit that names files takes none of them away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.unit.lake.readings import CUT, content, make_readings

from reedbed import DuckDBStorageManager, Lake
from reedbed.lake import publishing
from reedbed.lake.jobs import begin_job, end_job, undo_job
from reedbed.lake.targets.folder import FolderTarget
from reedbed.sql import TableName

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DuckDBStorageManager]:
    with DuckDBStorageManager(tmp_path / "s.db", door=False) as opened:
        yield opened


@pytest.mark.parametrize("deed", ["archive", "compact"])
def test_an_interrupt_behind_the_commit_leaves_the_named_files(
    store: DuckDBStorageManager, monkeypatch: pytest.MonkeyPatch, deed: str
) -> None:
    make_readings(store)
    lake = Lake(store)
    if deed == "compact":
        lake.archive("readings", older_than=CUT)
        store.execute_sql("UPDATE readings SET value = -1 WHERE id = 7")
    before = content(store)

    def interrupted(_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(publishing, "install", interrupted)
    with pytest.raises(KeyboardInterrupt):
        lake.archive("readings", older_than=CUT) if deed == "archive" else lake.compact("readings")
    assert lake.snapshots("readings")[-1].kind == deed
    assert content(store) == before
    assert [report.findings for report in lake.verify()] == [()]


def test_a_job_that_has_ended_is_not_undone(store: DuckDBStorageManager, tmp_path: Path) -> None:
    target = FolderTarget(tmp_path / "lake")
    job = begin_job(store.database, "archive", TableName(name="t"), target="", folder="t-1")
    staged = target.staging() / job.file_name(0)
    staged.write_bytes(b"rows")
    target.put(staged, f"t-1/{staged.name}")
    with store.database.transaction() as transaction:
        end_job(store.database, transaction, job)
    undo_job(store.database, job, target)
    assert [file.path for file in target.files()] == [f"t-1/{staged.name}"]
