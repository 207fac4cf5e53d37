"""Clients that vanish, read slowly, or come in great numbers: none of them costs the server or the others anything."""

from __future__ import annotations

import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.integration.doors import open_door

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.integration.doors import OpenDoor

CLIENT = Path(__file__).parent / "client_that_dies.py"
PATIENCE_SECONDS = 15.0


@pytest.fixture
def door() -> Iterator[OpenDoor]:
    with open_door() as opened:
        opened.store.execute_sql("CREATE TABLE shared (i INTEGER)")
        yield opened


def wait_until_alone(door: OpenDoor, others: int = 0) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while len(door.door.activity) > others:
        assert time.monotonic() < until, "the session of a client that has gone is still there"
        time.sleep(0.02)


@pytest.mark.parametrize("deed", ["transaction", "copy", "result", "statement"])
def test_what_a_killed_client_had_open_is_undone_and_others_go_on(door: OpenDoor, deed: str) -> None:
    with subprocess.Popen([sys.executable, str(CLIENT), door.url, deed], stdout=subprocess.PIPE) as client:
        assert client.stdout is not None
        assert client.stdout.readline() == b"there\n"
        time.sleep(0.2)
        client.send_signal(signal.SIGKILL)
    wait_until_alone(door)
    with psycopg.connect(door.url) as other:
        other.execute("INSERT INTO shared VALUES (2)")
        assert other.execute("SELECT i FROM shared").fetchall() == [(2,)]


def test_a_reader_that_does_not_read_holds_up_nobody_and_takes_no_memory(door: OpenDoor) -> None:
    with raw_session(door) as stalled:
        before = resident_bytes()
        stalled.sendall(message(b"Q", b"SELECT i, 'some text' || i FROM range(30000000) r(i)\0"))
        time.sleep(1.5)
        with psycopg.connect(door.url) as other:
            other.execute("INSERT INTO shared VALUES (1)")
        assert resident_bytes() - before < 150 << 20
    wait_until_alone(door)


def test_two_hundred_clients_cost_little_and_are_all_answered(door: OpenDoor) -> None:
    with raw_session(door):
        before = resident_bytes()
        sessions = [raw_session(door) for _ in range(190)]
        try:
            each = (resident_bytes() - before) / len(sessions)
            assert each < 2 << 20
            for session in sessions[::10]:
                session.sendall(message(b"Q", b"SELECT 1\0"))
                assert b"SELECT 1\0" in until_ready(session)
        finally:
            for session in sessions:
                session.close()
    wait_until_alone(door)


def test_a_door_closes_although_a_client_does_not_read(door: OpenDoor) -> None:
    with raw_session(door) as stalled:
        stalled.sendall(message(b"Q", b"SELECT i, 'some text' || i FROM range(30000000) r(i)\0"))
        time.sleep(0.5)
        started = time.monotonic()
        door.door.stop(0.2)
        assert time.monotonic() - started < 12


def test_many_clients_that_write_one_counter_lose_no_write(door: OpenDoor) -> None:
    door.store.execute_sql("CREATE TABLE counter AS SELECT 0 AS n")

    def count() -> None:
        with psycopg.connect(door.url, autocommit=True) as client:
            for _ in range(10):
                client.execute("UPDATE counter SET n = n + 1")

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert door.store.query("SELECT n FROM counter").to_pylist() == [{"n": 80}]


def test_a_statement_that_exhausts_memory_costs_itself_only(door: OpenDoor) -> None:
    door.store.execute_sql("SET memory_limit = '200MB'")
    door.store.execute_sql("SET max_temp_directory_size = '1MB'")
    with psycopg.connect(door.url, autocommit=True) as client:
        with pytest.raises(psycopg.errors.OutOfMemory):
            client.execute("SELECT list(i) FROM range(200000000) r(i)")
        assert client.execute("SELECT 1").fetchone() == (1,)


def test_a_lost_engine_costs_one_statement(door: OpenDoor) -> None:
    with psycopg.connect(door.url, autocommit=True) as client:
        client.execute("SELECT 1")
        instance = door.store.database._instance
        instance._give_up(instance.generation)
        client.execute("INSERT INTO shared VALUES (7)")
        assert client.execute("SELECT i FROM shared").fetchall() == [(7,)]
        assert client.execute("SELECT 7/2").fetchone() == (3,)


def message(code: bytes, body: bytes) -> bytes:
    return code + struct.pack("!I", len(body) + 4) + body


def raw_session(door: OpenDoor) -> socket.socket:
    session = socket.socket(socket.AF_UNIX)
    session.connect(str(door.folder / ".s.PGSQL.5433"))
    body = struct.pack("!I", 3 << 16) + b"user\0someone\0database\0postgres\0\0"
    session.sendall(struct.pack("!I", len(body) + 4) + body)
    until_ready(session)
    return session


def until_ready(session: socket.socket) -> bytes:
    found = b""
    while found[-6:-1] != b"Z\0\0\0\5":
        piece = session.recv(65536)
        assert piece, "the server hung up"
        found += piece
    return found


def resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
