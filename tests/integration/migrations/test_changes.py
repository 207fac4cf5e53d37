"""An application's migrations change its tables with their versions and checkpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from tests.integration.migrations.states import manifests, statuses, versions

from reedbed.sql import TableName
from reedbed.store.migrations import migrate

if TYPE_CHECKING:
    from collections.abc import Callable

    from reedbed.store import StorageManager


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


def test_a_pivot_is_no_transaction(store: StorageManager, write: Callable[[str, str], None]) -> None:
    write("0001_pivot.sql", "CREATE TABLE wide AS PIVOT a ON text USING sum(id)")
    assert migrate(store).migrated[0].changed == ("wide",)
    assert sorted(store.get_table_columns("wide")) == ["x", "y", "z"]
