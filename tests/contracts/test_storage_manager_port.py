"""The storage manager is a table port: mypy checks the assignment, and the names are compared at run time."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import reedbed
from reedbed.ports.tables import TablePort, Written
from reedbed.store import StorageManager, WriteResult


def as_port(store: StorageManager) -> TablePort:
    """mypy refuses this line when the storage manager breaks the port's signatures."""
    return store


def as_written(result: WriteResult) -> Written:
    return result


OPERATIONS = [name for name in vars(TablePort) if not name.startswith("_")]


@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_manager_takes_the_ports_arguments(operation: str) -> None:
    promised = inspect.signature(getattr(TablePort, operation)).parameters
    offered = inspect.signature(getattr(StorageManager, operation)).parameters
    assert len(offered) >= len(promised)
    for mine, theirs in zip(promised.values(), offered.values(), strict=False):
        assert mine.kind is inspect.Parameter.POSITIONAL_ONLY or mine.name == theirs.name
        assert mine.default == theirs.default


def test_the_ports_load_no_engine() -> None:
    program = "import reedbed.ports.tables, sys; print({'duckdb', 'ibis', 'pyarrow'} & set(sys.modules))"
    answer = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert answer.stdout == "set()\n"


def test_pytest_is_imported_in_testing_only() -> None:
    package = Path(reedbed.__file__).parent
    users = {path.relative_to(package).parts[0] for path in package.rglob("*.py") if imports(path, "pytest")}
    assert users == {"testing"}


def imports(path: Path, module: str) -> bool:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import) and any(alias.name.split(".")[0] == module for alias in node.names):
            return True
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == module:
            return True
    return False
