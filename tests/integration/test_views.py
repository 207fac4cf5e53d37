"""Views on a real store: plan, build, skip, fail, repair, grow along time."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reedbed.errors import (
    ColumnNotFound,
    ColumnTypeMismatch,
    KeyInvalid,
    QueryCancelled,
    ReedbedError,
    SqlNameError,
    StoreReadOnly,
    UsageError,
    ViewCodeInvalid,
    ViewFailed,
    ViewInputUnknown,
)
from reedbed.store.views.build import build_views
from reedbed.store.views.builds import ViewBuilds
from reedbed.store.views.facts import plan_views
from reedbed.store.views.registry import ViewRegistry
from reedbed.wiring import DuckDBStorageManager

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
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


def test_a_view_that_fails_leaves_the_others_built_and_its_last_good_rows(store: DuckDBStorageManager) -> None:
    build_views(store, pipeline())
    store.write_table(messages(9), "messages", "append")
    views = ViewRegistry()

    @views.register("chunks")
    def chunks(messages: ibis.Table) -> ibis.Table:
        raise RuntimeError(f"no luck with {messages.columns}")

    views.register_sql("total", "SELECT count(*) AS n FROM chunks")
    views.register_sql("double", "SELECT n * 2 AS n FROM total")
    views.register_sql("other", "SELECT count(*) AS n FROM messages")
    report = build_views(store, views)
    assert ended(report) == {"chunks": "failed", "total": "skipped", "double": "skipped", "other": "built"}
    assert [view.why for view in report.skipped] == [
        "needs 'chunks', which failed",
        "needs 'total', which was skipped since 'chunks' failed",
    ]
    assert {view.blocked_by for view in report.skipped} == {"chunks"}
    assert store.row_count("chunks") == 4
    failure = report.failed[0].error
    assert isinstance(failure, ViewFailed)
    assert isinstance(failure.__cause__, RuntimeError)
    assert "no luck with ('ts', 'text')" in str(failure)
    assert f"{__file__}:" in failure.details["place"]
    with pytest.raises(ViewFailed):
        report.raise_failures()
    json.dumps(report.to_dict())
    noted = ViewBuilds(store.database).history("chunks")[0]
    assert (noted.outcome, noted.error) == ("failed", "RuntimeError: no luck with ('ts', 'text')")
    assert {step.name for step in plan_views(store, views).to_build} == {"chunks", "total", "double"}


def test_a_builder_that_returns_no_table_fails_by_name(store: DuckDBStorageManager) -> None:
    views = ViewRegistry()
    views.register("nothing", inputs=["messages"])(lambda _: None)
    assert "NoneType" in str(build_views(store, views).failed[0].error)


def test_sql_that_duckdb_refuses_is_reported_with_its_error(store: DuckDBStorageManager) -> None:
    views = ViewRegistry()
    views.register_sql("bad", "SELECT no_such_column FROM messages")
    error = build_views(store, views).failed[0].error
    assert error is not None
    assert isinstance(error.__cause__, SqlNameError)


@pytest.mark.parametrize("sql", ["SELECT 1) ; DROP TABLE messages; --", "DROP TABLE messages", "SELECT 1; SELECT 2"])
def test_sql_with_declared_inputs_is_still_one_select(store: DuckDBStorageManager, sql: str) -> None:
    views = ViewRegistry()
    views.register_sql("bad", sql, inputs=["messages"])
    error = build_views(store, views).failed[0].error
    assert error is not None
    assert isinstance(error.__cause__, (ViewCodeInvalid, ReedbedError))
    assert store.row_count("messages") == 4


def test_a_table_that_no_view_built_is_not_overwritten_unasked(store: DuckDBStorageManager) -> None:
    store.write_table(messages(1), "total")
    views = pipeline()
    assert plan_views(store, views).views[1].why == "new, in place of a table that no view built"
    report = build_views(store, views)
    assert ended(report) == {"chunks": "built", "total": "failed", "double": "skipped"}
    assert store.get_table_columns("total").keys() == {"ts", "text"}
    assert ended(build_views(store, views, targets=["total"], full=True))["total"] == "built"


def test_a_view_restored_from_its_checkpoint_alone_is_taken_for_its_own(tmp_path: Path) -> None:
    with DuckDBStorageManager(tmp_path / "one.db", tmp_path / "checkpoints") as store:
        store.write_table(messages(0, 1), "messages")
        build_views(store, pipeline())
    with DuckDBStorageManager(tmp_path / "two.db", tmp_path / "checkpoints") as store:
        store.restore()
        assert {step.why for step in plan_views(store, pipeline()).views} == {"new"}
        assert ended(build_views(store, pipeline())) == dict.fromkeys(["chunks", "total", "double"], "unchanged")


def test_an_unknown_input_is_refused_before_anything_runs(store: DuckDBStorageManager) -> None:
    views = pipeline()
    views.register_sql("more", "FROM mesages")
    with pytest.raises(ViewInputUnknown, match="Did you mean 'messages'"):
        build_views(store, views)
    assert store.list_tables() == ["messages"]


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


def test_a_declared_key_is_checked(store: DuckDBStorageManager) -> None:
    store.write_table(messages(0), "messages", "append")
    views = ViewRegistry()
    views.register_sql("keyed", "FROM messages", key="ts")
    views.register_sql("missing", "FROM messages", key=["ts", "nothing"])
    causes = [view.error.__cause__ for view in build_views(store, views).failed if view.error]
    assert [type(cause) for cause in causes] == [KeyInvalid, ColumnNotFound]
    assert not store.table_exists("keyed")


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


def test_a_build_has_no_place_in_a_transaction_or_a_read_only_store(
    tmp_path: Path, store: DuckDBStorageManager
) -> None:
    with pytest.raises(UsageError, match="transactions of their own"), store.transaction():
        build_views(store, pipeline())
    store.close()
    with (
        DuckDBStorageManager(tmp_path / "views.db", read_only=True) as reader,
        pytest.raises(StoreReadOnly),
    ):
        build_views(reader, pipeline())


def test_a_plan_of_other_code_is_refused(store: DuckDBStorageManager) -> None:
    plan = plan_views(store, pipeline())
    views = pipeline()
    views.unregister("total")
    views.register_sql("total", "SELECT 7 AS n FROM chunks")
    with pytest.raises(UsageError, match="'total'"):
        build_views(store, views, plan)


def test_a_cancelled_build_keeps_what_is_finished(store: DuckDBStorageManager) -> None:
    views = ViewRegistry()
    views.register_sql("first", "SELECT count(*) AS n FROM messages")
    views.register_sql(
        "slow", "SELECT count(*) AS n FROM range(100_000_000_000) WHERE hash(range) = 1", inputs=["first"]
    )

    def cancel(event: BuildEvent) -> None:
        if event.view == "slow":
            threading.Timer(0.3, store.database.interrupt).start()

    with pytest.raises(QueryCancelled):
        build_views(store, views, progress=cancel)
    assert store.list_tables() == ["first", "messages"]
    assert [(step.name, step.action) for step in plan_views(store, views).views] == [
        ("first", "skip"),
        ("slow", "build"),
    ]


def test_control_c_keeps_what_is_finished(tmp_path: Path) -> None:
    program = textwrap.dedent(
        """
        import sys
        from reedbed.store.views.build import build_views
        from reedbed.store.views.registry import ViewRegistry
        from reedbed.wiring import DuckDBStorageManager

        SLOW = "SELECT count(*) AS n FROM range(100_000_000_000) WHERE hash(range) = 1"
        views = ViewRegistry()
        views.register_sql("first", "SELECT 1 AS n")
        views.register_sql("slow", SLOW, inputs=["first"])
        with DuckDBStorageManager(sys.argv[1]) as store:
            build_views(store, views, progress=lambda event: print(event.kind, event.view, flush=True))
        """
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path / "x.db")],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        while process.stdout.readline() != "started slow\n":
            assert process.poll() is None
        # The statement has to be on its way: Python itself would take a signal between two lines as well.
        threading.Event().wait(0.5)
        os.kill(process.pid, signal.SIGINT)
        assert process.wait(timeout=20) != 0
    with DuckDBStorageManager(tmp_path / "x.db") as store:
        assert store.list_tables() == ["first"]
        assert [build.view for build in ViewBuilds(store.database).history()] == ["first"]


# Along time


def timed(sql: bool) -> ViewRegistry:  # noqa: FBT001 - a parameter of tests
    """A row-wise view, sums by hour of it, and a join to a table without the time."""
    views = ViewRegistry()
    if sql:
        views.register_sql(
            "rows", "SELECT *, length(text) AS size FROM messages WHERE text <> 'x13'", time_column="ts", lookback="3 h"
        )
        views.register_sql(
            "hourly",
            "SELECT date_trunc('hour', ts) AS ts, count(*) AS n, sum(size) AS size FROM rows GROUP BY ALL",
            time_column="ts",
            lookback="3 h",
        )
        views.register_sql(
            "joined",
            "SELECT m.ts::TIMESTAMP AS ts, m.text, n.note FROM messages AS m LEFT JOIN notes AS n USING (text)",
            time_column="ts",
            lookback="200 minutes",
        )
        return views

    @views.register("rows", time_column="ts", lookback="3 h")
    def _rows(messages: ibis.Table) -> ibis.Table:
        return messages.mutate(size=messages.text.length()).filter(messages.text != "x13")

    @views.register("hourly", time_column="ts", lookback="3 h")
    def _hourly(rows: ibis.Table) -> ibis.Table:
        return rows.group_by(ts=rows.ts.truncate("h")).agg(n=rows.count(), size=rows["size"].sum())

    @views.register("joined", inputs=["notes", "messages"], time_column="ts", lookback="200 minutes")
    def _joined(notes: ibis.Table, messages: ibis.Table) -> ibis.Table:
        joined = messages.left_join(notes, "text")
        return joined.select(
            ts=messages.ts.cast("timestamp('UTC')").cast("timestamp"), text=messages.text, note=notes.note
        )

    return views


def full_rows(store: DuckDBStorageManager, table: str) -> list[dict[str, object]]:
    return rows(store, f'FROM "{table}" ORDER BY ALL')


HOURS = st.integers(0, 8).map(lambda quarter: quarter / 4)


@pytest.mark.parametrize("sql", [True, False])
@settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow])
@given(
    batches=st.lists(
        st.tuples(st.lists(HOURS, max_size=4), st.lists(HOURS, max_size=3), st.booleans()), min_size=1, max_size=4
    )
)
def test_an_incremental_build_equals_a_full_one(
    sql: bool,  # noqa: FBT001
    batches: list[tuple[list[float], list[float], bool]],
) -> None:
    with DuckDBStorageManager() as store:
        store.write_table(messages(0, 1, 2.5, 12.5, 13), "messages")
        store.write_table(pa.table({"text": ["x1", "x20"], "note": ["one", "twenty"]}), "notes")
        build_views(store, timed(sql)).raise_failures()
        high = 13.0
        for later, late, without_time in batches:
            # Rows after the highest time, late ones within the shortest lookback, and some without a time.
            new = [high + each for each in later] + [high - each for each in late]
            high = max([high, *new])
            store.write_table(messages(*new, tag="y"), "messages", "append")
            if without_time:
                store.execute_sql("INSERT INTO messages VALUES (NULL, 'timeless')")
            report = build_views(store, timed(sql))
            report.raise_failures()
        grown = {name: full_rows(store, name) for name in ("rows", "hourly", "joined")}
        build_views(store, timed(sql), full=True).raise_failures()
        assert grown == {name: full_rows(store, name) for name in ("rows", "hourly", "joined")}


@pytest.mark.parametrize("sql", [True, False])
def test_only_the_new_stretch_is_computed(store: DuckDBStorageManager, sql: bool) -> None:  # noqa: FBT001
    store.write_table(messages(-9, 0, 1, 2, 3), "messages")
    store.write_table(pa.table({"text": ["x1"], "note": ["one"]}), "notes")
    build_views(store, timed(sql))
    # What no build that reads only the new stretch would notice or repair.
    store.database.rows("DELETE FROM messages WHERE text = 'x-9'")
    store.write_table(messages(8, 9), "messages", "append")
    store.database.rows("INSERT INTO messages VALUES ('2023-12-31 00:00:00+00', 'other')")
    report = build_views(store, timed(sql))
    assert {view.name: view.mode for view in report.built} == dict.fromkeys(["rows", "hourly", "joined"], "incremental")
    assert {"text": "x-9"} in rows(store, "SELECT text FROM rows")
    assert {"text": "other"} not in rows(store, "SELECT text FROM rows")


def test_new_rows_are_appended_as_a_part_when_none_goes(store: DuckDBStorageManager) -> None:
    views = timed(sql=True)
    store.write_table(pa.table({"text": ["x1"], "note": ["one"]}), "notes")
    build_views(store, views)
    replaced = {name: record.replaced_version for name, record in store.table_records.all().items()}
    store.write_table(messages(3.5, 8), "messages", "append")
    build_views(store, views)
    assert {
        name.name: record.replaced_version == replaced[name] for name, record in store.table_records.all().items()
    } == {"rows": True, "joined": True, "hourly": False, "messages": True, "notes": True}
    assert {record.name.name: record.part_count for record in store.checkpoints()}["rows"] == 2
    assert {each.status for each in store.verify()} == {"whole"}


@pytest.mark.parametrize(
    "change",
    [
        lambda store: store.write_table(messages(-9, 7), "messages", "append"),
        lambda store: store.write_table(messages(0, 1, 2, 9), "messages"),
        lambda store: store.write_table(pa.table({"text": ["x1"], "note": ["other"]}), "notes"),
        lambda store: store.execute_sql("UPDATE messages SET text = 'changed' WHERE text = 'x0'"),
    ],
    ids=["later than the lookback", "input replaced", "another input", "changed by SQL"],
)
def test_when_old_rows_may_have_changed_the_rebuild_is_full(
    store: DuckDBStorageManager, change: Callable[[DuckDBStorageManager], object]
) -> None:
    views = timed(sql=True)
    store.write_table(pa.table({"text": ["x1"], "note": ["one"]}), "notes")
    build_views(store, views)
    change(store)
    assert {view.name: view.mode for view in build_views(store, views).built}["joined"] == "full"
    grown = full_rows(store, "joined")
    build_views(store, views, full=True)
    assert grown == full_rows(store, "joined")


def test_changed_code_of_an_incremental_view_is_built_in_full(store: DuckDBStorageManager) -> None:
    for factor in (1, 2):
        views = ViewRegistry()
        views.register_sql("rows", f"SELECT ts, length(text) * {factor} AS size FROM messages", time_column="ts")
        assert build_views(store, views).built[0].mode == "full"
    assert {row["size"] for row in rows(store, "FROM rows")} == {4}


@pytest.mark.parametrize("kind", ["TIMESTAMP", "TIMESTAMP_NS", "TIMESTAMP_S", "DATE", "TIMESTAMPTZ"])
def test_every_kind_of_time_moves_forward(store: DuckDBStorageManager, kind: str) -> None:
    store.execute_sql(f"CREATE TABLE days AS SELECT ('2024-01-0' || range)::TIMESTAMP::{kind} AS d FROM range(1, 5)")
    views = ViewRegistry()
    views.register_sql("counted", "SELECT d, count(*) AS n FROM days GROUP BY d", time_column="D", lookback="1 day")
    build_views(store, views).raise_failures()
    store.write_table(store.query(f"SELECT '2024-01-09'::TIMESTAMP::{kind} AS d FROM range(3)"), "days", "append")
    report = build_views(store, views)
    report.raise_failures()
    assert [view.mode for view in report.built] == ["incremental"]
    assert rows(store, "SELECT n FROM counted ORDER BY d")[-1] == {"n": 3}


def test_a_time_column_has_to_be_there_and_to_hold_times(store: DuckDBStorageManager) -> None:
    views = ViewRegistry()
    views.register_sql("absent", "FROM messages", time_column="no_such_time")
    views.register_sql("lost", "SELECT text FROM messages", time_column="ts")
    views.register_sql("text", "FROM messages", time_column="text")
    causes = [view.error.__cause__ for view in build_views(store, views).failed if view.error]
    assert [type(cause) for cause in causes] == [ColumnNotFound, ColumnNotFound, ColumnTypeMismatch]
    assert store.list_tables() == ["messages"]


@pytest.mark.parametrize("sql", ["FROM query_table('messages')", "TABLE messages"])
def test_sql_whose_input_cannot_be_found_in_it_is_built_whole(store: DuckDBStorageManager, sql: str) -> None:
    views = ViewRegistry()
    views.register_sql("rows", sql, inputs=["messages"], time_column="ts")
    build_views(store, views).raise_failures()
    store.write_table(messages(9), "messages", "append")
    assert [view.mode for view in build_views(store, views).built] == ["full"]
    assert store.row_count("rows") == 5


def test_a_new_column_is_built_in_full(store: DuckDBStorageManager) -> None:
    views = ViewRegistry()
    views.register_sql("rows", "FROM messages", time_column="ts")
    build_views(store, views)
    store.write_table(messages(9), "messages", "append")
    store.database.rows("ALTER TABLE messages ADD COLUMN more INTEGER DEFAULT 7")
    assert build_views(store, views).built[0].mode == "full"
    assert "more" in store.get_table_columns("rows")


def test_a_plan_asks_the_ledger_as_often_for_two_hundred_views_as_for_one(
    store: DuckDBStorageManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    ask = store.database.rows

    def counted(sql: str, params: object = ()) -> list[tuple[object, ...]]:
        asked.append(sql)
        return ask(sql, params)  # type: ignore[arg-type]

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
