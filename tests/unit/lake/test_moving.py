"""What is written to a table between the copy of its old rows and their deletion."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from tests.unit.lake.readings import BEFORE_CUT, HOURS, archive_while, content, make_readings

from reedbed import DuckDBStorageManager, Lake, errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DuckDBStorageManager]:
    with DuckDBStorageManager(tmp_path / "s.db", door=False) as opened:
        yield opened


def _meanwhile(store: DuckDBStorageManager, *statements: str) -> Callable[[], None]:
    """Statements that another thread commits."""

    def run() -> None:
        thread = threading.Thread(target=lambda: [store.execute_sql(each) for each in statements])
        thread.start()
        thread.join()

    return run


def _live(store: DuckDBStorageManager, where: str = "true") -> list[Any]:
    found = store.query(f'SELECT id FROM "readings:live" WHERE {where} ORDER BY id').to_pylist()
    return [row["id"] for row in found]


LATE = "INSERT INTO readings VALUES (9000, '2024-01-05 00:30:00Z', 1)"
CHANGED = "UPDATE readings SET value = -7 WHERE id = 7"
DELETED = "DELETE FROM readings WHERE id = 8"
BEFORE = "ts < '2024-02-20 00:00:00Z'"


@pytest.mark.parametrize("key", ["PRIMARY KEY (id)", "PRIMARY KEY (ts, id)"])
def test_late_changed_and_deleted_rows_count_as_they_are_at_the_end(
    store: DuckDBStorageManager, tmp_path: Path, key: str
) -> None:
    make_readings(store, key=key)
    result = archive_while(store, tmp_path / "lake", _meanwhile(store, LATE, CHANGED, DELETED))
    rows = {row["id"]: row["value"] for row in content(store)}
    assert len(content(store)) == len(rows) == HOURS
    assert rows[9000] == 1
    assert rows[7] == -7
    assert 8 not in rows
    assert _live(store, BEFORE) == [7, 9000]
    assert result.rows == BEFORE_CUT
    Lake(store, target=tmp_path / "lake").restore("readings")
    assert {row["id"]: row["value"] for row in content(store)} == rows


def test_a_late_row_without_a_key_is_live_and_each_duplicate_is_kept(
    store: DuckDBStorageManager, tmp_path: Path
) -> None:
    make_readings(store, key="")
    store.execute_sql("INSERT INTO readings SELECT * FROM readings WHERE id < 5")
    again = "INSERT INTO readings SELECT * FROM readings WHERE id IN (3, 300)"
    result = archive_while(store, tmp_path / "lake", _meanwhile(store, again))
    assert (result.rows, _live(store, BEFORE)) == (BEFORE_CUT + 5, [3, 3, 300])
    counts = store.query("SELECT id, count(*) AS n FROM readings GROUP BY id HAVING n > 1 ORDER BY id").to_pylist()
    assert {row["id"]: row["n"] for row in counts} == {0: 2, 1: 2, 2: 2, 3: 4, 4: 2, 300: 2}


def test_a_table_without_a_key_is_copied_again_when_copied_rows_were_changed(
    store: DuckDBStorageManager, tmp_path: Path
) -> None:
    make_readings(store, key="")
    events = iter([CHANGED, DELETED])

    def event() -> None:
        sql = next(events, None)
        if sql is not None:
            _meanwhile(store, sql)()

    result = archive_while(store, tmp_path / "lake", event)
    rows = {row["id"]: row["value"] for row in content(store)}
    assert (rows[7], 8 in rows, len(content(store))) == (-7, False, HOURS - 1)
    assert (result.rows, _live(store, BEFORE)) == (BEFORE_CUT - 1, [])
    named = {file.path for file in Lake(store).files("readings")}
    assert {str(each.relative_to(tmp_path / "lake")) for each in (tmp_path / "lake").rglob("*.parquet")} == named


def test_what_others_write_to_other_tables_does_not_matter(store: DuckDBStorageManager, tmp_path: Path) -> None:
    make_readings(store)
    before = content(store)
    archive_while(store, tmp_path / "lake", _meanwhile(store, "CREATE TABLE other AS SELECT 1 AS a"))
    assert content(store) == before
    assert _live(store, BEFORE) == []


def test_a_column_that_comes_meanwhile_makes_the_archive_try_later(store: DuckDBStorageManager, tmp_path: Path) -> None:
    make_readings(store)
    with pytest.raises(errors.LakeBusy) as refused:
        archive_while(store, tmp_path / "lake", _meanwhile(store, "ALTER TABLE readings ADD COLUMN more INTEGER"))
    assert refused.value.retryable
    assert store.list_tables() == ["readings"]
    assert list((tmp_path / "lake").rglob("*.parquet")) == []
    assert len(content(store)) == HOURS


def test_a_reader_in_the_middle_of_a_query_sees_the_rows_of_its_beginning(
    store: DuckDBStorageManager, tmp_path: Path
) -> None:
    make_readings(store)
    store.execute_sql("INSERT INTO readings SELECT i, TIMESTAMPTZ '2024-01-01', 0 FROM range(10_000, 400_000) AS r(i)")
    stream = store.stream("SELECT id FROM readings")
    rows = stream.read_next_batch().num_rows

    def read_a_piece() -> None:
        nonlocal rows
        rows += stream.read_next_batch().num_rows

    archive_while(store, tmp_path / "lake", read_a_piece)
    rows += sum(batch.num_rows for batch in stream)
    assert rows == HOURS + 390_000
    assert store.row_count("readings") == rows


def test_readers_count_every_row_once_at_every_moment(store: DuckDBStorageManager, tmp_path: Path) -> None:
    make_readings(store)
    answers: set[tuple[int, float]] = set()
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            [row] = store.query("SELECT count(*) AS n, sum(value) AS s FROM readings").to_pylist()
            answers.add((row["n"], row["s"]))

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    lake = Lake(store, target=tmp_path / "lake")
    for cut in ("2024-01-10", "2024-02-01", "2024-03-01"):
        lake.archive("readings", older_than=cut)
    lake.restore("readings", until="2024-01-31")
    lake.restore("readings")
    stop.set()
    for reader in readers:
        reader.join()
    assert answers == {(HOURS, HOURS * (HOURS - 1) / 4)}


def test_a_row_that_comes_past_the_queue_of_writers_is_not_lost(store: DuckDBStorageManager, tmp_path: Path) -> None:
    make_readings(store)

    def past_the_queue() -> None:
        if not store.query("FROM readings WHERE id = 9000").num_rows:
            cursor = store.database.cursor()
            cursor.execute(LATE)
            cursor.close()

    result = archive_while(store, tmp_path / "lake", past_the_queue)
    assert result.rows == BEFORE_CUT + 1, "it was copied again"
    assert len(content(store)) == HOURS + 1


@pytest.mark.parametrize("sql", [LATE, CHANGED, DELETED, "TRUNCATE readings", "DROP TABLE readings"])
def test_an_archived_table_is_not_written_past_the_queue_of_writers(
    store: DuckDBStorageManager, tmp_path: Path, sql: str
) -> None:
    make_readings(store)
    Lake(store, target=tmp_path / "lake").archive("readings", older_than="2024-02-20")
    before = content(store)
    cursor = store.database.cursor()
    for begin in ("SELECT 1", "BEGIN TRANSACTION"):
        cursor.execute(begin)
        with pytest.raises(errors.UsageError, match="takes its turn"):
            cursor.execute(sql)
    cursor.execute("ROLLBACK")
    cursor.execute("CREATE TEMP TABLE seen AS SELECT * FROM readings")
    cursor.close()
    assert content(store) == before
