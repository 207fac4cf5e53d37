"""Views on a real store: plan, build, skip, repair."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from reedbed.store.views.build import build_views
from reedbed.store.views.builds import ViewBuilds
from reedbed.store.views.facts import plan_views
from reedbed.store.views.registry import ViewRegistry
from reedbed.wiring import DuckDBStorageManager

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import ibis

    from reedbed.store.views.report import BuildEvent, BuildReport

START = datetime(2024, 1, 1, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DuckDBStorageManager]:
    with DuckDBStorageManager(tmp_path / "views.db") as opened:
        opened.write_table(messages(0, 1, 2, 3), "messages")
        yield opened


def messages(*hours: float, tag: str = "x") -> pa.Table:
    times = [START + timedelta(hours=hour) for hour in hours]
    return pa.table(
        {
            "ts": pa.array(times, pa.timestamp("us", "UTC")),
            "text": pa.array([f"{tag}{hour}" for hour in hours], pa.string()),
        }
    )


def pipeline() -> ViewRegistry:
    views = ViewRegistry()

    @views.register("chunks")
    def chunks(messages: ibis.Table) -> ibis.Table:
        return messages.mutate(size=messages.text.length())

    views.register_sql("total", "SELECT count(*) AS n FROM chunks -- how many")
    views.register_sql("double", "SELECT n * 2 AS n FROM total;")
    return views


def ended(report: BuildReport) -> dict[str, str]:
    return {view.name: view.result for view in report.views}


def rows(store: DuckDBStorageManager, sql: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = store.query(sql).to_pylist()
    return found


def test_a_first_build_makes_every_table_and_a_second_does_nothing(store: DuckDBStorageManager) -> None:
    views = pipeline()
    first = build_views(store, views)
    assert ended(first) == {"chunks": "built", "total": "built", "double": "built"}
    assert rows(store, "FROM double") == [{"n": 8}]
    assert plan_views(store, views).up_to_date
    assert ended(build_views(store, views)) == dict.fromkeys(["chunks", "total", "double"], "skipped")
    assert {report.status for report in store.verify()} == {"whole"}


def test_a_plan_changes_nothing(store: DuckDBStorageManager) -> None:
    before = store.list_tables()
    assert len(plan_views(store, pipeline()).to_build) == 3
    assert store.list_tables() == before
    assert ViewBuilds(store.database).history() == []


def test_an_unchanged_output_stops_the_rebuild_below(store: DuckDBStorageManager) -> None:
    views = pipeline()
    build_views(store, views)
    version = store.table_records.version(views.get("total").table)
    # The same number of messages: `chunks` gets new rows, `total` does not.
    store.write_table(messages(5, 6, 7, 8), "messages")
    plan = plan_views(store, views)
    assert [step.action for step in plan.views] == ["build", "build", "build"]
    report = build_views(store, views, plan)
    assert ended(report) == {"chunks": "built", "total": "unchanged", "double": "skipped"}
    assert report.skipped[0].why == "input unchanged after rebuild"
    assert store.table_records.version(views.get("total").table) == version
    assert plan_views(store, views).up_to_date
    assert {each.status for each in store.verify()} == {"whole"}


def test_changed_code_is_built_again_and_its_equal_output_keeps_the_rest(store: DuckDBStorageManager) -> None:
    build_views(store, pipeline())
    views = pipeline()
    views.unregister("total")
    views.register_sql("total", "SELECT sum(1)::BIGINT AS n FROM chunks")
    plan = plan_views(store, views)
    assert {step.name: step.why for step in plan.to_build} == {
        "total": "code changed",
        "double": "upstream will rebuild: total",
    }
    assert ended(build_views(store, views, plan))["total"] == "unchanged"
    assert plan_views(store, views).up_to_date


def test_columns_of_another_type_are_another_output(store: DuckDBStorageManager) -> None:
    build_views(store, pipeline())
    views = pipeline()
    views.unregister("total")
    views.register_sql("total", "SELECT count(*)::INTEGER AS n FROM chunks")
    assert ended(build_views(store, views)) == {"chunks": "skipped", "double": "built", "total": "built"}


def test_a_missing_checkpoint_is_written_anew_without_running_the_view(store: DuckDBStorageManager) -> None:
    views = pipeline()
    build_views(store, views)
    record = store.checkpoint_records.get(views.get("total").table)
    assert record is not None
    assert store.checkpoint_dir is not None
    for part in (store.checkpoint_dir / record.manifest).parent.glob("*.parquet"):
        part.write_bytes(b"")
    plan = plan_views(store, views)
    assert [(step.name, step.why) for step in plan.to_build] == [("total", "checkpoint damaged")]
    assert ended(build_views(store, views, plan))["total"] == "unchanged"
    assert plan_views(store, views).up_to_date
    assert {each.status for each in store.verify()} == {"whole"}
    record = store.checkpoint_records.get(views.get("total").table)
    assert record is not None
    (store.checkpoint_dir / record.manifest).unlink()
    assert [step.why for step in plan_views(store, views).to_build] == ["checkpoint missing"]
    build_views(store, views)
    assert {each.status for each in store.verify()} == {"whole"}


def test_a_dropped_or_foreignly_written_table_is_built_again(store: DuckDBStorageManager) -> None:
    views = pipeline()
    build_views(store, views)
    store.drop_table("total")
    store.execute_sql("INSERT INTO double VALUES (1)")
    assert {step.name: step.why for step in plan_views(store, views).to_build} == {
        "total": "table missing",
        "double": "table changed outside",
    }
    build_views(store, views)
    assert rows(store, "FROM double") == [{"n": 8}]


def test_a_view_restored_from_its_checkpoint_alone_is_taken_for_its_own(tmp_path: Path) -> None:
    with DuckDBStorageManager(tmp_path / "one.db", tmp_path / "checkpoints") as store:
        store.write_table(messages(0, 1), "messages")
        build_views(store, pipeline())
    with DuckDBStorageManager(tmp_path / "two.db", tmp_path / "checkpoints") as store:
        store.restore()
        assert {step.why for step in plan_views(store, pipeline()).views} == {"new"}
        assert ended(build_views(store, pipeline())) == dict.fromkeys(["chunks", "total", "double"], "unchanged")


@pytest.mark.parametrize("name", ['weird "name"', "😀", "../x", "x; drop table y", "a" * 106])
def test_names_that_hurt_are_built_like_others(store: DuckDBStorageManager, name: str) -> None:
    store.write_table(messages(0, 1), name + " in")
    views = ViewRegistry()
    views.register(name, inputs=[name + " in"], time_column="ts")(lambda table: table)
    quoted = '"' + name.replace('"', '""') + '"'
    views.register_sql(name + " sql", f"FROM {quoted}", time_column="ts", lookback="1 h")
    assert set(ended(build_views(store, views)).values()) == {"built"}
    store.write_table(messages(2), name + " in", "append")
    report = build_views(store, views)
    assert {view.mode for view in report.built} == {"incremental"}
    assert store.row_count(name + " sql") == 3
    assert {each.status for each in store.verify()} == {"whole"}


def test_a_view_without_a_checkpoint_has_none(store: DuckDBStorageManager) -> None:
    views = ViewRegistry()
    views.register_sql("light", "FROM messages", checkpoint=False)
    build_views(store, views)
    assert plan_views(store, views).up_to_date
    assert "light" not in {record.name.name for record in store.checkpoints()}


def test_views_of_a_store_in_memory_need_no_checkpoints() -> None:
    with DuckDBStorageManager() as store:
        store.write_table(messages(0, 1), "messages")
        build_views(store, pipeline())
        assert plan_views(store, pipeline()).up_to_date


def test_a_builder_may_return_local_frames(store: DuckDBStorageManager) -> None:
    views = ViewRegistry()
    views.register("local", inputs=["messages"])(lambda table: table.to_pyarrow().slice(0, 2))
    build_views(store, views)
    assert store.row_count("local") == 2


def test_progress_tells_every_view_in_order(store: DuckDBStorageManager) -> None:
    events: list[BuildEvent] = []
    build_views(store, pipeline(), targets=["total"])
    build_views(store, pipeline(), progress=events.append)
    assert [(event.kind, event.view, event.done, event.total) for event in events] == [
        ("skipped", "chunks", 1, 3),
        ("skipped", "total", 2, 3),
        ("started", "double", 2, 3),
        ("finished", "double", 3, 3),
    ]
    assert events[-1].result is not None
    assert events[-1].result.rows == 1


def test_a_plan_asks_the_ledger_as_often_for_two_hundred_views_as_for_one(
    store: DuckDBStorageManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    ask = store.database.rows

    def counted(sql: str, params: object = ()) -> list[tuple[object, ...]]:
        asked.append(sql)
        return ask(sql, params)  # type: ignore[arg-type]  # as it was given

    monkeypatch.setattr(store.database, "rows", counted)
    counts = []
    for size in (1, 200):
        views = ViewRegistry()
        for number in range(size):
            views.register_sql(f"v{number}", f"SELECT {number} AS n FROM messages")
        asked.clear()
        plan_views(store, views)
        counts.append(len(asked))
    assert counts == [4, 4]


def test_planning_sql_views_does_not_load_ibis(tmp_path: Path) -> None:
    program = (
        "import sys; from reedbed.wiring import DuckDBStorageManager; "
        "from reedbed.store.views.build import build_views; from reedbed.store.views.facts import plan_views; "
        "from reedbed.store.views.registry import ViewRegistry; views = ViewRegistry(); "
        "views.register_sql('v', 'SELECT 1 AS n'); store = DuckDBStorageManager(sys.argv[1]); "
        "plan_views(store, views); build_views(store, views); store.close(); print('ibis' in sys.modules)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "x.db")], check=True, capture_output=True, text=True
    )
    assert answer.stdout == "False\n"
