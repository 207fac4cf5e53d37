"""`reedbed lake compact, statistics, snapshots, expire, prune, sweep, export`, told by their JSON documents."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Any

import pytest

from reedbed.cli import main

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A workspace with an archive of two goes and a correction; the current folder."""
    monkeypatch.delenv("REEDBED_WORKSPACE", raising=False)
    folder = tmp_path / "here"
    assert main(["init", str(folder)]) == 0
    monkeypatch.chdir(folder)
    rows = "SELECT i, TIMESTAMP '2024-01-01' + i * INTERVAL 1 HOUR FROM range(2000) AS r (i)"
    for command in (
        ("sql", "CREATE TABLE t (id BIGINT PRIMARY KEY, ts TIMESTAMP)"),
        ("sql", f"INSERT INTO t {rows}"),
        ("lake", "archive", "t", "--older-than", "2024-02-10"),
        ("lake", "archive", "t", "--older-than", "2024-02-20"),
        ("sql", "DELETE FROM t WHERE id = 5"),
    ):
        assert main([*command]) == 0
    capsys.readouterr()
    return folder


def document(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    exit_code = main(["lake", *arguments, "--output", "json"])
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return {"exit_code": exit_code, **found}


def test_an_archive_is_kept_in_order_from_a_terminal(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    planned = document(capsys, "compact", "t", "--plan")
    assert [(each["values"], each["files"], each["hidden"]) for each in planned["partitions"]] == [
        (["2024", "01"], 1, 1),
        (["2024", "02"], 2, 0),
    ]
    compacted = document(capsys, "compact", "t")
    assert (compacted["files_before"], compacted["files_after"], compacted["dropped"]) == (3, 2, 1)
    assert [each["rows"] for each in document(capsys, "statistics", "t")["partitions"]] == [743, 456]
    assert [each["kind"] for each in document(capsys, "snapshots", "t")["snapshots"]] == [
        "archive",
        "archive",
        "compact",
    ]
    assert document(capsys, "expire")["snapshots"] == []
    assert len(document(capsys, "expire", "--older-than", "0h", "--apply")["snapshots"]) == 2
    assert document(capsys, "prune")["applied"] is False
    assert len(document(capsys, "prune", "--apply")["files"]) == 3
    assert document(capsys, "sweep")["files"] == []
    assert document(capsys, "export", "t", "plain")["row_count"] == 1999
    assert len(list((workspace / "plain").rglob("*.parquet"))) == 3


@pytest.mark.usefixtures("workspace")
def test_a_plan_ends_with_the_command_that_does_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sql", "CREATE TABLE \"my ships\" AS SELECT TIMESTAMP '2024-01-01' AS left_at, now() AS seen"]) == 0
    capsys.readouterr()
    asked = ["my ships", "--time-column", "left_at", "--older-than", "2024-02-10", "--partition-by", "day"]
    assert main(["lake", "archive", *asked, "--plan"]) == 0
    said = capsys.readouterr().out.splitlines()[-1]
    assert shlex.split(said) == ["reedbed", "lake", "archive", *asked]
    assert main(["lake", "archive", *asked]) == 0
    assert main(["lake", "archive", "my ships", "--time-column", "seen"]) != 0
    assert "reedbed lake restore 'my ships'" in capsys.readouterr().err


@pytest.mark.usefixtures("workspace")
def test_what_cannot_be_is_said_with_a_code(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, code in (
        (("compact", "nothing"), "TBL001"),
        (("expire", "--older-than", "yesterday"), "USE001"),
        (("export", "t", "out", "--as-of", "9"), "LAKE023"),
    ):
        failed = document(capsys, *arguments)
        assert failed["exit_code"] in (2, 3)
        assert failed["error"]["code"] == code
