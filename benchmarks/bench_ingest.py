"""How long does it take to read 100 pages of 1,000 rows from an API that takes 20 ms a page, against dlt?

Every contender reads the same 100,000 rows by key into a table that has them already, as a second run does. Targets:
with eight connections at most 2.5 times the pure waiting time of eight connections and seven times as quick as dlt's
best mode; with one connection one and a half times as quick as dlt's best mode with one connection.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from environments import HERE, peer_process
from paging_server import PAGES, ROWS, SECONDS_A_PAGE
from rounds import Times, interleave

from reedbed import Workspace, open_store
from reedbed.ingest.declaration import Column, Limits, Source
from reedbed.ingest.paging import PageNumber
from reedbed.ingest.runs import run_source

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reedbed import StorageManager

ROUNDS = 5
CONNECTIONS = 8
WAITING = PAGES * SECONDS_A_PAGE / CONNECTIONS
MOST_OF_WAITING = 2.5
DLT_ALONE = ("plain", "parquet")
"""Modes with one connection."""
DLT_MODES = (*DLT_ALONE, "fast")


def source(url: str, connections: int) -> Source:
    """The declared API."""
    return Source(
        name=f"readings_{connections}",
        url=f"{url}readings",
        table=f"readings_{connections}",
        columns={
            "at": Column(path="at", type="TIMESTAMPTZ"),
            "value": Column(path="value", type="DOUBLE"),
            "name": Column(path="name", type="VARCHAR"),
        },
        key=("at",),
        records="data",
        paging=PageNumber(last="pagination.lastPage"),
        total="pagination.total",
        limits=Limits(parallel=connections),
    )


def reading(store: StorageManager, url: str, connections: int, pages: Path) -> Callable[[], None]:
    """Ours."""
    declared = source(url, connections)

    def read() -> None:
        figures = run_source(store, declared, pages).figures
        if figures.read != PAGES * ROWS:
            sys.exit(f"{figures.read} records came")

    return read


def judged(times: Times) -> list[bool]:
    """Print all ratios; which targets are met."""
    eight, one = f"reedbed, {CONNECTIONS} connections", "reedbed, 1 connection"
    ours = median(times.seconds[eight])
    print(f"  pure waiting {WAITING:.3f} s; ours {ours:.3f} s: {ours / WAITING:.2f} times, target {MOST_OF_WAITING}")
    met = [ours <= MOST_OF_WAITING * WAITING]
    met.append(times.report(eight, _best(times, DLT_MODES), target=1 / 7))
    met.append(times.report(one, _best(times, DLT_ALONE), target=1 / 1.5))
    return met


def _best(times: Times, modes: Sequence[str]) -> str:
    return min((f"dlt, {mode}" for mode in modes), key=lambda name: median(times.seconds[name]))


def main() -> None:
    """Run and print; exit code 1 when a target is missed."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        server = stack.enter_context(
            subprocess.Popen([sys.executable, HERE / "paging_server.py"], stdout=subprocess.PIPE, text=True)
        )
        stack.callback(server.kill)
        assert server.stdout is not None  # noqa: S101 - it is a pipe
        url = f"http://127.0.0.1:{server.stdout.readline().strip()}/"
        store = stack.enter_context(open_store(Workspace.init(folder / "workspace")))
        contenders: dict[str, Callable[[], object]] = {
            f"reedbed, {CONNECTIONS} connections": reading(store, url, CONNECTIONS, folder / "pages"),
            "reedbed, 1 connection": reading(store, url, 1, folder / "pages"),
            **{
                f"dlt, {mode}": partial(peer_process(stack, "ingest_dlt.py", folder / mode, mode), url)
                for mode in DLT_MODES
            },
        }
        times = interleave(contenders, rounds=ROUNDS)
    print(f"{PAGES} pages of {ROWS:,} rows at {SECONDS_A_PAGE * 1000:.0f} ms a page; {ROUNDS} rounds, interleaved")
    sys.exit(not all(judged(times)))


if __name__ == "__main__":
    main()
