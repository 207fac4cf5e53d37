"""`reedbed users`: what it keeps, what it refuses, and that no password is in an argument, an answer or a file."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from reedbed.cli import main
from reedbed.pgserver.access import UserFile


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    monkeypatch.delenv("REEDBED_WORKSPACE", raising=False)
    monkeypatch.setattr(sys, "stdin", io.StringIO("hunter2\nhunter3\n"))
    assert main(["init", str(tmp_path / "w")]) == 0
    monkeypatch.chdir(tmp_path / "w")
    capsys.readouterr()
    return tmp_path / "w"


def test_a_password_is_nowhere_to_be_read(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["users", "add", "ana", "--role", "reader", "--password-stdin"]) == 0
    assert main(["users", "passwd", "ana", "--password-stdin"]) == 0
    assert main(["users", "list"]) == 0
    told = capsys.readouterr()
    kept = "".join(path.read_text(errors="replace") for path in workspace.rglob("*") if path.is_file())
    assert "hunter" not in told.out + told.err + kept


def test_a_new_password_changes_the_verifier(workspace: Path) -> None:
    assert main(["users", "add", "ana", "--role", "reader", "--password-stdin"]) == 0
    before = UserFile(workspace / "users.json").get("ana").verifier
    assert main(["users", "passwd", "ana", "--password-stdin"]) == 0
    assert UserFile(workspace / "users.json").get("ana").verifier != before


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize(
    "arguments",
    [
        ["add", "ana", "--role", "king", "--password-stdin"],
        ["add", "ana", "--role", "owner", "--read", "t", "--password-stdin"],
        ["add", "ana", "--role", "reader", "--write", "t", "--password-stdin"],
        ["add", "reedbed", "--role", "owner", "--password-stdin"],
        ["add", "ana", "--role", "reader", "--read", "a.b.c", "--password-stdin"],
        ["add", "ana", "--role", "reader"],
        ["add", "ana", "--role", "reader", "--password", "hunter2"],
    ],
)
def test_what_makes_no_user_is_a_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["users", *arguments]) == 2
    assert "USE001" in capsys.readouterr().err
    assert not Path("users.json").exists()


@pytest.mark.usefixtures("workspace")
def test_an_empty_password_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n"))
    assert main(["users", "add", "ana", "--role", "reader", "--password-stdin"]) == 2


def test_grants_are_kept_and_lifted(workspace: Path) -> None:
    assert main(["users", "add", "ana", "--role", "writer", "--read", "a", "--password-stdin"]) == 0
    assert UserFile(workspace / "users.json").get("ana").grants.reads == ("a",)
    assert main(["users", "grant", "ana", "--read", "b.*", "--write", "c"]) == 0
    grants = UserFile(workspace / "users.json").get("ana").grants
    assert (grants.reads, grants.writes) == (("b.*",), ("c",))
    assert main(["users", "grant", "ana", "--everything"]) == 0
    assert not UserFile(workspace / "users.json").get("ana").grants.restricted
