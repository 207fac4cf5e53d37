"""How long does one body of 166 MB of JSON take, and how much memory, against curl to a file and `read_json`?

Both read the same million records into a table with a key. The peers fetch with curl and read the file with DuckDB: as
a list of records, which DuckDB reads best, and inside of an object, as APIs answer. Targets: at most 1.2 times the time
of curl and `read_json` for what the API answers, and 600 MB at most, for either body.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

from rounds import interleave

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROWS = 1_000_000
ROUNDS = 3
MOST = 1.2
MOST_MEGABYTES = 600
TYPES = {"at": "VARCHAR", "id": "BIGINT", "value": "DOUBLE", "name": "VARCHAR", "kind": "VARCHAR", "unit": "VARCHAR"}


def records() -> Iterator[str]:
    """The records as JSON."""
    for row in range(ROWS):
        yield json.dumps(
            {
                "at": f"2026-01-{row // 86400 % 28 + 1:02}T{row // 3600 % 24:02}:{row // 60 % 60:02}:{row % 60:02}Z",
                "id": row,
                "value": row / 7,
                "name": f"station {row % 7}",
                "kind": "temperature reading",
                "unit": "degrees Celsius",
            }
        )


def write_bodies(folder: Path) -> None:
    """`list`, and `object` with the list in it."""
    with (folder / "list").open("w", encoding="utf-8") as plain:
        plain.write("[")
        for number, each in enumerate(records()):
            plain.write(("," if number else "") + each)
        plain.write("]")
    with (folder / "object").open("wb") as whole, (folder / "list").open("rb") as plain_bytes:
        whole.write(b'{"data": ')
        while chunk := plain_bytes.read(1 << 20):
            whole.write(chunk)
        whole.write(b', "total": %d}' % ROWS)


def serve(folder: Path) -> None:
    """Serve the bodies until killed; the port is the first line on stdout."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            file = folder / self.path.removeprefix("/")
            self.send_response(200)
            self.send_header("Content-Length", str(file.stat().st_size))
            self.end_headers()
            with file.open("rb") as content:
                while chunk := content.read(1 << 20):
                    self.wfile.write(chunk)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


def ours(url: str, folder: Path) -> None:
    """Read the body once, in this process, and print seconds and megabytes."""
    from reedbed import Column, Source, Workspace, open_store, run_source  # noqa: PLC0415 - this process is the contender

    source = Source(
        name="readings",
        url=url,
        table="readings",
        columns={name: Column(path=name, type=type_name) for name, type_name in TYPES.items()},
        key=("id",),
        records="" if url.endswith("list") else "data",
        total="" if url.endswith("list") else "total",
    )
    with open_store(Workspace.init(folder)) as store:
        start = time.perf_counter()
        read = run_source(store, source, folder / "pages").figures.new
        report(start, read)


def theirs(url: str, folder: Path) -> None:
    """The same with curl and DuckDB."""
    import duckdb  # noqa: PLC0415 - as above

    folder.mkdir()
    with duckdb.connect(str(folder / "own.duckdb")) as connection:
        start = time.perf_counter()
        subprocess.run(["/usr/bin/curl", "-s", "-o", folder / "body", url], check=True)
        names = ", ".join(f'"{name}": "{type_name}"' for name, type_name in TYPES.items())
        if url.endswith("list"):
            columns = names.replace('"', "'")
            select = f"SELECT * FROM read_json('{folder}/body', format = 'array', columns = {{{columns}}})"
        else:
            fields = ", ".join(f'"{name}" {type_name}' for name, type_name in TYPES.items())
            select = (
                f"SELECT unnest(data, recursive := true) FROM read_json('{folder}/body',"
                f" maximum_object_size = 400000000, columns = {{'data': 'STRUCT({fields})[]'}})"
            )
        connection.execute(f"CREATE TABLE readings AS {select}")
        connection.execute("ALTER TABLE readings ADD PRIMARY KEY (id)")
        found = connection.execute("SELECT count(*) FROM readings").fetchone()
        report(start, found[0] if found else 0)


def report(start: float, rows: int) -> None:
    """Print seconds and the peak of this process in megabytes."""
    seconds = time.perf_counter() - start
    if rows != ROWS:
        sys.exit(f"{rows} rows came")
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)


def measured(who: str, url: str, folder: Path, peaks: dict[str, float]) -> float:
    """The seconds of a contender in a process of its own."""
    with tempfile.TemporaryDirectory(dir=folder) as own:
        command = [sys.executable, __file__, who, url, str(Path(own) / "workspace")]
        shown = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    seconds, megabytes = map(float, shown.split())
    peaks[f"{who} {url.rpartition('/')[2]}"] = max(megabytes, peaks.get(f"{who} {url.rpartition('/')[2]}", 0))
    return seconds


def main() -> None:
    """Run and print; exit code 1 when a target is missed."""
    peaks: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        write_bodies(folder)
        server = stack.enter_context(
            subprocess.Popen([sys.executable, __file__, "serve", name], stdout=subprocess.PIPE, text=True)
        )
        stack.callback(server.kill)
        assert server.stdout is not None  # noqa: S101 - it is a pipe
        url = f"http://127.0.0.1:{server.stdout.readline().strip()}"
        size = (folder / "object").stat().st_size
        contenders: dict[str, Callable[[], object]] = {
            f"{who} {body}": partial(measured, who, f"{url}/{body}", folder, peaks)
            for who in ("ours", "theirs")
            for body in ("object", "list")
        }
        times = interleave(contenders, rounds=ROUNDS, warm_up=0)
    print(f"{size / 1e6:.0f} MB of JSON, {ROWS:,} records; {ROUNDS} rounds, interleaved")
    met = times.report("ours object", "theirs object", target=MOST)
    times.report("ours list", "theirs list")
    for who, megabytes in peaks.items():
        print(f"  {who:<44} {megabytes:10.0f} MB at most")
    ours_peak = max(megabytes for who, megabytes in peaks.items() if who.startswith("ours"))
    sys.exit(not (met and ours_peak <= MOST_MEGABYTES))


if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    elif sys.argv[1] == "serve":
        serve(Path(sys.argv[2]))
    else:
        {"ours": ours, "theirs": theirs}[sys.argv[1]](sys.argv[2], Path(sys.argv[3]))
