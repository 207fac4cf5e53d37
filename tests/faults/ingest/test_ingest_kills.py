"""`kill -9` at random moments of a run: the table is as it was or as the API says, and nothing is doubled or lost."""

from __future__ import annotations

import hashlib
import os
import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.faults.ingest.reader import source as declared
from tests.faults.killing import told_until_killed
from tests.integration.ingest.api import Api, readings

from reedbed import Workspace, open_store, replay_run
from reedbed.ingest.records import IngestRecords

if TYPE_CHECKING:
    from reedbed import StorageManager

HERE = Path(__file__).parent
KILLS = int(os.environ.get("REEDBED_KILLS", "4"))
ROWS = 4_000


def run_until_killed(workspace: Workspace, url: str, seconds: float) -> int:
    """How many runs were acknowledged before the kill, `seconds` after the store was open."""
    return told_until_killed(HERE / "reader.py", workspace.folder, url, seconds=seconds).count("done")


def generation(store: StorageManager) -> int:
    """The one value of all rows, 0 without a table."""
    if not store.table_exists("readings"):
        return 0
    [found] = store.query(
        'SELECT count(*) AS n, count(DISTINCT "at") AS keys, min(value) AS low, max(value) AS high FROM readings'
    ).to_pylist()
    assert (found["n"], found["keys"]) == (ROWS, ROWS)
    assert found["low"] == found["high"]
    return int(found["low"])


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_killed_run_leaves_the_table_as_it_was_or_as_the_api_says(tmp_path: Path, fresh_seed: int) -> None:
    chance = random.Random(fresh_seed)  # noqa: S311 - moments of kills need no secrecy
    workspace = Workspace.init(tmp_path / "workspace")
    known = asked = cut_short = 0
    with Api(records=readings(ROWS), size=100) as api:
        api.delays = {str(page): 0.01 for page in range(1, 41)}
        for _ in range(KILLS):
            # Pages of a run that was cut short are gone on with: what they say must still be so.
            asked = asked if _is_cut_short(workspace) else known + 1
            for each in api.records:
                each["value"] = asked
            done = run_until_killed(workspace, api.url, chance.uniform(0.0, 2.0))
            with open_store(workspace) as store:
                found = generation(store)
                assert found == asked if done else found in (known, asked)
                _check_pages(store, workspace)
            cut_short += found == known
            known = found
        with open_store(workspace) as store:
            records = IngestRecords(store.database)
            done_runs = [each.run for each in records.runs() if each.status == "done" and each.replay_of is None]
            if done_runs:
                replay_run(store, declared(api.url), workspace.pages_path, done_runs[0])
                assert generation(store) == known
    sys.stdout.write(f"{KILLS} kills, {cut_short} before the rows were there\n")


def _is_cut_short(workspace: Workspace) -> bool:
    with open_store(workspace) as store:
        return any(each.status != "done" for each in IngestRecords(store.database).runs(most=1))


def _check_pages(store: StorageManager, workspace: Workspace) -> None:
    """Every page that the ledger names is there, and is what was read."""
    records = IngestRecords(store.database)
    for record in records.runs(most=3):
        pages = records.pages(record.run, workspace.pages_path)
        assert record.status != "done" or len(pages) == record.figures.pages
        for page in pages.values():
            with page.open() as content:
                assert hashlib.sha256(content.read()).hexdigest() == page.sha256
