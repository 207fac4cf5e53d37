"""What would run is a pure decision, and a ledger that is newer than this Reedbed is left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from reedbed.errors import LedgerNewer, MigrationChanged, MigrationFailed
from reedbed.store.ledger import Migration, Migrations, ledger_migrations, read_migrations
from reedbed.store.ledger.migrations import APPLICATION, LEDGER, Applied, plan_migrations
from reedbed.version import __version__
from reedbed.wiring import DuckDBStorageManager

if TYPE_CHECKING:
    from pathlib import Path


def migration(number: int, sql: str = "SELECT 1") -> Migration:
    return Migration(number=number, name=f"m{number}", sql=sql, source=f"m{number}.sql")


def applied(each: Migration, version: str = "0.0.1") -> Applied:
    return Applied(number=each.number, name=each.name, sha256=each.sha256, reedbed_version=version)


def test_what_was_not_applied_is_pending_in_order() -> None:
    known = [migration(1), migration(2), migration(7)]
    plan = plan_migrations(APPLICATION, known, [applied(known[0])])
    assert [each.number for each in plan.pending] == [2, 7]


def test_an_unknown_number_of_the_ledger_names_both_versions() -> None:
    with pytest.raises(LedgerNewer) as caught:
        plan_migrations(LEDGER, [migration(1)], [applied(migration(1)), applied(migration(2), "9.8.7")])
    assert "9.8.7" in caught.value.message
    assert __version__ in caught.value.message
    assert caught.value.hint == "pip install --upgrade reedbed"


def test_an_unknown_number_of_an_application_is_a_vanished_file() -> None:
    with pytest.raises(MigrationChanged, match="0002_m2 of the application is gone"):
        plan_migrations(APPLICATION, [migration(1)], [applied(migration(1)), applied(migration(2))])


def test_another_text_is_a_change() -> None:
    with pytest.raises(MigrationChanged, match="another text"):
        plan_migrations(APPLICATION, [migration(1, "SELECT 2")], [applied(migration(1))])


def test_a_number_below_an_applied_one_is_late() -> None:
    known = [migration(1), migration(2), migration(3)]
    with pytest.raises(MigrationChanged, match="0002_m2 is new, but 0003"):
        plan_migrations(APPLICATION, known, [applied(known[0]), applied(known[2])])


def test_the_ledgers_own_migrations_are_numbered_without_a_gap() -> None:
    numbers = [each.number for each in ledger_migrations()]
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_folder_that_is_not_there_holds_no_migrations(tmp_path: Path) -> None:
    assert read_migrations(tmp_path / "nowhere") == []


def test_other_files_of_the_folder_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("how to", encoding="utf-8")
    (tmp_path / "0001_one.sql").write_text("SELECT 1", encoding="utf-8")
    assert [each.name for each in read_migrations(tmp_path)] == ["one"]


def test_an_older_reedbed_refuses_a_newer_ledger_and_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with DuckDBStorageManager(path) as store:
        store.write_table(pa.table({"n": [1]}), "t")
        with store.database.transaction() as transaction:
            newer = migration(9999, "CREATE TABLE from_the_future (i INTEGER)")
            Migrations(store.database).record(transaction, LEDGER, newer)
            table = store.database.qualified("reedbed", "migrations")
            transaction.execute(f"UPDATE {table} SET reedbed_version = '99.0' WHERE number = 9999")
    for read_only in (False, True):
        with pytest.raises(LedgerNewer, match=r"99\.0") as caught:
            DuckDBStorageManager(path, read_only=read_only)
        assert caught.value.details == {"written_by": "99.0", "running": __version__}


def test_a_failing_migration_is_not_recorded(tmp_path: Path) -> None:
    with DuckDBStorageManager(tmp_path / "a.db") as store:
        migrations = Migrations(store.database)
        with pytest.raises(MigrationFailed, match="nowhere"):
            migrations.apply(APPLICATION, [migration(1, "CREATE TABLE x (i INTEGER); SELECT * FROM nowhere")])
        assert migrations.plan(APPLICATION, [migration(1)]).applied == ()
        assert not store.table_exists("x")
