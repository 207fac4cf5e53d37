"""Forked children: none of them keeps a conversation alive, or speaks in one that is its parent's."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from tests.integration.served.owners import Owner, wait_for_door

from reedbed.errors import OwnerLeft, StoreForked
from reedbed.wiring import DuckDBStorageManager

if TYPE_CHECKING:
    from pathlib import Path

SLOW = "SELECT count(*) FROM range(100000) AS a, range(1000000) AS b WHERE a.range * b.range % 7 = 3"
FORKING_OWNER = """
import os, sys, time
from reedbed.wiring import DuckDBStorageManager
store = DuckDBStorageManager(sys.argv[1])
print("owned", flush=True)
sys.stdin.readline()
told, tell = os.pipe()
child = os.fork()
if child == 0:
    # What a child does at its birth is done; until then it holds the parent's conversations.
    os.write(tell, b".")
    time.sleep(60)
    os._exit(0)
os.read(told, 1)
print(child, flush=True)
time.sleep(60)
"""


def test_a_client_of_a_killed_owner_does_not_wait_for_the_owners_children(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    owner = subprocess.Popen(
        [sys.executable, "-c", FORKING_OWNER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert owner.stdin is not None
    assert owner.stdout is not None
    child = 0
    try:
        assert owner.stdout.readline() == "owned\n"
        wait_for_door(path)
        with DuckDBStorageManager(path) as store:
            store.write_table(pa.table({"n": [1]}), "t")
            owner.stdin.write("fork\n")
            owner.stdin.flush()
            child = int(owner.stdout.readline())
            owner.send_signal(signal.SIGKILL)
            owner.wait()
            began = time.monotonic()
            assert store.row_count("t") == 1
            assert time.monotonic() - began < 5
            os.kill(child, 0)
    finally:
        if child:
            os.kill(child, signal.SIGKILL)
        if owner.poll() is None:
            owner.kill()
        owner.communicate()


def test_a_forked_child_of_a_client_is_told_and_leaves_the_conversation_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Owner() as owner:
        owner.own(path)
        with DuckDBStorageManager(path) as store:
            store.write_table(pa.table({"n": [1]}), "t")
            child = os.fork()
            if child == 0:
                code = 1
                try:
                    store.row_count("t")
                except StoreForked:
                    code = 0
                finally:
                    os._exit(code)
            assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
            assert store.row_count("t") == 1


def test_a_call_that_ran_when_the_owner_was_killed_fails_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Owner() as owner:
        owner.own(path)
        with DuckDBStorageManager(path) as store:
            killer = subprocess.Popen(
                [sys.executable, "-c", f"import os, time; time.sleep(1); os.kill({owner.pid}, 9)"]
            )
            began = time.monotonic()
            with pytest.raises(OwnerLeft):
                store.query(SLOW)
            assert time.monotonic() - began < 10
            killer.wait()
