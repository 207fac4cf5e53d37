"""`reedbed serve` and what goes with it: the first line, the ways in, who is inside, and an orderly end."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pyarrow as pa
import pytest

from reedbed.cli import main
from reedbed.errors import QueryCancelled
from reedbed.wiring import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reedbed.workspace import Workspace

REEDBED = [sys.executable, "-m", "reedbed.cli"]
SLOW = "SELECT count(*) FROM range(100000) AS a, range(1000000) AS b WHERE a.range * b.range % 7 = 3"


@contextmanager
def serving(workspace: Workspace, *options: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    """`reedbed serve` with its first line; asked to end at the end of the block."""
    process = subprocess.Popen(
        [*REEDBED, "serve", str(workspace.folder), "--port", "0", "--output", "json", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield process, json.loads(process.stdout.readline())
    finally:
        process.terminate()
        process.communicate(timeout=30)


def document(capsys: pytest.CaptureFixture[str], workspace: Workspace, *arguments: str) -> tuple[int, dict[str, Any]]:
    exit_code = main([*arguments, "--workspace", str(workspace.folder), "--output", "json"])
    return exit_code, json.loads(capsys.readouterr().out)


def test_the_first_line_leads_in_by_tcp_as_owner(workspace: Workspace) -> None:
    with serving(workspace) as (process, ready):
        assert ready.keys() == {"ready", "url", "socket", "pid"}
        assert (ready["ready"], ready["pid"]) == (True, process.pid)
        assert Path(ready["socket"]).parent.stat().st_mode & 0o777 == 0o700
        with psycopg.connect(ready["url"]) as connection:
            assert connection.execute("SELECT count(*) FROM flights").fetchone() == (3,)
            connection.execute("CREATE TABLE made AS SELECT 1 AS i")
        with open_store(workspace) as store:
            assert store.row_count("made") == 1


def test_a_wrong_token_is_refused(workspace: Workspace) -> None:
    with serving(workspace) as (_, ready):
        wrong = ready["url"].replace("reedbed:", "reedbed:x")
        with pytest.raises(psycopg.OperationalError, match=r"[Ll]ogin|password"):
            psycopg.connect(wrong)


def test_a_signal_ends_it_in_order(workspace: Workspace) -> None:
    with serving(workspace) as (process, ready):
        idle = psycopg.connect(ready["url"])
        with open_store(workspace) as store:
            store.write_table(pa.table({"n": range(1000)}), "t")
        process.send_signal(signal.SIGTERM)
        said, complained = process.communicate(timeout=30)
        assert process.returncode == 0, complained
        assert json.loads(said)["connections"] >= 2
        with pytest.raises(psycopg.OperationalError, match="administrator command"):
            idle.execute("SELECT 1")
    assert not Path(ready["socket"]).parent.exists()
    # Everything is in the file: the log was written into it.
    log = workspace.database_path.with_name(workspace.database_path.name + ".wal")
    assert not log.exists()
    with open_store(workspace, role="cli") as store:
        assert store.row_count("t") == 1000


def test_a_port_in_use_is_told_with_its_holder(workspace: Workspace) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = subprocess.run(
            [*REEDBED, "serve", str(workspace.folder), "--port", str(port), "--output", "json"],
            capture_output=True,
            text=True,
            check=False,
        )
    error = json.loads(ended.stdout)["error"]
    assert ended.returncode != 0
    assert str(os.getpid()) in error["message"]


@pytest.mark.parametrize("port", ["65536", "99999", "-1"])
def test_a_number_that_is_no_port_is_refused(
    workspace: Workspace, capsys: pytest.CaptureFixture[str], port: str
) -> None:
    exit_code, found = document(capsys, workspace, "serve", f"--port={port}")
    assert (exit_code, found["error"]["code"]) == (2, "USE001")
    assert port in found["error"]["message"]


def test_a_second_server_is_told_of_the_first(workspace: Workspace) -> None:
    with serving(workspace) as (process, _):
        ended = subprocess.run(
            [*REEDBED, "serve", str(workspace.folder), "--port", "0", "--lock-timeout", "0.2", "--output", "json"],
            capture_output=True,
            text=True,
            check=False,
        )
        error = json.loads(ended.stdout)["error"]
        assert (ended.returncode, error["code"]) == (75, "LOCK001")
        assert f"pid {process.pid}" in error["message"]


def test_queries_shows_what_runs_and_cancel_ends_it(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(workspace) as (_, ready):
        failures: list[str] = []

        def run() -> None:
            with psycopg.connect(ready["url"], application_name="slow one") as connection:
                try:
                    connection.execute(SLOW)
                except psycopg.errors.QueryCanceled as error:
                    failures.append(error.sqlstate or "")

        thread = threading.Thread(target=run)
        thread.start()
        ends = time.monotonic() + 20
        active: list[dict[str, Any]] = []
        while not active and time.monotonic() < ends:
            found = document(capsys, workspace, "queries")[1]
            active = [each for each in found["sessions"] if each["state"] == "active"]
        assert [(each["application"], each["statement"]) for each in active] == [("slow one", SLOW)]
        assert document(capsys, workspace, "cancel", str(active[0]["id"])) == (
            0,
            {"ok": True, "command": "cancel", "id": active[0]["id"], "cancelled": True},
        )
        thread.join()
        assert failures == ["57014"]
        assert document(capsys, workspace, "cancel", "999999")[0] == 1


def test_what_a_served_store_asks_can_be_cancelled_from_another_thread(workspace: Workspace) -> None:
    with serving(workspace), open_store(workspace) as store:
        threading.Timer(0.5, store.database.interrupt).start()
        with pytest.raises(QueryCancelled):
            store.query(SLOW)
        assert store.row_count("flights") == 3


def test_nobody_serves_is_an_answer_too(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = document(capsys, workspace, "queries")
    assert (code, found["sessions"]) == (0, [])


@pytest.mark.parametrize("owned", [True, False])
def test_psql_gets_in_whether_or_not_somebody_owns_the_workspace(workspace: Workspace, *, owned: bool) -> None:
    def ask() -> str:
        command = [*REEDBED, "psql", "--workspace", str(workspace.folder), "--", "-Atc", "SELECT sum(id) FROM flights"]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    if owned:
        with serving(workspace):
            assert ask() == "6\n"
    else:
        assert ask() == "6\n"
