"""A disk that fills up in the middle of an archive: nothing is archived, nothing is lost, nothing stays behind.

With a key, the rows that stay are written once more beside those that were there: that is where space is short then.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """
import json, resource, signal, sys
from pathlib import Path
from reedbed import DuckDBStorageManager, Lake, errors

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
ask = "SELECT count(*) AS n, sum(id) AS s FROM readings"
made, key, bytes_more, cut = sys.argv[2:]
with DuckDBStorageManager(sys.argv[1], door=False) as store:
    store.execute_sql(
        "CREATE TABLE readings AS SELECT i AS id, TIMESTAMP '2024-01-01' + to_seconds(30 * i) AS ts, "
        f"hash(i) AS noise FROM range({made}) AS r(i)"
    )
    if key:
        store.execute_sql(f"ALTER TABLE readings ADD PRIMARY KEY ({key})")
    store.execute_sql("CHECKPOINT")
    before, lake = store.query(ask).to_pylist(), Lake(store)
    size_bytes = Path(sys.argv[1]).stat().st_size if key else 0
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes + int(bytes_more), resource.RLIM_INFINITY))
    try:
        lake.archive("readings", "ts", cut)
        raised = None
    except errors.ReedbedError as error:
        raised = error.to_dict()
    left = [str(path) for path in Path(sys.argv[1]).parent.rglob("*.parquet")]
    during = [store.query(ask).to_pylist() == before, store.list_tables(), len(lake.tables())]
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    jobs = store.query("FROM reedbed.lake_jobs").num_rows
    rows = lake.archive("readings", "ts", cut).rows
    whole = store.query(ask).to_pylist() == before and not lake.verify()[0].findings
print(json.dumps({"raised": raised, "left": left, "during": during, "jobs": jobs, "rows": rows, "whole": whole}))
"""


@pytest.mark.parametrize(
    ("arguments", "rows"),
    [(("400_000", "", "800000", "2025-01-01"), 400_000), (("260_000", "id", "0", "2024-02-16T21:00:00"), 135_000)],
)
def test_a_full_disk_costs_the_archive_and_leaves_neither_files_nor_a_changed_name(
    tmp_path: Path, arguments: tuple[str, ...], rows: int
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "s.db"), *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["raised"]["code"] == "DISK001"
    assert answer["raised"]["retryable"] is True
    assert (answer["left"], answer["during"], answer["jobs"]) == ([], [True, ["readings"], 0], 0)
    assert (answer["rows"], answer["whole"]) == (rows, True)
