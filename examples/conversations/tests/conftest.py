from __future__ import annotations

import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

# The example is an application in its own folder, not an installed package.
sys.path.insert(0, str(Path(__file__).parents[1]))

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
