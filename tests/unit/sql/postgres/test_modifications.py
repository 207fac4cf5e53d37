"""Statements that write inside of WITH, taken apart."""

from __future__ import annotations

import pytest

from reedbed.errors import SqlNotSupported
from reedbed.sql.postgres.modifications import Modification, modification_of


def taken_apart(sql: str) -> Modification:
    found = modification_of(sql)
    assert found is not None
    return found


def test_a_statement_that_reads_alone_has_no_parts() -> None:
    assert modification_of("WITH a AS (SELECT 1) SELECT * FROM a") is None
    assert modification_of("WITH a AS (SELECT 'x AS (DELETE FROM t)') SELECT * FROM a") is None


def test_deletions_run_before_insertions_where_neither_reads_the_other() -> None:
    found = taken_apart("WITH i AS (INSERT INTO t VALUES (1)), d AS (DELETE FROM t) SELECT 1")
    assert [part.name for part in found.parts] == ["d", "i", ""]


def test_what_a_part_reads_of_another_runs_first() -> None:
    found = taken_apart("WITH i AS (INSERT INTO t VALUES (1) RETURNING a), d AS (DELETE FROM s USING i) SELECT 1")
    assert [part.name for part in found.parts] == ["i", "d", ""]


def test_the_whole_is_described_without_writing() -> None:
    found = taken_apart("WITH d(k) AS (DELETE FROM t x USING s WHERE s.a = x.a RETURNING x.a) SELECT k FROM d")
    assert found.remaining == "WITH d(k) AS (SELECT  x.a FROM  t x ,  s  WHERE false) SELECT k FROM d"


def test_a_table_that_is_written_and_read_is_kept_as_it_was() -> None:
    found = taken_apart("WITH i AS (INSERT INTO t VALUES (1) RETURNING a) SELECT a FROM i UNION ALL SELECT a FROM t")
    assert found.shadowed == {"t"}


def test_a_query_that_two_parts_read_is_computed_once() -> None:
    found = taken_apart("WITH q AS (SELECT 1 AS a), i AS (INSERT INTO t SELECT a FROM q) SELECT a FROM q")
    assert found.kept == {"q"}


@pytest.mark.parametrize(
    "sql",
    [
        "WITH i AS (INSERT INTO t VALUES (1)) UPDATE t SET a = 2",
        "WITH i AS (INSERT INTO t VALUES (1) RETURNING a) SELECT count(*) FROM public.t",
        "WITH i AS (INSERT INTO t VALUES (1)) SELECT * FROM i",
    ],
)
def test_parts_that_would_see_each_other_are_refused(sql: str) -> None:
    with pytest.raises(SqlNotSupported):
        modification_of(sql)
