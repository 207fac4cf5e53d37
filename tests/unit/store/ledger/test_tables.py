"""The ledger knows the tables that there are, whatever way they came, changed and went."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from reedbed.wiring import DuckDBStorageManager

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reedbed.store import StorageManager

ROWS = pa.table({"n": [1]})


@pytest.fixture
def store() -> Iterator[StorageManager]:
    with DuckDBStorageManager() as opened:
        opened.write_table(ROWS, "Kept")
        opened.write_table(ROWS, "t")
        yield opened


def known(store: StorageManager) -> list[str]:
    return sorted(map(str, store.table_records.all()))


@pytest.mark.parametrize("sql", ["DROP TABLE t", "DROP TABLE T", "ALTER TABLE t RENAME TO u"])
def test_sql_that_takes_a_table_away_takes_its_record(store: StorageManager, sql: str) -> None:
    store.execute_sql(sql)
    assert known(store) == ["Kept"]


def test_a_schema_takes_the_records_of_its_tables_along(store: StorageManager) -> None:
    store.execute_sql("CREATE SCHEMA attic; CREATE TABLE attic.a (n INTEGER)")
    assert "attic.a" in known(store)
    store.execute_sql("DROP SCHEMA attic CASCADE")
    assert known(store) == ["Kept", "t"]


def test_every_spelling_of_a_name_is_one_record(store: StorageManager) -> None:
    before = store.table_record("KEPT")
    assert before
    store.write_table(ROWS, "kept", mode="append")
    store.execute_sql("UPDATE KEPT SET n = 2")
    after = store.table_record("kept")
    assert after
    assert after.version >= before.version + 2
    assert known(store) == ["Kept", "t"]


def test_exporting_a_table_is_no_write(store: StorageManager, tmp_path: object) -> None:
    before = store.table_record("t")
    store.execute_sql(f"COPY t TO '{tmp_path}/t.csv'")
    assert store.table_record("t") == before


def test_statements_that_sqlglot_cannot_parse_say_nothing_to_the_terminal(
    store: StorageManager, caplog: pytest.LogCaptureFixture
) -> None:
    store.execute_sql("CREATE TYPE mood AS ENUM ('calm', 'loud')")
    assert caplog.messages == []


def test_sql_under_two_spellings_of_one_transaction_gives_one_version_and_counts_the_rows(
    store: StorageManager,
) -> None:
    first = store.table_record("t")
    store.execute_sql('INSERT INTO t VALUES (2); INSERT INTO main.T VALUES (3); DELETE FROM "t" WHERE n = 1')
    second = store.table_record("t")
    assert first
    assert second
    assert (second.version, second.replaced_version) == (first.version + 1, first.version + 1)
    assert (second.row_count, second.writer) == (2, "execute_sql")


def test_sql_on_a_table_without_a_record_makes_one(store: StorageManager) -> None:
    with store.database.transaction() as transaction:
        transaction.execute("CREATE TABLE unknown (n INTEGER)")
    store.execute_sql("INSERT INTO unknown VALUES (1), (2)")
    record = store.table_record("unknown")
    assert record
    assert record.row_count == 2


def test_an_append_keeps_the_version_of_the_last_replacement(store: StorageManager) -> None:
    before = store.table_record("t")
    store.write_table(ROWS, "t", mode="append")
    after = store.table_record("t")
    assert before
    assert after
    assert after.version > before.version
    assert after.replaced_version == before.replaced_version
