"""Copies to a PostgreSQL whose connection breaks, or whose copier is killed: once or not at all, known by their id."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

import psycopg
import pytest

from reedbed import errors
from reedbed.wiring import DuckDBStorageManager

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import TracebackType

    from tests.integration.postgres_server import PostgresServer

    from reedbed.store import StorageManager

KILLS = max(1, int(os.environ.get("REEDBED_KILLS", "20")) // 5)
ROWS = 200_000
COMMIT = b"COMMIT\0"


class Wire:
    """A way to the server that ends when the client says something: with it passed on, or without."""

    def __init__(self, port: int, *, ends: Callable[[bytes, int], bool], passes: bool, returns: bool = True) -> None:
        self._port, self._ends, self._passes, self._returns = port, ends, passes, returns
        self._broken = False
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                if self._broken and not self._returns:
                    client.close()
                    continue
                server = socket.create_connection(("127.0.0.1", self._port))
                threading.Thread(target=self._back, args=(server, client), daemon=True).start()
                threading.Thread(target=self._there, args=(client, server), daemon=True).start()

    def _there(self, client: socket.socket, server: socket.socket) -> None:
        sent = 0
        with suppress(OSError):
            while data := client.recv(1 << 16):
                sent += len(data)
                if not self._broken and self._ends(data, sent):
                    self._broken = True
                    # Nothing of the answer reaches the client: it is gone before the server has it.
                    client.shutdown(socket.SHUT_RDWR)
                    if self._passes:
                        server.sendall(data)
                        time.sleep(0.3)
                    break
                server.sendall(data)
        ended(server, client)

    def _back(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while data := server.recv(1 << 16):
                client.sendall(data)
        ended(client)


def ended(*sockets: socket.socket) -> None:
    """Close connections that other threads may be reading from: a mere close would leave those waiting."""
    for each in sockets:
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
        each.close()


pytestmark = pytest.mark.timeout(60)


@pytest.fixture
def url(postgres_server: PostgresServer) -> str:
    with psycopg.connect(postgres_server.url(), autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS faults WITH (FORCE)")
        connection.execute("CREATE DATABASE faults")
    return postgres_server.url("faults")


@pytest.fixture
def server(url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def store(tmp_path: Path, url: str) -> Iterator[StorageManager]:
    """A store whose table `t` has the rows of generation 2, and whose server has those of generation 1."""
    with DuckDBStorageManager(tmp_path / "here.db", door=False) as opened:
        for generation in (1, 2):
            made = f"CREATE OR REPLACE TABLE t AS SELECT range AS id, {generation} AS g FROM range({ROWS})"
            opened.execute_sql(made)
            if generation == 1:
                opened.copy("t", to=url, copy_id="first")
        yield opened


def through(url: str, wire: Wire) -> str:
    return url.replace(f":{urlsplit(url).port}/", f":{wire.port}/")


def kept(server: psycopg.Connection) -> int:
    """The generation that the server has, whole, with nothing beside it."""
    deadline = time.monotonic() + 20
    # A server whose client is gone goes on until it finds out.
    while server.execute(
        "SELECT 1 FROM pg_stat_activity WHERE datname = 'faults' AND pid <> pg_backend_pid()"
    ).fetchone():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    row = server.execute("SELECT count(*), min(g), max(g) FROM t").fetchone()
    assert row is not None
    assert (row[0], row[1]) == (ROWS, row[2])
    assert server.execute("SELECT 1 FROM pg_class WHERE relname LIKE 'reedbed_copy_%'").fetchone() is None
    return int(row[1])


def test_a_commit_whose_answer_is_lost_is_found_out_within_the_call(
    store: StorageManager, url: str, server: psycopg.Connection
) -> None:
    with Wire(urlsplit(url).port or 0, ends=lambda data, _: COMMIT in data, passes=True) as wire:
        result = store.copy("t", to=through(url, wire), copy_id="second")
    assert (result.repeated, result.rows) == (False, ROWS)
    assert kept(server) == 2
    assert server.execute("SELECT count(*) FROM reedbed_copies").fetchone() == (2,)


def test_a_commit_that_never_arrived_leaves_the_old_rows_and_may_be_tried_again(
    store: StorageManager, url: str, server: psycopg.Connection
) -> None:
    with (
        Wire(urlsplit(url).port or 0, ends=lambda data, _: COMMIT in data, passes=False) as wire,
        pytest.raises(errors.NetworkFailed) as caught,
    ):
        store.copy("t", to=through(url, wire), copy_id="second")
    assert caught.value.retryable
    assert kept(server) == 1
    assert not store.copy("t", to=url, copy_id="second").repeated
    assert kept(server) == 2


def test_an_outcome_that_nobody_tells_is_settled_by_the_same_call(
    store: StorageManager, url: str, server: psycopg.Connection
) -> None:
    with (
        Wire(urlsplit(url).port or 0, ends=lambda data, _: COMMIT in data, passes=True, returns=False) as wire,
        pytest.raises(errors.CopyOutcomeUnknown, match="at the commit") as caught,
    ):
        store.copy("t", to=through(url, wire))
    assert kept(server) == 2
    again = store.copy("t", to=url, copy_id=caught.value.details["copy_id"])
    assert (again.repeated, again.rows) == (True, ROWS)


def test_a_connection_that_breaks_among_the_rows_leaves_the_old_ones(
    store: StorageManager, url: str, server: psycopg.Connection
) -> None:
    with (
        Wire(urlsplit(url).port or 0, ends=lambda _, sent: sent > 1 << 20, passes=False) as wire,
        pytest.raises(errors.NetworkFailed),
    ):
        store.copy("t", to=through(url, wire))
    assert kept(server) == 1


def test_a_source_that_breaks_leaves_the_table_here(store: StorageManager, url: str) -> None:
    class Closing(Wire):
        def _back(self, server: socket.socket, client: socket.socket) -> None:
            seen = 0
            with suppress(OSError):
                while data := server.recv(1 << 16):
                    seen += len(data)
                    if seen > 1 << 20:
                        break
                    client.sendall(data)
            ended(client, server)

    before = store.table_record("t")
    with (
        Closing(urlsplit(url).port or 0, ends=lambda *_: False, passes=True) as wire,
        pytest.raises(errors.ReedbedError),
    ):
        store.copy("t", source=through(url, wire))
    assert store.table_record("t") == before
    assert store.query("SELECT min(g) AS g, count(*) AS n FROM t").to_pylist() == [{"g": 2, "n": ROWS}]


COPIER = """
import sys
from reedbed.wiring import DuckDBStorageManager
with DuckDBStorageManager(sys.argv[1], door=False) as store:
    print("open", flush=True)
    generation = int(sys.argv[3])
    while True:
        generation += 1
        made = f"SELECT range AS id, {generation} AS g FROM range({sys.argv[4]})"
        store.execute_sql(f"CREATE OR REPLACE TABLE t AS {made}")
        store.copy("t", to=sys.argv[2], copy_id=f"generation {generation}")
        print(generation, flush=True)
"""


@pytest.mark.timeout(600)
def test_a_killed_copier_leaves_the_old_table_or_the_new_one(
    store: StorageManager, url: str, server: psycopg.Connection, tmp_path: Path
) -> None:
    chance = random.Random(int(os.environ["REEDBED_SEED"]))  # noqa: S311 - moments of kills, no secrets
    store.close()
    generation = 1
    for _ in range(KILLS):
        command = [sys.executable, "-c", COPIER, str(tmp_path / "copier.db"), url, str(generation), str(ROWS)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as copier:
            assert copier.stdout is not None
            assert copier.stdout.readline() == "open\n"
            time.sleep(chance.uniform(0, 1.0))
            copier.send_signal(signal.SIGKILL)
            told = copier.stdout.read().splitlines()
        acknowledged = int(told[-1]) if told else generation
        found = kept(server)
        assert acknowledged <= found <= acknowledged + 1
        names = server.execute("SELECT count(*) FROM reedbed_copies WHERE copy_id = %s", (f"generation {found}",))
        assert names.fetchone() == (1,) or found == 1
        generation = found
