"""Views that fail, are refused or are interrupted: what stays, and what is told."""

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

from reedbed.errors import (
    ColumnNotFound,
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


def test_an_unknown_input_is_refused_before_anything_runs(store: DuckDBStorageManager) -> None:
    views = pipeline()
    views.register_sql("more", "FROM mesages")
    with pytest.raises(ViewInputUnknown, match="Did you mean 'messages'"):
        build_views(store, views)
    assert store.list_tables() == ["messages"]


def test_a_declared_key_is_checked(store: DuckDBStorageManager) -> None:
    store.write_table(messages(0), "messages", "append")
    views = ViewRegistry()
    views.register_sql("keyed", "FROM messages", key="ts")
    views.register_sql("missing", "FROM messages", key=["ts", "nothing"])
    causes = [view.error.__cause__ for view in build_views(store, views).failed if view.error]
    assert [type(cause) for cause in causes] == [KeyInvalid, ColumnNotFound]
    assert not store.table_exists("keyed")


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
        import signal
        import sys
        from reedbed.store.views.build import build_views
        from reedbed.store.views.registry import ViewRegistry
        from reedbed.wiring import DuckDBStorageManager

        # Where the tests run behind `&`, the shell has told all their processes to ignore it.
        signal.signal(signal.SIGINT, signal.default_int_handler)
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
