from __future__ import annotations

import logging
import os
import random
import socket
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.faults.damaged_sessions import damaged, recordings
from tests.integration.doors import SOCKET_PORT, OpenDoor, open_door

if TYPE_CHECKING:
    from collections.abc import Iterator

SESSIONS = int(os.environ.get("REEDBED_MESSAGES", "20000")) // 500
PATIENCE_SECONDS = 10.0
# One recording asks the server to sleep, and another session to cancel that.
SLEEP = b"pg_sleep"


@pytest.fixture(scope="module")
def door() -> Iterator[OpenDoor]:
    with open_door() as opened:
        yield opened


def send(door: OpenDoor, stream: bytes) -> None:
    """Say everything at once, leave, and read what the door still has to say."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(PATIENCE_SECONDS)
        client.connect(f"{door.folder}/.s.PGSQL.{SOCKET_PORT}")
        # A door that has found a violation hangs up while the rest is still being sent.
        with suppress(BrokenPipeError, ConnectionResetError):
            client.sendall(stream)
            client.shutdown(socket.SHUT_WR)
            while client.recv(65_536):
                pass


def others(door: OpenDoor) -> int:
    with psycopg.connect(door.url) as connection:
        found = connection.execute("SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid()").fetchone()
        return int(found[0]) if found else -1


def test_the_door_outlives_damaged_sessions_and_keeps_none_of_them(
    door: OpenDoor, fresh_seed: int, caplog: pytest.LogCaptureFixture
) -> None:
    chance = random.Random(fresh_seed)  # noqa: S311 - repeatable, not secret
    sessions = [[message for message in session if SLEEP not in message] for session in recordings().values()]
    with caplog.at_level(logging.WARNING, logger="reedbed"):
        for _ in range(SESSIONS):
            send(door, damaged(chance, chance.choice(sessions)))
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (left := others(door)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert left == 0
