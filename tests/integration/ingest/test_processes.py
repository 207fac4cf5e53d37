"""Runs beside each other, in other processes, and runs that are killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

from tests.integration.ingest.api import KEY, Api, readings

from reedbed import Workspace, open_store
from reedbed.ingest.records import IngestRecords
from reedbed.ingest.runs import RunResult, run_source

if TYPE_CHECKING:
    from pathlib import Path

    from reedbed import StorageManager
    from reedbed.ingest.declaration import Source

PROGRAM = f"""
import sys
from pathlib import Path
from reedbed import open_store
from reedbed.ingest.declaration import Auth, Column, Limits, Source
from reedbed.ingest.paging import PageNumber
from reedbed.ingest.runs import run_source
from reedbed.settings import SecretText

url, workspace, pages = sys.argv[1:]
source = Source(
    name="readings", url=url, table="readings", key=("at",), records="data", total="pagination.total",
    columns={{
        "at": Column(path="at", type="TIMESTAMPTZ"),
        "value": Column(path="value", type="DOUBLE", required=True),
        "station": Column(path="place.name", type="VARCHAR"),
    }},
    auth=Auth(kind="header", name="x-api-key", secret=SecretText({KEY!r})),
    paging=PageNumber(last="pagination.lastPage", size_parameter="size", size=1000),
    limits=Limits(parallel=2),
)
with open_store(workspace) as store:
    print(run_source(store, source, Path(pages)).figures)
"""


def start(url: str, workspace: Workspace, pages: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PROGRAM, url, str(workspace.folder), str(pages)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_a_killed_run_is_gone_on_with_and_nothing_is_lost_or_doubled(
    workspace: Workspace, pages: Path, api: Api
) -> None:
    api.records = readings(395)
    api.delays = {str(number): 0.15 for number in range(1, 41)}
    process = start(api.url, workspace, pages)
    while len(api.asked) < 20 and process.poll() is None:
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    asked = len(api.asked)
    api.delays = {}
    process = start(api.url, workspace, pages)
    said, complaint = process.communicate()
    assert process.returncode == 0, complaint
    assert "read=395, new=395, changed=0, same=0" in said
    assert len(api.asked) - asked < 40 - 10
    with open_store(workspace) as store:
        assert store.query("SELECT count(*) AS n, sum(value) AS s FROM readings").to_pylist() == [
            {"n": 395, "s": sum(range(395)) / 2}
        ]
        assert [each.status for each in IngestRecords(store.database).runs()] == ["done", "running"]


def test_two_runs_into_one_table_at_once_leave_each_row_once(
    store: StorageManager, source: Source, pages: Path, api: Api
) -> None:
    api.delays = {"4": 0.2}
    results: list[RunResult] = []
    threads = [threading.Thread(target=lambda: results.append(run_source(store, source, pages))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(each.figures.new for each in results) == [0, 0, 95]
    assert sorted(each.figures.same for each in results) == [0, 95, 95]
    assert store.row_count("readings") == 95


def test_a_process_that_does_not_own_the_workspace_reads_into_it_too(
    workspace: Workspace, store: StorageManager, pages: Path, api: Api
) -> None:
    process = start(api.url, workspace, pages)
    said, complaint = process.communicate()
    assert process.returncode == 0, complaint
    assert "read=95, new=95" in said
    assert store.row_count("readings") == 95
    assert [each.status for each in IngestRecords(store.database).runs()] == ["done"]
