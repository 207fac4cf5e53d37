from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from tests.integration.served.owners import Owner

from reedbed.wiring import open_store
from reedbed.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace with a table `flights`, a view and a migration; nobody owns it."""
    made = Workspace.init(tmp_path / "here")
    (made.folder / "views").mkdir()
    (made.folder / "views" / "carriers.sql").write_text("SELECT carrier, count(*) AS n FROM flights GROUP BY carrier")
    (made.folder / "migrations").mkdir()
    (made.folder / "migrations" / "0001_airports.sql").write_text("CREATE TABLE airports (code VARCHAR PRIMARY KEY)")
    with open_store(made, role="cli") as store:
        store.write_table(pa.table({"id": [1, 2, 3], "carrier": ["UA", "AA", "UA"]}), "flights")
    return made


@pytest.fixture
def owner(workspace: Workspace) -> Iterator[Owner]:
    """Another process that owns the workspace, as a notebook does."""
    with Owner() as running:
        running.own_workspace(workspace.folder, workspace.database_path)
        yield running
