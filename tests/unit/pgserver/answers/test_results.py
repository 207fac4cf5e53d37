"""Answers of the engine on their way to a client: all rows, some of them, laid aside, and without running twice."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from tests.unit.pgwire.values.wire import rows_of

from reedbed import errors
from reedbed.engine import Database, EngineAnswer, split_statements
from reedbed.pgserver.answers.results import FIRST_ROWS, MESSAGE_BYTES, Answer
from reedbed.pgwire.values.decoding import TypedParameter
from reedbed.pgwire.values.encoding import RowEncoder
from reedbed.pgwire.values.types import column_type

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reedbed.engine import Cursor

MANY = "SELECT range AS n FROM range(25000)"


@pytest.fixture
def cursor() -> Iterator[Cursor]:
    with Database.open(None) as database:
        found = database.cursor()
        found.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, name VARCHAR)")
        found.execute("INSERT INTO t VALUES (1, 'one'), (2, NULL)")
        yield found
        found.close()


def taken(answer: Answer, limit: int = 0) -> list[list[bytes | None]]:
    return [row for _, stream in answer.take(limit) for row in rows_of(stream)]


def test_an_answer_names_its_columns_and_gives_its_rows(cursor: Cursor) -> None:
    answer = Answer(cursor, "SELECT * FROM t ORDER BY id")
    assert [(name, kind.oid) for name, kind in answer.columns] == [("id", 23), ("name", 25)]
    assert answer.changed is None
    assert taken(answer) == [[b"1", b"one"], [b"2", None]]
    assert answer.is_exhausted


def test_parsed_statements_run_again_and_again(cursor: Cursor) -> None:
    statements = split_statements("SELECT name FROM t WHERE id = $1")
    for value, name in ((1, b"one"), (2, None), (1, b"one")):
        assert taken(Answer(cursor, statements, [TypedParameter(value, "INTEGER")])) == [[name]]


@pytest.mark.parametrize(
    ("sql", "changed"),
    [
        ("INSERT INTO t VALUES (3, 'x'), (4, 'y')", 2),
        ("UPDATE t SET name = 'z'", 2),
        ("DELETE FROM t WHERE id = 1", 1),
        ("CREATE TABLE u AS SELECT * FROM t", 2),
        ("CREATE TABLE u (a INTEGER)", 0),
        ("DROP TABLE t", 0),
    ],
)
def test_a_statement_without_rows_tells_how_many_it_changed(cursor: Cursor, sql: str, changed: int) -> None:
    answer = Answer(cursor, sql)
    assert (answer.changed, list(answer.columns), taken(answer)) == (changed, [], [])


def test_returning_gives_rows(cursor: Cursor) -> None:
    answer = Answer(cursor, "INSERT INTO t VALUES (7, 'x') RETURNING id AS \"Count\"")
    assert answer.changed is None
    assert taken(answer) == [[b"7"]]


def test_rows_are_taken_in_portions(cursor: Cursor) -> None:
    answer = Answer(cursor, MANY)
    assert [len(taken(answer, limit)) for limit in (1, 9_999, 10_000, 4_999)] == [1, 9_999, 10_000, 4_999]
    assert not answer.is_exhausted
    assert taken(answer, 5) == [[b"24999"]]
    assert answer.is_exhausted


def test_the_first_rows_of_a_big_answer_come_by_themselves(cursor: Cursor) -> None:
    counts = [count for count, _ in Answer(cursor, MANY).take(0)]
    assert counts[0] == FIRST_ROWS
    assert sum(counts) == 25_000
    assert [count for count, _ in Answer(cursor, "SELECT range FROM range(500)").take(0)] == [500]


def makers() -> list[threading.Thread]:
    return [each for each in threading.enumerate() if each.name == "reedbed-ahead"]


def test_a_big_answer_is_made_ahead_and_is_the_same(cursor: Cursor) -> None:
    answer = Answer(cursor, "SELECT range AS n FROM range(60000)")
    rows, seen = [], 0
    for _, stream in answer.take(0):
        rows += rows_of(stream)
        seen = max(seen, len(makers()))
    assert rows == [[str(n).encode()] for n in range(60_000)]
    assert seen == 1
    assert not makers()
    assert answer.is_exhausted
    cursor.execute("INSERT INTO t VALUES (3, 'three')")


def test_an_answer_of_two_batches_starts_no_thread(cursor: Cursor) -> None:
    answer = Answer(cursor, "SELECT range AS n FROM range(15000)")
    for _ in answer.take(0):
        assert not makers()


def test_closing_in_the_middle_of_a_big_answer_ends_the_thread_and_frees_the_cursor(cursor: Cursor) -> None:
    # Behind 60,000 rows that come at once there are none for hours.
    slow = "SELECT range FROM range(10_000_000_000_000) WHERE range < 60000"
    answer = Answer(cursor, slow)
    taking = answer.take(0)
    while not makers():
        next(taking)
    answer.close()
    assert not makers()
    assert answer.is_exhausted
    assert cursor.rows("SELECT count(*) FROM t") == [(2,)]


def test_a_failure_far_behind_the_first_rows_is_ours(cursor: Cursor) -> None:
    answer = Answer(cursor, "SELECT CASE WHEN range < 70000 THEN 1 ELSE error('far') END FROM range(80000)")
    with pytest.raises(errors.ReedbedError, match="far"):
        list(answer.take(0))
    assert not makers()


def test_copied_rows_are_encoded_by_whom_they_are_given_to(cursor: Cursor) -> None:
    answer = Answer(cursor, "SELECT range AS n FROM range(45000)")
    parts = list(answer.encoded(lambda batch: str(batch.num_rows).encode))
    assert sum(count for count, _ in parts) == 45_000
    assert [bytes(data) for _, data in parts] == [str(count).encode() for count, _ in parts]
    assert not makers()


def test_an_answer_laid_aside_leaves_the_cursor_free_and_goes_on(cursor: Cursor) -> None:
    answer = Answer(cursor, MANY)
    assert len(taken(answer, 10)) == 10
    answer.detach()
    assert taken(Answer(cursor, "SELECT 1")) == [[b"1"]]
    assert [row[0] for row in taken(answer)] == [b"%d" % n for n in range(10, 25_000)]


def test_wide_rows_are_encoded_a_few_at_a_time(cursor: Cursor) -> None:
    answer = Answer(cursor, "SELECT repeat('x', 10000) FROM range(5000)")
    sizes = [(count, len(stream)) for count, stream in answer.take(0)]
    assert sum(count for count, _ in sizes) == 5000
    assert max(size for _, size in sizes) < 2 * MESSAGE_BYTES


def test_rows_fit_what_the_client_was_told(cursor: Cursor) -> None:
    told = [("v", column_type("BIGINT"))]
    answer = Answer(cursor, "SELECT $1 AS v", [None], formats=[1], columns=told)
    assert answer.columns == told
    assert taken(answer) == [[None]]
    answer = Answer(cursor, "SELECT $1 AS v", [TypedParameter(5, "INTEGER")], formats=[1], columns=told)
    assert taken(answer) == [[(5).to_bytes(8)]]


def test_a_failure_in_the_middle_of_the_rows_is_ours(cursor: Cursor) -> None:
    # With several threads DuckDB's reader is sometimes told of the cancelled neighbour instead of the failure.
    cursor.execute("SET threads = 1")
    answer = Answer(cursor, "SELECT CASE WHEN range < 2500000 THEN 1 ELSE error('stop') END FROM range(3000000)")
    with pytest.raises(errors.ReedbedError, match="stop"):
        taken(answer)
    assert taken(Answer(cursor, "SELECT 1")) == [[b"1"]]


def test_plain_arrow_is_plain_again_after_an_answer(cursor: Cursor) -> None:
    assert taken(Answer(cursor, "SELECT 1::HUGEINT, uuid() IS NULL")) == [[b"1", b"f"]]
    assert str(cursor.arrow("SELECT 1::HUGEINT AS h").schema.field("h").type) == "decimal128(38, 0)"
    assert taken(Answer(cursor, "SELECT 170141183460469231731687303715884105727::HUGEINT")) == [
        [b"170141183460469231731687303715884105727"]
    ]


def test_unused_parameters_are_passed_over(cursor: Cursor) -> None:
    assert taken(Answer(cursor, "SELECT $2::INTEGER", ["unused", TypedParameter(5, "INTEGER")])) == [[b"5"]]


def test_not_a_number_is_bound_as_such(cursor: Cursor) -> None:
    assert taken(Answer(cursor, "SELECT $1", [TypedParameter(float("nan"), "DOUBLE")])) == [[b"NaN"]]


def test_every_type_survives_being_laid_aside(cursor: Cursor) -> None:
    cursor.execute("CREATE TYPE mood AS ENUM ('glum', 'so so')")
    sql = (
        "SELECT range::HUGEINT, uuid() IS NULL, '01:02:03+01'::TIMETZ, INTERVAL (range) DAY, union_value(n := range),"
        " MAP {'k': range}, 'glum'::mood, range::BIT, [{'a': range}], '[1]'::JSON FROM range(3)"
    )
    expected = taken(Answer(cursor, sql))
    answer = Answer(cursor, sql)
    assert taken(answer, 1) == expected[:1]
    answer.detach()
    assert taken(answer) == expected[1:]
    (batch,) = EngineAnswer(cursor, sql).batches()
    encoder = RowEncoder([column_type(kind) for _, kind in EngineAnswer(cursor, sql).columns])
    assert rows_of(memoryview(encoder.encode(batch.take([2, 0])))) == [expected[2], expected[0]]
