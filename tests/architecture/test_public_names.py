"""What the package shows: names that resolve, a cheap import, and examples that use nothing else."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import reedbed
import reedbed.storage

if TYPE_CHECKING:
    from pathlib import Path

HEAVY = {"duckdb", "_duckdb", "ibis", "pyarrow", "pandas", "polars", "numpy", "sqlglot", "pydantic"}
FACADES = ("reedbed", "reedbed.storage")


@pytest.mark.parametrize("facade", FACADES)
def test_every_public_name_resolves(facade: str) -> None:
    module = importlib.import_module(facade)
    assert [name for name in module.__all__ if not hasattr(module, name)] == []


@pytest.mark.parametrize("facade", FACADES)
def test_a_name_that_is_not_public_is_refused(facade: str) -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = importlib.import_module(facade).no_such_name


@pytest.mark.parametrize("facade", FACADES)
def test_public_names_are_offered_by_completion(facade: str) -> None:
    module = importlib.import_module(facade)
    assert set(module.__all__) <= set(dir(module))


def test_the_storage_facade_shows_the_same_objects() -> None:
    names = reedbed.storage.__all__
    assert [name for name in names if getattr(reedbed.storage, name) is not getattr(reedbed, name)] == []


def test_every_public_name_is_documented() -> None:
    documented = [name for name in reedbed.__all__ if not name.startswith("__")]
    assert [name for name in documented if not inspect.getdoc(getattr(reedbed, name))] == []


@pytest.mark.parametrize("statement", ["import reedbed", "import reedbed.storage", "from reedbed import errors"])
def test_importing_the_package_loads_nothing_heavy(statement: str) -> None:
    program = f"{statement}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    answer = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert HEAVY & set(json.loads(answer.stdout)) == set()


def test_asking_for_help_loads_no_engine() -> None:
    program = (
        "import json, sys\nfrom reedbed.cli import main\nsys.argv = ['reedbed', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    loaded = set(json.loads(answer.stdout.splitlines()[-1]))
    assert {"duckdb", "ibis", "pyarrow"} & loaded == set()
    assert "cyclopts" in loaded


def test_examples_use_only_public_names(root: Path) -> None:
    strays = [
        f"{path.relative_to(root)}: {stray}"
        for path in (root / "examples").rglob("*.py")
        for stray in private_names(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert strays == []


@pytest.mark.parametrize(
    "line",
    [
        "from reedbed.engine import Database",
        "import reedbed.store",
        "from reedbed import wiring",
        "from reedbed.storage import nothing",
        "import duckdb",
    ],
)
def test_a_private_import_in_an_example_is_found(line: str) -> None:
    assert private_names(ast.parse(line))


def private_names(tree: ast.Module) -> list[str]:
    """What the module imports from Reedbed beyond its public names, and from DuckDB at all."""
    public = {name: set(importlib.import_module(name).__all__) for name in (*FACADES, "reedbed.errors")}
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
            found += [name for name in names if name.split(".")[0] in {"reedbed", "duckdb"} and name not in public]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in {"reedbed", "duckdb"}:
            rooms = {"errors", "storage"} if node.module == "reedbed" else set()
            offered = public.get(node.module or "", set()) | rooms
            found += [f"{node.module}.{alias.name}" for alias in node.names if alias.name not in offered]
    return found
