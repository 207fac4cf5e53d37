"""The import rules hold, and each of them fires when it is broken once on purpose."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest


class Breach(NamedTuple):
    """One line that breaks one rule: the file it is added to, and the contract that has to name it."""

    file: str
    line: str
    contract: str


ROOMS = "A room imports only rooms below it"
CYCLES = "No module is part of a cycle, types included"
TYPES_ONLY = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    "

BREACHES = {
    "errors look up": Breach("errors/root.py", "import reedbed.workspace", ROOMS),
    "sql looks up": Breach("sql/identifiers.py", "import reedbed.engine", ROOMS),
    "settings look sideways": Breach("settings/origins.py", "import reedbed.sql", ROOMS),
    "the workspace looks up": Breach("workspace/__init__.py", "import reedbed.ports", ROOMS),
    "ports look up": Breach("ports/__init__.py", "import reedbed.engine", ROOMS),
    "the engine looks up": Breach("engine/options.py", "import reedbed.store", ROOMS),
    "the store looks up": Breach("store/__init__.py", "import reedbed.wiring", ROOMS),
    "wiring looks up": Breach("wiring/__init__.py", "import reedbed.cli", ROOMS),
    "for types only": Breach("engine/options.py", TYPES_ONLY + "import reedbed.store", ROOMS),
    "through the facade": Breach("engine/options.py", "import reedbed.storage", ROOMS),
    "a room nobody listed": Breach("attic.py", '"""Forgotten."""', ROOMS),
    "a cycle": Breach("errors/root.py", "import reedbed.errors.tables", CYCLES),
    "a cycle of types": Breach("errors/root.py", TYPES_ONLY + "import reedbed.errors.tables", CYCLES),
    "duckdb in the store": Breach("store/__init__.py", "import duckdb", "duckdb is imported only in engine"),
    "duckdb in the terminal": Breach("cli/__init__.py", "import duckdb", "duckdb is imported only in engine"),
    "ibis in the engine": Breach(
        "engine/options.py", "import ibis", "ibis is imported only in store, lake and testing"
    ),
    "HTTP outside of ingest": Breach("store/__init__.py", "import httpx2", "HTTP clients are imported only in ingest"),
    "S3 outside of its target": Breach(
        "lake/__init__.py", "import botocore", "The S3 client is imported only in the lake's S3 target"
    ),
    "the lake looks up": Breach("lake/__init__.py", "import reedbed.ingest", ROOMS),
    "ingest looks up": Breach("ingest/__init__.py", "import reedbed.pgserver", ROOMS),
    "sql opens a socket": Breach("sql/identifiers.py", "import socket", "sql does no I/O"),
    "sql reads files": Breach("sql/identifiers.py", "import pathlib", "sql does no I/O"),
    "the protocol opens a socket": Breach("pgwire/__init__.py", "import socket", "pgwire does no I/O"),
    "the protocol looks sideways": Breach("pgwire/__init__.py", "import reedbed.sql", ROOMS),
    "the door looks up": Breach("pgserver/__init__.py", "import reedbed.wiring", ROOMS),
    "wiring takes a fake": Breach(
        "wiring/__init__.py", "import reedbed.testing", "Fakes and contract suites are never in production code"
    ),
}


def lint(package_parent: Path, config: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--config", str(config)],
        cwd=package_parent,
        env=os.environ | {"PYTHONPATH": str(package_parent), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Path:
    shutil.copytree(root / "src" / "reedbed", tmp_path / "reedbed", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_the_rules_hold(root: Path, copy: Path) -> None:
    answer = lint(copy, root / "pyproject.toml")
    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.parametrize("breach", BREACHES.values(), ids=BREACHES.keys())
def test_a_breach_is_named(root: Path, copy: Path, breach: Breach) -> None:
    target = copy / "reedbed" / breach.file
    before = target.read_text(encoding="utf-8") if target.exists() else ""
    target.write_text(f"{before}\n{breach.line}\n", encoding="utf-8")
    answer = lint(copy, root / "pyproject.toml")
    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert re.search(rf"{re.escape(breach.contract)}\s+BROKEN", answer.stdout)


def test_every_contract_is_broken_by_one_of_these_breaches(root: Path) -> None:
    config = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = {contract["name"] for contract in config["tool"]["importlinter"]["contracts"]}
    assert contracts == {breach.contract for breach in BREACHES.values()}
