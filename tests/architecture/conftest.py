"""Where this repository's files are, for the tests that read them."""

from __future__ import annotations

from pathlib import Path

import pytest

CODE = ("src", "tests", "examples", "benchmarks", "tools")
TEXT = (".md", ".py", ".toml", ".txt", ".yaml", ".yml", ".sql", ".json", ".csv", ".sh", "")
NOT_OURS = {".git", ".venv", "__pycache__", "dist", "build", "reedbed-demo", "node_modules"}


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
    """Every text file of the repository, caches and what tools made left out."""
    return sorted(
        path
        for path in root.rglob("*")
        if path.suffix in TEXT
        and path.is_file()
        and not any(part in NOT_OURS or part.endswith("_cache") for part in path.relative_to(root).parts)
    )
