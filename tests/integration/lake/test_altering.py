"""Changes of a table that has archived rows: what a plain table answers, the archived one answers too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reedbed import DuckDBStorageManager, Lake, errors
from reedbed.store.migrations import migrate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COLUMNS = "id BIGINT PRIMARY KEY, ts TIMESTAMP NOT NULL, small INTEGER, price DECIMAL(8, 2), day DATE, word VARCHAR"
ROWS = (
    "SELECT i, TIMESTAMP '2024-01-01' + i * INTERVAL 1 HOUR, i % 700, i * 0.25, DATE '2024-01-01' + (i // 24)::INT, "
    "CASE WHEN i % 3 > 0 THEN (i * 7)::VARCHAR END FROM range(2000) AS r (i)"
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DuckDBStorageManager]:
    with DuckDBStorageManager(tmp_path / "w.db", tmp_path / "checkpoints") as opened:
        for table in ("t", "twin"):
            opened.execute_sql(f"CREATE TABLE {table} ({COLUMNS})")
            opened.execute_sql(f"INSERT INTO {table} {ROWS}")
        Lake(opened).archive("t", "ts", "2024-03-01")
        yield opened


def on_both(store: DuckDBStorageManager, sql: str) -> None:
    for table in ("t", "twin"):
        store.execute_sql(sql.format(t=table))


def is_same(store: DuckDBStorageManager) -> bool:
    names = list(store.get_table_columns("twin"))
    return list(store.get_table_columns("t")) == names and store.diff("t", "twin", key="id").identical


@pytest.mark.parametrize(
    "sql",
    [
        "ALTER TABLE {t} ADD COLUMN added INTEGER",
        "ALTER TABLE {t} ADD COLUMN added VARCHAR DEFAULT 'it''s old'",
        "ALTER TABLE {t} ADD COLUMN added TIMESTAMPTZ DEFAULT '2024-01-01 00:00:00+00'",
        "ALTER TABLE {t} ADD COLUMN added STRUCT(a INTEGER, b VARCHAR[])",
        "ALTER TABLE {t} ADD COLUMN IF NOT EXISTS small INTEGER",
        "ALTER TABLE {t} RENAME COLUMN word TO term",
        'ALTER TABLE {t} RENAME word TO "a ""word"""',
        "ALTER TABLE {t} ALTER COLUMN small TYPE BIGINT",
        "ALTER TABLE {t} ALTER small SET DATA TYPE DOUBLE",
        "ALTER TABLE {t} ALTER price TYPE DECIMAL(18, 4)",
        "ALTER TABLE {t} ALTER day TYPE TIMESTAMP",
        "ALTER TABLE {t} ALTER small TYPE VARCHAR",
        "ALTER TABLE {t} ALTER word TYPE INTEGER",
        "ALTER TABLE {t} DROP COLUMN word",
        "ALTER TABLE IF EXISTS main.{t} ALTER small SET DEFAULT 7",
        "ALTER TABLE {t} ALTER small SET NOT NULL",
    ],
)
def test_archived_rows_follow(store: DuckDBStorageManager, sql: str) -> None:
    on_both(store, sql)
    assert is_same(store)
    on_both(store, "INSERT INTO {t} (id, ts, small) VALUES (-1, TIMESTAMP '2024-01-02 00:30:00', 3)")
    on_both(store, "UPDATE {t} SET small = 4 WHERE id = 5")
    on_both(store, "DELETE FROM {t} WHERE id IN (6, 1900)")
    assert is_same(store)
    Lake(store).compact("t")
    assert is_same(store)
    Lake(store).archive("t", older_than="2024-03-10")
    assert is_same(store)
    assert [report.findings for report in Lake(store).verify("t")] == [()]
    Lake(store).restore("t")
    assert is_same(store)


INDEXED = {
    "ALTER TABLE t RENAME COLUMN word TO term": {"by_word", "by_both"},
    "ALTER TABLE t ALTER COLUMN small TYPE BIGINT": {"by_word", "by_both"},
    "ALTER TABLE t DROP COLUMN price": {"by_word", "by_both"},
    "ALTER TABLE t DROP COLUMN small": {"by_word"},
    "ALTER TABLE t ALTER ts SET NOT NULL": {"by_word", "by_both"},
    "ALTER TABLE t ADD COLUMN made TIMESTAMPTZ DEFAULT now()": {"by_word", "by_both"},
}


def _indexes(store: DuckDBStorageManager, table: str = "t", told: str = "expressions") -> dict[str, str]:
    rows = store.database.rows(
        f"SELECT index_name, {told} FROM duckdb_indexes() WHERE table_name = '{table}:live' ORDER BY ALL"
    )
    return dict(rows)


@pytest.mark.parametrize("sql", INDEXED)
def test_a_table_with_indexes_is_altered_and_has_them_still(store: DuckDBStorageManager, sql: str) -> None:
    store.execute_sql("CREATE UNIQUE INDEX by_word ON t (word)")
    store.execute_sql("CREATE INDEX by_both ON t (small, lower(word))")
    for name in ("by_word", "by_both"):
        store.execute_sql(f"COMMENT ON INDEX {name} IS 'found {name}'")
    before = _indexes(store)
    with pytest.raises(errors.SqlNameError), store.transaction():
        store.execute_sql("ALTER TABLE t RENAME COLUMN nosuch TO other")
    assert _indexes(store) == before
    store.execute_sql(sql)
    assert _indexes(store, told="comment") == {name: f"found {name}" for name in INDEXED[sql]}
    store.execute_sql(sql.replace("TABLE t ", "TABLE twin "))
    if "now()" not in sql:
        assert is_same(store)
    else:
        assert store.query("SELECT DISTINCT made IS NULL AS none FROM t").to_pylist() == [{"none": False}]
    found = _indexes(store)
    assert set(found) == INDEXED[sql]
    assert all("term" in each for each in found.values()) is ("term" in sql)
    word = "term" if "term" in sql else "word"
    with pytest.raises(errors.ConstraintViolated):
        store.execute_sql(f"UPDATE t SET {word} = 'twice' WHERE id IN (1801, 1802)")
    assert store.query(f"SELECT id FROM t WHERE {word} = '{1801 * 7}'").to_pylist() == [{"id": 1801}]


def test_a_failed_change_inside_of_a_transaction_leaves_the_indexes(store: DuckDBStorageManager) -> None:
    store.execute_sql("CREATE UNIQUE INDEX by_word ON t (word)")
    with store.transaction():
        with pytest.raises(errors.SqlNameError):
            store.database.rows("ALTER TABLE t RENAME COLUMN nosuch TO other")
        store.execute_sql("UPDATE t SET small = 1 WHERE id = 1801")
    assert set(_indexes(store)) == {"by_word"}
    with pytest.raises(errors.ConstraintViolated):
        store.execute_sql("UPDATE t SET word = 'twice' WHERE id IN (1801, 1802)")


def test_several_changes_follow_one_another(store: DuckDBStorageManager) -> None:
    for sql in (
        "ALTER TABLE {t} DROP COLUMN word",
        "ALTER TABLE {t} ADD COLUMN word INTEGER DEFAULT 9",
        "ALTER TABLE {t} ALTER word TYPE BIGINT",
        "ALTER TABLE {t} ALTER small TYPE BIGINT",
        "ALTER TABLE {t} ALTER small TYPE HUGEINT",
        "ALTER TABLE {t} RENAME small TO price2",
        "ALTER TABLE {t} RENAME price TO small",
    ):
        on_both(store, sql)
        assert is_same(store)


@pytest.mark.parametrize(
    "sql",
    [
        "ALTER TABLE t DROP COLUMN ts",
        "ALTER TABLE t RENAME COLUMN ts TO moment",
        "ALTER TABLE t ALTER ts TYPE VARCHAR",
        "ALTER TABLE t ALTER small TYPE VARCHAR USING small + 1",
    ],
)
def test_what_files_cannot_follow_is_refused_whole(store: DuckDBStorageManager, sql: str) -> None:
    before = store.get_table_columns("t")
    with pytest.raises(errors.ReedbedError):
        store.execute_sql(sql)
    assert store.get_table_columns("t") == before
    assert is_same(store)


def test_archived_values_that_do_not_fit_refuse_the_change(store: DuckDBStorageManager) -> None:
    store.execute_sql("CREATE TABLE odd (ts TIMESTAMP, word VARCHAR, small INTEGER)")
    store.execute_sql("INSERT INTO odd VALUES ('2024-01-01', 'no number', NULL)")
    Lake(store).archive("odd", "ts", "2024-03-01")
    for sql in ("ALTER TABLE odd ALTER word TYPE INTEGER", "ALTER TABLE odd ALTER small SET NOT NULL"):
        # DuckDB converts rows that were moved out of the live table as well, until it has written them over.
        with pytest.raises((errors.FederatedTable, errors.ValueNotConvertible)):
            store.execute_sql(sql)
    assert store.query("SELECT word, small FROM odd").to_pylist() == [{"word": "no number", "small": None}]
    store.execute_sql("INSERT INTO odd VALUES ('2025-01-01', 'none either', NULL)")


def test_text_of_a_number_that_was_widened_before_is_refused(store: DuckDBStorageManager) -> None:
    on_both(store, "ALTER TABLE {t} ALTER small TYPE DOUBLE")
    with pytest.raises(errors.FederatedTable, match="before"):
        store.execute_sql("ALTER TABLE t ALTER small TYPE VARCHAR")
    assert is_same(store)


def test_a_table_is_renamed_with_its_archive(store: DuckDBStorageManager) -> None:
    store.execute_sql("CREATE INDEX by_small ON t (small)")
    store.execute_sql("CREATE UNIQUE INDEX by_word ON t (word)")
    store.execute_sql("ALTER TABLE t RENAME TO renamed")
    assert set(_indexes(store, "renamed")) == {"by_small", "by_word"}
    assert store.diff("renamed", "twin", key="id").identical
    assert [str(table.name) for table in Lake(store).tables()] == ["renamed"]
    with pytest.raises(errors.SqlNameError):
        store.query("SELECT * FROM t")
    Lake(store).archive("renamed", older_than="2024-03-10")
    assert store.diff("renamed", "twin", key="id").identical


def test_a_change_that_is_rolled_back_leaves_no_trace(store: DuckDBStorageManager) -> None:
    with pytest.raises(ZeroDivisionError), store.transaction():
        store.execute_sql("ALTER TABLE t ADD COLUMN added INTEGER DEFAULT 5")
        assert store.query("SELECT sum(added) AS s FROM t").to_pylist() == [{"s": 10_000}]
        raise ZeroDivisionError
    assert is_same(store)


def test_files_are_still_chosen_by_a_column_that_was_widened(store: DuckDBStorageManager) -> None:
    on_both(store, "ALTER TABLE {t} ALTER word TYPE BIGINT")
    for condition in ("word = 98", "word < 10", "word > 5000", "word BETWEEN 9 AND 11", "small = 3"):
        counts = [
            store.query(f"SELECT count(*) AS n FROM {table} WHERE {condition}").to_pylist() for table in ("t", "twin")
        ]
        assert counts[0] == counts[1], condition


def test_a_migration_changes_a_table_with_its_archive(store: DuckDBStorageManager, tmp_path: Path) -> None:
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "0001_add.sql").write_text(
        "ALTER TABLE t ADD COLUMN note VARCHAR DEFAULT 'none';\nALTER TABLE t ALTER small TYPE BIGINT;\n"
        "UPDATE t SET note = 'first' WHERE id = 1;\n"
    )
    report = migrate(store, folder)
    assert [each.number for each in report.migrated] == [1]
    store.execute_sql("ALTER TABLE twin ADD COLUMN note VARCHAR DEFAULT 'none'")
    store.execute_sql("ALTER TABLE twin ALTER small TYPE BIGINT")
    store.execute_sql("UPDATE twin SET note = 'first' WHERE id = 1")
    assert is_same(store)


@pytest.mark.parametrize("indexed", [False, True])
def test_a_table_is_renamed_changed_and_altered_in_one_transaction(
    store: DuckDBStorageManager, *, indexed: bool
) -> None:
    if indexed:
        store.execute_sql("CREATE INDEX by_word ON t (word)")
    statements = (
        "UPDATE {t} SET small = 5 WHERE id IN (5, 1900)",
        "ALTER TABLE {t} RENAME TO {renamed}",
        "ALTER TABLE {renamed} ADD COLUMN more INTEGER DEFAULT 9",
        "DELETE FROM {renamed} WHERE id IN (6, 1901)",
        "ALTER TABLE {renamed} RENAME COLUMN word TO term",
        "COMMENT ON TABLE {renamed} IS 'renamed'",
        "ALTER TABLE {renamed} RENAME TO {t}",
    )
    with store.transaction():
        for sql in statements:
            store.execute_sql(sql.format(t="t", renamed="renamed"))
    for sql in statements:
        store.execute_sql(sql.format(t="twin", renamed="renamed_twin"))
    assert is_same(store)
    assert _indexes(store) == ({"by_word": "[term]"} if indexed else {})
    with pytest.raises(KeyError), store.transaction():
        store.execute_sql("ALTER TABLE t RENAME TO renamed")
        store.execute_sql("TRUNCATE renamed")
        assert store.query("SELECT count(*) AS n FROM renamed").to_pylist() == [{"n": 0}]
        store.execute_sql("DROP TABLE renamed")
        raise KeyError
    assert is_same(store)
