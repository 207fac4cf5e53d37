"""What was seen of a statement makes the next one of its shape quicker, and never different."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.unit.pgwire.values.wire import rows_of

from reedbed import errors
from reedbed.engine import Database
from reedbed.pgserver.answers.results import Answer
from reedbed.pgserver.answers.shapes import MAX_SHAPES, Shape, Shapes
from reedbed.pgwire.values.encoding import FEW_ROWS, RowEncoder
from reedbed.pgwire.values.styles import DEFAULT_STYLE, TextStyle
from reedbed.pgwire.values.types import column_type

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reedbed.engine import Cursor

PLAIN = """
SELECT n > 3 AS a, n::TINYINT AS b, n::SMALLINT AS c, n::INTEGER AS d, n::BIGINT AS e, n::UTINYINT AS f,
       n::USMALLINT AS g, n::UINTEGER AS h, n / 7.0::DOUBLE AS i, 'é' || n AS j, ('x' || n)::BLOB AS k,
       CASE WHEN n > 2 THEN NULL ELSE n::INTEGER END AS l, 'infinity'::DOUBLE AS m, '-0'::DOUBLE AS n
FROM range({}) AS t (n)
"""
ROWS = "SELECT n, 'v' || n AS v FROM range({}) AS t (n)"


@pytest.fixture
def cursor() -> Iterator[Cursor]:
    with Database.open(None) as database:
        found = database.cursor()
        yield found
        found.close()


def few() -> Shape:
    shape = Shape()
    shape.saw(1)
    return shape


def taken(answer: Answer, limit: int = 0) -> list[list[bytes | None]]:
    return [row for _, stream in answer.take(limit) for row in rows_of(stream)]


@pytest.mark.parametrize("rows", [0, 1, FEW_ROWS])
@pytest.mark.parametrize("formats", [(0,), (1,)])
def test_few_rows_of_plain_types_are_sent_from_values_as_they_are_from_arrow(
    cursor: Cursor, rows: int, formats: tuple[int, ...]
) -> None:
    sql = PLAIN.format(rows)
    expected = Answer(cursor, sql, formats=formats)
    sent = taken(expected)
    answer = Answer(cursor, sql, formats=formats, shape=few())
    # Values are there at once, so the engine is free.
    cursor.execute("SELECT 1")
    assert taken(answer) == sent
    assert len(sent) == rows
    assert (answer.columns, answer.formats, answer.description, answer.is_exhausted) == (
        expected.columns,
        expected.formats,
        expected.description,
        True,
    )


@pytest.mark.parametrize("rows", [FEW_ROWS + 1, 9_999, 10_000, 10_001, 25_000])
def test_an_answer_that_is_longer_than_was_guessed_is_whole(cursor: Cursor, rows: int) -> None:
    shape = few()
    assert taken(Answer(cursor, ROWS.format(rows), shape=shape)) == taken(Answer(cursor, ROWS.format(rows)))
    assert not shape.few, "the next answer of this shape must not be fetched as values"


@pytest.mark.parametrize("formats", [(0,), (1,)])
def test_an_answer_that_is_longer_than_was_guessed_has_the_same_values(
    cursor: Cursor, formats: tuple[int, ...]
) -> None:
    sql = PLAIN.format(100)
    assert taken(Answer(cursor, sql, formats=formats, shape=few())) == taken(Answer(cursor, sql, formats=formats))


def test_types_that_values_would_bend_come_as_arrow_also_when_they_are_few(cursor: Cursor) -> None:
    sql = (
        "SELECT 0.1::FLOAT, INTERVAL '1 month 2 days', 'infinity'::TIMESTAMP, '10:00:00+02'::TIMETZ, "
        "1.50::DECIMAL(5, 2), '101'::BIT, [1, NULL], {'a': 1}, 2::HUGEINT ** 3, '{}'::JSON, uuid() IS NULL"
    )
    assert taken(Answer(cursor, sql, shape=few())) == taken(Answer(cursor, sql))


def test_a_portal_takes_values_in_parts_and_stops_where_it_would_otherwise(cursor: Cursor) -> None:
    for shape in (None, few()):
        answer = Answer(cursor, ROWS.format(5), shape=shape)
        assert [len(taken(answer, 2)), len(taken(answer, 2)), answer.is_exhausted] == [2, 2, False]
        answer.detach()
        cursor.execute("SELECT 1")
        assert [len(taken(answer, 2)), answer.is_exhausted, taken(answer)] == [1, True, []]
    exact = Answer(cursor, ROWS.format(2), shape=few())
    assert [len(taken(exact, 2)), exact.is_exhausted] == [2, False]


def test_values_of_another_type_than_was_told_are_converted(cursor: Cursor) -> None:
    told = [("n", column_type("BIGINT"))]
    for shape in (None, few()):
        answer = Answer(cursor, "SELECT 7::INTEGER AS n", formats=(1,), columns=told, shape=shape)
        assert taken(answer) == [[(7).to_bytes(8)]]
        assert not answer.is_as_told


def test_an_error_on_the_way_is_the_same_from_values(cursor: Cursor) -> None:
    sql = "SELECT error('no row ' || n) FROM range(3) AS t (n)"
    with pytest.raises(errors.ReedbedError, match="no row 0"):
        Answer(cursor, sql, shape=few())


def test_batches_of_an_answer_that_is_there_as_values_are_its_rows(cursor: Cursor) -> None:
    answer = Answer(cursor, PLAIN.format(3), shape=few())
    expected = Answer(cursor, PLAIN.format(3))
    encoder = RowEncoder([kind for _, kind in expected.columns], (1,))
    assert [bytes(data) for _, data in answer.encoded(encoder.prepared)] == [
        bytes(data) for _, data in expected.encoded(encoder.prepared)
    ]


def test_a_shape_guesses_few_rows_only_after_it_has_seen_them_and_never_again_after_many() -> None:
    shape = Shape()
    assert not shape.few
    shape.saw(0)
    assert shape.few == FEW_ROWS
    shape.saw(FEW_ROWS + 1)
    shape.saw(1)
    assert not shape.few


def test_a_layout_is_used_again_only_for_the_same_columns_formats_style_and_told_types() -> None:
    shape = Shape()
    one = shape.layout((("n", "INTEGER"),), (), DEFAULT_STYLE, None)
    assert shape.layout((("n", "INTEGER"),), (), DEFAULT_STYLE, None) is one
    others = [
        shape.layout((("m", "INTEGER"),), (), DEFAULT_STYLE, None),
        shape.layout((("n", "BIGINT"),), (), DEFAULT_STYLE, None),
        shape.layout((("n", "INTEGER"),), (1,), DEFAULT_STYLE, None),
        shape.layout((("n", "INTEGER"),), (), TextStyle(time_zone="Europe/Prague"), None),
        shape.layout((("n", "INTEGER"),), (), DEFAULT_STYLE, [("n", column_type("BIGINT"))]),
    ]
    assert all(each is not one for each in others)
    described = [each.description for each in others]
    assert len({*described[:3], one.description}) == len(others) - 1
    assert described[3:] == [one.description, described[1]], "style is not told, and what was told is told again"


def test_statements_that_differ_in_literals_have_one_shape_and_others_have_not() -> None:
    shapes = Shapes()
    of = shapes.of
    assert of("SELECT v FROM t WHERE id = 17") is of("SELECT v FROM t WHERE id = 2048")
    assert of("SELECT v FROM t WHERE n = 'a b'") is of("SELECT v FROM t WHERE n = 'it''s'")
    assert of("SELECT v1 FROM t") is not of("SELECT v2 FROM t")
    for text in ("""SELECT "a'b", {} FROM t WHERE v = 'c'""", "SELECT $$'$$, {} || '$$'", "SELECT /* ' */ {} || ''"):
        assert of(text.format("x")) is not of(text.format("y"))
    kept = of("SELECT 1")
    for number in range(MAX_SHAPES):
        of(f"SELECT a{number}")
    assert of("SELECT 1") is not kept
