"""What does an INSERT cost that commits by itself, through the door and in DuckDB itself, on the same disk?

Each commit waits for the disk. The door adds the way of the statement, a turn of writing, and what the ledger notes in
the same transaction: a new version of the table, its rows, the text. There is no target: the ratio is for the record.
"""

from __future__ import annotations

import itertools
import tempfile
from contextlib import ExitStack
from pathlib import Path

import duckdb
import psycopg
from rounds import interleave
from servers import reedbed_door

from reedbed import Workspace

STATEMENTS = 100
ROUNDS = 7
MAKE = "CREATE TABLE t (id INTEGER PRIMARY KEY, name VARCHAR)"


def main() -> None:
    """Run and print."""
    numbers = itertools.count()
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name, ExitStack() as stack:
        folder = Path(name)
        Workspace.init(folder / "w")
        url, _ = stack.enter_context(reedbed_door(folder / "w"))
        door = stack.enter_context(psycopg.connect(url, autocommit=True))
        plain = stack.enter_context(duckdb.connect(folder / "plain.db"))
        door.execute(MAKE)
        plain.execute(MAKE)

        def through_the_door() -> None:
            for _ in range(STATEMENTS):
                door.execute(f"INSERT INTO t VALUES ({next(numbers)}, 'reed')".encode())

        def bound() -> None:
            for _ in range(STATEMENTS):
                door.execute("INSERT INTO t VALUES (%s, %s)", (next(numbers), "reed"))

        def in_process() -> None:
            for _ in range(STATEMENTS):
                plain.execute(f"INSERT INTO t VALUES ({next(numbers)}, 'reed')")

        print(f"{STATEMENTS} INSERTs, each a transaction; {ROUNDS} rounds, interleaved")
        times = interleave(
            {"door, literals": through_the_door, "door, bound values": bound, "DuckDB in process": in_process},
            rounds=ROUNDS,
        )
    times.report("door, literals", "DuckDB in process")
    times.report("door, bound values", "DuckDB in process")


if __name__ == "__main__":
    main()
