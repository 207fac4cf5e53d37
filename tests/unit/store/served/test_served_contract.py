"""The table port's contract on a served store without a wire, in one process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reedbed.testing.tables import TablePortContract

if TYPE_CHECKING:
    from reedbed.store import StorageManager


class TestServedStore(TablePortContract):
    keeps_rows_in_memory = True

    @pytest.fixture
    def store(self, served: StorageManager) -> StorageManager:
        return served

    @pytest.fixture
    def opening(self) -> str:
        return "not used: there is no second process"
