"""Every command works while another process owns the workspace."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from reedbed.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from tests.integration.served.owners import Owner

    from reedbed.workspace import Workspace

READING = [
    ["tables"],
    ["show", "flights"],
    ["head", "flights"],
    ["sample", "flights", "--rows", "2"],
    ["sql", "SELECT count(*) AS n FROM flights WHERE id > ?", "--param", "1"],
    ["profile", "flights"],
    ["diff", "flights", "SELECT * FROM flights", "--key", "id"],
    ["views", "list"],
    ["plan"],
    ["checkpoint", "list"],
    ["checkpoint", "verify"],
    ["checkpoint", "prune"],
    ["migrate", "--plan"],
    ["status"],
    ["overview"],
]
WRITING = [
    ["sql", "CREATE TABLE made AS SELECT 1 AS i; INSERT INTO made VALUES (2)"],
    ["build"],
    ["checkpoint", "write", "flights"],
    ["checkpoint", "restore", "flights"],
    ["checkpoint", "prune", "--apply"],
    ["migrate"],
]


@pytest.fixture(autouse=True)
def _here(workspace: Workspace, owner: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    assert owner.pid
    monkeypatch.delenv("REEDBED_WORKSPACE", raising=False)
    monkeypatch.chdir(workspace.folder)


def document(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    """The document of a command that works."""
    exit_code = main([*arguments, "--output", "json"])
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert exit_code == 0, found
    return found


@pytest.mark.parametrize("arguments", READING, ids=" ".join)
def test_a_reading_command_works_beside_an_owner(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert document(capsys, *arguments)["ok"]


@pytest.mark.parametrize("arguments", WRITING, ids=" ".join)
def test_a_writing_command_works_beside_an_owner(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert document(capsys, *arguments)["ok"]
    assert document(capsys, "checkpoint", "verify")["damaged"] == 0


def test_status_counts_what_the_owner_has(capsys: pytest.CaptureFixture[str], owner: Owner) -> None:
    found = document(capsys, "status")
    assert (found["tables"], found["checkpoints"], found["ownership"]["owner"]["pid"]) == (1, 1, owner.pid)


def test_a_build_beside_an_owner_is_known_to_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert [view["result"] for view in document(capsys, "build")["views"]] == ["built"]
    assert [view["result"] for view in document(capsys, "build")["views"]] == ["skipped"]
    assert document(capsys, "sql", "SELECT n FROM carriers WHERE carrier = 'UA'")["rows"] == [[2]]


@pytest.mark.parametrize("name", ["rows.csv", "rows.parquet", "rows.json", "rows.arrow"])
def test_files_belong_to_the_command_not_to_the_owner(
    name: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workspace: Workspace
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    there = ["--workspace", str(workspace.folder)]
    assert document(capsys, "export", "flights", name, *there)["row_count"] == 3
    assert [path.name for path in elsewhere.iterdir()] == [name]
    if name != "rows.arrow":
        assert document(capsys, "load", "back", name, *there)["row_count"] == 3
        assert document(capsys, "diff", "flights", "back", "--key", "id", *there)["identical"]


def test_a_backup_beside_an_owner_is_whole(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    made = document(capsys, "backup", str(tmp_path / "copy"))
    assert (made["tables"], made["rows"], made["findings"]) == (1, 3, [])
    document(capsys, "restore", str(tmp_path / "copy"), "--to", str(tmp_path / "again"))
    assert document(capsys, "tables", "--workspace", str(tmp_path / "again"))["row_count"] == 1


def test_doctor_finds_nothing_wrong_with_an_owner_that_has_a_door(capsys: pytest.CaptureFixture[str]) -> None:
    assert document(capsys, "doctor")["problems"] == 0


def test_an_error_of_the_owners_is_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["head", "fligths", "--output", "json"]) == 3
    error = json.loads(capsys.readouterr().out)["error"]
    assert (error["code"], error["details"]["nearest"]) == ("TBL001", ["flights"])
    assert main(["sql", "SELECT flght FROM flights", "--output", "json"]) == 3
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "SQL002"
