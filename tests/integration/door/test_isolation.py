"""What a block of one session sees of what another commits meanwhile, as PostgreSQL's levels of isolation have it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.integration.doors import OpenDoor

    Connection = psycopg.Connection[Any]


@pytest.fixture
def block(door: OpenDoor, connection: Connection) -> Iterator[Connection]:
    """A session in a block that has read; `connection` is another, `kept` a table with the row (1, 0)."""
    connection.execute(
        "CREATE OR REPLACE TABLE kept (i INTEGER PRIMARY KEY, n INTEGER); INSERT INTO kept VALUES (1, 0)"
    )
    with psycopg.connect(door.url) as opened:
        assert numbers(opened) == [0]
        yield opened
        opened.rollback()


def numbers(connection: Connection) -> list[int]:
    return [n for (n,) in connection.execute("SELECT n FROM kept ORDER BY i").fetchall()]


def test_each_statement_sees_what_was_committed_before_it(block: Connection, connection: Connection) -> None:
    connection.execute("UPDATE kept SET n = 5")
    assert numbers(block) == [5]
    connection.execute("CREATE OR REPLACE TABLE new_here AS SELECT 7 AS seven")
    assert block.execute("SELECT * FROM new_here").fetchall() == [(7,)]


@pytest.mark.usefixtures("block")
@pytest.mark.parametrize(
    "statement",
    ["SET TRANSACTION ISOLATION LEVEL REPEATABLE READ", "SET reedbed.dialect = 'duckdb'"],
)
def test_one_snapshot_lasts_where_the_session_asks_for_it(
    door: OpenDoor, connection: Connection, statement: str
) -> None:
    with psycopg.connect(door.url) as reader:
        reader.execute(statement)
        assert numbers(reader) == [0]
        connection.execute("UPDATE kept SET n = 5")
        assert numbers(reader) == [0]
        reader.rollback()


def test_rows_go_into_one_table_from_two_blocks(block: Connection, connection: Connection) -> None:
    connection.execute("INSERT INTO kept VALUES (2, 2)")
    block.execute("INSERT INTO kept VALUES (3, 3)")
    block.commit()
    assert numbers(connection) == [0, 2, 3]


def test_an_update_works_on_what_another_has_committed(block: Connection, connection: Connection) -> None:
    connection.execute("UPDATE kept SET n = n + 1")
    block.execute("UPDATE kept SET n = n + 10")
    block.commit()
    assert numbers(connection) == [11]


def test_tables_are_exchanged_in_two_blocks(block: Connection, connection: Connection) -> None:
    connection.execute("CREATE OR REPLACE TABLE mine (i INTEGER); CREATE OR REPLACE TABLE yours (i INTEGER)")
    assert numbers(block) == [0]
    for session, table in ((connection, "mine"), (block, "yours")):
        session.execute(f"CREATE TABLE {table}_new (i INTEGER PRIMARY KEY); INSERT INTO {table}_new VALUES (1)")
        session.execute(f"ALTER TABLE {table} RENAME TO {table}_old")
        session.execute(f"ALTER TABLE {table}_new RENAME TO {table}; DROP TABLE {table}_old")
    block.commit()
    assert connection.execute("SELECT * FROM mine, yours").fetchall() == [(1, 1)]


def test_a_cursor_keeps_the_rows_that_were_there_when_it_was_opened(block: Connection, connection: Connection) -> None:
    connection.execute("INSERT INTO kept SELECT range, range FROM range(2, 50000)")
    with block.cursor("rows") as cursor:
        cursor.execute("SELECT n FROM kept ORDER BY i")
        assert cursor.fetchone() == (0,)
        connection.execute("DELETE FROM kept WHERE i > 1")
        assert numbers(block) == [0]
        assert len(cursor.fetchall()) == 49998


def test_nobody_writes_between_the_first_write_of_a_block_and_its_end(
    block: Connection, connection: Connection
) -> None:
    block.execute("UPDATE kept SET n = 1")
    connection.execute("SET lock_timeout = '50ms'")
    with pytest.raises(psycopg.errors.LockNotAvailable):
        connection.execute("UPDATE kept SET n = 2")
    assert numbers(block) == [1]
    block.rollback()
    connection.execute("UPDATE kept SET n = 2")
    assert numbers(block) == [2]


def test_what_a_block_made_for_itself_goes_with_its_rollback(block: Connection, connection: Connection) -> None:
    block.execute("CREATE TEMP TABLE passing (i INTEGER)")
    connection.execute("SET lock_timeout = '50ms'")
    with pytest.raises(psycopg.errors.LockNotAvailable):
        connection.execute("UPDATE kept SET n = 2")
    block.rollback()
    with pytest.raises(psycopg.errors.UndefinedTable):
        block.execute("SELECT * FROM passing")


def test_going_back_to_a_savepoint_sees_what_is_committed(block: Connection, connection: Connection) -> None:
    block.execute("SAVEPOINT before")
    with pytest.raises(psycopg.errors.UndefinedColumn):
        block.execute("SELECT nothing FROM kept")
    connection.execute("UPDATE kept SET n = 3")
    block.execute("ROLLBACK TO before")
    assert numbers(block) == [3]


@pytest.mark.parametrize("clause", ["FOR UPDATE", "FOR NO KEY UPDATE SKIP LOCKED", "FOR SHARE OF kept"])
def test_rows_that_were_locked_stay_until_the_block_ends(
    door: OpenDoor, block: Connection, connection: Connection, clause: str
) -> None:
    connection.execute("UPDATE kept SET n = 5")
    with psycopg.connect(door.url, autocommit=True) as other:
        other.execute("SET lock_timeout = '200ms'")
        # The words alone lock nothing.
        block.execute("SELECT 'for update'")
        other.execute("UPDATE kept SET n = 6")
        assert block.execute(f"SELECT n FROM kept {clause}").fetchall() == [(6,)]
        with pytest.raises(psycopg.errors.LockNotAvailable):
            other.execute("UPDATE kept SET n = 7")
        block.execute("UPDATE kept SET n = n + 1")
        block.commit()
        other.execute("UPDATE kept SET n = n + 1")
        assert numbers(other) == [8]


def test_a_lock_of_rows_outside_of_a_block_holds_nobody_up(door: OpenDoor, block: Connection) -> None:
    block.execute("UPDATE kept SET n = 5")
    with psycopg.connect(door.url, autocommit=True) as other:
        assert other.execute("SELECT n FROM kept FOR UPDATE").fetchall() == [(0,)]
