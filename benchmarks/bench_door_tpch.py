"""What does the door cost on analytic queries? TPC-H at scale 1, 22 queries, against DuckDB in process.

The same rows lie in a workspace, in a plain DuckDB file and in PostgreSQL, which runs the same texts for the record.
Each query is run warm, best of the rounds. Target: 1.05 of DuckDB in process in total.
"""

from __future__ import annotations

import sys
import tempfile
import time
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from rounds import interleave
from servers import postgresql, reedbed_door
from tpch import KEYS, generate, queries

from reedbed import Workspace, open_store

if TYPE_CHECKING:
    from collections.abc import Callable

    import duckdb

ROUNDS = 5
SCALE = 1
TARGET = 1.05
LIMIT_SECONDS = 20


def load(server: psycopg.Connection, rows: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """The tables of TPC-H in PostgreSQL, with primary keys and statistics."""
    for table, key in KEYS.items():
        file = folder / f"{table}.csv"
        rows.execute(f"COPY {table} TO '{file}' (FORMAT csv, HEADER false)")
        columns = ", ".join(f"{name} {kind}" for name, kind, *_ in rows.execute(f"DESCRIBE {table}").fetchall())
        server.execute(f"CREATE TABLE {table} ({columns})".encode())
        with server.cursor().copy(f"COPY {table} FROM STDIN (FORMAT csv)".encode()) as copy, file.open("rb") as source:
            while chunk := source.read(1 << 20):
                copy.write(chunk)
        server.execute(f"ALTER TABLE {table} ADD PRIMARY KEY ({key})".encode())
        file.unlink()
    server.execute("VACUUM ANALYZE")


def answer(server: psycopg.Connection, sql: str) -> object:
    """All rows of a query."""
    return server.execute(sql.encode()).fetchall()


def in_process(connection: duckdb.DuckDBPyConnection, sql: str) -> object:
    """All rows of a query, without a wire."""
    return connection.execute(sql).fetchall()


def timed(run: Callable[[], object]) -> float:
    """Seconds of one run."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def within_limit(server: psycopg.Connection, sql: str) -> float:
    """Seconds of one run on PostgreSQL, or its limit: without more indexes two of the queries take minutes."""
    server.execute(f"SET statement_timeout = '{LIMIT_SECONDS}s'".encode())
    try:
        return timed(partial(answer, server, sql))
    except psycopg.errors.QueryCanceled:
        return float(LIMIT_SECONDS)


def line(title: object, seconds: dict[str, float]) -> str:
    """One line of the table, in milliseconds."""
    ours, duckdb_alone, postgres = (seconds[name] * 1000 for name in ("reedbed", "duckdb", "postgresql"))
    return f"  {title:>5} {ours:10.1f} {duckdb_alone:10.1f} {ours / duckdb_alone:6.2f} {postgres:11.1f}"


def main() -> None:
    """Run and print; exit code 1 when the target is missed."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        plain = stack.enter_context(generate(folder / "plain.db", scale=SCALE))
        with open_store(Workspace.init(folder / "workspace")) as store:
            for table in KEYS:
                store.write_table(plain.table(table), table, checkpoint=False)
        postgres = psycopg.connect(stack.enter_context(postgresql(folder / "postgresql")), autocommit=True)
        load(stack.enter_context(postgres), plain, folder)
        url, _ = stack.enter_context(reedbed_door(folder / "workspace"))
        door = stack.enter_context(psycopg.connect(url, autocommit=True))
        door.execute("SET reedbed.dialect = 'duckdb'")
        print(f"TPC-H at scale {SCALE}; the best of {ROUNDS} rounds, interleaved; milliseconds")
        print(f"PostgreSQL runs each once, for {LIMIT_SECONDS} s at most")
        print("  query    reedbed     duckdb  ratio  postgresql")
        totals = {"reedbed": 0.0, "duckdb": 0.0, "postgresql": 0.0}
        for number, sql in queries(plain).items():
            runs: dict[str, Callable[[], object]] = {
                "reedbed": partial(answer, door, sql),
                "duckdb": partial(in_process, plain, sql),
            }
            best = {name: min(seconds) for name, seconds in interleave(runs, rounds=ROUNDS).seconds.items()}
            best["postgresql"] = within_limit(postgres, sql)
            print(line(number, best))
            for server, seconds in best.items():
                totals[server] += seconds
        print(line("total", totals) + f"   target {TARGET}")
    sys.exit(totals["reedbed"] > TARGET * totals["duckdb"])


if __name__ == "__main__":
    main()
