"""Migrations are files with a number each, and what has run stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reedbed.errors import MigrationChanged, MigrationFailed, UsageError
from reedbed.store.migrations import migrate, plan_application
from reedbed.wiring import DuckDBStorageManager

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from reedbed.store import StorageManager


def test_a_plan_names_what_would_run_and_changes_nothing(
    store: StorageManager, write: Callable[[str, str], None]
) -> None:
    write("0001_first.sql", "CREATE TABLE made (i INTEGER)")
    write("0002_second.sql", "INSERT INTO made VALUES (1)")
    assert [(each.number, each.name) for each in plan_application(store).pending] == [(1, "first"), (2, "second")]
    assert not store.table_exists("made")


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


def test_a_store_without_a_workspace_takes_a_folder(tmp_path: Path) -> None:
    (tmp_path / "sql").mkdir()
    (tmp_path / "sql" / "0001_first.sql").write_text("CREATE TABLE made (i INTEGER)", encoding="utf-8")
    with DuckDBStorageManager(tmp_path / "bare.db") as store:
        with pytest.raises(UsageError, match="needs the folder"):
            migrate(store)
        with pytest.raises(UsageError, match="is no folder"):
            migrate(store, tmp_path / "sqll")
        assert [each.changed for each in migrate(store, tmp_path / "sql").migrated] == [("made",)]
