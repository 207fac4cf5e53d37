"""Runs against an API that pages: what arrives, what a second run changes, and how far it was read."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.integration.ingest.api import readings

from reedbed.errors import AnswerIncomplete, PageInvalid, PagingEndless, RecordsChanged
from reedbed.ingest.declaration import Limits
from reedbed.ingest.paging import NextCursor, Offset
from reedbed.ingest.records import Figures, IngestRecords
from reedbed.ingest.runs import run_source
from reedbed.ingest.windows import Span, Window

if TYPE_CHECKING:
    from pathlib import Path

    from tests.integration.ingest.api import Api, Asked

    from reedbed import StorageManager
    from reedbed.ingest.collecting import Progress
    from reedbed.ingest.declaration import Source

START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def outcome(figures: Figures) -> tuple[int, int, int, int, int]:
    return figures.read, figures.new, figures.changed, figures.same, figures.rejected


def test_all_pages_arrive_and_a_second_run_changes_nothing(
    store: StorageManager, source: Source, pages: Path, api: Api
) -> None:
    first = run_source(store, source, pages)
    assert outcome(first.figures) == (95, 95, 0, 0, 0)
    assert first.figures.pages == 10
    before = store.table_record("readings")
    second = run_source(store, source, pages)
    assert outcome(second.figures) == (95, 0, 0, 95, 0)
    assert store.table_record("readings") == before
    found = store.query("SELECT count(*) AS n, sum(value) AS s, max(station) AS m FROM readings").to_pylist()
    assert found == [{"n": 95, "s": sum(range(95)) / 2, "m": "station 2"}]
    assert store.get_table_columns("readings") == {
        "at": "TIMESTAMP WITH TIME ZONE",
        "value": "DOUBLE",
        "station": "VARCHAR",
    }
    assert set(api.pages_asked().values()) == {2}


def test_corrections_and_new_rows_are_told_apart(store: StorageManager, source: Source, pages: Path, api: Api) -> None:
    run_source(store, source, pages)
    api.records[7]["value"] = -1
    api.records[8]["place"] = {}
    api.records += readings(3, 95)
    assert outcome(run_source(store, source, pages).figures) == (98, 3, 2, 93, 0)
    changed = store.query("SELECT value, station FROM readings WHERE value IN (-1, 4) ORDER BY value")
    assert changed.to_pylist() == [{"value": -1.0, "station": "station 1"}, {"value": 4.0, "station": None}]


def test_the_later_row_of_a_key_wins_whichever_page_arrives_first(
    store: StorageManager, source: Source, pages: Path, api: Api
) -> None:
    api.records.insert(10, {**api.records[9], "value": 1000})
    api.records.append({**api.records[0], "value": 2000})
    api.delays = {"2": 0.3, "10": 0.2}
    api.stated_total = 95
    assert outcome(run_source(store, source, pages).figures) == (97, 95, 0, 0, 0)
    found = store.query("SELECT value FROM readings WHERE value >= 1000 ORDER BY value").column("value")
    assert found.to_pylist() == [1000.0, 2000.0]


def test_fewer_records_than_stated_store_nothing_and_the_next_run_asks_again(
    store: StorageManager, source: Source, pages: Path, api: Api
) -> None:
    api.stated_total = 96
    with pytest.raises(AnswerIncomplete, match="states 96 records and brought 95") as caught:
        run_source(store, source, pages)
    assert caught.value.retryable
    assert not store.table_exists("readings")
    assert IngestRecords(store.database).runs("readings")[0].status == "failed"
    api.stated_total = None
    assert outcome(run_source(store, source, pages).figures) == (95, 95, 0, 0, 0)
    assert set(api.pages_asked().values()) == {2}


def test_what_does_not_fit_is_kept_aside_with_its_reason_and_its_text(
    store: StorageManager, source: Source, pages: Path, api: Api
) -> None:
    api.records[12] = {"at": "2026-01-01T00:12:00Z", "value": "much", "extra": [1]}
    api.records[23] = {"at": "2026-01-01T00:23:00", "value": 1}
    api.records[34] = {"value": 1}
    result = run_source(store, source, pages)
    assert outcome(result.figures) == (95, 92, 0, 0, 3)
    found = store.query(
        "SELECT window_number, page_number, place, reason, raw FROM reedbed.quarantine ORDER BY page_number"
    ).to_pylist()
    assert [(each["page_number"], each["place"], each["reason"]) for each in found] == [
        (1, 2, "value is no DOUBLE: much"),
        (2, 3, "at is no TIMESTAMPTZ: 2026-01-01T00:23:00"),
        (3, 4, "at is missing (at)"),
    ]
    assert found[0]["raw"] == '{"at": "2026-01-01T00:12:00Z", "value": "much", "extra": [1]}'


def test_a_frozen_source_fails_instead(store: StorageManager, source: Source, pages: Path, api: Api) -> None:
    api.records[12]["value"] = None
    with pytest.raises(RecordsChanged, match=r"1 record: value is missing \(value\)"):
        run_source(store, replace(source, drift="freeze"), pages)
    assert not store.table_exists("readings")


@pytest.mark.parametrize(
    "shape",
    [
        (b"<html>maintenance</html>", "is not json"),
        (b'{"error": "none today"}', "has no records at 'data'"),
        (b'{"data": null}', "has no records at 'data'"),
        (b'{"data": {"at": 1}}', "is not json"),
        (b'{"data": [{"at": ', "is not json"),
        (b"", "has no records at 'data'"),
    ],
)
def test_a_page_of_another_shape_is_named_with_its_file(
    store: StorageManager, source: Source, pages: Path, api: Api, shape: tuple[bytes, str]
) -> None:
    body, what = shape
    api.answer = lambda _: body
    with pytest.raises(PageInvalid, match=what) as caught:
        run_source(store, source, pages)
    assert str(pages) in caught.value.hint
    assert not store.table_exists("readings")


def test_no_records_are_no_error(store: StorageManager, source: Source, pages: Path, api: Api) -> None:
    api.records.clear()
    assert outcome(run_source(store, source, pages).figures) == (0, 0, 0, 0, 0)
    assert store.row_count("readings") == 0


def test_a_source_without_a_key_makes_the_table_what_it_answers(
    store: StorageManager, source: Source, pages: Path, api: Api
) -> None:
    keyless = replace(source, key=())
    run_source(store, keyless, pages)
    del api.records[50:]
    assert run_source(store, keyless, pages).figures.new == 50
    assert store.row_count("readings") == 50


def test_columns_that_a_source_does_not_have_keep_their_values(
    store: StorageManager, source: Source, pages: Path, api: Api
) -> None:
    run_source(store, source, pages)
    partial = replace(source, columns={name: source.columns[name] for name in ("at", "value")})
    api.records[0]["value"] = 77
    assert outcome(run_source(store, partial, pages).figures) == (95, 0, 1, 94, 0)
    assert store.query("SELECT station FROM readings WHERE value = 77").to_pylist() == [{"station": "station 0"}]


class TestSpans:
    def test_a_second_run_begins_a_lag_before_the_newest_row(
        self, store: StorageManager, windowed: Source, pages: Path, api: Api
    ) -> None:
        span = Span(start=START, end=START + dt.timedelta(hours=2))
        first = run_source(store, windowed, pages, span=span)
        assert outcome(first.figures) == (95, 95, 0, 0, 0)
        assert first.newest == dt.datetime(2026, 1, 1, 1, 34, tzinfo=dt.UTC)
        assert {each.params["from"] for each in api.asked} == {"2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z"}
        api.asked.clear()
        api.records[92]["value"] = -5
        del api.records[:80]
        whole = replace(windowed, window=Window(start_parameter="from", end_parameter="to"))
        second = run_source(store, whole, pages)
        assert {each.params["from"] for each in api.asked} == {"2026-01-01T01:29:00Z"}
        assert outcome(second.figures) == (6, 0, 1, 5, 0)

    def test_an_older_span_does_not_move_the_cursor_back(
        self, store: StorageManager, windowed: Source, pages: Path
    ) -> None:
        run_source(store, windowed, pages, span=Span(start=START, end=START + dt.timedelta(hours=2)))
        run_source(store, windowed, pages, span=Span(start=START, end=START + dt.timedelta(hours=1)))
        known = IngestRecords(store.database).cursor("readings")
        assert known is not None
        assert known.newest == dt.datetime(2026, 1, 1, 1, 34, tzinfo=dt.UTC)


class TestPaging:
    def test_offsets_with_a_server_that_caps(
        self, store: StorageManager, source: Source, pages: Path, api: Api
    ) -> None:
        def answer(asked: Asked) -> bytes:
            asked.params["page"] = str(int(asked.params.get("offset", 0)) // api.size + 1)
            return api.body(asked)

        api.answer = answer
        paged = replace(source, paging=Offset(size=500, total="pagination.total"))
        assert run_source(store, paged, pages).figures.pages == 10
        assert store.row_count("readings") == 95

    def test_a_token_that_repeats_is_an_error_and_no_endless_run(
        self, store: StorageManager, source: Source, pages: Path, api: Api
    ) -> None:
        api.answer = lambda _: b'{"data": [], "next": "again"}'
        looping = replace(source, paging=NextCursor(path="next", parameter="after"), total="")
        with pytest.raises(PagingEndless, match=r"asks twice for .*after=again"):
            run_source(store, looping, pages)

    def test_more_pages_than_allowed_end_the_run(self, store: StorageManager, source: Source, pages: Path) -> None:
        with pytest.raises(PagingEndless, match="more than 9 pages"):
            run_source(store, replace(source, limits=Limits(pages=9)), pages)


def test_progress_is_told_after_each_page_and_at_the_end(store: StorageManager, source: Source, pages: Path) -> None:
    told: list[Progress] = []
    run_source(store, source, pages, listener=told.append)
    assert [each.pages for each in told] == [*range(1, 11), 10]
    assert told[-1].rows == 95
    assert {each.pages_known for each in told} == {10}
