"""How much memory does the door need for a big answer to a slow reader, and for connections that are idle?

Ten million rows of six columns go to a client that pauses after each thousand rows for ten seconds and then reads the
rest; the server's resident memory is sampled all the while. Then 200 clients connect, run one statement and stay.
Targets: 150 MB more, and 2 MB each.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Self

import psycopg
from servers import reedbed_door

from reedbed import Workspace, open_store

ROWS = 10_000_000
PAUSING_SECONDS = 10
CONNECTIONS = 200
GROWTH_MB = 150
IDLE_MB = 2
TABLE = f"""
CREATE TABLE big AS
SELECT i::INT AS id, (hash(i) >> 4)::BIGINT AS number, i / 7 AS ratio, 'name-' || i % 100000 AS name,
       TIMESTAMP '2026-01-01' + to_seconds(i) AS at, (i % 100)::INT AS grade
FROM range({ROWS}) AS t (i)
"""
ALL = "SELECT * FROM big"


def resident_mb(pid: int) -> float:
    """The memory of a process that is in use, in megabytes."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


class Watch:
    """Samples a process's memory in a thread until the block ends."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.peak_mb = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._sample)

    def _sample(self) -> None:
        while not self._ended.wait(0.02):
            self.peak_mb = max(self.peak_mb, resident_mb(self.pid))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()


def read_slowly(url: str) -> int:
    """Read the whole table, the first seconds of it with pauses; how many rows came."""
    rows = 0
    ends = time.perf_counter() + PAUSING_SECONDS
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        for _ in cursor.stream(ALL, size=1000):
            rows += 1
            if rows % 1000 == 0 and time.perf_counter() < ends:
                time.sleep(0.05)
    return rows


def main() -> None:
    """Run and print; exit code 1 when a target is missed."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        workspace = Workspace.init(Path(name) / "workspace")
        with open_store(workspace) as store:
            store.execute_sql(TABLE)
        url, pid = stack.enter_context(reedbed_door(Path(name) / "workspace"))
        with psycopg.connect(url) as connection:
            # The table's pages come into DuckDB's buffers here: they are the database's memory, not the answer's.
            connection.execute("SELECT count(id), max(number), max(ratio), max(name), max(at), max(grade) FROM big")
        before = resident_mb(pid)
        with Watch(pid) as watch:
            rows = read_slowly(url)
        grown = watch.peak_mb - before
        print(f"{rows:,} rows to a slow reader: {before:.0f} MB before, {grown:+.0f} MB more, target {GROWTH_MB} MB")
        before = resident_mb(pid)
        for _ in range(CONNECTIONS):
            client = stack.enter_context(psycopg.connect(url, autocommit=True))
            client.execute("SELECT 1")
        each = (resident_mb(pid) - before) / CONNECTIONS
        print(f"{CONNECTIONS} idle connections: {each:.2f} MB each, target {IDLE_MB} MB")
    sys.exit(grown > GROWTH_MB or each > IDLE_MB)


if __name__ == "__main__":
    main()
