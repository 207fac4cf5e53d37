"""A failing disk, played: some bytes in the middle of a checkpoint's first part file get other values."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from reedbed import StorageManager

_BYTES = 64


@dataclass(frozen=True, kw_only=True, slots=True)
class Damage:
    """Which bytes of which file are not what they were."""

    file: Path
    offset: int
    size_bytes: int
    file_size_bytes: int


def damage_checkpoint(store: StorageManager, folder: Path, table: str) -> Damage:
    """Change bytes of the checkpoint of `table` in `folder`; the size of the file, which a glance compares, stays."""
    (record,) = (each for each in store.checkpoints() if str(each.name) == table)
    manifest = folder / record.manifest
    file = manifest.with_name(json.loads(manifest.read_bytes())["parts"][0]["file"])
    size = file.stat().st_size
    offset = size // 2
    with file.open("r+b") as part:
        part.seek(offset)
        content = part.read(_BYTES)
        part.seek(offset)
        # Every byte changes, and twice in a row by chance only: a demo that was killed here leaves damage behind.
        part.write(bytes(byte ^ (1 + secrets.randbelow(255)) for byte in content))
    return Damage(file=file, offset=offset, size_bytes=len(content), file_size_bytes=size)
