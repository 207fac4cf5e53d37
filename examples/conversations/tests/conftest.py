from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from reedbed import ReedbedError, open_store

# The example is an application in its own folder, not an installed package.
sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parent)]

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def zipped(tmp_path: Path) -> Callable[..., Path]:
    """Make an archive of texts: `zipped("a.zip", {"_chat.txt": "…"})`."""

    def make(name: str, entries: dict[str, str | bytes]) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for entry, content in entries.items():
                archive.writestr(entry, content)
        return path

    return make


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Run an export into the workspace `tmp_path/w`; the result, or the error of a failure."""

    from conversations.__main__ import COMMANDS

    def call(export: Path, **keys: object) -> dict[str, Any]:
        request = {"workspace_path": str(tmp_path / "w"), "export": str(export), **keys}
        try:
            document = COMMANDS["run"](json.dumps(request))
        except ReedbedError as error:
            document = {"error": error.to_dict()}
        result: dict[str, Any] = json.loads(json.dumps(document))
        return result

    return call


@pytest.fixture
def rows(tmp_path: Path) -> Callable[[str], list[tuple[Any, ...]]]:
    """Query the workspace `tmp_path/w`."""

    def query(sql: str) -> list[tuple[Any, ...]]:
        with open_store(tmp_path / "w") as store:
            return [tuple(row.values()) for row in store.query(sql).to_pylist()]

    return query
