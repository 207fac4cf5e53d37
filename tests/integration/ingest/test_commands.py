"""`reedbed ingest`, as somebody at a terminal and as a program uses it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from tests.integration.ingest.api import KEY, Api

if TYPE_CHECKING:
    from reedbed import Workspace

SOURCES = """
sources:
  readings:
    url: {url}
    auth: {{kind: header, name: x-api-key, secret: "${{env:API_KEY}}"}}
    records: data
    columns:
      at: {{type: TIMESTAMPTZ}}
      value: {{type: DOUBLE, required: true}}
    key: at
    cursor: {{column: at, start: 2026-01-01T00:00:00Z}}
    window: {{start: from, end: to, hours: 100000}}
    paging: {{kind: page, last: pagination.lastPage}}
    retry: {{attempts: 1}}
  gone:
    url: http://127.0.0.1:1/
    columns:
      a: {{type: BIGINT}}
    retry: {{attempts: 1}}
"""


@pytest.fixture
def declared(workspace: Workspace, api: Api) -> Workspace:
    workspace.sources_path.write_text(SOURCES.format(url=api.url), encoding="utf-8")
    (workspace.folder / ".env").write_text(f"API_KEY={KEY}\n", encoding="utf-8")
    return workspace


def reedbed(workspace: Workspace, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "reedbed.cli", "ingest", *words, "--workspace", str(workspace.folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def answer(workspace: Workspace, *words: str, code: int = 0) -> dict[str, Any]:
    done = reedbed(workspace, *words, "--output", "json")
    assert done.returncode == code, done.stdout + done.stderr
    document = json.loads(done.stdout)
    assert isinstance(document, dict)
    return document


def test_a_run_says_what_it_did_and_the_others_commands_know_it(declared: Workspace, api: Api) -> None:
    api.records[3]["value"] = "?"
    (run,) = answer(declared, "run", "readings")["runs"]
    assert {name: run[name] for name in ("read", "new", "rejected", "pages")} == {
        "read": 95,
        "new": 94,
        "rejected": 1,
        "pages": 10,
    }
    assert run["newest"] == "2026-01-01T01:34:00+00:00"
    listed = {each["name"]: each["newest"] for each in answer(declared, "list")["sources"]}
    assert listed == {"readings": "2026-01-01T01:34:00+00:00", "gone": None}
    assert [each["status"] for each in answer(declared, "status")["runs"]] == ["done"]
    (record,) = answer(declared, "quarantine")["records"]
    assert record["reason"] == "value is no DOUBLE: ?"
    assert record["url"].startswith(api.url)
    shown = reedbed(declared, "quarantine").stdout
    assert '{"at": "2026-01-01T00:03:00Z", "value": "?"' in shown


def test_a_source_that_fails_leaves_the_others_rows(declared: Workspace) -> None:
    document = answer(declared, "run", code=3)
    assert document["error"]["code"] == "ING004"
    assert [each.get("new", each.get("error", {}).get("code")) for each in document["runs"]] == [95, "ING004"]
    assert [each["status"] for each in answer(declared, "status")["runs"]] == ["failed", "done"]


def test_a_span_is_read_again(declared: Workspace, api: Api) -> None:
    answer(declared, "run", "readings")
    api.asked.clear()
    span = ("--start", "2026-01-01T00:00:00Z", "--end", "2026-01-01T00:30:00Z")
    (run,) = answer(declared, "run", "readings", *span)["runs"]
    assert (run["read"], run["same"]) == (30, 30)
    assert answer(declared, "run", *span[:2], code=2)["error"]["code"] == "USE001"
    assert answer(declared, "run", "--start", "soon", "--end", "x", code=2)["error"]["code"] == "USE001"


def test_nothing_declared_says_what_to_do(workspace: Workspace) -> None:
    assert answer(workspace, "list") == {"ok": True, "command": "ingest list", "sources": []}
    assert "No sources are declared." in reedbed(workspace, "run").stdout
    assert "No runs yet." in reedbed(workspace, "status").stdout


def test_the_key_is_in_no_answer(declared: Workspace, api: Api) -> None:
    api.key = "another"
    done = reedbed(declared, "run", "readings", "--debug")
    assert done.returncode == 3
    assert "401" in done.stdout + done.stderr
    assert KEY not in done.stdout + done.stderr


def test_a_run_is_loaded_again_from_its_pages_without_asking(declared: Workspace, api: Api) -> None:
    answer(declared, "run", "readings")
    asked = len(api.asked)
    reedbed_sql(declared, "DELETE FROM readings WHERE value > 10")
    done = answer(declared, "replay", "1")
    assert (done["replayed"], done["read"], done["new"], done["same"]) == (1, 95, 74, 21)
    assert len(api.asked) == asked
    assert answer(declared, "replay", "99", code=3)["error"]["code"] == "ING012"


def test_a_column_that_is_declared_later_is_filled_from_kept_pages(declared: Workspace, api: Api) -> None:
    answer(declared, "run", "readings")
    wider = SOURCES.replace("    key: at", '      station: {{path: "place.name", type: VARCHAR}}\n    key: at')
    declared.sources_path.write_text(wider.format(url=api.url), encoding="utf-8")
    done = answer(declared, "replay", "1")
    assert (done["new"], done["changed"], done["same"]) == (0, 95, 0)
    assert reedbed_sql(declared, "SELECT count(DISTINCT station) AS n FROM readings") == [[3]]


def test_a_row_is_traced_to_its_pages_that_which_counts_first(declared: Workspace, api: Api) -> None:
    answer(declared, "run", "readings")
    api.records[90]["value"] = -1
    answer(declared, "run", "readings", "--start", "2026-01-01T01:00:00Z", "--end", "2026-01-01T02:00:00Z")
    pages = answer(declared, "trace", "readings", "at=2026-01-01T01:30:00Z")["pages"]
    assert [(each["run"], each["place"]) for each in pages] == [(2, 0), (1, 0)]
    assert "page=4" in pages[0]["url"]
    assert answer(declared, "trace", "readings", "at=2030-01-01T00:00:00Z")["pages"] == []
    assert answer(declared, "trace", "readings", "value=1", code=3)["error"]["code"] == "TBL004"


def reedbed_sql(workspace: Workspace, sql: str) -> object:
    command = [
        sys.executable,
        "-m",
        "reedbed.cli",
        "sql",
        sql,
        "--workspace",
        str(workspace.folder),
        "--output",
        "json",
    ]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout).get("rows")
