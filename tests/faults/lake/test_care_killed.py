"""Compaction, expiry and pruning killed at any moment: every row once, every named file whole, nothing else left."""

from __future__ import annotations

import os
import random
from pathlib import Path

from tests.faults.killing import told_until_killed

from reedbed import DuckDBStorageManager, Lake

KILLS = int(os.environ.get("REEDBED_KILLS", "4"))
ROWS = 10_000


def test_an_archive_survives_a_kill_at_any_moment_of_its_care(tmp_path: Path) -> None:
    chance = random.Random(int(os.environ["REEDBED_SEED"]))  # noqa: S311 - repeatable, no secret
    database = tmp_path / "w.db"
    with DuckDBStorageManager(database, tmp_path / "checkpoints") as store:
        store.execute_sql("CREATE TABLE t (id BIGINT PRIMARY KEY, ts TIMESTAMP, x BIGINT)")
        store.execute_sql(
            f"INSERT INTO t SELECT i, TIMESTAMP '2024-01-01' + i * INTERVAL 1 HOUR, i FROM range({ROWS}) AS r (i)"
        )
        Lake(store).archive("t", "ts", "2025-01-01")
    for _ in range(KILLS):
        program = Path(__file__).with_name("caring.py")
        told = told_until_killed(program, database, seconds=chance.uniform(0.05, 0.8), first=None)
        with DuckDBStorageManager(database, tmp_path / "checkpoints") as store:
            _require_whole(store, int(told[-1]))


def _require_whole(store: DuckDBStorageManager, acknowledged: int) -> None:
    found = {row["id"]: row["x"] for row in store.query("SELECT id, x FROM t").to_pylist()}
    assert store.row_count("t") == len(found), "a key is there twice"
    # The round after the last one that was told may have been committed too.
    expected = [_after(acknowledged), _after(acknowledged + 2)]
    assert found in expected
    lake = Lake(store)
    assert [report.findings for report in lake.verify()] == [()]
    lake.expire(older_than="0h", dry_run=False)
    lake.prune(dry_run=False)
    target = lake._places.open("")
    assert {file.path for file in target.files()} == {file.path for file in lake.files("t")}
    assert list(target.staging().iterdir()) == []


def _after(last: int) -> dict[int, int]:
    gone = set(range(1, last + 2, 2))
    return {
        number: -number - 1 if number <= last and number % 2 == 0 else number
        for number in range(ROWS)
        if number not in gone
    }
