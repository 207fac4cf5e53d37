"""An archive that leaves few rows live makes their table anew, which nobody can tell but by the time it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reedbed import DuckDBStorageManager, Lake, TableName, errors
from reedbed.lake import remaining

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROWS = 3000
STAYING = 600
CUT = "2024-04-10"
COLUMNS = (
    "id BIGINT DEFAULT nextval('numbers'), ts TIMESTAMP NOT NULL, mood mood, word VARCHAR, "
    "twice BIGINT GENERATED ALWAYS AS (id * 2), price DECIMAL(8, 2) CHECK (price >= 0), PRIMARY KEY (ts, id)"
)
VALUES = (
    "SELECT TIMESTAMP '2024-01-01' + to_hours(i), if(i % 2 = 0, 'calm', 'wild'), 'w' || i, i / 4 "
    f"FROM range({ROWS}) AS r (i)"
)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DuckDBStorageManager]:
    monkeypatch.setattr(remaining, "LEAST_ROWS", 1)
    with DuckDBStorageManager(tmp_path / "s.db", door=False) as opened:
        for sql in (
            "CREATE SEQUENCE numbers",
            "CREATE TYPE mood AS ENUM ('calm', 'wild')",
            f"CREATE TABLE readings ({COLUMNS})",
            "CREATE UNIQUE INDEX by_price ON readings (price)",
            'CREATE INDEX "by word" ON readings (word, mood)',
            "COMMENT ON INDEX by_price IS 'one for each'",
            """COMMENT ON INDEX "by word" IS 'what''s read'""",
            "COMMENT ON TABLE readings IS 'what''s read'",
            "COMMENT ON COLUMN readings.price IS 'in EUR'",
            f"INSERT INTO readings (ts, mood, word, price) {VALUES}",
        ):
            opened.execute_sql(sql)
        yield opened


def _facts(store: DuckDBStorageManager, table: str) -> list[object]:
    name = {"name": table}
    made = store.query("SELECT sql, comment FROM duckdb_tables() WHERE table_name = $name", name).to_pylist()
    columns = (
        "SELECT column_name, data_type, column_default, is_nullable, comment FROM duckdb_columns() "
        "WHERE table_name = $name ORDER BY column_index"
    )
    indexes = (
        "SELECT index_name, is_unique, expressions, comment FROM duckdb_indexes() WHERE table_name = $name ORDER BY ALL"
    )
    made[0]["sql"] = made[0]["sql"].replace('"readings:live"', "readings")
    return [made, store.query(columns, name).to_pylist(), store.query(indexes, name).to_pylist()]


def test_the_live_table_is_defined_as_it_was(store: DuckDBStorageManager) -> None:
    before, rows = _facts(store, "readings"), store.query("FROM readings ORDER BY id").to_pylist()
    number = store.query("SELECT table_oid AS oid FROM duckdb_tables() WHERE table_name = 'readings'").to_pylist()
    result = Lake(store).archive("readings", older_than=CUT)
    assert result.live_rows == STAYING
    now = store.query("SELECT table_oid AS oid FROM duckdb_tables() WHERE table_name = 'readings:live'").to_pylist()
    assert now != number, "it was not made anew"
    assert _facts(store, "readings:live") == before
    assert store.query("FROM readings ORDER BY id").to_pylist() == rows
    for wrong in ("UPDATE readings SET price = -1 WHERE id = 2990", "UPDATE readings SET price = 749 WHERE id = 2990"):
        with pytest.raises(errors.ConstraintViolated):
            store.execute_sql(wrong)
    store.execute_sql("INSERT INTO readings (ts, price) VALUES ('2024-06-01', 9000)")
    assert store.query("SELECT id, twice FROM readings WHERE price = 9000").to_pylist() == [{"id": 3001, "twice": 6002}]
    Lake(store).restore("readings")
    assert _facts(store, "readings") == before


def test_a_reader_in_the_middle_reads_on(store: DuckDBStorageManager) -> None:
    store.execute_sql("CHECKPOINT")
    reader = store.stream('SELECT id FROM "readings" WHERE id > 0')
    first = reader.read_next_batch()
    Lake(store).archive("readings", older_than=CUT)
    for _ in range(3):
        store.execute_sql("CREATE OR REPLACE TABLE other AS SELECT i, hash(i) AS h FROM range(50_000) AS r (i)")
        store.execute_sql("CHECKPOINT")
    ids = [*first["id"].to_pylist(), *reader.read_all()["id"].to_pylist()]
    assert sorted(ids) == list(range(1, ROWS + 1))


def test_an_older_transaction_that_writes_is_refused_and_loses_nothing(store: DuckDBStorageManager) -> None:
    lake = Lake(store)
    lake.archive("readings", older_than="2024-01-05")
    old = store.database.cursor()
    old.execute("BEGIN TRANSACTION")
    assert old.rows("SELECT count(*) FROM readings") == [(ROWS,)]
    lake.archive("readings", older_than=CUT)
    with pytest.raises(errors.ReedbedError) as failure:
        old.execute("INSERT INTO \"readings:live\" (ts, price) VALUES ('2024-06-01', 9000)")
        old.execute("COMMIT")
    assert failure.value.retryable
    old.close()
    assert store.row_count("readings") == ROWS


def test_a_table_that_its_own_text_does_not_make_has_its_rows_deleted(store: DuckDBStorageManager) -> None:
    cursor = store.database.current()
    for sql in (
        "CREATE SCHEMA aside",
        "CREATE SEQUENCE aside.own",
        "SET search_path = 'aside,main'",
        "CREATE TABLE main.odd (id BIGINT PRIMARY KEY DEFAULT nextval('own'), ts TIMESTAMP)",
        "INSERT INTO main.odd SELECT i, TIMESTAMP '2024-01-01' + to_hours(i) FROM range(100) AS r (i)",
        "RESET search_path",
    ):
        cursor.execute(sql)
    assert Lake(store).archive("odd", older_than="2024-01-04").live_rows == 100 - 72
    assert store.database.rows("SELECT count(*), max(id) FROM odd") == [(100, 99)]
    assert Lake(store).table(TableName(name="odd")).generation == 1
