from __future__ import annotations

import json
import random
import secrets
import subprocess
import sys
import time
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from exporting import EXAMPLE, chat, command, generated

from reedbed import open_store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Zipped = Callable[..., Path]
    Run = Callable[..., dict[str, Any]]
    Rows = Callable[[str], list[tuple[Any, ...]]]


VIEWS = [
    "chunks",
    "messages_with_media",
    "messages_with_text",
    "hourly_aggregates",
    "daily_aggregates",
    "author_message_counts",
    "active_authors",
]
COLUMNS = [
    "event_id",
    "tenant_id",
    "source",
    "thread_id",
    "msg_id",
    "ts",
    "author_raw",
    "author_uuid",
    "text",
    "media_url",
    "media_type",
    "attrs",
    "pii_flags",
    "created_at",
    "created_by_run",
]


def test_a_generated_export_runs_into_a_new_workspace(tmp_path: Path, rows: Rows) -> None:
    path = tmp_path / "deep" / "chat.zip"
    code, made = command("generate", json.dumps({"path": str(path), "messages": 2000, "threads": 3, "authors": 10}))
    assert (code, made["messages"], made["synthetic"]) == (0, 2000, True)
    code, result = command("run", json.dumps({"workspace_path": str(tmp_path / "w"), "export": str(path)}))
    assert (code, result["new_messages"], result["known_messages"]) == (0, 2000, 0)
    assert result["tables"]["messages"] == 2000
    assert result["tables"]["messages_with_media"] == made["media"]
    assert (result["views_built"], result["views_skipped"]) == (VIEWS, [])
    assert sorted(result["tables"]) == sorted(["messages", *VIEWS])
    assert sum(each["system_messages"] for each in result["chats"]) == made["system"]
    with open_store(tmp_path / "w") as store:
        assert list(store.get_table_columns("messages")) == COLUMNS
        assert all(report.ok for report in store.verify())
    assert rows("select count(*), count(distinct event_id), count(distinct msg_id) from messages") == [(2000,) * 3]


@pytest.mark.parametrize("session", ["UTC", "Europe/Prague", "America/New_York"])
def test_the_machine_zone_changes_nothing(tmp_path: Path, zipped: Zipped, rows: Rows, session: str) -> None:
    export = zipped("a.zip", chat("27/10/2024, 02:50 - Ada: first", "27/10/2024, 02:10 - Ada: second"))
    request = {"workspace_path": str(tmp_path / "w"), "export": str(export), "timezone": "Europe/Prague"}
    assert command("run", json.dumps(request), TZ=session)[0] == 0
    assert rows("select strftime(ts, '%H:%M'), text from messages order by ts") == [
        ("00:50", "first"),
        ("01:10", "second"),
    ]


def test_a_workspace_may_be_named_by_its_file(tmp_path: Path, zipped: Zipped, rows: Rows) -> None:
    export = zipped("a.zip", chat("24/12/2023, 22:05 - Ada: a"))
    request = {"workspace_path": str(tmp_path / "w" / "workspace.yaml"), "export": str(export)}
    assert command("run", json.dumps(request))[0] == 0
    assert rows("select count(*) from messages") == [(1,)]


def test_a_killed_run_leaves_nothing_half_done(tmp_path: Path, run: Run) -> None:
    first, longer = tmp_path / "a.zip", tmp_path / "b.zip"
    generated(first, messages=100)
    generated(longer, messages=60_000)
    run(first)
    seed = secrets.randbelow(1_000_000)
    dice = random.Random(seed)  # noqa: S311 - moments, not secrets
    for delay in [dice.uniform(0.5, 3.5) for _ in range(3)]:
        request = json.dumps({"workspace_path": str(tmp_path / "w"), "export": str(longer)})
        with subprocess.Popen([sys.executable, "-m", "conversations", "run", request], cwd=EXAMPLE) as process:
            time.sleep(delay)
            process.kill()
        with open_store(tmp_path / "w") as store:
            assert store.row_count("messages") in {100, 60_000}, f"seed {seed}"
            assert "messages_staged" not in store.list_tables()
            assert [report.table for report in store.verify("messages") if not report.ok] == []
    result = run(longer)
    assert set(itemgetter("messages", "chunks")(result["tables"])) == {60_000}


FAILURES = {
    "no command": ((), "CONV001"),
    "unknown command": (("fly", "{}"), "CONV001"),
    "no argument": (("run",), "CONV001"),
    "bad JSON": (("run", "{"), "CONV001"),
    "missing keys": (("run", "{}"), "CONV001"),
    "unknown key": (("generate", '{"path": "x", "messages": 1, "mesages": 1}'), "CONV001"),
    "missing file": (("run", '{"workspace_path": "W", "export": "none.zip"}'), "CONV002"),
    "no zip": (("run", '{"workspace_path": "W", "export": "README.md"}'), "CONV003"),
    "unwritable": (("generate", '{"path": "README.md/x.zip", "messages": 1}'), "CONV009"),
}


@pytest.mark.parametrize(("arguments", "code"), FAILURES.values(), ids=FAILURES)
def test_failures_are_json_with_code_three_and_leave_nothing(
    tmp_path: Path, arguments: tuple[str, ...], code: str
) -> None:
    given = [argument.replace('"W"', json.dumps(str(tmp_path / "w"))) for argument in arguments]
    exit_code, document = command(*given)
    assert exit_code == 3
    assert set(document) == {"error"}
    assert set(document["error"]) == {"code", "message", "hint", "docs", "retryable", "details"}
    assert document["error"]["code"] == code
    assert document["error"]["hint"]
    assert list(tmp_path.iterdir()) == []
