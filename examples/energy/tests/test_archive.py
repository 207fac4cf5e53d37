from __future__ import annotations

import datetime as dt
import json
import os
import random
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from programs import started

from reedbed import Lake, open_store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from energy.loopback import Sources

    Run = Callable[..., dict[str, Any]]
    Rows = Callable[..., list[tuple[Any, ...]]]

KILLS = int(os.environ.get("REEDBED_KILLS", "2"))
CUT = "2026-03-02T12:00:00Z"
NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
CONTENT = "SELECT count(*), bit_xor(hash(t)) FROM {} AS t"


@pytest.mark.parametrize("table", ["consumption", "weather"])
@pytest.mark.usefixtures("ingested")
def test_an_archived_table_answers_as_before(table: str, run: Run, rows: Rows, tmp_path: Path) -> None:
    before = rows(CONTENT.format(table))
    count = before[0][0]
    found = run("archive", table=table, before=CUT)
    assert found == {"rows_archived": count * 3 // 4, "files": 1, "live_rows": count // 4}
    assert rows(CONTENT.format(table)) == before
    assert list((tmp_path / "w").rglob("year=2026/month=03/*.parquet")), "by year and month"
    assert run("archive", table=table, before=CUT) == {"rows_archived": 0, "files": 0, "live_rows": count // 4}


@pytest.mark.usefixtures("ingested")
def test_rows_go_to_the_folder_that_is_named(run: Run, rows: Rows, tmp_path: Path) -> None:
    before = rows(CONTENT.format("consumption"))
    run("archive", table="consumption", before=CUT, target=str(tmp_path / "elsewhere"))
    assert list((tmp_path / "elsewhere").rglob("*.parquet"))
    assert rows(CONTENT.format("consumption")) == before


def test_a_late_correction_of_an_archived_hour_wins_and_survives_the_next_archive(
    ingested: Path, ingest: Run, run: Run, rows: Rows, sources: Sources
) -> None:
    run("archive", table="consumption", before=CUT)
    sources.correct(124, NOON, 4711.0)
    assert ingest()["sources"]["consumption"]["changed"] == 1
    count = "SELECT count(*), count(DISTINCT timestamp) FROM consumption"
    corrected = "SELECT timestamp FROM consumption WHERE consumption_mw = 4711"
    assert rows(count) == [(960, 960)]
    assert rows(corrected) == [(NOON,)]
    run("archive", table="consumption", before="2026-03-03T00:00:00Z")
    assert rows(count) == [(960, 960)]
    assert rows(corrected) == [(NOON,)]
    with open_store(ingested) as store:
        assert [report.findings for report in Lake(store).verify()] == [()]


@pytest.mark.usefixtures("ingested")
def test_what_is_there_already_is_not_written_again_when_it_is_archived(ingest: Run, run: Run, rows: Rows) -> None:
    before = rows(CONTENT.format("consumption"))
    run("archive", table="consumption", before=CUT)
    run("archive", table="weather", before=CUT)
    found = ingest()["sources"]
    assert [(each["new"], each["changed"], each["same"]) for each in found.values()] == [(0, 0, 960), (0, 0, 288)]
    assert rows(CONTENT.format("consumption")) == before
    assert run("archive", table="consumption", before=CUT)["live_rows"] == 240


@pytest.mark.usefixtures("ingested")
def test_rows_that_arrive_while_the_archive_runs_are_there_once(ingest: Run, run: Run, rows: Rows) -> None:
    with ThreadPoolExecutor(1) as pool:
        arriving = pool.submit(ingest, end="2026-03-05T00:00:00Z")
        archived = 0
        while not arriving.done():
            archived += run("archive", table="consumption", before="2026-03-05T00:00:00Z")["rows_archived"]
        assert "error" not in arriving.result()
    assert archived >= 960
    assert rows("SELECT count(*), count(DISTINCT timestamp) FROM consumption") == [(4 * 480, 4 * 480)]


REFUSED = {
    "no such table": ({"table": "nope", "before": CUT}, "ENERGY006"),
    "a table without a time": ({"table": "models", "before": CUT}, "ENERGY006"),
    "a naive moment": ({"table": "consumption", "before": "2026-03-02T12:00:00"}, "ENERGY001"),
    "no moment": ({"table": "consumption", "before": "yesterday"}, "ENERGY001"),
}


@pytest.mark.parametrize(("keys", "code"), REFUSED.values(), ids=REFUSED)
@pytest.mark.usefixtures("ingested")
def test_what_cannot_be_archived_is_refused(keys: dict[str, str], code: str, run: Run) -> None:
    assert run("archive", **keys)["error"]["code"] == code


def test_a_killed_ingest_or_archive_loses_and_doubles_nothing(
    ingested: Path, ingest: Run, run: Run, rows: Rows, url: str
) -> None:
    seed = secrets.randbelow(1_000_000)
    dice = random.Random(seed)  # noqa: S311 - moments, not secrets
    servers = {"fingrid_url": url, "fmi_url": url, "api_key": "sesame-4711", "requests_per_minute": 60_000}
    span = {"start": "2026-03-01T00:00:00Z", "end": "2026-03-04T00:00:00Z"}
    for number in range(KILLS):
        hour = dice.randrange(1, 72)
        before = (dt.datetime(2026, 3, 1, tzinfo=dt.UTC) + dt.timedelta(hours=hour)).isoformat()
        command, keys = (
            ("archive", {"table": "consumption", "before": before}) if number % 2 else ("ingest", servers | span)
        )
        with started(command, json.dumps({"workspace_path": str(ingested)} | keys)) as process:
            time.sleep(dice.uniform(0.6, 2.2))
            process.kill()
        ((count, distinct),) = rows("SELECT count(*), count(DISTINCT timestamp) FROM consumption")
        assert count == distinct, f"seed {seed}"
        assert count in {960, 1440}, f"seed {seed}"
    assert "error" not in ingest(**span)
    assert rows("SELECT count(*), count(DISTINCT timestamp) FROM consumption") == [(1440, 1440)], f"seed {seed}"
    run("archive", table="consumption", before="2026-03-03T00:00:00Z")
    with open_store(ingested) as store:
        assert [report.findings for report in Lake(store).verify()] == [()], f"seed {seed}"
        assert store.row_count("consumption") == 1440
