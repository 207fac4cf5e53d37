"""Every command prints exactly one JSON document with `--output json`, for success and for failure."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from tests.integration.command_cases import CASES, TESTED_WITH_CLIENTS, TESTED_WITH_ITS_DATA
from tests.integration.ingest.api import Api, readings

from reedbed.cli import main
from reedbed.cli.application import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


SOURCES = """
sources:
  readings:
    url: {url}
    records: data
    columns: {{at: {{type: TIMESTAMPTZ}}, value: {{type: DOUBLE}}}}
    key: at
    paging: {{kind: page, last: pagination.lastPage}}
"""


@pytest.fixture(scope="module")
def api() -> Iterator[Api]:
    with Api(records=readings(15), key="") as api:
        yield api


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory, api: Api) -> Path:
    """A workspace with a table, a view, a checkpoint and a source."""
    folder = tmp_path_factory.mktemp("made") / "here"
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("REEDBED_WORKSPACE", raising=False)
        assert main(["init", str(folder), "--quiet"]) == 0
        patch.chdir(folder)
        (folder.parent / "flights.csv").write_text("id,carrier\n1,UA\n2,AA\n3,UA\n")
        (folder / "views").mkdir()
        (folder / "views" / "carriers.sql").write_text("SELECT carrier, count(*) AS n FROM flights GROUP BY carrier")
        (folder / "sources.yaml").write_text(SOURCES.format(url=api.url))
        assert main(["load", "flights", "../flights.csv", "--quiet"]) == 0
    return folder


@pytest.fixture
def workspace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], made_once: Path
) -> Path:
    """A copy of it; the current folder."""
    monkeypatch.delenv("REEDBED_WORKSPACE", raising=False)
    shutil.copytree(made_once.parent, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path / "here")
    capsys.readouterr()
    return tmp_path / "here"


def document(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    """The exit code and the one document of a command line; a second one, or text beside it, does not parse."""
    exit_code = main([*arguments, "--output", "json"])
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return exit_code, found


def arguments_of(words: str, text: str) -> list[str]:
    return [*words.split(), *(each.replace("|", " ") for each in text.split())]


def test_every_command_has_a_case() -> None:
    assert {command.words for command in COMMANDS} == set(CASES) | TESTED_WITH_ITS_DATA | TESTED_WITH_CLIENTS


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize("words", CASES)
def test_a_success_is_one_document(
    words: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    case = CASES[words]
    monkeypatch.setattr(sys, "stdin", io.StringIO("a password\nanother\n"))
    if words.startswith("users "):
        assert main(["users", "add", "ana", "--role", "reader", "--password-stdin"]) == 0
        capsys.readouterr()
    if words == "checkpoint forget":
        assert main(["checkpoint", "keep", "flights", "friday", "--quiet"]) == 0
        capsys.readouterr()
    if words == "restore":
        assert main(["backup", "../kept", "--quiet"]) == 0
        capsys.readouterr()
    if words == "ingest replay":
        assert main(["ingest", "run", "--quiet"]) == 0
        capsys.readouterr()
    if words.startswith("lake "):
        assert main(["sql", "CREATE TABLE old AS SELECT 1 AS id, TIMESTAMP '2020-01-01' AS ts"]) == 0
        assert words == "lake archive" or main(["lake", "archive", "old", "--quiet"]) == 0
        capsys.readouterr()
    exit_code, found = document(capsys, *arguments_of(words, case.works))
    assert exit_code == case.found
    assert found["ok"] is True
    assert found["command"] == words
    assert case.keys <= set(found)


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize("words", CASES)
def test_a_failure_is_one_document(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    case = CASES[words]
    exit_code, found = document(capsys, *arguments_of(words, case.fails))
    assert (exit_code, found["ok"], found["error"]["code"]) == (case.exit_code, False, case.code)
    assert found["command"] == words
    assert set(found) == {"ok", "command", "error"}
    assert set(found["error"]) == {"code", "message", "hint", "docs", "retryable", "details"}


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize("words", ["tables", "head flights", "sample flights", "sql FROM|flights"])
def test_data_comes_as_columns_and_rows(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    _, found = document(capsys, *arguments_of("", words))
    assert all(set(column) == {"name", "type"} for column in found["columns"])
    assert len(found["rows"]) == found["row_count"] > 0
    assert all(len(row) == len(found["columns"]) for row in found["rows"])


@pytest.mark.usefixtures("workspace")
def test_rows_have_their_json_values(capsys: pytest.CaptureFixture[str]) -> None:
    sql = (
        "SELECT 9007199254740993 AS i, 1.10::DECIMAL(3,2) AS d, 'nan'::DOUBLE AS n, "
        "TIMESTAMPTZ '2024-01-01 00:00:00Z' AS t, ['a'] AS l"
    )
    _, found = document(capsys, "sql", sql)
    assert found["rows"] == [[9007199254740993, "1.10", "NaN", "2024-01-01T00:00:00+00:00", ["a"]]]


@pytest.mark.usefixtures("workspace")
def test_a_result_that_fails_halfway_leaves_no_half_document(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # With several threads DuckDB's reader is sometimes told of the cancelled neighbour instead of the failure.
    monkeypatch.setenv("REEDBED_THREADS", "1")
    sql = "SELECT CASE WHEN i = 2999999 THEN error('halfway') ELSE i::VARCHAR END FROM range(3000000) t(i)"
    exit_code, found = document(capsys, "sql", sql)
    assert exit_code == 3
    assert "halfway" in found["error"]["message"]


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize(
    ("arguments", "command", "said"),
    [
        (["tabels"], "reedbed", "Did you mean 'tables'"),
        (["checkpoint", "lst"], "checkpoint", "Did you mean 'list'"),
        (["head"], "head", "requires an argument"),
        (["sql", "SELECT", "1"], "sql", "quotes"),
        (["head", "flights", "--rows", "many"], "head", "many"),
        (["head", "flights", "--row", "1"], "head", "--rows"),
        (["--lock-timeout", "soon", "tables"], "reedbed", "soon"),
    ],
)
def test_a_wrong_command_line_is_told_as_a_document(
    arguments: list[str], command: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    exit_code, found = document(capsys, *arguments)
    assert (exit_code, found["ok"], found["command"]) == (2, False, command)
    assert said in found["error"]["message"]


@pytest.mark.usefixtures("workspace")
def test_help_and_version_are_documents_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Usage: reedbed COMMAND" in document(capsys, "--help")[1]["help"]
    assert "Usage: reedbed sql" in document(capsys, "sql", "--help")[1]["help"]
    assert set(document(capsys, "--version")[1]) == {"ok", "command", "version"}


def test_a_view_file_that_is_no_text_is_the_file_s_fault(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (workspace / "views" / "carriers.sql").write_bytes(b"SELECT '\xff'")
    exit_code, found = document(capsys, "views", "list")
    assert (exit_code, found["error"]["code"]) == (3, "VIEW006")


@pytest.mark.usefixtures("workspace")
def test_common_options_stand_before_or_after_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--output", "json", "tables"]) == 0
    before = capsys.readouterr().out
    assert main(["tables", "--output", "json"]) == 0
    assert capsys.readouterr().out == before


def test_the_setting_decides_where_no_option_does(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REEDBED_OUTPUT", "json")
    assert main(["tables"]) == 0
    assert json.loads(capsys.readouterr().out)["row_count"] == 1
    assert main(["head", "nope"]) == 3
    assert json.loads(capsys.readouterr().out)["ok"] is False
    assert main(["tables", "--output", "text"]) == 0
    assert "flights" in capsys.readouterr().out
    assert workspace.is_dir()


def test_the_workspace_is_found_by_option_variable_or_folder(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(workspace / "views")
    assert document(capsys, "overview")[1]["workspace"] == str(workspace)
    monkeypatch.chdir(tmp_path)
    assert document(capsys, "overview")[1]["workspace"] is None
    assert document(capsys, "tables")[1]["error"]["code"] == "WS001"
    assert document(capsys, "overview", "--workspace", "here")[1]["workspace"] == str(workspace)
    monkeypatch.setenv("REEDBED_WORKSPACE", str(workspace))
    assert document(capsys, "overview")[1]["workspace"] == str(workspace)


@pytest.mark.usefixtures("workspace")
def test_read_only_refuses_a_write_and_answers_a_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert document(capsys, "sql", "DELETE FROM flights", "--read-only")[1]["error"]["code"] == "USE004"
    assert document(capsys, "sql", "SELECT count(*) FROM flights", "--read-only")[1]["rows"] == [[3]]


def test_status_answers_while_another_process_owns_the_workspace(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = (
        "import sys, reedbed\n"
        f"store = reedbed.open_store({str(workspace)!r}, role='cli')\n"
        "print('open', flush=True)\n"
        "sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ}
    ) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == "open\n"
        exit_code, found = document(capsys, "status")
        assert exit_code == 0
        assert found["ownership"]["owner"]["pid"] == owner.pid
        assert found["tables"] is None
        exit_code, found = document(capsys, "tables", "--lock-timeout", "0")
        assert (exit_code, found["error"]["code"], found["error"]["retryable"]) == (75, "LOCK001", True)
        assert document(capsys, "stop", "--timeout", "5")[1]["stopped"] is True
    assert document(capsys, "tables")[1]["row_count"] == 1
