"""Streams that break behind their first rows, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from reedbed.engine import Cursor, Database, EngineAnswer
from reedbed.engine.streams import next_batch
from reedbed.errors import EngineError, QueryCancelled, ReedbedError

if TYPE_CHECKING:
    from collections.abc import Iterator

FAILING = "SELECT CASE WHEN i = 190000 THEN error('enough')::BIGINT ELSE i END AS a, i + 1 AS b FROM numbers"


@pytest.fixture
def cursor() -> Iterator[Cursor]:
    with Database.open(None) as database:
        current = database.current()
        current.execute("CREATE TABLE numbers AS SELECT range AS i FROM range(200000)")
        yield current


def interrupted() -> pa.RecordBatchReader:
    """A stream of DuckDB's that another thread's failure has broken."""

    def batches() -> Iterator[pa.RecordBatch]:
        yield from ()
        raise OSError("INTERRUPT Error: Interrupted!")

    return pa.RecordBatchReader.from_batches(pa.schema([("a", pa.int64())]), batches())


def failure(cursor: Cursor) -> ReedbedError:
    with pytest.raises(ReedbedError) as caught:
        next_batch(cursor, interrupted())
    return caught.value


def test_a_failure_that_another_thread_met_is_told_as_it_is(cursor: Cursor) -> None:
    cursor.reader(FAILING)
    found = failure(cursor)
    assert not isinstance(found, QueryCancelled)
    assert "enough" in found.message


def test_who_asked_to_stop_hears_of_it_and_nothing_runs_again(cursor: Cursor) -> None:
    cursor.reader(FAILING)
    cursor.interrupt()
    assert isinstance(failure(cursor), QueryCancelled)


def test_who_asks_to_stop_while_the_reason_is_looked_for_hears_of_that(cursor: Cursor) -> None:
    def again() -> pa.RecordBatchReader:
        cursor.interrupt()
        return interrupted()

    cursor.streams(again)
    assert isinstance(failure(cursor), QueryCancelled)


def test_a_stop_of_an_earlier_stream_is_not_one_of_this(cursor: Cursor) -> None:
    cursor.interrupt()
    cursor.reader(FAILING)
    assert "enough" in failure(cursor).message


@pytest.mark.parametrize("sql", ["SELECT i FROM numbers", FAILING])
def test_what_cannot_be_found_out_is_said_not_to_be_known(cursor: Cursor, sql: str) -> None:
    if sql == FAILING:
        cursor.execute("BEGIN TRANSACTION")
    cursor.reader(sql)
    found = failure(cursor)
    assert type(found) is EngineError
    assert "did not say why" in found.message
    assert found.hint == "run the query again to see its error"


def test_every_run_of_a_failing_query_tells_its_failure(cursor: Cursor) -> None:
    for _ in range(30):
        answer = EngineAnswer(cursor, FAILING)
        with pytest.raises(ReedbedError, match="enough"):
            for _ in answer.batches():
                pass
