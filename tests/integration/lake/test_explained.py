"""What a query would read is said without running it; what could not run is said as if it had."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.integration.lake.archived_hours import filled

from reedbed import DuckDBStorageManager, Lake
from reedbed.errors import SqlNameError, SqlSyntaxError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    with DuckDBStorageManager(tmp_path / "w.db") as store:
        yield filled(store)


def test_literal_and_bound_predicates_choose_files(lake: Lake) -> None:
    (literal,) = lake.explain("FROM t WHERE ts BETWEEN '2024-01-05' AND '2024-01-06'")
    (bound,) = lake.explain("FROM t WHERE ts BETWEEN $1::TIMESTAMPTZ AND $2::TIMESTAMPTZ", ["2024-01-05", "2024-01-06"])
    (whole,) = lake.explain("FROM t")
    assert (literal.read, literal.total, bound.read) == (1, 4, 1)
    assert literal.files == bound.files
    assert whole.read == whole.total == 4


@pytest.mark.parametrize(
    ("sql", "expected"),
    [("SELEC 1", SqlSyntaxError), ("FROM nope", SqlNameError), ("SELECT nope FROM t", SqlNameError)],
)
def test_a_query_that_could_not_run_is_refused(lake: Lake, sql: str, expected: type[Exception]) -> None:
    with pytest.raises(expected):
        lake.explain(sql)


@pytest.mark.parametrize("sql", ["DELETE FROM t", "SELECT 1; DROP TABLE t", "SELECT 1"])
def test_nothing_is_run_and_other_statements_have_no_entry(lake: Lake, sql: str) -> None:
    assert lake.explain(sql) == []
    assert lake.store.row_count("t") == 4_000


def test_nothing_to_archive_leaves_no_job_where_the_place_is_out_of_reach(lake: Lake) -> None:
    lake.store.execute_sql("CREATE TABLE empty (ts TIMESTAMP)")
    lake.archive("empty", "ts", "2024-01-01", target="s3://no-such-bucket/prefix")
    assert lake.store.query("FROM reedbed.lake_jobs").num_rows == 0
