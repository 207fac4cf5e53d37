"""`kill -9` at random moments of archiving and restoring: every row once, and no file that nobody knows of."""

from __future__ import annotations

import os
import random
from collections import Counter
from pathlib import Path

import pytest
from tests.faults import lake_deeds as deeds
from tests.faults.killing import told_until_killed

from reedbed import DuckDBStorageManager, Lake

HERE = Path(__file__).parent
KILLS = int(os.environ.get("REEDBED_KILLS", "3"))


def _work_until_killed(database: Path, first: int, seconds: float) -> int:
    """The number of the last acknowledged deed, after a kill `seconds` into the work."""
    told = told_until_killed(HERE / "lake_deeds.py", database, first, seconds=seconds)
    return int(told[-1]) if told else first - 1


def _held(store: DuckDBStorageManager) -> tuple[dict[int, int], Counter[int]]:
    if not store.table_exists("readings"):
        return {}, Counter()
    rows = store.query("SELECT id, value FROM readings")
    ids, values = rows["id"].to_pylist(), rows["value"].to_pylist()
    assert len(set(ids)) == len(ids)
    return dict(zip(ids, values, strict=True)), Counter(store.query("SELECT value FROM log")["value"].to_pylist())


def _check_files(store: DuckDBStorageManager, folder: Path) -> None:
    assert store.query("FROM reedbed.lake_jobs").num_rows == 0
    assert [report.findings for report in Lake(store).verify() if report.findings] == []
    there = {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}
    assert there == set(store.query("SELECT path FROM reedbed.lake_files")["path"].to_pylist())


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_killed_process_leaves_each_row_once_and_the_next_start_removes_its_unnamed_files(
    tmp_path: Path, fresh_seed: int
) -> None:
    chance = random.Random(fresh_seed)  # noqa: S311 - moments of kills need no secrecy
    database = tmp_path / "store.db"
    last = 0
    for _ in range(KILLS):
        acknowledged = _work_until_killed(database, last + 1, chance.uniform(0.0, 1.5))
        with DuckDBStorageManager(database, lock_timeout_seconds=0, door=False) as store:
            held = _held(store)
            counts = [each for each in (acknowledged + 1, acknowledged) if held == deeds.expected(each)]
            assert counts, f"after deed {acknowledged} ({deeds.deed(acknowledged + 1)} was next)"
            last = counts[0] if deeds.expected(counts[0]) != deeds.expected(acknowledged) else acknowledged
            _check_files(store, tmp_path / ".reedbed" / "lake")
