"""Answers laid aside: in an unnamed file that is mapped, so that they can be read at any place and memory is spared."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterable


def mapped_table(schema: pa.Schema, batches: Iterable[pa.RecordBatch], folder: Path | None = None) -> pa.Table:
    """The batches as a table. The mapping keeps the content until the table is gone, whatever ends this process."""
    descriptor, name = tempfile.mkstemp(prefix="reedbed-spool-", dir=folder)
    os.close(descriptor)
    path = Path(name)
    try:
        with pa.OSFile(name, "wb") as file, pa.ipc.new_stream(file, schema) as writer:
            for batch in batches:
                writer.write_batch(batch)
        return pa.ipc.open_stream(pa.memory_map(name)).read_all()
    finally:
        path.unlink()
