"""What the commands do to a workspace, told by their JSON documents: load, export, build, verify, mend."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from reedbed.cli import main

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A workspace with a table, a view and a checkpoint; the current folder."""
    monkeypatch.delenv("REEDBED_WORKSPACE", raising=False)
    folder = tmp_path / "here"
    assert main(["init", str(folder)]) == 0
    monkeypatch.chdir(folder)
    (tmp_path / "flights.csv").write_text("id,carrier\n1,UA\n2,AA\n3,UA\n")
    (folder / "views").mkdir()
    (folder / "views" / "carriers.sql").write_text("SELECT carrier, count(*) AS n FROM flights GROUP BY carrier")
    assert main(["load", "flights", "../flights.csv"]) == 0
    capsys.readouterr()
    return folder


def document(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    """The exit code and the one document of a command line; a second one, or text beside it, does not parse."""
    exit_code = main([*arguments, "--output", "json"])
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return exit_code, found


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.parquet", "a.json", "a.ndjson", "a.arrow"])
def test_an_export_never_overwrites_unasked_and_loads_back_the_same(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / name
    assert document(capsys, "export", "flights", str(file))[1]["row_count"] == 3
    before = file.read_bytes()
    assert document(capsys, "export", "SELECT 1 AS one", str(file))[0] == 2
    assert file.read_bytes() == before
    if name != "a.arrow":
        assert document(capsys, "load", "back", str(file))[0] == 0
        assert document(capsys, "diff", "flights", "back", "--key", "id")[0] == 0
    assert document(capsys, "export", "SELECT 1 AS one", str(file), "--force")[0] == 0
    assert file.read_bytes() != before


@pytest.mark.usefixtures("workspace")
def test_an_export_that_fails_leaves_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out").mkdir()
    assert document(capsys, "export", "SELECT error('x')", str(tmp_path / "out" / "b.csv"))[0] == 3
    assert document(capsys, "export", "DELETE FROM flights", str(tmp_path / "out" / "b.csv"))[0] == 2
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize("name", ['weird "name"', "x; drop table flights", "../x", "🦆", "n" * 106, "a.b"])
def test_names_that_hurt_are_names(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert document(capsys, "load", name, "../flights.csv")[0] == 0
    assert document(capsys, "head", name)[1]["row_count"] == 3
    assert document(capsys, "show", name)[1]["table"]["name"] == name
    assert document(capsys, "checkpoint", "verify", name)[1]["damaged"] == 0
    assert document(capsys, "tables")[1]["row_count"] == 2


@pytest.mark.usefixtures("workspace")
def test_a_table_of_another_schema_is_named_with_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert document(capsys, "sql", "CREATE SCHEMA staging; CREATE TABLE staging.raw AS SELECT 1 AS i")[0] == 0
    listed = [row[0] for row in document(capsys, "tables")[1]["rows"]]
    assert listed == ["flights", "staging.raw"]
    assert document(capsys, "head", "staging.raw")[1]["rows"] == [[1]]
    assert document(capsys, "head", "staging.rwa")[1]["error"]["details"]["nearest"] == ["staging.raw"]


def test_loading_replaces_appends_and_upserts(
    workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = tmp_path / "more.csv"
    more.write_text("carrier,id\nDL,3\nDL,4\n")
    assert document(capsys, "load", "flights", str(more), "--mode", "upsert", "--key", "id")[1]["row_count"] == 4
    assert document(capsys, "load", "flights", str(more), "--mode", "append")[1]["row_count"] == 6
    assert document(capsys, "load", "flights", str(tmp_path / "m*.csv"))[1]["row_count"] == 2
    assert document(capsys, "head", "flights")[1]["columns"][0]["name"] == "carrier"
    assert document(capsys, "load", "flights", str(more), "x.parquet", "--mode", "append")[0] == 3
    assert document(capsys, "load", "flights")[0] == 2
    assert workspace.is_dir()


@pytest.mark.usefixtures("workspace")
def test_damage_is_found_told_and_mended(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert document(capsys, "build")[1]["built"] == 1
    assert document(capsys, "plan")[1]["up_to_date"] is True
    part = next((workspace / "data" / "checkpoints").glob("carriers-*/part-*.parquet"))
    part.write_bytes(part.read_bytes()[:-1])
    exit_code, found = document(capsys, "checkpoint", "verify")
    assert (exit_code, found["damaged"]) == (1, 1)
    exit_code, found = document(capsys, "doctor")
    assert (exit_code, found["problems"]) == (1, 1)
    assert document(capsys, "plan")[1]["up_to_date"] is False
    assert document(capsys, "build")[0] == 0
    assert document(capsys, "checkpoint", "verify")[1]["damaged"] == 0
    assert document(capsys, "checkpoint", "prune")[1]["applied"] is False


@pytest.mark.usefixtures("workspace")
def test_a_view_that_fails_ends_with_3_and_leaves_the_others_built(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (workspace / "views" / "broken.sql").write_text("SELECT error('no luck') AS n FROM flights")
    exit_code, found = document(capsys, "build")
    assert (exit_code, found["ok"], found["built"], found["failed"]) == (3, False, 1, 1)
    assert found["error"]["code"] == "VIEW005"


def test_a_lost_database_is_rebuilt_in_a_new_file(
    workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = workspace / "data" / "workspace.db"
    database.write_bytes(b"not a database")
    exit_code, found = document(capsys, "tables")
    assert (exit_code, found["error"]["code"]) == (3, "OPEN002")
    assert database.read_bytes() == b"not a database"
    rescued = tmp_path / "rescued.db"
    exit_code, found = document(capsys, "checkpoint", "restore", "--all", "--to", str(rescued))
    assert (exit_code, found["restored"][0]["row_count"]) == (0, 3)
    assert rescued.exists()


@pytest.mark.usefixtures("workspace")
def test_show_tells_where_a_table_stands_among_the_views(capsys: pytest.CaptureFixture[str]) -> None:
    assert document(capsys, "build")[0] == 0
    assert document(capsys, "show", "flights")[1]["lineage"]["read_by"] == ["carriers"]
    view = document(capsys, "show", "carriers")[1]["lineage"]
    assert (view["view"], view["made_from"], view["freshness"]) == (True, ["flights"], "up to date")
    assert document(capsys, "sql", "DELETE FROM flights WHERE id = 1")[0] == 0
    assert document(capsys, "show", "carriers")[1]["lineage"]["freshness"] == "input changed: flights"


def test_show_works_while_the_view_code_does_not(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (workspace / "views.py").write_text("import nothing_of_that_name\n")
    exit_code, found = document(capsys, "show", "flights")
    assert exit_code == 0
    assert "VIEW006" in found["lineage"]["problem"]
