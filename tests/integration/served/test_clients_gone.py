"""Clients that go: what they had open is undone, and nobody waits for them."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa

from reedbed.wiring import DuckDBStorageManager

IN_A_TRANSACTION = """
import os, sys
import pyarrow as pa
from reedbed.wiring import DuckDBStorageManager
store = DuckDBStorageManager(sys.argv[1])
with store.transaction():
    store.write_table(pa.table({"n": [9]}), "t", mode="append")
    print("writing", flush=True)
    os.kill(os.getpid(), 9)
"""
IN_A_WRITE = """
import os, sys
import pyarrow as pa
from reedbed.wiring import DuckDBStorageManager
store = DuckDBStorageManager(sys.argv[1])
def batches():
    for n in range(100):
        yield pa.record_batch({"n": list(range(100_000))})
    os.kill(os.getpid(), 9)
store.write_table(pa.RecordBatchReader.from_batches(pa.schema({"n": pa.int64()}), batches()), "t", mode="append")
"""
IN_A_STREAM = """
import os, sys
from reedbed.wiring import DuckDBStorageManager
store = DuckDBStorageManager(sys.argv[1])
stream = store.stream("SELECT range AS n FROM range(100000000)")
stream.read_next_batch()
os.kill(os.getpid(), 9)
"""


def test_a_client_that_is_killed_leaves_nothing_and_holds_nobody_up(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with DuckDBStorageManager(path) as owner:
        owner.write_table(pa.table({"n": [1]}), "t")
        for program in (IN_A_TRANSACTION, IN_A_WRITE, IN_A_STREAM):
            ended = subprocess.run([sys.executable, "-c", program, str(path)], check=False, capture_output=True)
            assert ended.returncode == -9, ended.stderr
            began = time.monotonic()
            owner.write_table(pa.table({"n": [2]}), "u")
            assert time.monotonic() - began < 5
            assert owner.row_count("t") == 1
        assert owner.prune() == []


def test_many_clients_that_come_and_go_leave_no_descriptors(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    program = (
        "import sys\nfrom reedbed.wiring import DuckDBStorageManager\n"
        "for _ in range(20):\n    with DuckDBStorageManager(sys.argv[1]) as store:\n        store.row_count('t')\n"
    )
    with DuckDBStorageManager(path) as owner:
        owner.write_table(pa.table({"n": [1]}), "t")
        subprocess.run([sys.executable, "-c", program, str(path)], check=True)
        before = open_descriptors()
        subprocess.run([sys.executable, "-c", program, str(path)], check=True)
        ends = time.monotonic() + 10
        while open_descriptors() > before and time.monotonic() < ends:
            time.sleep(0.05)
        assert open_descriptors() <= before


def open_descriptors() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())
