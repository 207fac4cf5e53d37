"""The table port's contract on each store that Reedbed opens: a file, memory, a workspace."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from reedbed.testing.tables import TablePortContract
from reedbed.testing.tables.contents import column_of
from reedbed.testing.tables.times import INSTANTS, NAIVE, TWICE, ZONES
from reedbed.wiring import DuckDBStorageManager, open_store
from reedbed.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from reedbed.store import StorageManager


def instants(store: StorageManager) -> list[dt.datetime]:
    """The column of instants; in the session's zone it would compare as Python compares, by the clock on the wall."""
    return sorted(moment.astimezone(dt.UTC) for moment in store.read_table("t").to_pyarrow()["moment"].to_pylist())


class TestFileStore(TablePortContract):
    """A database file, with checkpoints beside it."""

    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[StorageManager]:
        with DuckDBStorageManager(tmp_path / "file.db") as opened:
            yield opened

    @pytest.fixture
    def opening(self, tmp_path: Path) -> str:
        return f"""
from reedbed.engine import EngineOptions
from reedbed.wiring import DuckDBStorageManager
store = DuckDBStorageManager({str(tmp_path / "other.db")!r}, options=EngineOptions(memory_limit="150MB"))
"""

    @pytest.mark.parametrize("zone", ZONES)
    def test_the_sessions_zone_plays_no_part(self, store: StorageManager, zone: str) -> None:
        store.execute_sql(f"SET TimeZone = '{zone}'")
        moments = pa.array(TWICE, pa.timestamp("us", "Europe/Prague"))
        store.write_table(pa.table({"moment": moments, "wall": pa.array(NAIVE, pa.timestamp("us"))}), "t")
        store.write_table(pa.table({"moment": moments, "wall": moments}), "t", mode="append")
        assert instants(store) == [INSTANTS[0]] * 2 + [INSTANTS[1]] * 2
        assert column_of(store, "t", "wall") == [NAIVE[0]] * 2 + [NAIVE[1]] * 2
        assert [report.status for report in store.verify()] == ["whole"]
        store.restore("t")
        assert instants(store) == [INSTANTS[0]] * 2 + [INSTANTS[1]] * 2

    @pytest.mark.parametrize("taken", [0, 1, 2, 3])
    def test_a_sequence_goes_on_after_a_reopen(self, tmp_path: Path, taken: int) -> None:
        with DuckDBStorageManager(tmp_path / "a.db") as store:
            store.ensure_sequence("s", 5)
            store.next_sequence_values("s", taken)
            store.write_table(pa.table({"id": [4 + taken]}), "t")
        with DuckDBStorageManager(tmp_path / "a.db") as store:
            coming = store.sync_sequence_with_table("s", "t", "id")
            assert store.next_sequence_value("s") == coming > 4 + taken


class TestMemoryStore(TablePortContract):
    """A database in memory, without checkpoints."""

    keeps_rows_in_memory = True

    @pytest.fixture
    def store(self) -> Iterator[StorageManager]:
        with DuckDBStorageManager() as opened:
            yield opened

    @pytest.fixture
    def opening(self) -> str:
        return "from reedbed.wiring import DuckDBStorageManager\nstore = DuckDBStorageManager()"


class TestWorkspaceStore(TablePortContract):
    """The store of a workspace, whose database file bears the name of the ledger's schema."""

    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[StorageManager]:
        with open_store(Workspace.init(tmp_path / "ws")) as opened:
            yield opened

    @pytest.fixture
    def opening(self, tmp_path: Path) -> str:
        folder = tmp_path / "other"
        folder.mkdir()
        settings = "reedbed:\n  database: data/reedbed.db\n  memory_limit: 150MB\n"
        (folder / "workspace.yaml").write_text(settings, encoding="utf-8")
        return f"from reedbed.wiring import open_store\nstore = open_store({str(folder)!r})"
