"""A killed migration happened whole, or not at all."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from tests.integration.migrations.states import statuses

from reedbed.store.migrations import migrate, plan_application
from reedbed.wiring import open_store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


MIGRATING = """
import sys
from reedbed.store.migrations import migrate
from reedbed.wiring import open_store
with open_store(sys.argv[1]) as store:
    print("ready", flush=True)
    migrate(store)
    print("done", flush=True)
"""


@pytest.mark.parametrize("attempt", range(5))
def test_a_killed_migration_happened_or_did_not(folder: Path, write: Callable[[str, str], None], attempt: int) -> None:
    with open_store(folder.parent) as store:
        rows = "SELECT range AS n, hash(range) AS h FROM range(1000000)"
        store.execute_sql(f"CREATE TABLE t AS {rows}; CREATE TABLE gone AS {rows}")
        store.checkpoint("t")
        store.checkpoint("gone")
    write("0001_change.sql", "ALTER TABLE t ADD COLUMN more BIGINT; UPDATE t SET more = n + 1; DROP TABLE gone")
    chance = random.Random(f"{os.environ['REEDBED_SEED']}/{attempt}")  # noqa: S311 - a moment, not a secret
    with subprocess.Popen(
        [sys.executable, "-c", MIGRATING, str(folder.parent)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0, 1.0))
        process.send_signal(signal.SIGKILL)
        acknowledged = "done" in process.stdout.read()
    with open_store(folder.parent) as store:
        applied = bool(plan_application(store).applied)
        assert applied or not acknowledged
        assert ("more" in store.get_table_columns("t")) is applied
        assert store.table_exists("gone") is not applied
        assert store.row_count("t") == 1_000_000
        assert statuses(store) == ({"t": "whole"} if applied else {"t": "whole", "gone": "whole"})
        migrate(store)
        assert store.query("SELECT count(*) AS n FROM t WHERE more = n + 1").to_pylist() == [{"n": 1_000_000}]
