"""`kill -9` at random moments: the old state or the new one, what was acknowledged always there, files that agree."""

from __future__ import annotations

import os
import random
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.faults import deeds
from tests.faults.killing import told_until_killed

from reedbed import DuckDBStorageManager

HERE = Path(__file__).parent
ROWS = 1_000_000
KILLS = int(os.environ.get("REEDBED_KILLS", "6"))


def _work_until_killed(database: Path, first: int, seconds: float) -> int:
    """The number of the last acknowledged deed, after a kill `seconds` into the work."""
    told = told_until_killed(HERE / "deeds.py", database, first, ROWS, seconds=seconds)
    return int(told[-1]) if told else first - 1


def _state(store: DuckDBStorageManager) -> dict[str, Any]:
    def one(table: str, sql: str) -> Any:
        return store.query(sql)[0][0].as_py() if store.table_exists(table) else None

    if store.table_exists("big"):
        [answer] = store.query("SELECT count(*) AS n, min(g) AS low, max(g) AS high FROM big").to_pylist()
        assert answer["n"] == ROWS
        assert answer["low"] == answer["high"]
    log: list[dict[str, Any]] = []
    if store.table_exists("log"):
        log = store.query("SELECT g, count(*) AS n FROM log GROUP BY g ORDER BY g").to_pylist()
    assert all(row["n"] == deeds.BATCH for row in log)
    if store.table_exists("keyed"):
        assert one("keyed", "SELECT count(DISTINCT (id, g)) FROM keyed") == 2 * deeds.BATCH
        assert one("keyed", "SELECT count(DISTINCT g) FROM keyed") == 1
    return {
        "big": one("big", "SELECT max(g) FROM big"),
        "log": [row["g"] for row in log],
        "view": one("summary", "SELECT g FROM summary"),
        "built": one("built", "SELECT g FROM built"),
        "upserted": one("keyed", "SELECT max(g) FROM keyed"),
        "pair": one("pair", "SELECT g FROM pair"),
    }


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_killed_process_leaves_the_old_state_or_the_new_one_in_table_and_checkpoint(
    tmp_path: Path, fresh_seed: int
) -> None:
    chance = random.Random(fresh_seed)  # noqa: S311 - moments of kills need no secrecy
    database = tmp_path / "store.db"
    last = 0
    unacknowledged = 0
    for _ in range(KILLS):
        acknowledged = _work_until_killed(database, last + 1, chance.uniform(0.0, 1.5))
        with DuckDBStorageManager(database, lock_timeout_seconds=0) as store:
            state = _state(store)
            reports = store.verify()
        # One deed may have been committed without its acknowledgement.
        candidates = [number for number in (acknowledged, acknowledged + 1) if state == deeds.expected_state(number)]
        assert candidates, f"after deed {acknowledged}: {state}"
        assert [report.status for report in reports if not report.ok] == []
        # Where two deeds look alike (a restore changes nothing) the later one would be done twice: take the earlier.
        last = candidates[0]
        unacknowledged += last > acknowledged
        _restored_from_files_alone(database, tmp_path / "rebuilt", deeds.expected_state(last), last)
    sys.stdout.write(f"{KILLS} kills, {last} deeds, {unacknowledged} committed without acknowledgement\n")


def _restored_from_files_alone(database: Path, folder: Path, expected: dict[str, Any], number: int) -> None:
    """The manifests rebuild the state, or the one that the killed deed had already published whole."""
    files = database.parent / ".reedbed"
    if not files.is_dir():
        # The first kill can come before the first deed.
        assert number == 0
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    # A restore writes manifests of its own, so it works on a copy.
    shutil.copytree(files, folder / ".reedbed")
    with DuckDBStorageManager(folder / "store.db") as store:
        store.restore()
        state = _state(store)
    following = deeds.expected_state(number + 1)
    assert all(state[key] in (expected[key], following[key]) for key in expected), (number, state)
