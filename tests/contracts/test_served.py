"""The table port's contract on a store that another process owns, reached through that process's door."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.integration.served.owners import Owner

from reedbed.store.served.database import ServedDatabase
from reedbed.testing.tables import TablePortContract
from reedbed.wiring import DuckDBStorageManager

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from reedbed.store import StorageManager


@pytest.fixture(scope="module")
def owner() -> Iterator[Owner]:
    with Owner() as running:
        yield running


class TestServedStore(TablePortContract):
    @pytest.fixture
    def store(self, owner: Owner, tmp_path: Path) -> Iterator[StorageManager]:
        path = tmp_path / "served.db"
        owner.own(path)
        with DuckDBStorageManager(path) as opened:
            yield opened
        owner.let_go(path)

    @pytest.fixture
    def opening(self, owner: Owner, tmp_path: Path) -> str:
        path = tmp_path / "other.db"
        owner.own(path, memory_limit="150MB")
        return f"from reedbed.wiring import DuckDBStorageManager\nstore = DuckDBStorageManager({str(path)!r})"

    def test_the_store_is_another_processs(self, store: StorageManager) -> None:
        assert isinstance(store.database, ServedDatabase)
        assert store.database.remote
