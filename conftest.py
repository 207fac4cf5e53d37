"""What every test shares, those of the examples too: the seed, a clean environment, an example's own folder."""

from __future__ import annotations

import os
import secrets
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from tests.integration.postgres_server import PostgresServer

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent
# Read by the tests themselves; every other REEDBED_* variable would be a setting of whoever runs them.
FOR_TESTS = {"REEDBED_SEED", "REEDBED_KILLS", "REEDBED_CASES", "REEDBED_MESSAGES", "REEDBED_RACES"}

# What a test takes of a processor, on the average of its folder; the nearest folder counts.
SECONDS = {
    "tests": 0.03,
    "tests/contracts": 0.2,
    "tests/docs": 1.0,
    "tests/faults": 1.0,
    "tests/faults/access": 0.002,
    "tests/integration": 0.35,
    "tests/integration/differential": 0.035,
    "tests/integration/served": 0.7,
    "tests/properties": 0.75,
    "examples": 0.35,
}
SLOW_SECONDS = 10.0

# Two shared cores make single examples slow now and then; the time limit of the whole test still holds.
settings.register_profile("shared-cores", deadline=None)
settings.load_profile("shared-cores")


def pytest_configure() -> None:
    for name in [name for name in os.environ if name.startswith("REEDBED_") and name not in FOR_TESTS]:
        del os.environ[name]
    # Set before xdist starts its workers, so that all of them draw from the one seed that the header prints.
    os.environ.setdefault("REEDBED_SEED", str(secrets.randbelow(2**31)))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first: workers share them, and the last to be taken has to be a short one."""
    seconds = defaultdict[Path, float](float)
    for item in items:
        folders = [parent.as_posix() for parent in item.path.relative_to(ROOT).parents]
        usual = next((SECONDS[folder] for folder in folders if folder in SECONDS), SECONDS["tests"])
        seconds[item.path] += SLOW_SECONDS if item.get_closest_marker("slow") else usual
    items.sort(key=lambda item: -seconds[item.path])


def pytest_report_header() -> str:
    return f"fault tests: REEDBED_SEED={os.environ['REEDBED_SEED']}"


@pytest.fixture(autouse=True)
def _in_the_folder_of_the_example(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = request.path.relative_to(ROOT).parts
    if parts[0] == "examples":
        monkeypatch.chdir(ROOT.joinpath(*parts[:2]))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A real PostgreSQL 18, started when the first test asks for it, one for each worker."""
    with PostgresServer() as server:
        yield server
