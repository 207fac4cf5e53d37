"""Statements that are ended from outside: by their client, by a limit of time, by an administrator."""

from __future__ import annotations

import select
import socket
import struct
import threading
import time
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.doors import OpenDoor

    Connection = psycopg.Connection[Any]

PATIENCE_SECONDS = 20.0
ENDLESS = "SELECT count(*) FROM range(100000000) a, range(1000000) b"


def during(action: Callable[[], object], connection: Connection, sql: str = ENDLESS) -> psycopg.Error:
    timer = threading.Timer(0.3, action)
    timer.start()
    started = time.monotonic()
    with pytest.raises(psycopg.Error) as caught:
        connection.execute(sql)
    timer.join()
    assert time.monotonic() - started < PATIENCE_SECONDS
    return caught.value


def test_a_client_cancels_its_own_statement_and_goes_on(connection: Connection) -> None:
    error = during(connection.cancel_safe, connection)
    assert (error.sqlstate, error.diag.message_primary) == ("57014", "canceling statement due to user request")
    assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_cancel_with_a_wrong_key_is_passed_over(door: OpenDoor, connection: Connection) -> None:
    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.connect(str(door.folder / ".s.PGSQL.5433"))
        stranger.sendall(struct.pack("!IIII", 16, 80877102, connection.info.backend_pid, 1))
        assert stranger.recv(1) == b""
    assert connection.execute("SELECT count(*) FROM range(1000000)").fetchone() == (1_000_000,)


def test_a_statement_ends_at_its_timeout(connection: Connection) -> None:
    connection.execute("SET statement_timeout = '200ms'")
    with pytest.raises(psycopg.errors.QueryCanceled, match="statement timeout"):
        connection.execute(ENDLESS)
    assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_wait_for_another_writer_can_be_cancelled(door: OpenDoor, connection: Connection) -> None:
    connection.execute("CREATE TABLE waited_for (i INT)")
    with psycopg.connect(door.url) as writer:
        writer.execute("INSERT INTO waited_for VALUES (1)")
        error = during(connection.cancel_safe, connection, "INSERT INTO waited_for VALUES (2)")
    assert error.sqlstate == "57014"
    assert connection.execute("SELECT i FROM waited_for").fetchall() == [(1,)]


def test_a_wait_for_another_writer_ends_at_lock_timeout_and_is_seen_by_others(
    door: OpenDoor, connection: Connection
) -> None:
    connection.execute("CREATE TABLE locked_out (i INT)")
    connection.execute("SET lock_timeout = '600ms'")
    found: list[object] = []
    with psycopg.connect(door.url) as writer, psycopg.connect(door.url, autocommit=True) as onlooker:
        writer.execute("INSERT INTO locked_out VALUES (1)")
        sql = f"SELECT wait_event_type FROM pg_stat_activity WHERE pid = {connection.info.backend_pid}"
        onlooker.execute(sql)
        error = during(
            lambda: found.append(onlooker.execute(sql).fetchone()), connection, "INSERT INTO locked_out VALUES (2)"
        )
    assert (error.sqlstate, found) == ("55P03", [("Lock",)])


def test_an_administrator_cancels_a_statement_by_its_session(door: OpenDoor, connection: Connection) -> None:
    error = during(lambda: door.door.cancel(connection.info.backend_pid), connection)
    assert error.sqlstate == "57014"
    assert door.door.cancel(1) is False


def test_an_administrator_ends_an_idle_session(door: OpenDoor, connection: Connection) -> None:
    assert door.door.dismiss(connection.info.backend_pid)
    with pytest.raises(psycopg.errors.AdminShutdown):
        connection.execute("SELECT 1")


def test_an_administrator_ends_a_session_in_the_middle_of_a_statement(door: OpenDoor, connection: Connection) -> None:
    error = during(lambda: door.door.dismiss(connection.info.backend_pid), connection)
    assert error.sqlstate == "57P01"
    assert connection.closed


def test_an_idle_session_ends_at_its_limit(connection: Connection) -> None:
    connection.execute("SET idle_session_timeout = '150ms'")
    farewell, _, _ = select.select([connection.fileno()], [], [], PATIENCE_SECONDS)
    assert farewell
    with pytest.raises(psycopg.OperationalError) as caught:
        connection.execute("SELECT 1")
    assert caught.value.sqlstate in {"57P05", None}


def test_an_idle_transaction_ends_at_its_limit_and_frees_the_writer(door: OpenDoor, connection: Connection) -> None:
    connection.execute("CREATE TABLE left_open (i INT)")
    with psycopg.connect(door.url) as idler:
        idler.execute("SET idle_in_transaction_session_timeout = '150ms'")
        idler.execute("INSERT INTO left_open VALUES (1)")
        connection.execute("INSERT INTO left_open VALUES (2)")
        with pytest.raises(psycopg.Error) as caught:
            idler.execute("SELECT 1")
        assert caught.value.sqlstate in {"25P03", None}
    assert connection.execute("SELECT i FROM left_open").fetchall() == [(2,)]
