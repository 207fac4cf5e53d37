"""A store with three checkpointed tables, and a folder for its migrations."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from reedbed.wiring import open_store
from reedbed.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from reedbed.store import StorageManager


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = Workspace.init(tmp_path / "ws").folder / "migrations"
    made.mkdir()
    return made


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with three checkpointed tables."""
    workspace = Workspace.init(tmp_path_factory.mktemp("made") / "ws")
    with open_store(workspace) as opened:
        for name in ("a", "b", "c"):
            opened.write_table(pa.table({"id": [1, 2, 3], "text": ["x", "y", "z"]}), name)
    return workspace.folder


@pytest.fixture
def store(folder: Path, made_once: Path) -> Iterator[StorageManager]:
    """A copy of it."""
    shutil.copytree(made_once, folder.parent, dirs_exist_ok=True)
    with open_store(folder.parent) as opened:
        yield opened


@pytest.fixture
def write(folder: Path) -> Callable[[str, str], None]:
    def writer(name: str, sql: str) -> None:
        (folder / name).write_text(sql, encoding="utf-8")

    return writer
