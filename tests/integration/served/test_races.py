"""Two processes that want one workspace at the same moment: exactly one owns it, and both work."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from reedbed.wiring import DuckDBStorageManager

if TYPE_CHECKING:
    from pathlib import Path

RACES = int(os.environ.get("REEDBED_RACES", "10"))
CONTENDERS = 2
PROGRAM = """
import json, os, sys
from pathlib import Path
import pyarrow as pa
from reedbed.store.served.database import ServedDatabase
from reedbed.wiring import DuckDBStorageManager
for line in sys.stdin:
    path = line.strip()
    with DuckDBStorageManager(path, lock_timeout_seconds=30) as store:
        owns = not isinstance(store.database, ServedDatabase)
        store.write_table(pa.table({"pid": [os.getpid()]}), "t", mode="append")
        print(json.dumps(owns), flush=True)
        # Until both have written: the loser works while the winner owns.
        sys.stdin.readline()
    print("closed", flush=True)
"""


@pytest.fixture(scope="module")
def contenders() -> list[subprocess.Popen[str]]:
    path = os.pathsep.join(entry for entry in sys.path if entry)
    return [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": path},
        )
        for _ in range(CONTENDERS)
    ]


def tell(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(line + "\n")
    process.stdin.flush()


def answer(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.mark.timeout(0)
def test_exactly_one_of_two_owners_to_be_owns_and_both_write(
    contenders: list[subprocess.Popen[str]], tmp_path: Path
) -> None:
    for race in range(RACES):
        path = tmp_path / f"{race}.db"
        for process in contenders:
            tell(process, str(path))
        assert sorted(json.loads(answer(process)) for process in contenders) == [False, True]
        for process in contenders:
            tell(process, "")
        assert [answer(process) for process in contenders] == ["closed"] * CONTENDERS
        with DuckDBStorageManager(path, door=False) as store:
            assert sorted(store.query("SELECT pid FROM t")["pid"].to_pylist()) == sorted(
                process.pid for process in contenders
            )
    for process in contenders:
        process.communicate()
