"""Clients that are programs of their own: Java's, Node's, ODBC's. Those that are installed are tried.

Node comes in a wheel; its packages, PostgreSQL's JDBC driver and the ODBC driver come with `make clients`.
"""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest
from tests.integration.catalog.recording import programs

if TYPE_CHECKING:
    from tests.integration.doors import OpenDoor

PROGRAMS = ("pgjdbc", "node-postgres", "postgres.js", "psqlODBC")


@pytest.mark.slow
@pytest.mark.parametrize("client", PROGRAMS)
def test_a_program_finds_everything_as_it_expects(door: OpenDoor, client: str) -> None:
    installed = programs.installed()
    if client not in installed:
        pytest.skip(f"{client} is not installed here; `make clients` does that")
    _, command = installed[client]
    folder = programs.folder_of(command)
    ended = subprocess.run(
        [*command, door.tcp_url], check=False, capture_output=True, text=True, cwd=folder, timeout=300
    )
    claims = [json.loads(line) for line in ended.stdout.splitlines() if line.startswith("{")]
    assert (ended.returncode, len(claims) >= 10) == (0, True), ended.stderr
    assert [claim for claim in claims if claim["failure"]] == []
