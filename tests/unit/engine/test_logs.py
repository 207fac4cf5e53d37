"""Logs that DuckDB cannot replay, which are not left behind."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from reedbed import DuckDBStorageManager
from reedbed.engine import Database
from reedbed.engine.logs import ends_log

if TYPE_CHECKING:
    from pathlib import Path

KILLED = """
import os, signal, sys, reedbed
store = reedbed.DuckDBStorageManager(sys.argv[1], door=False)
with store.transaction():
    store.execute_sql("ALTER TABLE t ADD COLUMN z INTEGER DEFAULT 1 + 1")
    store.execute_sql("ALTER TABLE t RENAME TO u")
store.execute_sql("ALTER TABLE u DROP COLUMN n")
store.execute_sql("INSERT INTO u (id) VALUES (-1)")
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_default_a_rename_and_a_change_before_a_kill_cost_nothing(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    with DuckDBStorageManager(path, door=False) as store:
        store.execute_sql("CREATE TABLE t AS SELECT range AS id, range AS n FROM range(100)")
    subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False, timeout=60)
    with DuckDBStorageManager(path, door=False) as store:
        rows = store.query("SELECT count(*) AS n, sum(z) AS z, min(id) AS id FROM u").to_pylist()
    assert [{name: int(value) for name, value in row.items()} for row in rows] == [{"n": 101, "z": 202, "id": -1}]


def test_a_reader_makes_no_writer_end_the_log(tmp_path: Path) -> None:
    with Database.open(tmp_path / "s.db") as database:
        with database.transaction() as transaction:
            transaction.execute("CREATE TABLE t (i INTEGER)")
        database.begin().rows("SELECT 'create index'")
        database.commit()
        with database.transaction() as transaction:
            transaction.execute("INSERT INTO t VALUES (1)")
        assert (tmp_path / "s.db.wal").stat().st_size > 0


@pytest.mark.parametrize(
    ("sql", "ends"),
    [
        ("CREATE INDEX i ON t (a)", True),
        ("/* of mine */ create unique  index i on t (a)", True),
        ("ALTER TABLE t ADD COLUMN z INT DEFAULT now()", True),
        ('ALTER TABLE "default" ALTER z SET DEFAULT 1', True),
        ("ALTER TABLE t ADD COLUMN z INT", False),
        ("CREATE TABLE t (a INT DEFAULT 1)", False),
        ("INSERT INTO t VALUES ('alter', DEFAULT)", False),
        (f"INSERT INTO t VALUES ('{'x' * 500}', 'create index')", False),
    ],
)
def test_what_ends_a_log_is_known_by_its_beginning(sql: str, ends: bool) -> None:  # noqa: FBT001 - a parameter
    assert ends_log(sql) is ends
