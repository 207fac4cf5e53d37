"""What a query would read is said without running it; what could not run is said as if it had."""

from __future__ import annotations

from contextlib import closing
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


WRAPPED = (
    "SELECT id FROM (SELECT * FROM t) AS q WHERE ts < '2024-01-01'",
    "WITH a AS (FROM t), b AS (SELECT ts AS moment FROM a) SELECT count(*) FROM b WHERE moment < '2024-01-01'",
    "SELECT * FROM (SELECT * FROM t UNION ALL SELECT * FROM t) AS q WHERE ts < '2024-01-01'",
    "SELECT main.t.ts FROM main.t WHERE main.t.ts < '2024-01-01'",
    "PIVOT (SELECT id, x FROM t WHERE ts < '2024-01-01' AND (id > 3)) /* ) */ ON x IN (1, 2) USING count(*)",
    "SELECT * FROM (PIVOT (FROM t WHERE ts < '2024-01-01' ) ON id USING sum(x)) AS p, (SELECT 1) AS o",
)
SPARED = {
    "SELECT count(*) FROM t": 0,
    "SELECT count(1) AS n FROM (SELECT ts FROM t) AS q LIMIT 2000": 0,
    "SELECT max(ts) FROM t": 1,
    "WITH a AS (FROM main.t) SELECT min(ts), max(ts), count(*) FROM a": 2,
    "FROM t LIMIT 0": 0,
    "FROM t LIMIT 10 OFFSET 5": 1,
    "SELECT id FROM t ORDER BY ts DESC, id LIMIT 10": 1,
    "SELECT DISTINCT id FROM t LIMIT 10": 4,
    "SELECT id, count(*) FROM t GROUP BY id": 4,
    "SELECT count(id) FROM t": 4,
    "SELECT -id AS ts FROM t ORDER BY ts DESC LIMIT 10": 4,
}


def test_what_is_asked_of_a_sub_select_chooses_files(lake: Lake) -> None:
    for sql in WRAPPED:
        assert all(each.read == 0 and each.total == 4 for each in lake.explain(sql)), sql


def test_a_name_of_another_database_is_not_taken_for_an_archived_one(lake: Lake, tmp_path: Path) -> None:
    with closing(lake.store.database.cursor()) as cursor:
        cursor.execute(f"ATTACH '{tmp_path / 'other.db'}' AS other")
        cursor.execute("CREATE TABLE other.t AS SELECT TIMESTAMPTZ '2024-01-05' AS ts, 7 AS id")
        cursor.execute("USE other")
        assert cursor.rows("SELECT id FROM t WHERE ts = '2024-01-05'") == [(7,)]
        assert cursor.execute("DELETE FROM main.t WHERE ts = '2024-01-05'") == 1
        cursor.execute("USE w")
        assert cursor.rows("SELECT count(*) FROM t") == [(4_000,)]


def test_a_column_of_another_database_has_the_type_that_it_has_there(lake: Lake, tmp_path: Path) -> None:
    with closing(lake.store.database.cursor()) as cursor:
        cursor.execute(f"ATTACH '{tmp_path / 'other.db'}' AS other")
        cursor.execute("CREATE TABLE other.main.t AS SELECT '2024-03-01 00:00:00+00' AS ts")
        # As texts the first is less; as moments it is not.
        sql = "SELECT count(*) FROM other.main.t AS o JOIN main.t AS own ON o.ts = own.ts WHERE o.ts < '2024-1-09'"
        assert cursor.rows(sql) == [(1,)]


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


def test_what_is_asked_of_a_view_chooses_files_also_through_another_and_by_other_names(lake: Lake) -> None:
    store = lake.store
    store.execute_sql("CREATE VIEW hours AS SELECT ts, id FROM t WHERE id > 3")
    store.execute_sql('CREATE VIEW "named Anew" (moment, n) AS SELECT ts, count(*) FROM hours GROUP BY ts')
    for sql in (
        "FROM hours WHERE ts >= '2024-01-05' AND ts < '2024-01-06'",
        """SELECT * FROM main."named anew" AS v WHERE v.moment >= '2024-01-05' AND v.moment < '2024-01-06'""",
        """WITH t AS (SELECT 1) FROM "named Anew" WHERE moment >= '2024-01-05' AND moment < '2024-01-06'""",
    ):
        assert [each.read for each in lake.explain(sql)] == [1], sql
    assert lake.explain("FROM hours")[0].read == 4
    with closing(store.database.cursor()) as cursor:
        cursor.execute("BEGIN")
        cursor.execute("""CREATE VIEW "view" ("as", n) AS SELECT ts, id FROM t""")
        assert cursor.rows("SELECT 1") == [(1,)]
        cursor.execute("COMMIT")
        cursor.execute("BEGIN")
        with pytest.raises(SqlNameError):
            cursor.execute("CREATE VIEW broken AS SELECT nope FROM t")
        cursor.execute("ROLLBACK")
    assert lake.explain("""SELECT n FROM "view" WHERE "as" < '2024-01-01'""")[0].read == 0


def test_a_view_is_read_as_it_is_by_now_and_in_a_transaction_as_that_sees_it(lake: Lake) -> None:
    store, query = lake.store, "SELECT count(*) FROM hours WHERE ts < '2024-01-06'"
    store.execute_sql("CREATE VIEW hours AS FROM t")
    before = store.database.cursor()
    before.execute("BEGIN")
    everything = before.rows(query)
    store.execute_sql("CREATE OR REPLACE VIEW hours AS SELECT ts + INTERVAL 1 DAY AS ts FROM t")
    assert before.rows(query) == everything
    before.close()
    with closing(store.database.cursor()) as cursor:
        moved = cursor.rows(query)
        assert moved < everything
        cursor.execute("CREATE TEMP VIEW hours AS SELECT DATE '2000-01-01' AS ts")
        assert cursor.rows(query) == [(1,)]
        cursor.execute("DROP VIEW temp.hours")
        # DuckDB reads it in place of the table of the view's, asked for some of its rows or for all.
        cursor.execute("CREATE TEMP TABLE t AS SELECT TIMESTAMP '2024-01-02' AS ts")
        assert cursor.rows(query) == cursor.rows("SELECT count(ts) FROM hours") == [(1,)]
        cursor.execute("DROP TABLE temp.t")
        # As Ibis makes a view: past the queue of writers.
        cursor.raw.execute("CREATE OR REPLACE VIEW main.hours AS FROM t")
    with closing(store.database.cursor()) as cursor:
        assert cursor.rows(query) == everything
    store.execute_sql("DROP VIEW hours")
    with pytest.raises(SqlNameError):
        store.query(query)


def test_counts_ends_and_first_rows_read_the_files_that_they_need_also_beside_corrections(lake: Lake) -> None:
    store = lake.store
    assert {sql: lake.explain(sql)[0].read for sql in SPARED} == SPARED
    assert lake.explain("FROM t ORDER BY ts DESC LIMIT ? OFFSET 5", [10])[0].read == 1
    assert lake.explain("FROM t LIMIT $rows", {"rows": None})[0].read == 4
    sure = [sql for sql in SPARED if "LIMIT 10" not in sql or "ORDER" in sql]
    before = [sorted(map(str, store.query(sql).to_pylist())) for sql in sure]
    store.execute_sql("UPDATE t SET x = x WHERE id = 1000")
    assert [sorted(map(str, store.query(sql).to_pylist())) for sql in sure] == before
    assert {sql: lake.explain(sql)[0].read - read for sql, read in SPARED.items()} == {
        sql: int("count" in sql and read < 4) for sql, read in SPARED.items()
    }
    with store.transaction():
        store.execute_sql("DELETE FROM t WHERE ts = (SELECT min(ts) FROM t)")
        assert store.query("SELECT count(*) AS n, min(id) AS first FROM t").to_pylist() == [{"n": 3_999, "first": 1}]
        assert lake.explain("SELECT count(*) FROM t")[0].read == 2


def test_times_that_no_calendar_of_python_has_are_archived_and_found(lake: Lake) -> None:
    store = lake.store
    store.execute_sql("CREATE TABLE old (ts TIMESTAMP PRIMARY KEY, n INTEGER)")
    store.execute_sql("INSERT INTO old VALUES ('-infinity', 1), ('0044-03-15 (BC) 00:00:00', 2), ('2024-01-01', 3)")
    lake.archive("old", "ts", "2024-01-02")
    assert store.query("SELECT n FROM old WHERE ts < '0100-01-01' ORDER BY ts").to_pylist() == [{"n": 1}, {"n": 2}]
    assert store.query("SELECT n FROM old ORDER BY ts LIMIT 1").to_pylist() == [{"n": 1}]
