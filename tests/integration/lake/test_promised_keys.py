"""Keys that only a call declared, which the database does not see to, and columns that the database computes."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

import pytest

from reedbed import DuckDBStorageManager, Lake, errors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DuckDBStorageManager]:
    with DuckDBStorageManager(tmp_path / "s.db", door=False) as opened:
        yield opened


def _archived(store: DuckDBStorageManager) -> Lake:
    """Ten days of `t`, of which five are archived, by a key that is not the primary one."""
    store.execute_sql("CREATE TABLE t (id BIGINT, ts TIMESTAMP, x INTEGER)")
    store.execute_sql("INSERT INTO t SELECT i, TIMESTAMP '2024-01-01' + i * INTERVAL 1 DAY, i FROM range(10) r(i)")
    lake = Lake(store)
    lake.archive("t", "ts", "2024-01-06", key="id")
    return lake


def _rows(store: DuckDBStorageManager) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in store.query("SELECT id, x FROM t ORDER BY ALL").to_pylist()]


@pytest.mark.parametrize("using", ["", " USING range(3) AS r(i)"])
def test_a_delete_takes_the_live_rows_that_it_is_about_and_no_others_of_their_keys(
    store: DuckDBStorageManager, using: str
) -> None:
    _archived(store)
    store.execute_sql("INSERT INTO t VALUES (7, '2024-01-09', 77), (NULL, '2024-01-01', 55), (2, '2024-01-03', 22)")
    before = _rows(store)
    answer = store.execute_sql(f"DELETE FROM t{using} WHERE x IN (77, 55, 4)")
    assert answer.to_pylist() == [{"Count": 3}]
    assert _rows(store) == [row for row in before if row[1] not in (77, 55, 4)]
    assert store.row_count("t") == len(before) - 3


@pytest.mark.parametrize(
    "merge",
    [
        "ON t.id = n.id AND t.x < 0 WHEN MATCHED THEN DELETE",
        "ON t.id = n.id AND t.x < 0 WHEN MATCHED THEN UPDATE SET id = n.id + 70",
        "ON t.id = n.id WHEN MATCHED AND t.x < 0 THEN DELETE",
    ],
)
def test_a_live_row_that_goes_takes_the_archived_one_along_that_it_stands_for(
    store: DuckDBStorageManager, merge: str
) -> None:
    _archived(store)
    store.execute_sql("UPDATE t SET x = -5 WHERE id = 2")
    store.execute_sql(f"MERGE INTO t USING (SELECT 2 AS id) AS n {merge}")
    left = [(number, number) for number in range(10) if number != 2]
    assert _rows(store) == left + ([(72, -5)] if "UPDATE" in merge else [])


@pytest.mark.parametrize("row", ["(20, '2024-01-07', 1), (20, '2024-01-08', 2)", "(NULL, '2024-01-07', 1)"])
def test_rows_that_break_a_declared_key_are_not_archived(store: DuckDBStorageManager, row: str) -> None:
    lake = _archived(store)
    store.execute_sql(f"INSERT INTO t VALUES {row}")
    before = _rows(store)
    with pytest.raises(errors.KeyInvalid):
        lake.archive("t", older_than="2024-01-10")
    assert (_rows(store), lake.table("t").generation) == (before, 1)
    store.execute_sql("DELETE FROM t WHERE id = 20 OR id IS NULL")
    assert lake.archive("t", older_than="2024-01-10").rows == 4


@pytest.mark.parametrize("row", ["(2, '2024-01-03', 1), (2, '2024-01-03', 2)", "(NULL, '2024-01-03', 1)"])
def test_rows_that_break_a_declared_key_are_not_folded_in(store: DuckDBStorageManager, row: str) -> None:
    lake = _archived(store)
    store.execute_sql(f"INSERT INTO t VALUES {row}")
    before = _rows(store)
    with pytest.raises(errors.KeyInvalid):
        lake.compact("t")
    assert (_rows(store), lake.table("t").generation) == (before, 1)
    store.execute_sql("DELETE FROM t WHERE x = 1")
    before = _rows(store)
    lake.compact("t")
    assert _rows(store) == before


def test_rows_with_computed_columns_are_corrected_and_restored(store: DuckDBStorageManager) -> None:
    store.execute_sql("CREATE TABLE t (id BIGINT PRIMARY KEY, ts TIMESTAMP, x INTEGER, y INTEGER AS (x * 2))")
    store.execute_sql(
        "INSERT INTO t (id, ts, x) SELECT i, TIMESTAMP '2024-01-01' + i * INTERVAL 1 DAY, i FROM range(6) r(i)"
    )
    lake = Lake(store)
    lake.archive("t", "ts", "2024-01-06")
    store.execute_sql("UPDATE t SET x = 50 WHERE id = 3")
    store.execute_sql("INSERT INTO t VALUES (4, '2024-01-05', 9) ON CONFLICT DO UPDATE SET x = excluded.x")
    store.execute_sql("DELETE FROM t WHERE id = 2 RETURNING y")
    expected = [(0, 0, 0), (1, 1, 2), (3, 50, 100), (4, 9, 18), (5, 5, 10)]
    asked = "SELECT id, x, y FROM t ORDER BY id"
    assert [tuple(row.values()) for row in store.query(asked).to_pylist()] == expected
    lake.compact("t")
    assert [tuple(row.values()) for row in store.query(asked).to_pylist()] == expected
    store.execute_sql("CREATE OR REPLACE TABLE t AS SELECT id, x, y FROM t")
    assert [tuple(row.values()) for row in store.query(asked).to_pylist()] == expected


def test_a_broken_promise_is_told_with_the_query_that_shows_the_rows(store: DuckDBStorageManager) -> None:
    lake = _archived(store)
    store.execute_sql("INSERT INTO t VALUES (8, '2024-01-09', 88), (NULL, '2024-01-08', 99)")
    with pytest.raises(errors.KeyInvalid) as refused:
        lake.archive("t", older_than="2024-01-12")
    command, asked, sql = shlex.split(refused.value.hint)
    assert (command, asked) == ("reedbed", "sql")
    assert sorted(store.query(sql)["id"].to_pylist(), key=str) == [8, None]
