"""What is done to indexes and undone again, which DuckDB alone does not survive."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from reedbed import DuckDBStorageManager, StorageManager, open_store
from reedbed.errors import ConstraintViolated, ReedbedError

if TYPE_CHECKING:
    from pathlib import Path

MADE_AGAIN = """
import sys
from reedbed import DuckDBStorageManager

with DuckDBStorageManager(sys.argv[1], door=False) as store, store.transaction():
    store.execute_sql("DROP INDEX by_id")
    store.execute_sql("CREATE INDEX by_id ON t (id)")
"""

LEFT_OPEN = """
import sys
from reedbed import DuckDBStorageManager

store = DuckDBStorageManager(sys.argv[1], door=False)
store.execute_sql("DELETE FROM t WHERE id = 7")
store.database.begin().require_writer()
store.execute_sql("COMMENT ON INDEX by_id IS 'other'")
"""

KILLED = """
import os, sys
from reedbed import DuckDBStorageManager

store = DuckDBStorageManager(sys.argv[1], door=False)
for sql in ("INSERT INTO t (id) VALUES (-1)", "CREATE INDEX by_id ON t (id)", "INSERT INTO t (id) VALUES (-2)"):
    store.execute_sql(sql)
os._exit(0)
"""


class _UndoneError(Exception):
    pass


def _made(database: Path, *statements: str) -> None:
    with DuckDBStorageManager(database, door=False) as store:
        for sql in ("CREATE TABLE t AS SELECT i AS id, i * 2 AS n FROM range(3000) AS r (i)", *statements):
            store.execute_sql(sql)


def _undo(store: StorageManager, *statements: str) -> None:
    with pytest.raises(_UndoneError), store.transaction():
        for sql in statements:
            store.execute_sql(sql)
        raise _UndoneError


def _comments(store: StorageManager) -> dict[str, str | None]:
    return dict(store.database.rows("SELECT index_name, comment FROM duckdb_indexes()"))


def test_an_undone_comment_leaves_indexes_and_the_file_as_they_were(tmp_path: Path) -> None:
    _made(
        tmp_path / "s.db",
        "CREATE UNIQUE INDEX by_id ON t (id)",
        "CREATE INDEX by_n ON t (n)",
        "COMMENT ON INDEX by_id IS 'as it was'",
    )
    with DuckDBStorageManager(tmp_path / "s.db", door=False) as store:
        _undo(store, "COMMENT ON INDEX by_id IS 'other'", "INSERT INTO t VALUES (-1, -1)")
        assert _comments(store) == {"by_id": "as it was", "by_n": None}
        with pytest.raises(ConstraintViolated):
            store.execute_sql("INSERT INTO t VALUES (7, 7)")
        store.execute_sql("INSERT INTO t VALUES (9000, 7)")
        store.execute_sql("CHECKPOINT")
    with DuckDBStorageManager(tmp_path / "s.db", door=False) as store:
        assert store.query("SELECT count(*) AS n FROM t").to_pylist() == [{"n": 3001}]
        assert store.query("SELECT n FROM t WHERE id = 9000").to_pylist() == [{"n": 7}]


def test_an_undone_comment_that_an_older_reader_keeps_from_being_mended_costs_no_row(tmp_path: Path) -> None:
    _made(tmp_path / "s.db", "CREATE UNIQUE INDEX by_id ON t (id)")
    with DuckDBStorageManager(tmp_path / "s.db", door=False) as store:
        older = store.database.cursor()
        older.execute("BEGIN TRANSACTION")
        older.rows("SELECT count(*) FROM t")
        store.execute_sql("DELETE FROM t WHERE id = 7")
        store.execute_sql("INSERT INTO t VALUES (7, 8)")
        _undo(store, "COMMENT ON INDEX by_id IS 'other'")
        # The reader sees the row that was there: no unique index can be made beside it.
        with pytest.raises(ReedbedError):
            older.rows("SELECT count(*) FROM t")
        with pytest.raises(ConstraintViolated):
            store.execute_sql("INSERT INTO t VALUES (7, 7)")
        store.execute_sql("INSERT INTO t VALUES (9000, 7)")
    with DuckDBStorageManager(tmp_path / "s.db", door=False) as store:
        assert store.query("SELECT count(*) AS n FROM t").to_pylist() == [{"n": 3001}]
        assert store.query("SELECT n FROM t WHERE id = 7").to_pylist() == [{"n": 8}]


def test_closing_amid_a_comment_on_an_index_costs_nothing(tmp_path: Path) -> None:
    _made(tmp_path / "s.db", "CREATE UNIQUE INDEX by_id ON t (id)")
    store = DuckDBStorageManager(tmp_path / "s.db", door=False)
    store.execute_sql("DELETE FROM t WHERE id = 7")
    with pytest.raises(ReedbedError), store.transaction():
        store.execute_sql("COMMENT ON INDEX by_id IS 'other'")
        store.close()
    with DuckDBStorageManager(tmp_path / "s.db", door=False) as store:
        assert _comments(store) == {"by_id": None}
        assert store.query("SELECT count(*) AS n FROM t").to_pylist() == [{"n": 2999}]
        with pytest.raises(ConstraintViolated):
            store.execute_sql("INSERT INTO t VALUES (8, 8)")


def test_a_process_that_ends_amid_a_comment_on_an_index_costs_nothing(tmp_path: Path) -> None:
    _made(tmp_path / "s.db", "CREATE UNIQUE INDEX by_id ON t (id)")
    subprocess.run([sys.executable, "-c", LEFT_OPEN, str(tmp_path / "s.db")], check=True, timeout=60)
    with DuckDBStorageManager(tmp_path / "s.db", door=False) as store:
        assert _comments(store) == {"by_id": None}
        assert store.query("SELECT count(*) AS n FROM t").to_pylist() == [{"n": 2999}]


def test_a_second_index_between_writes_and_a_kill_cost_nothing(tmp_path: Path) -> None:
    texts = ("ALTER TABLE t ADD COLUMN b VARCHAR", "UPDATE t SET b = n")
    _made(tmp_path / "s.db", *texts, "CREATE INDEX by_b ON t (b)")
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "s.db")], check=True, timeout=60)
    opened = "import sys, reedbed; reedbed.DuckDBStorageManager(sys.argv[1], door=False).close()"
    # DuckDB would end the process that opens it.
    subprocess.run([sys.executable, "-c", opened, str(tmp_path / "s.db")], check=True, timeout=60)
    with DuckDBStorageManager(tmp_path / "s.db", door=False) as store:
        assert store.query("SELECT n FROM t WHERE id IN (-1, -2)").to_pylist() == [{"n": None}, {"n": None}]


def test_an_undone_comment_on_an_index_in_memory_leaves_it_unique() -> None:
    with open_store("duckdb://") as store:
        store.execute_sql("CREATE TABLE t (id INTEGER); CREATE UNIQUE INDEX by_id ON t (id); INSERT INTO t VALUES (1)")
        _undo(store, "COMMENT ON INDEX by_id IS 'other'")
        with pytest.raises(ConstraintViolated):
            store.execute_sql("INSERT INTO t VALUES (1)")


def test_an_index_is_made_again_in_the_first_transaction_behind_an_opening(tmp_path: Path) -> None:
    _made(tmp_path / "s.db", "CREATE INDEX by_id ON t (id)")
    made = subprocess.run(
        [sys.executable, "-c", MADE_AGAIN, str(tmp_path / "s.db")], capture_output=True, text=True, check=False
    )
    assert (made.returncode, made.stderr) == (0, "")
    with DuckDBStorageManager(tmp_path / "s.db", door=False) as store:
        assert _comments(store) == {"by_id": None}
