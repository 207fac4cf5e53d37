"""A notebook, commands and workers on one workspace at once: nobody waits for another to leave, nothing is lost."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pyarrow as pa

from reedbed.wiring import open_store

if TYPE_CHECKING:
    from reedbed.workspace import Workspace

WORKER = """
import sys
import pyarrow as pa
from reedbed.wiring import open_store
with open_store(sys.argv[1]) as store:
    store.ensure_sequence("ids")
    for n in range(30):
        store.write_table(pa.table({"id": store.next_sequence_values("ids", 2)}), "worked", mode="append")
"""


def command(workspace: Workspace, *arguments: str) -> dict[str, object]:
    """The document of a command in a process of its own."""
    ended = subprocess.run(
        [sys.executable, "-m", "reedbed.cli", *arguments, "--workspace", str(workspace.folder), "--output", "json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    found: dict[str, object] = json.loads(ended.stdout)
    return found


def test_a_notebook_commands_and_workers_work_at_once(workspace: Workspace) -> None:
    with open_store(workspace) as notebook:
        workers = [subprocess.Popen([sys.executable, "-c", WORKER, str(workspace.folder)]) for _ in range(2)]
        written: list[int] = []

        def type_into_the_notebook() -> None:
            for n in range(20):
                notebook.write_table(pa.table({"n": [n]}), "typed", mode="append")
                written.append(notebook.row_count("flights"))

        thread = threading.Thread(target=type_into_the_notebook)
        thread.start()
        for n in range(3):
            command(workspace, "sql", f"CREATE TABLE IF NOT EXISTS told (n INTEGER); INSERT INTO told VALUES ({n})")
        assert [worker.wait() for worker in workers] == [0, 0]
        thread.join()
        counts = {name: notebook.row_count(name) for name in ("typed", "told", "worked")}
        assert counts == {"typed": 20, "told": 3, "worked": 120}
        distinct = notebook.query("SELECT count(DISTINCT id) AS n FROM worked")
        assert distinct["n"].to_pylist() == [120]
        assert command(workspace, "checkpoint", "verify")["damaged"] == 0
    with open_store(workspace) as after:
        assert after.row_count("worked") == 120


def test_a_process_that_opens_a_workspace_twice_is_its_own_owner(workspace: Workspace) -> None:
    with open_store(workspace) as one, open_store(workspace) as two:
        one.write_table(pa.table({"n": [1]}), "t")
        assert two.row_count("t") == 1
        assert not two.database.remote


def test_the_door_closes_with_the_last_handle_and_not_before(workspace: Workspace) -> None:
    one, two = open_store(workspace), open_store(workspace)
    one.close()
    assert command(workspace, "tables")["row_count"] == 1
    two.close()
    assert command(workspace, "status")["ownership"]["state"] in {"unowned", "owned"}  # type: ignore[index]  # a document


def test_a_workspace_that_keeps_its_door_shut_is_opened_by_one_only(workspace: Workspace) -> None:
    workspace.file.write_text("reedbed:\n  door: off\n  lock_timeout_seconds: 0.2\n")
    with open_store(workspace.folder):
        ended = subprocess.run(
            [sys.executable, "-m", "reedbed.cli", "tables", "--workspace", str(workspace.folder), "--output", "json"],
            capture_output=True,
            text=True,
            check=False,
        )
    assert ended.returncode == 75
    assert json.loads(ended.stdout)["error"]["code"] == "LOCK001"
