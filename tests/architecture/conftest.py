"""Where this repository's files are, for the tests that read them."""

from __future__ import annotations

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
    """Every text file that is written here; needs no Git, so that a copy without history can be tested."""
    inside = [path for folder in (*CODE, "docs", ".ci") for path in (root / folder).rglob("*")]
    found = [path for path in [*root.iterdir(), *inside] if path.suffix in TEXT and path.is_file()]
    return sorted(path for path in found if "__pycache__" not in path.parts)
