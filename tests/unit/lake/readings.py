"""Tables that the tests archive, what a table holds, and targets in which something happens meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reedbed.lake.archiving import Archiver
from reedbed.lake.cuts import cut_of
from reedbed.lake.subjects import Wishes
from reedbed.lake.targets.folder import FolderTarget
from reedbed.sql import TableName

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from reedbed import StorageManager
    from reedbed.lake import ArchiveResult
    from reedbed.lake.records import LakeTable
    from reedbed.lake.targets import Digest

HOURS = 2_000
CUT = "2024-02-20"
BEFORE_CUT = 50 * 24


def make_readings(store: StorageManager, *, key: str = "PRIMARY KEY (id)", name: str = "readings") -> None:
    """A row for each of 2,000 hours from 2024-01-01 in UTC."""
    constraint = f", {key}" if key else ""
    store.execute_sql(f'CREATE TABLE "{name}" (id BIGINT, ts TIMESTAMPTZ, value DOUBLE{constraint})')
    store.execute_sql(
        f"INSERT INTO \"{name}\" SELECT i, TIMESTAMPTZ '2024-01-01' + to_hours(i), i / 2 FROM range({HOURS}) AS r(i)"
    )


def content(store: StorageManager, name: str = "readings") -> list[dict[str, Any]]:
    """All rows, in an order of their own."""
    rows: list[dict[str, Any]] = store.query(f'SELECT * FROM "{name}" ORDER BY ALL').to_pylist()
    return rows


class Eventful(FolderTarget):
    """A folder; before its first file is put, something happens."""

    def __init__(self, folder: Path, event: Callable[[], object]) -> None:
        super().__init__(folder)
        self._event: Callable[[], object] | None = event

    def put(self, source: Path, path: str) -> Digest:
        event, self._event = self._event, None
        if event is not None:
            event()
        return super().put(source, path)


def archive_while(store: StorageManager, folder: Path, event: Callable[[], object], *, cut: str = CUT) -> ArchiveResult:
    """Archive readings, and let `event` happen between the copy and the deletion of the copied rows."""

    def moment(table: LakeTable) -> str:
        return cut_of(cut, table.column(table.time_column).type)

    archiver = Archiver(store.database, lambda _: Eventful(folder, event))
    return archiver.archive(TableName(name="readings"), moment, Wishes(target=str(folder)))
