"""An archive of a table with an index, whose rows are handed over a few files at a time."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
from tests.unit.lake.readings import BEFORE_CUT, CUT, HOURS, content, make_readings

from reedbed import DuckDBStorageManager, Lake
from reedbed.lake import handover, publishing
from reedbed.lake.federated.federation import install

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

DAYS = 50
DAY = ("year", "month", "day")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DuckDBStorageManager]:
    monkeypatch.setattr(handover, "INDEXED_ROWS", 240)
    with DuckDBStorageManager(tmp_path / "s.db", door=False) as opened:
        make_readings(opened)
        yield opened


def _behind_commits(monkeypatch: pytest.MonkeyPatch, event: Callable[[], None]) -> None:
    """Let something happen behind each commit that names files."""

    def installed(database: Any) -> None:
        install(database)
        event()

    monkeypatch.setattr(publishing, "install", installed)


def test_every_row_is_there_once_behind_each_of_several_commits(
    store: DuckDBStorageManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(store)
    seen: list[bool] = []
    _behind_commits(monkeypatch, lambda: seen.append(content(store) == before))
    result = Lake(store).archive("readings", older_than=CUT, partition_by=DAY)
    assert seen == [True] * 5
    assert (result.rows, result.files, result.live_rows, result.snapshot) == (BEFORE_CUT, DAYS, HOURS - BEFORE_CUT, 5)
    assert [each.row_count for each in Lake(store).snapshots("readings")] == [240, 480, 720, 960, 1200]
    assert [report.findings for report in Lake(store).verify()] == [()]


def test_a_second_archive_in_parts_leaves_corrections_where_they_are(store: DuckDBStorageManager) -> None:
    lake = Lake(store)
    lake.archive("readings", older_than="2024-01-20", partition_by=DAY)
    store.execute_sql("UPDATE readings SET value = -1 WHERE id IN (3, 300)")
    before = content(store)
    result = lake.archive("readings", older_than=CUT)
    assert (result.staying, result.rows) == (2, 31 * 24)
    assert content(store) == before


def test_what_others_write_between_the_parts_counts(
    store: DuckDBStorageManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    statements = iter(
        [
            "UPDATE readings SET value = -7 WHERE id IN (7, 1100)",
            "DELETE FROM readings WHERE id IN (8, 1000)",
            "INSERT INTO readings VALUES (9000, '2024-01-05 00:30:00Z', 1), (9001, '2024-02-18 00:30:00Z', 1)",
        ]
    )

    threads: list[threading.Thread] = []

    def write() -> None:
        """Let somebody stand in the queue of writers before the next part does."""
        sql = next(statements, None)
        if sql is None:
            return
        threads.append(threading.Thread(target=store.execute_sql, args=(sql,)))
        threads[-1].start()
        while threads[-1].is_alive() and not store.database.writers.waits(threads[-1].ident or 0):
            time.sleep(0.001)

    _behind_commits(monkeypatch, write)
    Lake(store).archive("readings", older_than=CUT, partition_by=DAY)
    for thread in threads:
        thread.join()
    rows = {row["id"]: row["value"] for row in content(store)}
    expected = {number: number / 2 for number in range(HOURS)} | {7: -7, 1100: -7, 9000: 1, 9001: 1}
    del expected[8], expected[1000]
    assert rows == expected
    assert len(content(store)) == len(rows)
    Lake(store).compact("readings")
    assert {row["id"]: row["value"] for row in content(store)} == expected


def test_an_interrupt_between_the_parts_leaves_those_that_were_done(
    store: DuckDBStorageManager, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = content(store)

    def interrupt() -> None:
        raise KeyboardInterrupt

    _behind_commits(monkeypatch, interrupt)
    with pytest.raises(KeyboardInterrupt):
        Lake(store).archive("readings", older_than=CUT, partition_by=DAY)
    _require_first_part(store, tmp_path, before)


KILLED = """
import os, sys
from reedbed import DuckDBStorageManager, Lake
from reedbed.lake import handover, publishing

handover.INDEXED_ROWS = 240
publishing.install = lambda database: os._exit(9)
Lake(DuckDBStorageManager(sys.argv[1], door=False)).archive("readings", "ts", "2024-02-20", ("year", "month", "day"))
"""


def test_a_kill_between_the_parts_leaves_those_that_were_done(store: DuckDBStorageManager, tmp_path: Path) -> None:
    before = content(store)
    store.close()
    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "s.db")], check=False)
    assert killed.returncode == 9
    with DuckDBStorageManager(tmp_path / "s.db", door=False) as opened:
        _require_first_part(opened, tmp_path, before)
        assert Lake(opened).archive("readings", older_than=CUT).rows == BEFORE_CUT - 240
        assert content(opened) == before


def _require_first_part(store: DuckDBStorageManager, folder: Path, before: list[dict[str, Any]]) -> None:
    assert content(store) == before
    assert [each.row_count for each in Lake(store).snapshots("readings")] == [240]
    assert store.query("FROM reedbed.lake_jobs").num_rows == 0
    place = folder / ".reedbed" / "lake"
    there = {str(file.relative_to(place)) for file in place.rglob("*") if file.is_file()}
    assert there == {file.path for file in Lake(store).files("readings")}
    assert len(there) == 10
