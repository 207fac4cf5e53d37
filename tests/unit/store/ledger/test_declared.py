"""What the ledger keeps of tables that DuckDB forgets."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from reedbed.sql import TableName
from reedbed.store.ledger import Declared
from reedbed.store.ledger.declared import unplain
from reedbed.wiring import DuckDBStorageManager

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reedbed.store import StorageManager
    from reedbed.store.ledger import NamedConstraint

T = TableName(name="t")
MADE = """
    CREATE TABLE p (id INTEGER PRIMARY KEY);
    CREATE TABLE t ("A b" INTEGER UNIQUE CHECK ("A b" > 0) CHECK ("A b" > 0), p INTEGER REFERENCES p (id),
        c VARCHAR NOT NULL CHECK (length(CAST(c AS VARCHAR)) <= 10), CHECK ("A b" < 9 OR length(c) > "A b"))
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StorageManager]:
    with DuckDBStorageManager(tmp_path_factory.mktemp("declared") / "store.db") as opened:
        opened.execute_sql(MADE)
        yield opened


def found(store: StorageManager) -> list[NamedConstraint]:
    return Declared(store.database).constraints(store.database.rows, "table_name = 't'")


def test_constraints_without_a_known_name_have_the_one_that_postgresql_makes(store: StorageManager) -> None:
    assert [(each.kind, each.place, each.name) for each in found(store)] == [
        ("UNIQUE", 1, "t_A b_key"),
        ("CHECK", 1, "t_A b_check"),
        ("CHECK", 2, "t_A b_check1"),
        ("FOREIGN KEY", 1, "t_p_fkey"),
        ("NOT NULL", 1, "t_c_not_null"),
        ("CHECK", 1, "t_check"),
    ]
    assert unplain(found(store)) == {}


def test_a_name_that_is_kept_is_told_until_the_table_is_forgotten(store: StorageManager) -> None:
    ledger, before = Declared(store.database), found(store)
    named = [replace(each, name="second") if each.name == "t_A b_check1" else each for each in before]
    with store.database.transaction() as transaction:
        ledger.keep_names(transaction, T, unplain(named))
    assert found(store) == named
    with store.database.transaction() as transaction:
        ledger.keep_identities(transaction, T, {"c": True, "p": False})
    assert ledger.identities(store.database.rows) == {T: {"c": True, "p": False}}
    with store.database.transaction() as transaction:
        ledger.forget(transaction, T)
    assert found(store) == before
    assert ledger.identities(store.database.rows) == {}


def test_a_number_that_a_neighbour_left_is_kept(store: StorageManager) -> None:
    named = [replace(each, name="first") if each.name == "t_A b_check" else each for each in found(store)]
    named = [replace(each, name="t_A b_check") if each.name == "t_A b_check1" else each for each in named]
    assert sorted(unplain(named).values()) == ["first", "t_A b_check"]


def test_a_ledger_of_an_earlier_reedbed_knows_of_nothing(store: StorageManager) -> None:
    with store.database.transaction() as transaction:
        for table in ("constraint_names", "identity_columns"):
            transaction.execute(f"ALTER TABLE reedbed.{table} RENAME TO {table}_later")
    try:
        assert next(each.name for each in found(store)) == "t_A b_key"
        assert Declared(store.database).identities(store.database.rows) == {}
    finally:
        with store.database.transaction() as transaction:
            for table in ("constraint_names", "identity_columns"):
                transaction.execute(f"ALTER TABLE reedbed.{table}_later RENAME TO {table}")
