"""What does an INSERT cost, through the door and in DuckDB itself, on the same disk?

One row that commits by itself: each commit waits for the disk. The door adds the way of the statement, a turn of
writing, and what the ledger notes in the same transaction: a new version of the table, its rows, the text. Then many
rows of constants in one statement, as psycopg2 and dumps write them, also on PostgreSQL. There is no target: the ratios
are for the record.
"""

from __future__ import annotations

import itertools
import tempfile
from contextlib import ExitStack
from pathlib import Path

import duckdb
import psycopg
from rounds import interleave
from servers import postgresql, reedbed_door

from reedbed import Workspace

STATEMENTS = 100
ROUNDS = 7
MANY = 10_000
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
        at_once(door, plain, folder)


def at_once(door: psycopg.Connection, plain: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Many rows of constants in one statement."""
    rows = ", ".join(f"({n}, {n / 7!r}, 'name-{n}', '2026-01-31T10:00:00'::timestamp)" for n in range(MANY))
    insert = f"INSERT INTO many VALUES {rows}"
    with postgresql(folder / "postgresql") as url, psycopg.connect(url, autocommit=True) as server:
        for each in (door, plain, server):
            each.execute("CREATE TABLE many (id INTEGER, x DOUBLE PRECISION, name VARCHAR, moment TIMESTAMP)")
        print(f"{MANY:,} rows of constants in one INSERT; {ROUNDS} rounds, interleaved")
        times = interleave(
            {
                "door": lambda: door.execute(insert.encode()),
                "DuckDB in process": lambda: plain.execute(insert),
                "PostgreSQL": lambda: server.execute(insert.encode()),
            },
            rounds=ROUNDS,
        )
    times.report("door", "DuckDB in process")
    times.report("door", "PostgreSQL")


if __name__ == "__main__":
    main()
