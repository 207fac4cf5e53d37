"""The frame of the command line as a shell sees it: streams, exit codes, pipes, terminals and time."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

COMMAND = [sys.executable, "-m", "reedbed.cli"]
HEAVY = {"duckdb", "ibis", "pyarrow", "pandas", "numpy", "pydantic"}


def run(*arguments: str, folder: Path, stdin: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("REEDBED_")}
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env=environment | variables,
    )


def on_terminal(*arguments: str, folder: Path, **variables: str) -> str:
    """What a person sees on a terminal of 100 columns, from stdout and stderr."""
    parent, child = pty.openpty()
    environment = {**os.environ, "COLUMNS": "100", "TERM": "xterm-256color", **variables}
    process = subprocess.Popen(
        [*COMMAND, *arguments], cwd=folder, stdin=child, stdout=child, stderr=child, env=environment, close_fds=True
    )
    os.close(child)
    seen = b""
    while select.select([parent], [], [], 30)[0]:
        try:
            part = os.read(parent, 65536)
        except OSError:
            break
        if not part:
            break
        seen += part
    os.close(parent)
    process.wait(timeout=30)
    return seen.decode().replace("\r\n", "\n")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("frame") / "here"
    assert run("init", str(folder), folder=folder.parent).returncode == 0
    sql = "CREATE TABLE flights AS SELECT i AS id, 'N' || i AS tail, i / 3 AS delay FROM range(100) t(i)"
    assert run("sql", sql, folder=folder).returncode == 0
    return folder


def test_stdout_is_data_and_stderr_is_talk(workspace: Path) -> None:
    found = run("head", "flights", "-n", "1", folder=workspace)
    assert found.stdout == "id  tail  delay\n--  ----  -----\n 0  N0      0.0\n"
    assert found.stderr == ""
    failed = run("head", "flihgts", folder=workspace)
    assert failed.stdout == ""
    assert failed.stderr == (
        "TBL001  No table 'flihgts' in this store. Did you mean 'flights'?\n   try  reedbed tables\n"
    )


def test_a_pipe_that_closes_early_is_quiet(workspace: Path) -> None:
    for output in ("text", "json"):
        sql = "SELECT * FROM range(2000000)"
        with subprocess.Popen(
            [*COMMAND, "sql", sql, "--output", output], cwd=workspace, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.read(10)
            process.stdout.close()
            assert process.stderr.read() == b""
            assert process.wait(timeout=30) == 0


def test_nothing_is_coloured_off_a_terminal(workspace: Path) -> None:
    for arguments in (["--help"], ["tables"], ["doctor"], ["nope"]):
        found = run(*arguments, folder=workspace, FORCE_COLOR="1")
        assert "\x1b" not in found.stdout + found.stderr


def test_a_terminal_gets_a_table_in_colours_and_no_color_takes_them_away(workspace: Path) -> None:
    seen = on_terminal("sql", "FROM flights", folder=workspace)
    assert "\x1b[" in seen
    assert "first 40 rows" in seen
    assert "───" in seen
    for plain in (
        on_terminal("sql", "FROM flights", folder=workspace, NO_COLOR="1"),
        on_terminal("sql", "FROM flights", "--no-color", folder=workspace),
    ):
        assert not re.search(r"\x1b\[[0-9;]*3[0-7]m", plain)
        assert "───" in plain


def test_text_output_is_plain_on_a_terminal_too(workspace: Path) -> None:
    seen = on_terminal("head", "flights", "-n", "1", "--output", "text", folder=workspace)
    assert seen == "id  tail  delay\n--  ----  -----\n 0  N0      0.0\n"


def test_a_table_with_many_columns_fits_the_terminal_and_says_what_it_hides(workspace: Path) -> None:
    columns = ", ".join(f"{i} AS column_{i}" for i in range(40))
    seen = on_terminal("sql", f"SELECT {columns}", folder=workspace, NO_COLOR="1")
    assert max(len(line) for line in re.sub(r"\x1b\[[0-9;]*m", "", seen).splitlines()) <= 100
    assert "more columns to the right" in seen


def test_values_cannot_steer_the_terminal(workspace: Path) -> None:
    seen = on_terminal("sql", "SELECT chr(27) || '[2J' || chr(7) AS v", folder=workspace, NO_COLOR="1")
    assert "\\x1b[2J\\x07" in seen
    assert "\x1b[2J" not in seen


def test_sql_comes_from_an_argument_a_file_or_stdin(workspace: Path, tmp_path: Path) -> None:
    file = tmp_path / "query.sql"
    file.write_text("SELECT 7 AS n; -- the last one counts\nSELECT 8 AS n;")
    assert run("sql", "-f", str(file), folder=workspace).stdout.split() == ["n", "-", "8"]
    assert run("sql", "-", folder=workspace, stdin="SELECT 9 AS n").stdout.split() == ["n", "-", "9"]
    assert run("sql", folder=workspace, stdin="SELECT 9 AS n").stdout.split() == ["n", "-", "9"]
    assert run("sql", "-- a comment\nSELECT 10 AS n", folder=workspace).stdout.split() == ["n", "--", "10"]
    both = run("sql", "SELECT 1", "-f", str(file), folder=workspace)
    assert (both.returncode, both.stdout) == (2, "")
    missing = run("sql", "-f", "no.sql", folder=workspace)
    assert (missing.returncode, missing.stderr.split()[0]) == (3, "FILE001")


def test_parameters_are_bound_and_never_text_of_the_statement(workspace: Path) -> None:
    sql = "SELECT ? AS a, ? AS b, ? AS c"
    found = run(
        "sql",
        sql,
        "--param",
        "5",
        "--param",
        "x'; DROP TABLE flights; --",
        "-p",
        "null",
        "--output",
        "json",
        folder=workspace,
    )
    assert json.loads(found.stdout)["rows"] == [[5, "x'; DROP TABLE flights; --", None]]


def test_an_empty_workspace_says_what_to_do_next(tmp_path: Path) -> None:
    assert run("init", folder=tmp_path).returncode == 0
    for arguments in (["tables"], ["views", "list"], ["plan"], ["build"], ["checkpoint", "list"], ["migrate"], []):
        found = run(*arguments, folder=tmp_path)
        assert (found.returncode, found.stderr) == (0, "")
        assert "Try:" in found.stdout, arguments


def test_a_bug_ends_with_4_and_its_traceback_is_for_those_who_ask(workspace: Path) -> None:
    script = (
        "import sys, reedbed.cli.explanations as module\n"
        "module._meaning = lambda kind: 1 / 0\n"
        "from reedbed.cli import main\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    for debug, seen in (("", False), ("1", True)):
        found = subprocess.run(
            [sys.executable, "-c", script, "explain", "LOCK001", "--output", "json"],
            capture_output=True,
            text=True,
            check=False,
            cwd=workspace,
            env={**os.environ, "REEDBED_DEBUG": debug},
        )
        assert found.returncode == 4
        assert json.loads(found.stdout)["error"]["code"] == "BUG000"
        assert ("Traceback" in found.stderr) is seen


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "from reedbed.cli import main\n"
        "main(['--help'])\n"
        "print(sorted(set(sys.modules) & set(sys.argv[1:])), file=sys.stderr)\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", script, *HEAVY], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert found.stderr == "[]\n"


def test_a_small_query_loads_neither_ibis_nor_pandas(workspace: Path) -> None:
    script = (
        "import sys\n"
        "from reedbed.cli import main\n"
        "main(['sql', 'SELECT 1'])\n"
        "print(sorted(set(sys.modules) & {'ibis', 'pandas', 'sqlglot'}), file=sys.stderr)\n"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=workspace)
    assert found.stderr == "[]\n"


def test_what_looks_at_tables_and_writes_them_loads_no_pandas(workspace: Path) -> None:
    (workspace / "few.csv").write_text("a,b\n1,x\n2,y\n", encoding="utf-8")
    script = (
        "import sys\n"
        "from reedbed.cli import main\n"
        "for command in ('load few few.csv', 'tables', 'show few', 'checkpoint verify', 'checkpoint restore few'):\n"
        "    assert main(command.split()) == 0, command\n"
        "print(sorted(set(sys.modules) & {'ibis', 'pandas'}), file=sys.stderr)\n"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=workspace)
    assert found.stderr.splitlines()[-1] == "[]"
