from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.integration.postgres_server import PostgresServer

if TYPE_CHECKING:
    from tests.integration.doors import OpenDoor

RECORDING = Path(__file__).parents[1] / "catalog" / "recording"
COMMANDS = [
    line
    for line in (RECORDING / "psql_commands.txt").read_text(encoding="utf-8").splitlines()
    if line.startswith("\\") and not line.startswith(("\\set", "\\copy"))
]


def psql(url: str, *commands: str) -> tuple[str, str]:
    program = PostgresServer.binaries_of_the_wheel() / "psql"
    script = "\n".join(commands)
    ended = subprocess.run(
        [program, "-X", "-q", url], input=script, capture_output=True, text=True, check=False, timeout=120
    )
    return ended.stdout, ended.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_a_backslash_command_is_answered(door: OpenDoor, command: str) -> None:
    _, errors = psql(door.url, command)
    wrong = [line for line in errors.splitlines() if not re.match(r"Did not find any|psql: warning", line)]
    assert wrong == []


def test_tables_are_listed(door: OpenDoor) -> None:
    out, _ = psql(door.url, r"\dt")
    assert all(re.search(rf"main +\| {name} +\| table", out) for name in ("airlines", "flights", "weather"))


def test_a_table_is_described(door: OpenDoor) -> None:
    out, _ = psql(door.url, r"\d flights")
    assert re.search(r"carrier +\|.*\| not null", out)
    assert re.search(r"fare +\| numeric\(10,2\)", out)
    assert "PRIMARY KEY" in out
    assert "flights_by_day" in out


def test_an_expanded_row_and_a_csv_are_printed(door: OpenDoor) -> None:
    out, errors = psql(
        door.url,
        r"\x on",
        "SELECT id, fare FROM flights WHERE id = 1;",
        r"\pset format csv",
        r"\x off",
        "SELECT 1 AS a;",
    )
    assert "fare | 120.50" in out
    assert "a\n1\n" in out
    assert errors == ""


def test_rows_are_copied_by_the_client(door: OpenDoor, tmp_path: Path) -> None:
    file = tmp_path / "airlines.csv"
    _, errors = psql(
        door.url,
        rf"\copy airlines TO '{file}' CSV HEADER",
        "CREATE TABLE copied_back (carrier text, name text);",
        rf"\copy copied_back FROM '{file}' CSV HEADER",
    )
    assert errors == ""
    assert file.read_text(encoding="utf-8").splitlines()[0] == "carrier,name"
    out, _ = psql(door.url, r"\t on", "SELECT count(*) FROM copied_back;")
    assert out.strip() == "2"


def test_an_error_shows_its_place(door: OpenDoor) -> None:
    _, errors = psql(door.url, "SELECT nothing FROM flights;")
    assert "ERROR:" in errors
    assert "LINE 1: SELECT nothing FROM flights;" in errors
    assert "^" in errors


def test_a_cursor_fetches_in_parts(door: OpenDoor) -> None:
    out, errors = psql(door.url, r"\set FETCH_COUNT 100", r"\t on", "SELECT n FROM generate_series(1, 1000) AS s(n);")
    assert errors == ""
    assert len(out.split()) == 1000


def test_names_are_described_without_running(door: OpenDoor) -> None:
    out, errors = psql(door.url, r"SELECT id, fare FROM flights \gdesc")
    assert errors == ""
    assert re.search(r"fare +\| numeric", out)
