"""A migration that fails leaves nothing of its own, and says what is in its way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.integration.migrations.states import manifests, statuses, versions

from reedbed.errors import InvalidName, MigrationFailed, UsageError
from reedbed.store.migrations import migrate, plan_application

if TYPE_CHECKING:
    from collections.abc import Callable

    from reedbed.store import StorageManager


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


def test_a_foreign_key_in_the_way_is_named(store: StorageManager, write: Callable[[str, str], None]) -> None:
    store.execute_sql("CREATE TABLE parent (id INTEGER PRIMARY KEY); CREATE TABLE child (id INTEGER REFERENCES parent)")
    write("0001_alter.sql", "ALTER TABLE parent RENAME TO mother")
    with pytest.raises(MigrationFailed, match="foreign key of child"):
        migrate(store)


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
