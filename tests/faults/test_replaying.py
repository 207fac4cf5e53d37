"""A killed owner whose log holds what DuckDB fails to replay while it opens a file."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from reedbed import DuckDBStorageManager, Lake
from reedbed.engine.ownership import ReadShare
from reedbed.errors import ConstraintViolated, LogNotReplayed, StoreReadOnly

if TYPE_CHECKING:
    from pathlib import Path

WORKER = """
import sys, time
from reedbed import DuckDBStorageManager

store = DuckDBStorageManager(sys.argv[1])
# A bare cursor leaves the log as DuckDB alone does: behind an index a transaction writes a checkpoint.
cursor = store.database.cursor()
for sql in sys.argv[2:]:
    cursor.execute(sql)
print("done", flush=True)
time.sleep(60)
"""


def _killed_after(database: Path, *statements: str) -> None:
    command = [sys.executable, "-c", WORKER, str(database), *statements]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "done\n"
        worker.send_signal(signal.SIGKILL)


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE t ADD COLUMN made TIMESTAMPTZ DEFAULT now()",
        "ALTER TABLE t ALTER COLUMN n SET DEFAULT 5 + 1",
        "ALTER TABLE t ALTER COLUMN n SET DEFAULT nextval('s')",
    ],
)
def test_a_default_that_calls_a_function_is_there_after_a_kill(tmp_path: Path, change: str) -> None:
    database = tmp_path / "store.db"
    _killed_after(
        database,
        "CREATE SEQUENCE s START 6",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)",
        "INSERT INTO t VALUES (1, 1)",
        change,
        "INSERT INTO t (id) VALUES (2)",
    )
    with DuckDBStorageManager(database, lock_timeout_seconds=5) as store:
        rows = store.query("SELECT * FROM t ORDER BY id").to_pylist()
        assert [row["id"] for row in rows] == [1, 2]
        assert rows[1].get("made", rows[1]["n"]) is not None
        store.execute_sql("INSERT INTO t (id) VALUES (3)")
    with DuckDBStorageManager(database) as store:
        assert store.query("SELECT count(*) AS n FROM t").to_pylist() == [{"n": 3}]


@pytest.mark.parametrize("default", ["", "ALTER TABLE t ALTER COLUMN n SET DEFAULT 5 + 1"])
def test_rows_of_a_log_are_in_the_indexes_though_the_next_owner_only_reads(tmp_path: Path, default: str) -> None:
    database = tmp_path / "store.db"
    _killed_after(
        database,
        "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)",
        "CREATE INDEX by_n ON t (n)",
        "INSERT INTO t SELECT i, i % 5 FROM range(500) AS r(i)",
        *filter(None, [default]),
    )
    with DuckDBStorageManager(database, lock_timeout_seconds=5) as store:
        assert store.query("SELECT count(*) AS n FROM t").to_pylist() == [{"n": 500}]
    with DuckDBStorageManager(database) as store:
        store.execute_sql("DELETE FROM t WHERE n < 4")
        assert store.query("SELECT count(*) AS n FROM t WHERE n = 4").to_pylist() == [{"n": 100}]
        assert store.row_count("t") == 100


LOGGED = {
    "a default that calls a function": [
        "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)",
        "INSERT INTO t SELECT i, i % 7 FROM range(70) AS r(i)",
        "ALTER TABLE t ADD COLUMN made TIMESTAMPTZ DEFAULT now()",
    ],
    "rows that are replayed into the file": [
        "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)",
        "INSERT INTO t SELECT i, i % 7 FROM range(70) AS r(i)",
        "CREATE INDEX by_n ON t (n)",
        "UPDATE t SET n = 99 WHERE n = 6",
    ],
    "an index behind a renaming": [
        "CREATE TABLE a (id INTEGER PRIMARY KEY, n INTEGER)",
        "INSERT INTO a SELECT i, i % 7 FROM range(70) AS r(i)",
        "ALTER TABLE a RENAME TO t",
        "CREATE INDEX by_n ON t (n)",
        "UPDATE t SET n = 99 WHERE n = 6",
    ],
}


@pytest.mark.parametrize("left", LOGGED)
def test_a_reader_reads_what_a_killed_owner_left(tmp_path: Path, left: str) -> None:
    database = tmp_path / "store.db"
    _killed_after(database, *LOGGED[left], "DELETE FROM t WHERE n < 3")
    other = ReadShare.acquire(database, role="python")
    try:
        with pytest.raises(LogNotReplayed), DuckDBStorageManager(database, read_only=True):
            pass
    finally:
        other.release()
    with (
        DuckDBStorageManager(database, read_only=True) as first,
        DuckDBStorageManager(database, read_only=True) as second,
    ):
        for store in (first, second):
            found = store.query("SELECT count(*), count(*) FILTER (n = 5), sum(id)::INTEGER FROM t").to_pylist()
            assert [tuple(row.values()) for row in found] == [(40, 10, 1440)]
            assert store.query("SELECT id FROM t WHERE n = 1").num_rows == 0
            assert store.query("SELECT id FROM t WHERE n = 5").num_rows == 10
        with pytest.raises(StoreReadOnly):
            first.execute_sql("DELETE FROM t")


MADE = (
    "CREATE TABLE t (id INTEGER PRIMARY KEY, ts TIMESTAMP, n INTEGER)",
    "CREATE UNIQUE INDEX by_both ON t (ts, id)",
    "CREATE INDEX by_n ON t (n)",
    "INSERT INTO t SELECT i, TIMESTAMP '2024-01-01' + to_minutes(i), i % 7 FROM range(60000) AS r(i)",
)
ARCHIVER = """
import os, sys
from reedbed import DuckDBStorageManager, Lake
from reedbed.lake import remaining

remaining.LEAST_ROWS = int(sys.argv[2])
store = DuckDBStorageManager(sys.argv[1], door=False)
Lake(store).archive("t", "ts", "2024-01-20" if remaining.LEAST_ROWS > 1 else "2024-02-05")
store.execute_sql("UPDATE t SET n = 9 WHERE n = 6 AND ts > '2024-02-06'")
os._exit(9)
"""


@pytest.mark.parametrize(("least_rows", "archived"), [(50_000, 27_360), (1, 50_400)], ids=["deleted", "made anew"])
def test_indexes_are_those_of_the_rows_after_a_kill_behind_the_first_archive(
    tmp_path: Path, least_rows: int, archived: int
) -> None:
    database = tmp_path / "store.db"
    with DuckDBStorageManager(database, door=False) as store:
        for sql in MADE:
            store.execute_sql(sql)
        indexes = store.query("SELECT index_name FROM duckdb_indexes() ORDER BY ALL").to_pylist()
    killed = subprocess.run([sys.executable, "-c", ARCHIVER, str(database), str(least_rows)], check=False)
    assert killed.returncode == 9
    with DuckDBStorageManager(database, door=False) as store:
        assert store.query("SELECT index_name FROM duckdb_indexes() ORDER BY ALL").to_pylist() == indexes
        assert store.query("SELECT id FROM t WHERE n = 9 AND id = 59989").num_rows == 1
        assert Lake(store).restore("t").rows == archived
    with DuckDBStorageManager(database, door=False) as store:
        store.execute_sql("DELETE FROM t WHERE n < 5")
        assert store.query("SELECT count(*) AS n FROM t WHERE n >= 5").to_pylist() == [{"n": store.row_count("t")}]


def test_an_index_that_a_kill_left_without_its_name_has_it_back(tmp_path: Path) -> None:
    database = tmp_path / "store.db"
    _killed_after(
        database,
        "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)",
        'CREATE UNIQUE INDEX "by n:moved" ON t (n)',
        "INSERT INTO t VALUES (1, 1)",
    )
    with DuckDBStorageManager(database, lock_timeout_seconds=5) as store:
        assert store.query("SELECT index_name FROM duckdb_indexes()").to_pylist() == [{"index_name": "by n"}]
        with pytest.raises(ConstraintViolated):
            store.execute_sql("INSERT INTO t VALUES (2, 1)")
