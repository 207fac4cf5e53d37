"""Tables at checkpoints that are kept under a name: what was there is read back, whatever has become of the table."""

from __future__ import annotations

import datetime as dt
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from tests.integration.lake.archived_hours import filled

from reedbed import DuckDBStorageManager, Lake, StorageManager, TableName, Workspace, errors, open_store
from reedbed.store.backup import backup, restore_backup
from reedbed.wiring.serving import Serving, served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from reedbed.lake.care.history import AsOf


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DuckDBStorageManager]:
    with DuckDBStorageManager(tmp_path / "w.db", tmp_path / "checkpoints") as opened:
        opened.execute_sql("CREATE TABLE stock (sku VARCHAR PRIMARY KEY, n HUGEINT, tags VARCHAR[])")
        opened.execute_sql(
            "INSERT INTO stock VALUES ('a', 1, ['x']), ('b', 170141183460469231731687303715884105727, NULL)"
        )
        yield opened


def _rows(store: StorageManager, as_of: AsOf, table: str = "stock") -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = sorted(Lake(store).read(table, as_of=as_of).to_pyarrow().to_pylist(), key=str)
    return rows


def test_rows_and_columns_are_those_of_the_moment_when_they_were_kept(store: DuckDBStorageManager) -> None:
    lake = Lake(store)
    before = store.query("FROM stock ORDER BY sku").to_pylist()
    kept = lake.keep_checkpoint("stock", "monday")
    assert (kept.row_count, kept.table) == (2, TableName(name="stock"))
    store.execute_sql("UPDATE stock SET n = 0")
    store.execute_sql("ALTER TABLE stock DROP COLUMN tags")
    second = lake.keep_checkpoint("stock", "tuesday")
    assert [each["n"] for each in _rows(store, "tuesday")] == [0, 0]
    store.drop_table("stock", checkpoint_too=True)
    assert [str(file.path) for file in store.prune(dry_run=False) if "kept" in str(file.path)] == []
    assert _rows(store, "monday") == before
    for as_of in (kept.version, kept.kept_at, kept.kept_at.isoformat()):
        assert _rows(store, as_of) == before
    assert _rows(store, dt.datetime.now(dt.UTC)) == _rows(store, second.version)
    store.write_table(lake.read("stock", as_of="monday"), "stock")
    assert store.query("FROM stock ORDER BY sku").to_pylist() == before


def test_appends_replacements_and_merged_parts_take_nothing_away(store: DuckDBStorageManager) -> None:
    lake = Lake(store)
    store.write_table(store.query("SELECT 0 AS i"), "parts")
    for number in range(1, 12):
        store.write_table(store.query(f"SELECT {number} AS i"), "parts", mode="append")
        if number in (2, 7):
            lake.keep_checkpoint("parts", f"after {number}")
    store.write_table(store.query("SELECT 'other' AS s"), "parts")
    store.prune(dry_run=False)
    assert [row["i"] for row in _rows(store, "after 2", "parts")] == [0, 1, 2]
    assert len(_rows(store, "after 7", "parts")) == 8
    assert [each.name for each in lake.kept_checkpoints("PARTS")] == ["after 2", "after 7"]


def test_what_was_changed_behind_the_ledgers_back_is_kept_as_it_is(store: DuckDBStorageManager) -> None:
    store.checkpoint("stock")
    cursor = store.database.current()
    cursor.execute("INSERT INTO stock VALUES ('c', 3, NULL)")
    Lake(store).keep_checkpoint("stock", "now")
    assert len(_rows(store, "now")) == 3


def test_an_archived_table_is_kept_with_its_archived_rows(store: DuckDBStorageManager) -> None:
    lake = filled(store)
    rows = store.query("SELECT count(*) AS n, sum(x) AS x FROM t").to_pylist()
    lake.keep_checkpoint("t", "whole")
    store.execute_sql("DELETE FROM t")
    found = lake.read("t", as_of="whole")
    assert [{"n": found.count().execute(), "x": int(found.x.sum().execute())}] == [
        {"n": rows[0]["n"], "x": int(rows[0]["x"])}
    ]
    assert lake.read("t", as_of=1).count().execute() < rows[0]["n"], "a number is that of a snapshot"


def test_a_forgotten_one_is_gone_with_its_files(store: DuckDBStorageManager, tmp_path: Path) -> None:
    lake = Lake(store)
    lake.keep_checkpoint("stock", "monday")
    assert list((tmp_path / "checkpoints").glob("*/kept/*/*"))
    lake.forget_checkpoint("stock", "monday")
    assert not list((tmp_path / "checkpoints").glob("*/kept/*/*"))
    with pytest.raises(errors.NotArchived):
        lake.read("stock", as_of="monday")


def test_what_cannot_be_is_refused(store: DuckDBStorageManager) -> None:
    lake = Lake(store)
    lake.keep_checkpoint("stock", "monday")
    with pytest.raises(errors.CheckpointNameTaken):
        lake.keep_checkpoint("stock", "monday")
    for name in ("", " ", "a\nb"):
        with pytest.raises(errors.UsageError):
            lake.keep_checkpoint("stock", name)
    with pytest.raises(errors.TableNotFound):
        lake.keep_checkpoint("stok", "x")
    with pytest.raises(errors.CheckpointNotFound):
        lake.read("stock", as_of=-1)
    with pytest.raises(errors.UsageError):
        lake.read("stock", as_of="never")
    with pytest.raises(errors.UsageError), store.transaction():
        lake.keep_checkpoint("stock", "inside")


def test_a_table_without_rows_is_kept_and_what_is_hinted_at_is_for_a_shell(store: DuckDBStorageManager) -> None:
    store.execute_sql("""CREATE TABLE "it's empty" (n INTEGER, "a ""b" VARCHAR)""")
    lake = Lake(store)
    lake.keep_checkpoint("it's empty", "first one")
    found = lake.read("it's empty", as_of="first one").to_pyarrow()
    assert (found.num_rows, found.column_names) == (0, ["n", 'a "b'])
    with pytest.raises(errors.CheckpointNameTaken) as taken:
        lake.keep_checkpoint("it's empty", "first one")
    assert shlex.split(str(taken.value.hint)) == ["reedbed", "checkpoint", "forget", "it's empty", "first one"]


def test_a_damaged_one_is_not_read(store: DuckDBStorageManager, tmp_path: Path) -> None:
    Lake(store).keep_checkpoint("stock", "monday")
    [part] = (tmp_path / "checkpoints").glob("*/kept/*/part-*.parquet")
    part.unlink()
    part.write_bytes(b"torn")
    with pytest.raises(errors.CheckpointDamaged):
        Lake(store).read("stock", as_of="monday")


def test_files_that_no_ledger_names_are_pruned(store: DuckDBStorageManager, tmp_path: Path) -> None:
    Lake(store).keep_checkpoint("stock", "monday")
    [file, *_] = (tmp_path / "checkpoints").glob("*/kept/*/part-*.parquet")
    left = file.parent.parent / "left" / "part-1.parquet"
    left.parent.mkdir()
    left.write_bytes(b"x")
    assert [each.path for each in store.prune(dry_run=False)] == [left]
    assert len(_rows(store, "monday")) == 2


def test_a_backup_has_what_is_kept(store: DuckDBStorageManager, tmp_path: Path) -> None:
    Lake(store).keep_checkpoint("stock", "monday")
    store.execute_sql("DELETE FROM stock")
    backup(store, tmp_path / "backup")
    restore_backup(tmp_path / "backup", tmp_path / "again")
    [database] = (tmp_path / "again").rglob("*.db")
    with DuckDBStorageManager(database) as again:
        assert len(_rows(again, "monday")) == 2


OTHER = """
import sys
from reedbed import DuckDBStorageManager, Lake, errors

with DuckDBStorageManager(sys.argv[1], sys.argv[2]) as store:
    lake = Lake(store)
    kept = lake.keep_checkpoint("stock", "monday")
    store.execute_sql("DELETE FROM stock")
    assert [each == kept for each in lake.kept_checkpoints()] == [True]
    assert lake.read("stock", as_of="monday").count().execute() == kept.row_count == 2
    try:
        lake.keep_checkpoint("stock", "monday")
    except errors.CheckpointNameTaken:
        print(lake.forget_checkpoint("stock", "monday").name)
"""


def test_another_process_asks_the_owner(store: DuckDBStorageManager, tmp_path: Path) -> None:
    command = [sys.executable, "-c", OTHER, str(tmp_path / "w.db"), str(tmp_path / "checkpoints")]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout == "monday\n"
    assert Lake(store).kept_checkpoints() == []
    assert store.row_count("stock") == 0


def test_a_database_that_is_shut_in_reads_what_it_keeps(tmp_path: Path) -> None:
    workspace = Workspace.init(tmp_path / "workspace")
    with open_store(workspace) as store:
        store.execute_sql("CREATE TABLE stock AS SELECT 1 AS n")
    with served(workspace, Serving(port=0, shut_in=True)) as server:
        Lake(server.store).keep_checkpoint("stock", "monday")
        assert _rows(server.store, "monday") == [{"n": 1}]
