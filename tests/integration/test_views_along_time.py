"""Incremental views: the same rows as a full build, from less work."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reedbed.errors import (
    ColumnNotFound,
    ColumnTypeMismatch,
)
from reedbed.store.views.build import build_views
from reedbed.store.views.registry import ViewRegistry
from reedbed.wiring import DuckDBStorageManager

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import ibis


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


def rows(store: DuckDBStorageManager, sql: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = store.query(sql).to_pylist()
    return found


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
    sql: bool,  # noqa: FBT001 - given by name
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
                timeless = pa.table({"ts": pa.nulls(1, pa.timestamp("us", "UTC")), "text": ["timeless"]})
                store.write_table(timeless, "messages", "append")
            report = build_views(store, timed(sql))
            report.raise_failures()
            assert {view.mode for view in report.built} <= {"incremental"}
        grown = {name: full_rows(store, name) for name in ("rows", "hourly", "joined")}
        build_views(store, timed(sql), full=True).raise_failures()
        assert grown == {name: full_rows(store, name) for name in ("rows", "hourly", "joined")}


@pytest.mark.parametrize("sql", [True, False])
def test_only_the_new_stretch_is_computed(store: DuckDBStorageManager, sql: bool) -> None:  # noqa: FBT001 - by name
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
