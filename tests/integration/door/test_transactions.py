"""Transactions of clients: blocks, failures, savepoints, and whom they keep from writing."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from psycopg.pq import TransactionStatus

if TYPE_CHECKING:
    from tests.integration.doors import OpenDoor

    Connection = psycopg.Connection[Any]


def status(connection: Connection) -> TransactionStatus:
    return connection.info.transaction_status


def test_the_status_of_the_block_is_told_after_each_statement(connection: Connection) -> None:
    found = [status(connection)]
    for sql in ("BEGIN", "SELECT 1"):
        connection.execute(sql)
        found.append(status(connection))
    with pytest.raises(psycopg.errors.UndefinedColumn):
        connection.execute("SELECT nope FROM numbers")
    found.append(status(connection))
    connection.execute("ROLLBACK")
    found.append(status(connection))
    idle, inside, failed = TransactionStatus.IDLE, TransactionStatus.INTRANS, TransactionStatus.INERROR
    assert found == [idle, inside, inside, failed, idle]


def test_a_failed_block_takes_nothing_but_its_end_and_commit_rolls_it_back(connection: Connection) -> None:
    connection.execute("CREATE TABLE failing (i INT PRIMARY KEY)")
    connection.execute("BEGIN")
    connection.execute("INSERT INTO failing VALUES (1)")
    with pytest.raises(psycopg.errors.UniqueViolation):
        connection.execute("INSERT INTO failing VALUES (1)")
    with pytest.raises(psycopg.errors.InFailedSqlTransaction):
        connection.execute("SELECT 1")
    assert connection.execute("COMMIT").statusmessage == "ROLLBACK"
    assert connection.execute("SELECT count(*) FROM failing").fetchone() == (0,)


def test_what_a_block_wrote_is_seen_by_others_after_its_commit_only(door: OpenDoor, connection: Connection) -> None:
    connection.execute("CREATE TABLE seen (i INT)")
    with psycopg.connect(door.url, autocommit=True) as other:
        with connection.transaction():
            connection.execute("INSERT INTO seen VALUES (1)")
            assert other.execute("SELECT count(*) FROM seen").fetchone() == (0,)
        assert other.execute("SELECT count(*) FROM seen").fetchone() == (1,)


def test_an_idle_block_of_a_reader_keeps_nobody_from_writing(door: OpenDoor, connection: Connection) -> None:
    connection.execute("CREATE TABLE open_to_all (i INT)")
    with psycopg.connect(door.url) as reader:
        reader.execute("SELECT count(*) FROM open_to_all")
        connection.execute("INSERT INTO open_to_all VALUES (1)")
        assert reader.execute("SELECT count(*) FROM open_to_all").fetchone() == (1,)


def test_writers_wait_for_each_other_and_all_get_their_turn(door: OpenDoor, connection: Connection) -> None:
    connection.execute("CREATE TABLE shared (i INT)")

    def write(number: int) -> None:
        with psycopg.connect(door.url) as client:
            client.execute("INSERT INTO shared VALUES (%s)", [number])

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    with connection.transaction():
        connection.execute("INSERT INTO shared VALUES (-1)")
        for thread in threads:
            thread.start()
    for thread in threads:
        thread.join(30)
    rows = connection.execute("SELECT i FROM shared ORDER BY i").fetchall()
    assert [row[0] for row in rows] == [-1, 0, 1, 2, 3, 4, 5]


def test_going_back_to_a_savepoint_works_when_nothing_was_written_since(connection: Connection) -> None:
    connection.execute("CREATE TABLE pointed (i INT)")
    connection.execute("BEGIN")
    connection.execute("INSERT INTO pointed VALUES (1)")
    connection.execute("SAVEPOINT a")
    with pytest.raises(psycopg.errors.UndefinedTable):
        connection.execute("SELECT * FROM a_wrong_name")
    connection.execute("ROLLBACK TO a")
    connection.execute("RELEASE a")
    connection.execute("COMMIT")
    assert connection.execute("SELECT count(*) FROM pointed").fetchone() == (1,)


def test_going_back_over_a_write_fails_the_transaction_and_keeps_nothing(connection: Connection) -> None:
    connection.execute("CREATE TABLE undone (i INT)")
    connection.execute("BEGIN")
    connection.execute("INSERT INTO undone VALUES (1)")
    connection.execute("SAVEPOINT a")
    connection.execute("INSERT INTO undone VALUES (2)")
    with pytest.raises(psycopg.errors.FeatureNotSupported):
        connection.execute("ROLLBACK TO a")
    with pytest.raises(psycopg.errors.InFailedSqlTransaction):
        connection.execute("SELECT 1")
    connection.execute("ROLLBACK")
    assert connection.execute("SELECT count(*) FROM undone").fetchone() == (0,)


def test_a_read_only_block_refuses_to_write(connection: Connection) -> None:
    connection.execute("BEGIN READ ONLY")
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        connection.execute("CREATE TABLE unwritten (i INT)")
    connection.execute("ROLLBACK")


def test_settings_of_a_transaction_end_with_it(connection: Connection) -> None:
    connection.execute("SET statement_timeout = '10s'")
    connection.execute("BEGIN")
    connection.execute("SET LOCAL statement_timeout = '5s'")
    assert connection.execute("SHOW statement_timeout").fetchone() == ("5s",)
    connection.execute("COMMIT")
    assert connection.execute("SHOW statement_timeout").fetchone() == ("10s",)
    connection.execute("BEGIN")
    connection.execute("SET statement_timeout = '1s'")
    connection.execute("ROLLBACK")
    assert connection.execute("SHOW statement_timeout").fetchone() == ("10s",)


def test_an_update_that_another_block_overtook_fails_where_the_block_has_one_snapshot(
    door: OpenDoor, connection: Connection
) -> None:
    connection.execute("CREATE TABLE hot AS SELECT 1 AS i")
    with psycopg.connect(door.url) as late:
        late.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        late.execute("SELECT * FROM hot")
        connection.execute("UPDATE hot SET i = 2")
        with pytest.raises(psycopg.errors.SerializationFailure):
            late.execute("UPDATE hot SET i = 3")
        late.rollback()
    assert connection.execute("SELECT i FROM hot").fetchone() == (2,)


def test_begin_in_a_block_and_commit_without_one_are_warnings(connection: Connection) -> None:
    said: list[str | None] = []
    connection.add_notice_handler(lambda notice: said.append(notice.sqlstate))
    for sql in ("BEGIN", "BEGIN", "COMMIT", "COMMIT"):
        connection.execute(sql)
    assert said == ["25001", "25P01"]


def test_statements_that_were_not_run_keep_nobody_from_going_back(connection: Connection) -> None:
    connection.execute("CREATE TABLE gone_back (i INT)")
    connection.execute("BEGIN")
    connection.execute("INSERT INTO gone_back VALUES (1)")
    connection.execute("SAVEPOINT a")
    with pytest.raises(psycopg.errors.UndefinedColumn):
        connection.execute("SELECT nope FROM numbers")
    for sql in ("SELECT 1", "INSERT INTO gone_back VALUES (2)"):
        with pytest.raises(psycopg.errors.InFailedSqlTransaction):
            connection.execute(sql)
    connection.execute("ROLLBACK TO a")
    connection.execute("INSERT INTO gone_back VALUES (3)")
    assert connection.execute("COMMIT").statusmessage == "COMMIT"
    assert connection.execute("SELECT i FROM gone_back ORDER BY i").fetchall() == [(1,), (3,)]


@pytest.mark.parametrize("sql", ["SELECT 1 / (i - i) FROM numbers", "SELECT ('x' || i)::int FROM numbers"])
def test_nobody_goes_back_in_a_transaction_that_the_engine_has_aborted(connection: Connection, sql: str) -> None:
    connection.execute("CREATE OR REPLACE TABLE aborted (i INT)")
    connection.execute("BEGIN")
    connection.execute("INSERT INTO aborted VALUES (1)")
    connection.execute("SAVEPOINT a")
    with pytest.raises(psycopg.DataError):
        connection.execute(sql)
    with pytest.raises(psycopg.errors.FeatureNotSupported):
        connection.execute("ROLLBACK TO a")
    assert connection.execute("COMMIT").statusmessage == "ROLLBACK"
    assert connection.execute("SELECT count(*) FROM aborted").fetchone() == (0,)


@pytest.mark.parametrize(
    "sql", ["INSERT INTO kept VALUES (2)", "UPDATE kept SET i = 2", "DROP TABLE kept", "CREATE TABLE other (i INT)"]
)
def test_a_session_that_is_read_only_by_default_writes_nothing(connection: Connection, sql: str) -> None:
    connection.execute("CREATE OR REPLACE TABLE kept AS SELECT 1 AS i")
    connection.execute("SET default_transaction_read_only = on")
    for prefix in ((), ("BEGIN",)):
        for each in prefix:
            connection.execute(each)
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            connection.execute(sql)
    connection.execute("ROLLBACK")
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction), connection.cursor().copy("COPY kept FROM STDIN") as copy:
        copy.write("3\n")
    connection.execute("BEGIN READ WRITE")
    connection.execute("INSERT INTO kept VALUES (4)")
    connection.execute("COMMIT")
    connection.execute("SET default_transaction_read_only = off")
    assert connection.execute("SELECT i FROM kept ORDER BY i").fetchall() == [(1,), (4,)]


@pytest.mark.parametrize("words", ["BEGIN", "START TRANSACTION"])
def test_a_beginning_is_answered_as_it_was_written(connection: Connection, words: str) -> None:
    assert connection.execute(words.encode()).statusmessage == words
    connection.execute("ROLLBACK")


@pytest.mark.parametrize(
    "refused",
    [
        "DROP TABLE held",
        "ALTER TABLE held DROP COLUMN a",
        "REFRESH MATERIALIZED VIEW x",
        "TRUNCATE linked RESTART IDENTITY",
    ],
)
def test_a_savepoint_is_gone_back_to_after_what_the_door_refused_by_itself(
    connection: Connection, refused: str
) -> None:
    connection.execute("CREATE TABLE held (a INT)")
    connection.execute("CREATE VIEW holds AS SELECT a FROM held")
    connection.execute("CREATE TABLE linked (id serial PRIMARY KEY); CREATE TABLE links (id int REFERENCES linked)")
    for sql in ("BEGIN", "INSERT INTO held VALUES (1)", "SAVEPOINT before"):
        connection.execute(sql.encode())
    with pytest.raises((psycopg.errors.DependentObjectsStillExist, psycopg.errors.FeatureNotSupported)):
        connection.execute(refused.encode())
    connection.execute("ROLLBACK TO before")
    connection.execute("COMMIT")
    assert connection.execute("SELECT a FROM holds").fetchall() == [(1,)]
    connection.execute("DROP TABLE held, links, linked CASCADE")
