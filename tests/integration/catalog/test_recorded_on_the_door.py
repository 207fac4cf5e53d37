"""What clients ask a real PostgreSQL, asked of the door."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from tests.integration.catalog.recording.replay import replay, shares
from tests.integration.doors import open_door

SCHEMA = (Path(__file__).parent / "recording" / "schema.sql").read_text(encoding="utf-8")
RUN, ALIKE = 0.98, 0.98


@pytest.mark.slow
def test_nearly_all_recorded_statements_run_and_have_postgresqls_columns() -> None:
    with open_door() as door:
        with psycopg.connect(door.url, autocommit=True) as connection:
            for statement in SCHEMA.split(";\n"):
                connection.execute(statement.encode())
        outcomes = replay(door.url)
    print(shares("all", outcomes))  # noqa: T201 - what pytest -rP shows
    assert sum(outcome.runs for outcome in outcomes) >= RUN * len(outcomes)
    assert sum(outcome.alike for outcome in outcomes) >= ALIKE * len(outcomes)
