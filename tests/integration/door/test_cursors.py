"""DECLARE, FETCH, MOVE and CLOSE through a door."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    Connection = psycopg.Connection[Any]


@pytest.fixture
def block(connection: Connection) -> Iterator[Connection]:
    connection.execute("BEGIN")
    yield connection
    connection.execute("ROLLBACK")


def values(connection: Connection, sql: str) -> list[int]:
    return [row[0] for row in connection.execute(sql).fetchall()]


def test_fetch_goes_forward_in_steps_and_says_how_many_rows_came(block: Connection) -> None:
    block.execute("DECLARE c CURSOR FOR SELECT i FROM numbers ORDER BY i LIMIT 5")
    assert values(block, "FETCH 2 FROM c") == [0, 1]
    assert values(block, "FETCH NEXT FROM c") == [2]
    cursor = block.execute("FETCH ALL FROM c")
    assert (cursor.statusmessage, [row[0] for row in cursor.fetchall()]) == ("FETCH 2", [3, 4])
    assert values(block, "FETCH 1 FROM c") == []


def test_a_scrolling_cursor_goes_everywhere(block: Connection) -> None:
    block.execute("DECLARE c SCROLL CURSOR FOR SELECT i FROM numbers ORDER BY i LIMIT 10")
    steps = {
        "FETCH LAST FROM c": [9],
        "FETCH PRIOR FROM c": [8],
        "FETCH BACKWARD 3 FROM c": [7, 6, 5],
        "FETCH ABSOLUTE 3 FROM c": [2],
        "FETCH ABSOLUTE -2 FROM c": [8],
        "FETCH RELATIVE -4 FROM c": [4],
        "FETCH RELATIVE 0 FROM c": [4],
        "FETCH FIRST FROM c": [0],
        "FETCH BACKWARD ALL FROM c": [],
        "FETCH FORWARD 2 FROM c": [0, 1],
    }
    assert {sql: values(block, sql) for sql in steps} == steps


def test_move_counts_what_it_passes_over(block: Connection) -> None:
    block.execute("DECLARE c CURSOR FOR SELECT i FROM numbers ORDER BY i")
    assert block.execute("MOVE 10 IN c").statusmessage == "MOVE 10"
    assert values(block, "FETCH 1 FROM c") == [10]


def test_a_cursor_that_does_not_scroll_says_so(block: Connection) -> None:
    block.execute("DECLARE c NO SCROLL CURSOR FOR SELECT i FROM numbers")
    block.execute("FETCH 2 FROM c")
    with pytest.raises(psycopg.Error, match="can only scan forward"):
        block.execute("FETCH BACKWARD 1 FROM c")


def test_statements_between_fetches_do_not_disturb_the_cursor(block: Connection) -> None:
    block.execute("DECLARE c CURSOR FOR SELECT i FROM range(50000) r(i)")
    assert values(block, "FETCH 2 FROM c") == [0, 1]
    block.execute("CREATE TABLE between_fetches AS SELECT 1 AS i")
    block.execute("DELETE FROM between_fetches")
    rest = values(block, "FETCH ALL FROM c")
    assert (rest[0], rest[-1], len(rest)) == (2, 49_999, 49_998)


def test_a_cursor_with_hold_outlives_its_transaction(connection: Connection) -> None:
    connection.execute("BEGIN")
    connection.execute("DECLARE held CURSOR WITH HOLD FOR SELECT i FROM numbers ORDER BY i")
    connection.execute("FETCH 2 FROM held")
    connection.execute("COMMIT")
    assert values(connection, "FETCH 2 FROM held") == [2, 3]
    connection.execute("CLOSE held")
    with pytest.raises(psycopg.errors.InvalidCursorName):
        connection.execute("FETCH 1 FROM held")


def test_a_cursor_without_hold_ends_with_its_transaction(connection: Connection) -> None:
    connection.execute("BEGIN")
    connection.execute("DECLARE brief CURSOR FOR SELECT 1")
    connection.execute("COMMIT")
    with pytest.raises(psycopg.errors.InvalidCursorName):
        connection.execute("FETCH 1 FROM brief")


def test_a_cursor_needs_a_block_or_hold(connection: Connection) -> None:
    with pytest.raises(psycopg.errors.NoActiveSqlTransaction):
        connection.execute("DECLARE c CURSOR FOR SELECT 1")


def test_a_server_side_cursor_of_psycopg_reads_a_big_answer(connection: Connection) -> None:
    with connection.transaction(), connection.cursor("big") as cursor:
        cursor.itersize = 5000
        cursor.execute("SELECT i FROM range(60000) r(i)")
        assert sum(row[0] for row in cursor) == 60_000 * 59_999 // 2
