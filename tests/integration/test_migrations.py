"""An application's migrations change its tables with their versions and checkpoints, whole or not at all."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from reedbed.errors import InvalidName, MigrationChanged, MigrationFailed, UsageError
from reedbed.sql import TableName
from reedbed.store.migrations import migrate, plan_application
from reedbed.wiring import DuckDBStorageManager, open_store
from reedbed.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from reedbed.store import StorageManager


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = Workspace.init(tmp_path / "ws").folder / "migrations"
    made.mkdir()
    return made


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with three checkpointed tables."""
    workspace = Workspace.init(tmp_path_factory.mktemp("made") / "ws")
    with open_store(workspace) as opened:
        for name in ("a", "b", "c"):
            opened.write_table(pa.table({"id": [1, 2, 3], "text": ["x", "y", "z"]}), name)
    return workspace.folder


@pytest.fixture
def store(folder: Path, made_once: Path) -> Iterator[StorageManager]:
    """A copy of it."""
    shutil.copytree(made_once, folder.parent, dirs_exist_ok=True)
    with open_store(folder.parent) as opened:
        yield opened


@pytest.fixture
def write(folder: Path) -> Callable[[str, str], None]:
    def writer(name: str, sql: str) -> None:
        (folder / name).write_text(sql, encoding="utf-8")

    return writer


def versions(store: StorageManager) -> dict[str, int]:
    return {str(name): record.version for name, record in store.table_records.all().items()}


def manifests(store: StorageManager) -> dict[str, str]:
    return {str(record.name): record.manifest for record in store.checkpoints()}


def statuses(store: StorageManager) -> dict[str, str]:
    return {report.table: report.status for report in store.verify()}


def test_a_plan_names_what_would_run_and_changes_nothing(
    store: StorageManager, write: Callable[[str, str], None]
) -> None:
    write("0001_first.sql", "CREATE TABLE made (i INTEGER)")
    write("0002_second.sql", "INSERT INTO made VALUES (1)")
    assert [(each.number, each.name) for each in plan_application(store).pending] == [(1, "first"), (2, "second")]
    assert not store.table_exists("made")


def test_migrations_run_once_and_in_order(store: StorageManager, write: Callable[[str, str], None]) -> None:
    write("0001_first.sql", "CREATE TABLE made (i INTEGER)")
    write("0010_later.sql", "INSERT INTO made VALUES (1)")
    report = migrate(store)
    assert [each.number for each in report.migrated] == [1, 10]
    again = migrate(store)
    assert (again.migrated, [each.number for each in again.applied_before]) == ((), [1, 10])
    assert store.row_count("made") == 1
    assert store.table_record("made")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE a SET text = 'new' WHERE id = 1",
        "DELETE FROM A WHERE id = 1",
        "INSERT INTO ws_catalog.a SELECT 9, 'nine'",
        "MERGE INTO a USING b ON a.id = b.id WHEN MATCHED THEN UPDATE SET text = 'merged'",
        "TRUNCATE a",
        "ALTER TABLE a ADD COLUMN more INTEGER DEFAULT 7",
        "ALTER TABLE a DROP COLUMN text",
        "ALTER TABLE a ALTER id TYPE BIGINT USING id + 1",
        "ALTER TABLE a RENAME text TO words",
        "CREATE OR REPLACE TABLE a AS SELECT 1 AS one",
        "DROP TABLE a; CREATE TABLE a AS SELECT 1 AS one",
        "CREATE INDEX by_text ON a (text)",
        "USE main; UPDATE a SET text = 'after use'",
        "PREPARE change AS UPDATE a SET text = 'prepared'; EXECUTE change",
        "CREATE TABLE twin AS FROM a; DROP TABLE a; ALTER TABLE twin RENAME TO a",
    ],
)
def test_a_changed_table_gets_a_version_and_a_checkpoint_and_the_others_keep_theirs(
    store: StorageManager, write: Callable[[str, str], None], sql: str
) -> None:
    before, files = versions(store), manifests(store)
    write("0001_change.sql", sql.replace("ws_catalog", store.database.catalog))
    (done,) = migrate(store).migrated
    assert (done.changed, done.checkpoints) == (("a",), ("a",))
    assert versions(store)["a"] > before["a"]
    assert manifests(store)["a"] != files["a"]
    assert {name: versions(store)[name] for name in "bc"} == {name: before[name] for name in "bc"}
    assert {name: manifests(store)[name] for name in "bc"} == {name: files[name] for name in "bc"}
    assert set(statuses(store).values()) == {"whole"}


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE a SET text = 'new' WHERE id = 99",
        "DELETE FROM a WHERE id = 99",
        "CREATE TABLE IF NOT EXISTS a (id INTEGER)",
        "ALTER TABLE a ADD COLUMN IF NOT EXISTS text VARCHAR",
        "CREATE VIEW seen AS SELECT * FROM a",
        "CREATE MACRO twice(x) AS x * 2",
        "SELECT count(*) FROM a",
        "USE main",
        "",
    ],
)
def test_what_changes_no_rows_changes_no_version(
    store: StorageManager, write: Callable[[str, str], None], sql: str
) -> None:
    before, files = versions(store), manifests(store)
    write("0001_nothing.sql", sql)
    (done,) = migrate(store).migrated
    assert (done.changed, done.dropped) == ((), ())
    assert (versions(store), manifests(store)) == (before, files)


def test_a_dropped_table_loses_its_record_and_its_checkpoint(
    store: StorageManager, write: Callable[[str, str], None]
) -> None:
    assert store.checkpoint_dir
    gone = store.checkpoint_dir / manifests(store)["a"]
    write("0001_drop.sql", "DROP TABLE a")
    (done,) = migrate(store).migrated
    assert done.dropped == ("a",)
    assert "a" not in versions(store)
    assert "a" not in manifests(store)
    assert list(gone.parent.iterdir()) == []


def test_a_renamed_table_takes_its_checkpoint_along(store: StorageManager, write: Callable[[str, str], None]) -> None:
    write("0001_rename.sql", "ALTER TABLE a RENAME TO renamed")
    (done,) = migrate(store).migrated
    assert (done.changed, done.dropped, done.checkpoints) == (("renamed",), ("a",), ("renamed",))
    assert statuses(store) == {"b": "whole", "c": "whole", "renamed": "whole"}


def test_two_tables_can_change_names(store: StorageManager, write: Callable[[str, str], None]) -> None:
    store.write_table(pa.table({"other": [1.5]}), "b")
    write("0001_swap.sql", "ALTER TABLE a RENAME TO t; ALTER TABLE b RENAME TO a; ALTER TABLE t RENAME TO b")
    (done,) = migrate(store).migrated
    assert (done.changed, done.dropped) == (("a", "b"), ())
    assert store.get_table_columns("a") == {"other": "DOUBLE"}
    assert set(statuses(store).values()) == {"whole"}


def test_a_table_of_another_schema_is_followed_after_use(
    store: StorageManager, write: Callable[[str, str], None]
) -> None:
    write("0001_attic.sql", "CREATE SCHEMA attic; CREATE TABLE attic.a (id INTEGER); INSERT INTO attic.a VALUES (1)")
    migrate(store)
    name = TableName(schema="attic", name="a")
    store.checkpoint(name)
    before = versions(store)
    write("0002_more.sql", "USE attic; INSERT INTO a VALUES (2)")
    (done,) = migrate(store).migrated
    assert done.changed == ("attic.a",)
    assert versions(store)["a"] == before["a"]
    assert set(statuses(store).values()) == {"whole"}


def test_the_use_of_a_migration_ends_with_it(store: StorageManager, write: Callable[[str, str], None]) -> None:
    write("0001_use.sql", "CREATE SCHEMA attic; USE attic; CREATE TABLE there (i INTEGER)")
    write("0002_plain.sql", "CREATE TABLE here (i INTEGER)")
    migrate(store)
    assert store.query("SELECT current_schema() AS s").to_pylist() == [{"s": "main"}]
    assert store.table_exists("here")
    assert store.table_exists(TableName(schema="attic", name="there"))


def test_a_failing_migration_leaves_those_before_it_and_nothing_of_its_own(
    store: StorageManager, write: Callable[[str, str], None]
) -> None:
    write("0001_good.sql", "CREATE TABLE made (i INTEGER)")
    write("0002_bad.sql", "UPDATE a SET text = 'new'; INSERT INTO nowhere VALUES (1)")
    files = manifests(store)
    with pytest.raises(MigrationFailed, match=r"0002_bad\.sql failed and was rolled back: .*nowhere"):
        migrate(store)
    assert [each.number for each in plan_application(store).applied] == [1]
    assert store.query("SELECT count(*) AS n FROM a WHERE text = 'new'").to_pylist() == [{"n": 0}]
    assert manifests(store) == files
    assert set(statuses(store).values()) == {"whole"}


@pytest.mark.parametrize(
    "sql",
    [
        "ALTER TABLE a RENAME TO z",
        "ALTER TABLE a DROP COLUMN text",
        "ALTER TABLE a ALTER text TYPE BLOB",
        "ALTER TABLE a RENAME text TO words",
    ],
)
def test_an_index_in_the_way_is_named_with_what_to_do(
    store: StorageManager, write: Callable[[str, str], None], sql: str
) -> None:
    store.execute_sql("CREATE INDEX by_text ON a (text)")
    write("0001_alter.sql", sql)
    with pytest.raises(MigrationFailed, match="index by_text") as caught:
        migrate(store)
    assert "DROP INDEX in a migration before" in caught.value.hint
    write("0001_alter.sql", "DROP INDEX by_text")
    write("0002_alter.sql", sql)
    assert len(migrate(store).migrated) == 2


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM reedbed.tables",
        "DELETE FROM REEDBED.tables",
        "CREATE TABLE reedbed.mine (i INTEGER)",
        "USE reedbed; CREATE TABLE mine (i INTEGER)",
        "USE reedbed; DELETE FROM tables",
        "PREPARE d AS DELETE FROM reedbed.tables; EXECUTE d",
        "DROP SCHEMA reedbed CASCADE",
        "CREATE VIEW reedbed.v AS SELECT 1",
        "CREATE MACRO reedbed.m() AS 1",
    ],
)
def test_the_ledger_cannot_be_written(store: StorageManager, write: Callable[[str, str], None], sql: str) -> None:
    before = versions(store)
    write("0001_ledger.sql", sql)
    with pytest.raises(InvalidName, match="0001_ledger"):
        migrate(store)
    assert versions(store) == before
    assert plan_application(store).applied == ()


def test_a_foreign_key_in_the_way_is_named(store: StorageManager, write: Callable[[str, str], None]) -> None:
    store.execute_sql("CREATE TABLE parent (id INTEGER PRIMARY KEY); CREATE TABLE child (id INTEGER REFERENCES parent)")
    write("0001_alter.sql", "ALTER TABLE parent RENAME TO mother")
    with pytest.raises(MigrationFailed, match="foreign key of child"):
        migrate(store)


def test_a_changed_text_is_refused_before_anything_runs(
    store: StorageManager, write: Callable[[str, str], None]
) -> None:
    write("0001_first.sql", "CREATE TABLE made (i INTEGER)")
    migrate(store)
    write("0001_first.sql", "CREATE TABLE made (i BIGINT)")
    write("0002_next.sql", "CREATE TABLE more (i INTEGER)")
    with pytest.raises(MigrationChanged, match="0001_first of the application has another text"):
        migrate(store)
    assert not store.table_exists("more")


def test_other_line_ends_are_no_change(store: StorageManager, folder: Path) -> None:
    (folder / "0001_first.sql").write_bytes(b"CREATE TABLE made (\n  i INTEGER\n)")
    migrate(store)
    (folder / "0001_first.sql").write_bytes(b"CREATE TABLE made (\r\n  i INTEGER\r\n)")
    assert plan_application(store).pending == ()


def test_a_vanished_migration_is_refused(
    store: StorageManager, folder: Path, write: Callable[[str, str], None]
) -> None:
    write("0001_first.sql", "CREATE TABLE made (i INTEGER)")
    migrate(store)
    (folder / "0001_first.sql").unlink()
    with pytest.raises(MigrationChanged, match="is gone"):
        plan_application(store)


def test_a_late_migration_is_refused(store: StorageManager, write: Callable[[str, str], None]) -> None:
    write("0005_fifth.sql", "CREATE TABLE made (i INTEGER)")
    migrate(store)
    write("0003_late.sql", "CREATE TABLE late (i INTEGER)")
    with pytest.raises(MigrationChanged, match="0003_late is new, but 0005") as caught:
        migrate(store)
    assert "above 0005" in caught.value.hint


@pytest.mark.parametrize("name", ["first.sql", "1_first.sql", "0001-first.sql", "00001_first.sql"])
def test_a_misnamed_file_is_refused(store: StorageManager, write: Callable[[str, str], None], name: str) -> None:
    write(name, "SELECT 1")
    with pytest.raises(MigrationFailed, match="is not named NNNN_name"):
        plan_application(store)


def test_a_number_that_comes_twice_is_refused(store: StorageManager, write: Callable[[str, str], None]) -> None:
    write("0001_one.sql", "SELECT 1")
    write("0001_two.sql", "SELECT 2")
    with pytest.raises(MigrationFailed, match="comes twice"):
        plan_application(store)


def test_a_pivot_is_no_transaction(store: StorageManager, write: Callable[[str, str], None]) -> None:
    write("0001_pivot.sql", "CREATE TABLE wide AS PIVOT a ON text USING sum(id)")
    assert migrate(store).migrated[0].changed == ("wide",)
    assert sorted(store.get_table_columns("wide")) == ["x", "y", "z"]


@pytest.mark.parametrize("sql", ["BEGIN; SELECT 1", "COMMIT", "SELECT (", "CREATE TABLE x AS SELEC 1"])
def test_text_that_cannot_run_is_refused_by_file(
    store: StorageManager, write: Callable[[str, str], None], sql: str
) -> None:
    write("0001_broken.sql", sql)
    with pytest.raises(MigrationFailed, match=r"0001_broken\.sql"):
        migrate(store)


def test_migrations_do_not_join_a_transaction(store: StorageManager) -> None:
    with store.transaction(), pytest.raises(UsageError, match="transactions of their own"):
        migrate(store)


def test_a_store_without_a_workspace_takes_a_folder(tmp_path: Path) -> None:
    (tmp_path / "sql").mkdir()
    (tmp_path / "sql" / "0001_first.sql").write_text("CREATE TABLE made (i INTEGER)", encoding="utf-8")
    with DuckDBStorageManager(tmp_path / "bare.db") as store:
        with pytest.raises(UsageError, match="needs the folder"):
            migrate(store)
        with pytest.raises(UsageError, match="is no folder"):
            migrate(store, tmp_path / "sqll")
        assert [each.changed for each in migrate(store, tmp_path / "sql").migrated] == [("made",)]


MIGRATING = """
import sys
from reedbed.store.migrations import migrate
from reedbed.wiring import open_store
with open_store(sys.argv[1]) as store:
    print("ready", flush=True)
    migrate(store)
    print("done", flush=True)
"""


@pytest.mark.parametrize("attempt", range(5))
def test_a_killed_migration_happened_or_did_not(folder: Path, write: Callable[[str, str], None], attempt: int) -> None:
    with open_store(folder.parent) as store:
        rows = "SELECT range AS n, hash(range) AS h FROM range(1000000)"
        store.execute_sql(f"CREATE TABLE t AS {rows}; CREATE TABLE gone AS {rows}")
        store.checkpoint("t")
        store.checkpoint("gone")
    write("0001_change.sql", "ALTER TABLE t ADD COLUMN more BIGINT; UPDATE t SET more = n + 1; DROP TABLE gone")
    chance = random.Random(f"{os.environ['REEDBED_SEED']}/{attempt}")  # noqa: S311 - a moment, not a secret
    with subprocess.Popen(
        [sys.executable, "-c", MIGRATING, str(folder.parent)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0, 1.0))
        process.send_signal(signal.SIGKILL)
        acknowledged = "done" in process.stdout.read()
    with open_store(folder.parent) as store:
        applied = bool(plan_application(store).applied)
        assert applied or not acknowledged
        assert ("more" in store.get_table_columns("t")) is applied
        assert store.table_exists("gone") is not applied
        assert store.row_count("t") == 1_000_000
        assert statuses(store) == ({"t": "whole"} if applied else {"t": "whole", "gone": "whole"})
        migrate(store)
        assert store.query("SELECT count(*) AS n FROM t WHERE more = n + 1").to_pylist() == [{"n": 1_000_000}]
