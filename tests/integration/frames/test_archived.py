"""An archived table is one table to scans and copies, and a scan's filter decides which files are opened."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import polars as pl
import pytest

from reedbed import Lake, Workspace, open_store
from reedbed.store.frames.scanning import Scan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from reedbed.store import StorageManager

HOURS = 365 * 24


@pytest.fixture
def store(tmp_path: Path) -> Iterator[StorageManager]:
    with open_store(Workspace.init(tmp_path / "w")) as opened:
        opened.execute_sql(
            "CREATE TABLE readings AS SELECT TIMESTAMPTZ '2025-01-01 00:00:00+00' + to_hours(range) AS at, "
            f"range AS n FROM range({HOURS})"
        )
        Lake(opened).archive("readings", "at", datetime(2025, 11, 1, tzinfo=UTC), partition_by=("year", "month"))
        yield opened


def test_a_scan_of_an_archived_table_opens_the_files_that_its_filter_needs(store: StorageManager) -> None:
    june = pl.col("at").is_between(datetime(2025, 6, 3, tzinfo=UTC), datetime(2025, 6, 4, tzinfo=UTC), closed="left")
    scan = store.scan_polars("readings")
    assert scan.select(pl.col("n").sum()).collect().item() == sum(range(HOURS))
    assert scan.filter(june).collect()["n"].to_list() == list(range(153 * 24, 154 * 24))
    source = Scan(
        database=store.database,
        table=store.database.qualified("main", "readings"),
        types=store.get_table_columns("readings"),
        columns=("at", "n"),
    )
    [read] = Lake(store).explain(source.statement(None, june, None))
    assert (read.read, read.total) == (1, 10)
    assert store.read_polars("readings").height == HOURS


def test_an_archived_table_is_copied_whole(store: StorageManager, tmp_path: Path) -> None:
    assert store.copy("readings", to=f"duckdb:///{tmp_path / 'other.db'}").rows == HOURS
