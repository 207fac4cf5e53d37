"""How fresh tables and the views made from them are, as the commands say it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from tests.integration.ingest.api import readings

from reedbed import ViewRegistry, build_views
from reedbed.ingest.freshness import freshness
from reedbed.ingest.runs import run_source
from reedbed.ingest.windows import Span
from reedbed.sql import TableName

if TYPE_CHECKING:
    from pathlib import Path

    import ibis.expr.types as ir
    from tests.integration.ingest.api import Api

    from reedbed import StorageManager
    from reedbed.ingest.declaration import Source

START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
DAY = Span(start=START, end=START + dt.timedelta(days=1))


def test_a_view_is_as_fresh_as_its_stalest_input_was_when_it_was_built(
    store: StorageManager, windowed: Source, pages: Path, api: Api
) -> None:
    source = replace(windowed, window=None)
    slow = replace(source, name="slow", table="slow")
    run_source(store, source, pages, span=DAY)
    known = freshness(store.database)
    assert known[TableName(name="readings")].newest == START + dt.timedelta(minutes=94)
    api.records = readings(50)
    run_source(store, slow, pages, span=DAY)

    views = ViewRegistry()

    @views.register(inputs=["readings", "slow"])
    def both(readings: ir.Table, slow: ir.Table) -> ir.Table:
        return readings.union(slow)

    @views.register(inputs=["both"])
    def counted(both: ir.Table) -> ir.Table:
        return both.group_by("station").agg(n=both.count())

    build_views(store, views)
    built = freshness(store.database)
    assert built[TableName(name="both")].newest == START + dt.timedelta(minutes=49)
    assert built[TableName(name="counted")] == built[TableName(name="both")]

    api.records = readings(200)
    run_source(store, source, pages, span=DAY)
    run_source(store, slow, pages, span=DAY)
    after = freshness(store.database)
    assert after[TableName(name="slow")].newest == START + dt.timedelta(minutes=199)
    assert after[TableName(name="counted")] == built[TableName(name="counted")]
    build_views(store, views)
    assert freshness(store.database)[TableName(name="counted")].newest == START + dt.timedelta(minutes=199)


def test_a_view_that_is_read_twice_is_looked_at_once(store: StorageManager, source: Source, pages: Path) -> None:
    """Of 60 views that each read the one before them twice there are 2 ** 60 ways down, and of a circle no end."""
    run_source(store, source, pages)
    names = ["readings", *(f"v{number}" for number in range(60))]
    reads = [*((name, [below, below]) for below, name in pairwise(names)), ("circle", ["circle", "circle", "v59"])]
    with store.database.transaction() as transaction:
        for number, (name, inputs) in enumerate(reads):
            read = [{"schema_name": "main", "table_name": each, "version": None} for each in inputs]
            transaction.execute(
                f"INSERT INTO {store.database.qualified('reedbed', 'view_builds')} (build, view_name, outcome, mode,"
                " reason, code_fingerprint, view_fingerprint, inputs, output_version, started_at, finished_at, seconds)"
                " VALUES (?, ?, 'built', 'full', '', '', '', ?, 1, now(), now(), 0)",
                [number, name, read],
            )
    found = freshness(store.database)
    assert found[TableName(name="v59")] == found[TableName(name="circle")] == found[TableName(name="readings")]


def test_a_source_without_a_cursor_tells_when_it_was_read(store: StorageManager, source: Source, pages: Path) -> None:
    assert freshness(store.database) == {}
    run_source(store, source, pages)
    first = freshness(store.database)[TableName(name="readings")]
    assert first.newest is None
    run_source(store, source, pages)
    assert freshness(store.database)[TableName(name="readings")].read_at > first.read_at
