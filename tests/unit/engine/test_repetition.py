"""Statements that are run often: whatever happens between two runs, each does what its text says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reedbed.engine import Cursor, Database
from reedbed.engine.repetition import MOST_STATEMENTS, PREPARED_AGAIN_AFTER
from reedbed.errors import SqlNameError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@pytest.fixture
def cursor() -> Iterator[Cursor]:
    with Database.open(None) as database:
        made = database.cursor()
        made.execute("CREATE TABLE t (a BIGINT, b VARCHAR)")
        yield made
        made.close()


def insert(values: Sequence[str]) -> str:
    return f"INSERT INTO t VALUES ({', '.join(values)})"


def add(cursor: Cursor, number: int) -> list[tuple[int]]:
    return cursor.repetitions.rows(cursor, insert, [f"{number}::BIGINT", "'it''s'"])


def prepared(cursor: Cursor) -> list[str]:
    return [row[0] for row in cursor.rows("SELECT name FROM duckdb_prepared_statements() ORDER BY name")]


def test_a_statement_is_prepared_when_it_comes_a_second_time(cursor: Cursor) -> None:
    assert add(cursor, 0) == [(1,)]
    assert prepared(cursor) == []
    assert add(cursor, 1) == [(1,)]
    assert prepared(cursor) == ["reedbed_repeated_0"]
    assert cursor.rows("FROM t") == [(0, "it's"), (1, "it's")]


def test_every_run_counts_across_preparing_again(cursor: Cursor) -> None:
    runs = 3 * PREPARED_AGAIN_AFTER
    for number in range(runs):
        add(cursor, number)
    assert cursor.rows("SELECT count(*), count(DISTINCT a) FROM t") == [(runs, runs)]


def test_a_change_of_the_table_is_seen_by_the_next_run(cursor: Cursor) -> None:
    for number in range(5):
        add(cursor, number)
    cursor.execute("CREATE OR REPLACE TABLE t (a BIGINT, b VARCHAR, c INTEGER DEFAULT 7)")
    cursor.execute("ALTER TABLE t DROP COLUMN c")
    assert add(cursor, 5) == [(1,)]
    assert cursor.rows("FROM t") == [(5, "it's")]
    cursor.execute("DROP TABLE t")
    with pytest.raises(SqlNameError, match="does not exist"):
        add(cursor, 6)
    cursor.execute("CREATE TABLE t (a BIGINT, b VARCHAR)")
    assert add(cursor, 7) == [(1,)]
    assert cursor.rows("FROM t") == [(7, "it's")]


def test_a_statement_that_somebody_deallocated_runs_all_the_same(cursor: Cursor) -> None:
    for number in range(3):
        add(cursor, number)
    cursor.execute("DEALLOCATE reedbed_repeated_0")
    for number in range(3, 6):
        add(cursor, number)
    assert cursor.rows("SELECT list(a ORDER BY a) FROM t") == [([0, 1, 2, 3, 4, 5],)]


def test_a_cursor_keeps_a_bounded_number_of_statements(cursor: Cursor) -> None:
    for _ in range(3):
        for number in range(2 * MOST_STATEMENTS):

            def constant(_: Sequence[str], number: int = number) -> str:
                return f"SELECT {number}"

            assert cursor.repetitions.rows(cursor, constant, []) == [(number,)]
    assert len(prepared(cursor)) <= MOST_STATEMENTS


def test_a_run_that_fails_is_followed_by_one_that_does_not(cursor: Cursor) -> None:
    cursor.execute("CREATE OR REPLACE TABLE t (a BIGINT PRIMARY KEY, b VARCHAR)")
    for number in (1, 1, 2, 1, 3):
        try:
            add(cursor, number)
        except Exception as error:  # noqa: BLE001 - which one is not the point
            assert "Duplicate key" in str(error)  # noqa: PT017 - some runs fail
    assert cursor.rows("SELECT list(a ORDER BY a) FROM t") == [([1, 2, 3],)]
