"""A part file between its writing and its publishing: made durable and summed while its rows go into the table."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from reedbed.store.checkpoints.manifest import Part

if TYPE_CHECKING:
    from pathlib import Path

    from reedbed.store.checkpoints.folder import Draft


class WrittenPart:
    """A whole part file under its unfinished name.

    Syncing and hashing wait for the disk and need one core for 0.5 s a gigabyte; they run beside DuckDB's own reading
    of the file, which takes longer.
    """

    def __init__(self, draft: Draft, *, rows: int) -> None:
        self._draft = draft
        self._rows = rows
        with_one_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reedbed-part")
        self._sealed = with_one_thread.submit(self._seal)
        with_one_thread.shutdown(wait=False)

    @property
    def path(self) -> Path:
        """Where the rows can be read until `publish`."""
        return self._draft.unfinished

    def publish(self) -> Part:
        """Give the durable file its final name; raises what syncing it raised."""
        sha256 = self._sealed.result()
        size = self._draft.unfinished.stat().st_size
        self._draft.publish()
        return Part(file=self._draft.final.name, row_count=self._rows, size_bytes=size, sha256=sha256)

    def _seal(self) -> str:
        self._draft.sync()
        return self._draft.sha256()
