from __future__ import annotations

import datetime as dt
import time
from typing import TYPE_CHECKING, Any

import pytest

from reedbed import open_store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from energy.loopback import Sources

    Run = Callable[..., dict[str, Any]]
    Rows = Callable[..., list[tuple[Any, ...]]]

POINTS = 2 * 480
OBSERVATIONS = 2 * 144
NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def faults(**keys: object) -> Any:
    from energy.loopback import Faults

    return Faults(**keys)  # type: ignore[arg-type]  # each fault has a type of its own


def test_all_points_of_the_span_arrive_as_the_servers_have_them(ingest: Run, rows: Rows) -> None:
    from energy.loopback.grid import SERIES

    found = ingest()["sources"]
    assert found["consumption"] == {
        "read": 4 * POINTS,
        "new": POINTS,
        "changed": 0,
        "same": 0,
        "rejected": 0,
        "pages": 4,
    }
    assert found["weather"]["new"] == OBSERVATIONS
    assert rows("SELECT count(*), min(timestamp), max(timestamp) FROM consumption") == [
        (POINTS, dt.datetime(2026, 3, 1, tzinfo=dt.UTC), dt.datetime(2026, 3, 2, 23, 57, tzinfo=dt.UTC))
    ]
    assert rows("SELECT max(timestamp) FROM weather") == [(dt.datetime(2026, 3, 2, 23, 50, tzinfo=dt.UTC),)]
    expected = tuple(round(SERIES[dataset][0](NOON), 3) for dataset in (124, 192, 75, 188))
    values = "consumption_mw, production_mw, wind_mw, nuclear_mw"
    assert rows(f"SELECT {values} FROM consumption WHERE timestamp = ?", (NOON,)) == [expected]


@pytest.mark.usefixtures("ingested")
def test_a_second_run_changes_nothing_and_writes_nothing(ingest: Run, tmp_path: Path) -> None:
    with open_store(tmp_path / "w") as store:
        before = store.table_record("consumption"), store.table_record("weather")
    found = ingest()["sources"]
    assert [found[name]["same"] for name in ("consumption", "weather")] == [POINTS, OBSERVATIONS]
    assert all(found[name][what] == 0 for name in found for what in ("new", "changed", "rejected"))
    with open_store(tmp_path / "w") as store:
        assert (store.table_record("consumption"), store.table_record("weather")) == before


@pytest.mark.usefixtures("ingested")
def test_a_server_that_caps_pages_repeats_points_and_fails_now_and_then_gives_the_same_table(
    ingest: Run, rows: Rows, sources: Sources
) -> None:
    straight = rows("SELECT * EXCLUDE (ingested_at) FROM consumption ORDER BY timestamp")
    sources.faults = faults(page_cap=100, repeats=True, failing_every=7, throttled_every=31)
    crooked = ingest()["sources"]["consumption"]
    assert (crooked["same"], crooked["new"], crooked["changed"]) == (POINTS, 0, 0)
    assert crooked["pages"] == 4 * 10
    assert crooked["read"] == 4 * (POINTS + 9)
    assert rows("SELECT * EXCLUDE (ingested_at) FROM consumption ORDER BY timestamp") == straight


def test_the_span_is_read_again_in_full_whatever_was_read_before(ingest: Run, rows: Rows, sources: Sources) -> None:
    ingest(start="2026-03-02T00:00:00Z")
    sources.correct(124, NOON + dt.timedelta(days=1), 4711.0)
    found = ingest()["sources"]["consumption"]
    assert (found["new"], found["changed"], found["same"]) == (480, 1, 479)
    assert rows("SELECT timestamp FROM consumption WHERE consumption_mw = 4711") == [(NOON + dt.timedelta(days=1),)]


@pytest.mark.usefixtures("ingested")
def test_a_correction_of_one_dataset_changes_one_column_of_one_row(ingest: Run, rows: Rows, sources: Sources) -> None:
    (before,) = rows("SELECT * EXCLUDE (ingested_at) FROM consumption WHERE timestamp = ?", (NOON,))
    sources.correct(75, NOON, 1.5)
    assert ingest()["sources"]["consumption"]["changed"] == 1
    (after,) = rows("SELECT * EXCLUDE (ingested_at) FROM consumption WHERE timestamp = ?", (NOON,))
    assert after == (*before[:3], 1.5, *before[4:])


def test_a_missing_dataset_is_named_and_leaves_its_column_as_it_was(ingest: Run, rows: Rows, sources: Sources) -> None:
    ingest(end="2026-03-02T00:00:00Z")
    sources.faults = faults(missing=frozenset({75}))
    sources.correct(124, NOON, 4711.0)
    found = ingest()
    assert found["error"]["code"] == "ENERGY002"
    assert "consumption (wind)" in found["error"]["message"]
    assert found["sources"]["consumption"]["failed"]["wind"]["code"] == "ING003"
    assert "failed" not in found["sources"]["weather"]
    assert found["sources"]["weather"]["new"] == OBSERVATIONS // 2
    assert rows("SELECT count(*), count(wind_mw), count(nuclear_mw) FROM consumption") == [(POINTS, 480, POINTS)]
    (row,) = rows("SELECT consumption_mw, wind_mw IS NULL FROM consumption WHERE timestamp = ?", (NOON,))
    assert row == (4711.0, False)


def test_an_exception_report_is_an_error_with_its_text_and_the_others_stay(
    ingest: Run, rows: Rows, sources: Sources
) -> None:
    sources.faults = faults(report=True)
    found = ingest()
    assert "The station rests today." in found["error"]["message"]
    assert found["sources"]["consumption"]["new"] == POINTS
    assert found["sources"]["weather"]["new"] == 0
    assert rows("SELECT count(*) FROM weather") == [(0,)]


def test_nobody_answers_with_a_wrong_key_and_the_key_is_not_repeated(ingest: Run, tmp_path: Path) -> None:
    found = ingest(api_key="not-the-key-0815")
    assert sorted(found["sources"]["consumption"]["failed"]) == ["consumption", "nuclear", "production", "wind"]
    assert found["sources"]["weather"]["new"] == OBSERVATIONS
    assert "not-the-key-0815" not in str(found)
    holding = [path for path in tmp_path.rglob("*") if path.is_file() and b"not-the-key-0815" in path.read_bytes()]
    assert holding == []


def test_gaps_are_no_rows_and_missing_measurements_are_null(ingest: Run, rows: Rows, sources: Sources) -> None:
    sources.faults = faults(gap_share=0.2, nan_share=0.3)
    found = ingest()["sources"]
    ((count, wind),) = rows("SELECT count(*), count(wind_mw) FROM consumption")
    assert found["consumption"]["new"] == count < POINTS
    assert 0 < wind < count, "a point that another dataset lacks is NULL, and one that 124 lacks is no row"
    ((measured, warm),) = rows("SELECT count(*), count(temperature) FROM weather")
    assert 0 < warm < measured < OBSERVATIONS
    assert rows("SELECT count(*) FROM weather WHERE isnan(temperature)") == [(0,)]
    assert found["weather"]["rejected"] == 0


def test_weather_is_of_the_station_that_the_server_names_and_others_stay(
    ingest: Run, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    from energy.loopback import fmi

    ingest(end="2026-03-02T00:00:00Z")
    plain = fmi.collection
    monkeypatch.setattr(fmi, "collection", lambda _, *words: plain("101004", *words))
    found = ingest(end="2026-03-02T00:00:00Z")["sources"]["weather"]
    assert (found["new"], found["changed"]) == (144, 0)
    stations = "SELECT station_id, count(*) FROM weather GROUP BY ALL ORDER BY ALL"
    assert rows(stations) == [("100971", 144), ("101004", 144)]
    found = ingest(end="2026-03-02T00:00:00Z", fmisid=101004)["sources"]["weather"]
    assert (found["new"], found["same"]) == (0, 144)


def test_windows_of_a_week_join_without_a_seam(ingest: Run, rows: Rows, sources: Sources) -> None:
    ingest(start="2026-03-01T05:00:00Z", end="2026-03-20T05:00:00Z")
    assert sum("/wfs" in each for each in sources.asked) == 3
    assert rows("SELECT count(*), count(DISTINCT timestamp) FROM weather") == [(19 * 144, 19 * 144)]


CHANGES = [
    ("Europe/Prague", ("2026-03-29T00:00:00+02:00", "2026-03-30T00:00:00+03:00"), 23),
    ("America/New_York", ("2026-10-25T00:00:00+03:00", "2026-10-26T00:00:00+02:00"), 25),
]


@pytest.mark.parametrize(("zone", "day", "hours"), CHANGES)
def test_days_of_23_and_25_hours_have_their_hours_in_every_session_zone(
    ingest: Run, rows: Rows, zone: str, day: tuple[str, str], hours: int
) -> None:
    start, end = day
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", zone)
        time.tzset()
        assert ingest(start=start, end=end)["sources"]["consumption"]["new"] == hours * 20
        ((first, last),) = rows("SELECT min(timestamp), max(timestamp) FROM consumption")
    time.tzset()
    assert first == dt.datetime.fromisoformat(start)
    assert last == dt.datetime.fromisoformat(end) - dt.timedelta(minutes=3)


def test_two_runs_at_once_end_with_the_same_table(ingest: Run, rows: Rows) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(2) as pool:
        found = [each.result() for each in [pool.submit(ingest) for _ in range(2)]]
    assert sum(each["sources"]["consumption"]["new"] for each in found) == POINTS
    assert rows("SELECT count(*) FROM consumption") == [(POINTS,)]


def test_the_rate_of_the_key_is_kept_by_all_datasets_together(ingest: Run, sources: Sources) -> None:
    sources.faults = faults(requests_per_minute=4)
    assert "error" not in ingest(requests_per_minute=4)
    asked = sum("/api/" in each for each in sources.asked)
    assert asked == 4, "one page of each of the four datasets, and no refusal"


def test_without_a_span_what_is_new_is_read_from_where_the_sources_were_read_to(
    ingest: Run, run: Run, rows: Rows, url: str, sources: Sources
) -> None:
    now = dt.datetime.now(dt.UTC)
    begin, middle = now - dt.timedelta(hours=9), now - dt.timedelta(hours=4)
    servers = {"fingrid_url": url, "fmi_url": url, "api_key": "sesame-4711", "requests_per_minute": 60_000}
    assert run("ingest", **servers)["error"]["code"] == "ENERGY001", "nobody knows from where"
    ingest(start=begin.isoformat(), end=middle.isoformat())
    ((read_to,),) = rows("SELECT max(timestamp) FROM consumption")
    sources.correct(124, read_to - dt.timedelta(minutes=60), 4711.0)
    sources.asked.clear()
    found = run("ingest", **servers)["sources"]["consumption"]
    assert found["changed"] == 1, "late corrections within the lag are seen"
    assert 79 <= found["new"] <= 81, "four hours of points"
    assert 120 <= found["new"] + found["changed"] + found["same"] <= 122, "and two hours of lag before them"
    ((newest, count),) = rows("SELECT max(timestamp), count(*) FROM consumption")
    assert now - newest < dt.timedelta(minutes=4)
    assert count == rows("SELECT count(DISTINCT timestamp) FROM consumption")[0][0]
