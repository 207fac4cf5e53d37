"""Where this repository's files are, for the tests that read them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

CODE = ("src", "tests", "examples", "benchmarks", "tools")
TEXT = (".md", ".py", ".toml", ".txt", ".yaml", ".yml", ".sql", ".json", ".csv", ".sh", "")


@pytest.fixture(scope="session")
def root() -> Path:
    return Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def modules(root: Path) -> list[Path]:
    """Every Python file that is written here."""
    found = [path for folder in CODE for path in (root / folder).rglob("*.py")]
    return sorted([*found, root / "conftest.py"])


@pytest.fixture(scope="session")
def texts(root: Path) -> list[Path]:
    """Every text file that is committed here or would be."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [root / name for name in listed.stdout.split("\0") if name]
    return sorted(path for path in paths if path.suffix in TEXT and path.is_file())
