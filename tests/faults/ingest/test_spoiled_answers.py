"""Whatever happens between a source and its server, a run stores what the API says, or nothing and tells why."""

from __future__ import annotations

import json
import os
import random
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.faults.ingest.proxy import Proxy
from tests.integration.ingest.api import Asked, readings

from reedbed.errors import AnswerIncomplete, IngestError, PageInvalid
from reedbed.ingest.declaration import Limits
from reedbed.ingest.retries import RetryPolicy
from reedbed.ingest.runs import run_source

if TYPE_CHECKING:
    from pathlib import Path

    from tests.integration.ingest.api import Api

    from reedbed import StorageManager
    from reedbed.ingest.declaration import Source

CASES = int(os.environ.get("REEDBED_CASES", "5"))
PATIENT = RetryPolicy(attempts=40, first_wait_seconds=0.001, longest_wait_seconds=0.01)


def told(store: StorageManager) -> list[tuple[str, float]]:
    if not store.table_exists("readings"):
        return []
    rows = store.query('SELECT "at", value FROM readings').to_pylist()
    return sorted((row["at"].strftime("%Y-%m-%dT%H:%M:%SZ"), row["value"]) for row in rows)


def stated(api: Api) -> list[tuple[str, float]]:
    return sorted((each["at"], each["value"]) for each in api.records)


@pytest.mark.parametrize("kind", ["cut", "reset", "stall", "refuse", "garbage"])
def test_a_connection_that_is_spoiled_costs_time_and_no_row(
    store: StorageManager, source: Source, pages: Path, api: Api, kind: str
) -> None:
    chance = random.Random(7)  # noqa: S311 - no secret
    with Proxy(port=api.server.server_port, chance=chance, spoiled=0.5, kinds=(kind,)) as proxy:
        spoiled = replace(
            source, url=proxy.url("/readings"), retry=PATIENT, limits=Limits(parallel=3, silence_seconds=0.2)
        )
        assert run_source(store, spoiled, pages).figures.new == 95
    assert kind in proxy.deeds
    assert told(store) == stated(api)


@pytest.mark.parametrize("how", ["latency", "drip"])
def test_a_slow_server_is_waited_for_while_it_says_something(
    store: StorageManager, source: Source, pages: Path, api: Api, how: str
) -> None:
    slow = {"latency": {"latency_seconds": 0.1}, "drip": {"drip": 40}}[how]
    with Proxy(port=api.server.server_port, chance=random.Random(7), spoiled=0, **slow) as proxy:  # type: ignore[arg-type]  # noqa: S311 - no secret
        limits = Limits(silence_seconds=0.5)
        figures = run_source(store, replace(source, url=proxy.url("/readings"), limits=limits), pages).figures
    assert figures.new == 95
    assert told(store) == stated(api)


@pytest.mark.slow
def test_runs_over_a_bad_line_end_where_the_api_is(
    store: StorageManager, source: Source, pages: Path, api: Api, fresh_seed: int
) -> None:
    chance = random.Random(fresh_seed)  # noqa: S311 - no secret
    for _ in range(CASES):
        for _ in range(chance.randrange(3)):
            chance.choice(api.records)["value"] = chance.randrange(1_000)
        before = told(store)
        with Proxy(port=api.server.server_port, chance=chance, spoiled=chance.random() * 0.9) as proxy:
            impatient = replace(
                source,
                url=proxy.url("/readings"),
                retry=replace(PATIENT, attempts=3),
                limits=Limits(silence_seconds=0.1, parallel=chance.randrange(1, 9)),
            )
            try:
                run_source(store, impatient, pages, fresh=True)
            except IngestError as error:
                assert (error.retryable, told(store)) == (True, before)  # noqa: PT017 - both ends are right
            else:
                assert told(store) == stated(api)


def test_a_storm_of_429_is_sat_out_by_all_connections_together(
    store: StorageManager, source: Source, pages: Path, api: Api
) -> None:
    api.faults = ["429"] * 25
    assert run_source(store, replace(source, retry=PATIENT), pages).figures.new == 95
    assert len(api.asked) == 35


def test_an_answer_that_is_shorter_than_it_was_is_not_taken_over(
    store: StorageManager, source: Source, pages: Path, api: Api
) -> None:
    """The server states the length of what it sends, which ends in the middle."""
    api.answer = lambda asked: api.body(asked)[:-40] if asked.params["page"] == "4" else None
    with pytest.raises(PageInvalid):
        run_source(store, source, pages)
    assert not store.table_exists("readings")
    api.answer = lambda _: None
    assert run_source(store, source, pages).figures.new == 95


def test_a_list_that_is_damaged_in_its_middle_is_not_taken_over(
    store: StorageManager, source: Source, pages: Path, api: Api
) -> None:
    """Only decoding finds it: what stands around the list is whole."""
    api.answer = lambda asked: (
        api.body(asked).replace(b'"value": 3', b'"value" 3') if asked.params["page"] == "7" else None
    )
    with pytest.raises(PageInvalid, match="page=7"):
        run_source(store, source, pages)
    assert not store.table_exists("readings")
    api.answer = lambda _: None
    assert run_source(store, source, pages).figures.new == 95


def test_pages_that_overlap_and_repeat_bring_every_row_once(
    store: StorageManager, source: Source, pages: Path, api: Api
) -> None:
    """Each page begins with the last rows of the one before it, in reverse."""

    def answer(asked: Asked) -> bytes:
        number = int(asked.params["page"])
        rows = api.records[max(0, 10 * number - 13) : 10 * number]
        return json.dumps({"data": rows[::-1], "pagination": {"total": 95, "lastPage": 10}}).encode()

    api.answer = answer
    figures = run_source(store, source, pages).figures
    assert (figures.read, figures.new) == (95 + 9 * 3, 95)
    assert told(store) == stated(api)


def test_rows_that_move_between_pages_meanwhile_are_not_lost_unnoticed(
    store: StorageManager, source: Source, pages: Path, api: Api
) -> None:
    """A row at the front is deleted while page 3 is read: one row moves to a page that was read already."""
    gone = threading.Event()

    def answer(asked: Asked) -> bytes | None:
        if asked.params["page"] == "3" and not gone.is_set():
            gone.set()
            body = api.body(asked)
            del api.records[0]
            return body
        return None

    api.answer = answer
    one = replace(source, limits=Limits(parallel=1))
    api.stated_total = 95
    with pytest.raises(AnswerIncomplete):
        run_source(store, one, pages)
    api.stated_total = None
    assert run_source(store, one, pages).figures.new == 94
    assert told(store) == stated(api)


def test_a_list_that_grows_while_it_is_read_is_read_to_its_end(
    store: StorageManager, source: Source, pages: Path, api: Api
) -> None:
    def answer(asked: Asked) -> None:
        if asked.params["page"] == "5" and len(api.records) == 95:
            api.records += readings(40, 95)

    api.answer = answer
    run_source(store, replace(source, limits=Limits(parallel=1)), pages)
    assert told(store) == stated(api)


def test_a_schema_that_changes_in_the_middle_puts_aside_what_does_not_fit(
    store: StorageManager, source: Source, pages: Path, api: Api
) -> None:
    def answer(asked: Asked) -> bytes | None:
        if int(asked.params["page"]) < 6:
            return None
        document = json.loads(api.body(asked))
        document["data"] = [{"at": each["at"], "reading": {"value": each["value"]}} for each in document["data"]]
        return json.dumps(document).encode()

    api.answer = answer
    figures = run_source(store, source, pages).figures
    assert (figures.read, figures.new, figures.rejected) == (95, 50, 45)
    api.answer = lambda _: None
    assert run_source(store, source, pages).figures.new == 45


def test_a_run_that_is_called_off_ends_soon(store: StorageManager, source: Source, pages: Path, api: Api) -> None:
    api.delays = {str(number): 0.5 for number in range(1, 11)}
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    begun = time.monotonic()
    with pytest.raises(IngestError, match="called off"):
        run_source(store, replace(source, limits=Limits(parallel=1)), pages, stop=stop)
    # All of the pages take five seconds.
    assert time.monotonic() - begun < 4
