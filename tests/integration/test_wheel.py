"""The wheel in an empty environment: it installs with its pinned dependencies, and its command works there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import reedbed

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def run(*command: str | Path, folder: Path | None = None) -> str:
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    answer = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", folder, ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def binaries(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", folder)
    run(folder / "bin" / "python", "-m", "pip", "install", "-q", "-c", ROOT / "constraints.txt", wheel)
    return folder / "bin"


def test_the_wheel_holds_the_package_its_types_and_its_licence_alone(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "reedbed/py.typed" in names
    assert any(name.endswith("/licenses/LICENSE") for name in names)
    assert {name.split("/")[0] for name in names} == {"reedbed", f"reedbed-{reedbed.__version__}.dist-info"}


def test_the_command_is_there_and_knows_its_version(binaries: Path) -> None:
    assert "Usage: reedbed" in run(binaries / "reedbed", "--help")
    assert reedbed.__version__ in run(binaries / "reedbed", "--version")


def test_a_workspace_is_made_and_asked(binaries: Path, tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    run(binaries / "reedbed", "init", workspace)
    answer = json.loads(run(binaries / "reedbed", "sql", "select 1 as one", "--output", "json", folder=workspace))
    assert (answer["ok"], answer["rows"]) == (True, [[1]])


def test_instants_come_out_as_python_objects(binaries: Path) -> None:
    program = (
        "import reedbed\n"
        "with reedbed.temp_storage() as store:\n"
        "    print(store.database.rows(\"SELECT TIMESTAMPTZ '2026-03-29 01:00:00+00'\")[0][0].isoformat())\n"
    )
    assert run(binaries / "python", "-c", program).strip() == "2026-03-29T01:00:00+00:00"
