"""Ctrl-C and SIGTERM cancel the query, leave nothing half done and end with exit code 130."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from reedbed.engine.ownership import OwnershipState, ownership_status

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

ENDLESS = "SELECT count(*) FROM range(100000000000) AS t(i) WHERE i % 7 = 3"
PATIENCE_SECONDS = 20.0


def started(workspace: Path, arguments: Sequence[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "reedbed.cli", *arguments, "--workspace", str(workspace)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def reedbed(workspace: Path, *arguments: str) -> str:
    process = started(workspace, [*arguments])
    out, _ = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0
    return out


def wait_until_owned(workspace: Path, process: subprocess.Popen[str]) -> None:
    """Until the command has opened the store, and a little longer, so that its query runs."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while ownership_status(workspace / "data" / "workspace.db").state is not OwnershipState.OWNED:
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    time.sleep(0.5)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    reedbed(tmp_path, "init", str(tmp_path / "here"))
    return tmp_path / "here"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("attempt", range(3))
def test_a_signal_cancels_a_query(workspace: Path, number: signal.Signals, attempt: int) -> None:
    with started(workspace, ["sql", ENDLESS]) as process:
        wait_until_owned(workspace, process)
        time.sleep(attempt * 0.05)
        asked = time.monotonic()
        process.send_signal(number)
        out, error = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 130
    assert time.monotonic() - asked < 5
    assert out == ""
    assert "INT001" in error
    assert "Traceback" not in error


def test_an_interrupted_query_is_one_document(workspace: Path) -> None:
    with started(workspace, ["sql", ENDLESS, "--output", "json"]) as process:
        wait_until_owned(workspace, process)
        process.send_signal(signal.SIGINT)
        out, error = process.communicate(timeout=PATIENCE_SECONDS)
    found = json.loads(out)
    assert (found["ok"], found["command"], found["error"]["code"]) == (False, "sql", "INT001")
    assert error == ""


def test_an_interrupted_write_in_sql_leaves_the_table_as_it_was(workspace: Path) -> None:
    reedbed(workspace, "sql", "CREATE TABLE kept AS SELECT 1 AS i")
    endless = "CREATE OR REPLACE TABLE kept AS SELECT i, random() AS r FROM range(100000000000) AS t(i)"
    with started(workspace, ["sql", endless]) as process:
        wait_until_owned(workspace, process)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 130
    assert json.loads(reedbed(workspace, "sql", "FROM kept", "--output", "json"))["rows"] == [[1]]


def test_an_interrupted_load_leaves_table_and_checkpoint_as_they_were(workspace: Path, tmp_path: Path) -> None:
    first, large = tmp_path / "first.csv", tmp_path / "large.parquet"
    first.write_text("i,r\n1,0.5\n")
    reedbed(workspace, "load", "kept", str(first))
    reedbed(workspace, "export", "SELECT i, random() AS r FROM range(2000000) AS t(i)", str(large))
    with started(workspace, ["load", "kept", *([str(large)] * 400)]) as process:
        wait_until_owned(workspace, process)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 130
    assert json.loads(reedbed(workspace, "sql", "FROM kept", "--output", "json"))["rows"] == [[1, 0.5]]
    assert json.loads(reedbed(workspace, "checkpoint", "verify", "--output", "json"))["damaged"] == 0
    assert json.loads(reedbed(workspace, "checkpoint", "prune", "--output", "json"))["files"] == []


def test_an_interrupted_export_leaves_no_file(workspace: Path, tmp_path: Path) -> None:
    target = tmp_path / "exported"
    target.mkdir()
    endless = "SELECT i, random() AS r FROM range(100000000000) AS t(i)"
    with started(workspace, ["export", endless, str(target / "out.parquet")]) as process:
        wait_until_owned(workspace, process)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 130
    assert list(target.iterdir()) == []


def test_stop_ends_a_running_command_in_order(workspace: Path) -> None:
    with started(workspace, ["sql", ENDLESS]) as process:
        wait_until_owned(workspace, process)
        stopped = json.loads(reedbed(workspace, "stop", "--output", "json"))
        _, error = process.communicate(timeout=PATIENCE_SECONDS)
    assert stopped["stopped"] is True
    assert stopped["owner"]["pid"] == process.pid
    assert process.returncode == 130
    assert "SIGTERM" in error
