"""Disks that fill up: a statement fails and says so, acknowledged data stays, and the store goes on."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """
import json, resource, signal, sys
import numpy as np, pyarrow as pa
from reedbed import DuckDBStorageManager, errors

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
kind = sys.argv[2]
small = pa.table({"id": range(1000)})
chance = np.random.default_rng(1)
big = pa.table({"id": chance.integers(0, 2**62, 4_000_000), "r": chance.random(4_000_000)})
with DuckDBStorageManager(sys.argv[1]) as store:
    store.write_table(small, "kept")
    store.write_table(small, "log", mode="append")
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000_000, resource.RLIM_INFINITY))
    try:
        if kind == "checkpoint":
            store.write_table(big, "big")
        elif kind == "table":
            store.write_table(big, "big", checkpoint=False)
        elif kind == "append":
            store.write_table(big.select(["id"]), "log", mode="append")
        else:
            store.execute_sql("CREATE TABLE big AS SELECT i, random() AS r FROM range(4_000_000) AS t(i)")
        raised = None
    except errors.ReedbedError as error:
        raised = error.to_dict()
    during = {"kept": store.row_count("kept"), "log": store.row_count("log"), "big": store.table_exists("big")}
    files = [file.path.name for file in store.prune()]
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    rows = store.write_table(big, "big").rows
    statuses = sorted({report.status for report in store.verify()})
print(json.dumps({"raised": raised, "during": during, "orphans": files, "rows": rows, "statuses": statuses}))
"""


@pytest.mark.parametrize("kind", ["checkpoint", "table", "append", "sql"])
def test_a_full_disk_costs_one_statement_and_nothing_that_was_acknowledged(tmp_path: Path, kind: str) -> None:
    answer = _run(tmp_path, kind)
    assert answer["raised"]["code"] == "DISK001"
    assert answer["raised"]["retryable"] is True
    assert answer["during"] == {"kept": 1000, "log": 1000, "big": False}
    assert answer["orphans"] == []
    assert answer["rows"] == 4_000_000
    assert answer["statuses"] == ["whole"]


def _run(folder: Path, kind: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(PROGRAM), str(folder / "x.db"), kind],
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert isinstance(answer, dict)
    return answer
