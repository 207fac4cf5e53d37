"""Reads a source again and again until it is killed; run by tests/faults/ingest/test_ingest_kills.py.

    reader.py WORKSPACE URL

Prints `open` when the store is open, and `done` after each run.
"""

from __future__ import annotations

import sys
from pathlib import Path

from reedbed import Auth, Column, Limits, PageNumber, RetryPolicy, SecretText, Source, Workspace, open_store, run_source


def source(url: str) -> Source:
    return Source(
        name="readings",
        url=url,
        table="readings",
        columns={"at": Column(path="at", type="TIMESTAMPTZ"), "value": Column(path="value", type="DOUBLE")},
        key=("at",),
        records="data",
        auth=Auth(kind="header", name="x-api-key", secret=SecretText("sesame-4711")),
        paging=PageNumber(last="pagination.lastPage"),
        total="pagination.total",
        limits=Limits(parallel=4),
        retry=RetryPolicy(attempts=4, first_wait_seconds=0.01),
    )


def main() -> None:
    workspace = Workspace.load(Path(sys.argv[1]))
    with open_store(workspace) as store:
        sys.stdout.write("open\n")
        sys.stdout.flush()
        while True:
            run_source(store, source(sys.argv[2]), workspace.pages_path)
            sys.stdout.write("done\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
