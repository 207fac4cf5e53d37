"""Advisory locks between the sessions of a door."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.integration.doors import OpenDoor

    Connection = psycopg.Connection[Any]

PATIENCE_SECONDS = 20.0


@pytest.fixture
def other(door: OpenDoor) -> Iterator[Connection]:
    with psycopg.connect(door.url, autocommit=True) as opened:
        yield opened


def one(connection: Connection, sql: str, *values: object) -> Any:
    row = connection.execute(sql.encode(), values or None).fetchone()
    return None if row is None else row[0]


class Waiter(threading.Thread):
    """A statement that waits in a thread of its own, seen to wait before the test goes on."""

    def __init__(self, watcher: Connection, work: Callable[[], object]) -> None:
        super().__init__()
        self._work = work
        self.result: object = None
        self.start()
        ends = time.monotonic() + PATIENCE_SECONDS
        while not one(watcher, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"):
            assert time.monotonic() < ends
            time.sleep(0.01)

    def run(self) -> None:
        try:
            self.result = self._work()
        except psycopg.Error as error:
            self.result = error.sqlstate

    def told(self) -> object:
        self.join(PATIENCE_SECONDS)
        assert not self.is_alive()
        return self.result


def test_a_lock_is_waited_for_and_had_when_it_was_given_back(connection: Connection, other: Connection) -> None:
    connection.execute("SELECT pg_advisory_lock(10)")
    assert one(other, "SELECT pg_try_advisory_lock(%s)", 10) is False
    waiter = Waiter(connection, lambda: one(other, "SELECT pg_advisory_lock(%s)", 10))
    assert one(connection, "SELECT pg_advisory_unlock(10)") is True
    assert waiter.told() == ""
    assert one(connection, "SELECT pg_try_advisory_lock(10)") is False
    assert one(other, "SELECT pg_advisory_unlock(10)") is True
    # Held once, though it was waited for first: not twice.
    assert one(other, "SELECT pg_advisory_unlock(10)") is False


def test_who_waited_sees_what_the_holder_committed(connection: Connection, other: Connection) -> None:
    connection.execute("CREATE TABLE migrations (name TEXT)")
    connection.execute("SELECT pg_advisory_lock(11)")

    def migrate() -> object:
        with other.transaction():
            other.execute("SELECT pg_advisory_xact_lock(11)")
            return one(other, "SELECT count(*) FROM migrations")

    waiter = Waiter(connection, migrate)
    connection.execute("INSERT INTO migrations VALUES ('first')")
    connection.execute("SELECT pg_advisory_unlock(11)")
    assert waiter.told() == 1


def test_a_wait_is_ended_by_cancel_and_by_both_timeouts(connection: Connection, other: Connection) -> None:
    connection.execute("SELECT pg_advisory_lock(12)")
    waiter = Waiter(connection, lambda: other.execute("SELECT pg_advisory_lock(12)"))
    assert one(connection, "SELECT pg_cancel_backend(%s)", other.info.backend_pid) is True
    assert waiter.told() == "57014"
    for setting, sqlstate in (("lock_timeout", "55P03"), ("statement_timeout", "57014")):
        other.execute(f"SET {setting} = '50ms'".encode())
        with pytest.raises(psycopg.Error) as caught:
            other.execute("SELECT pg_advisory_lock(12)")
        assert caught.value.sqlstate == sqlstate
        other.execute(f"RESET {setting}".encode())
    assert one(connection, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == 1


def test_a_deadlock_is_told_to_the_one_who_closes_the_circle(connection: Connection, other: Connection) -> None:
    connection.execute("SELECT pg_advisory_lock(13)")
    other.execute("SELECT pg_advisory_lock(14)")
    with psycopg.connect(connection.info.dsn, autocommit=True) as watcher:
        waiter = Waiter(watcher, lambda: one(other, "SELECT pg_advisory_lock(13)"))
        with pytest.raises(psycopg.errors.DeadlockDetected):
            connection.execute("SELECT pg_advisory_lock(14)")
        connection.execute("SELECT pg_advisory_unlock_all()")
        assert waiter.told() == ""


@pytest.mark.parametrize("ending", ["COMMIT", "ROLLBACK"])
def test_a_lock_of_a_transaction_ends_with_it(connection: Connection, other: Connection, ending: str) -> None:
    connection.execute("BEGIN")
    connection.execute("SELECT pg_advisory_xact_lock(15), pg_advisory_lock(16)")
    assert one(other, "SELECT pg_try_advisory_lock(15)") is False
    connection.execute(ending.encode())
    assert one(other, "SELECT pg_try_advisory_lock(15)") is True
    assert one(other, "SELECT pg_try_advisory_lock(16)") is False
    # Outside of a block the statement is the transaction.
    connection.execute("SELECT pg_advisory_xact_lock(17)")
    assert one(other, "SELECT pg_try_advisory_lock(17)") is True


def test_the_locks_of_a_failed_transaction_end_with_it(connection: Connection, other: Connection) -> None:
    connection.execute("BEGIN")
    connection.execute("SELECT pg_advisory_xact_lock(15)")
    with pytest.raises(psycopg.errors.DivisionByZero):
        connection.execute("SELECT 1 / 0")
    connection.execute("ROLLBACK")
    assert one(other, "SELECT pg_try_advisory_lock(15)") is True


def test_the_end_of_a_session_gives_its_locks_back(door: OpenDoor, connection: Connection) -> None:
    with psycopg.connect(door.url, autocommit=True) as leaver:
        leaver.execute("SELECT pg_advisory_lock(18)")
        waiter = Waiter(leaver, lambda: one(connection, "SELECT pg_advisory_lock(18)"))
    assert waiter.told() == ""


def test_locks_are_taken_row_by_row_without_a_wait(connection: Connection, other: Connection) -> None:
    connection.execute("CREATE TABLE jobs AS SELECT i AS id FROM generate_series(1, 5) r(i)")
    other.execute("SELECT pg_advisory_lock(2)")
    free = connection.execute("SELECT id FROM jobs WHERE pg_try_advisory_lock(id) ORDER BY id").fetchall()
    assert free == [(1,), (3,), (4,), (5,)]
    with pytest.raises(psycopg.errors.LockNotAvailable, match="another session"):
        connection.execute("SELECT pg_advisory_lock(id) FROM jobs")
    connection.execute("DISCARD ALL")
    assert one(other, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == 1


def test_describing_a_call_takes_nothing(connection: Connection, other: Connection) -> None:
    with connection.pipeline():
        connection.execute("SELECT pg_try_advisory_lock(%s)", (20,), prepare=True)
    connection.execute("SELECT pg_advisory_unlock_all()")
    described = psycopg.ClientCursor(connection)
    described.execute("PREPARE taking AS SELECT pg_advisory_lock(20)")
    assert one(other, "SELECT pg_try_advisory_lock(20)") is True


def test_pg_cursors_and_pg_prepared_statements_show_what_is_there(connection: Connection) -> None:
    connection.execute("PREPARE adding (int) AS SELECT $1 + 1")
    connection.execute("EXECUTE adding (1)")
    prepared = "SELECT name, statement, parameter_types, result_types, from_sql FROM pg_prepared_statements"
    assert connection.execute(prepared).fetchall() == [
        ("adding", "PREPARE adding (int) AS SELECT $1 + 1", ["integer"], ["integer"], True)
    ]
    with connection.transaction():
        connection.execute("DECLARE c BINARY SCROLL CURSOR FOR SELECT 1")
        connection.execute("DECLARE d NO SCROLL CURSOR WITH HOLD FOR SELECT 2")
        found = connection.execute(
            "SELECT name, statement, is_holdable, is_binary, is_scrollable, creation_time <= now() "
            "FROM pg_cursors ORDER BY name"
        ).fetchall()
    assert [row[:5] for row in found] == [
        ("c", "DECLARE c BINARY SCROLL CURSOR FOR SELECT 1", False, True, True),
        ("d", "DECLARE d NO SCROLL CURSOR WITH HOLD FOR SELECT 2", True, False, False),
    ]
    assert [row[0] for row in connection.execute("SELECT name FROM pg_cursors").fetchall()] == ["d"]
    assert connection.execute("SELECT * FROM pg_prepared_xacts").fetchall() == []
