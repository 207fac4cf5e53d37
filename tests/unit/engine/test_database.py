"""A database handle: threads, transactions that tell the truth, streams that own what they read."""

from __future__ import annotations

import datetime as dt
import os
import threading
import time
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from reedbed import errors
from reedbed.engine import Database, EngineOptions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with Database.open(tmp_path / "test.db") as opened:
        yield opened


def test_a_file_is_made_in_the_storage_version_that_three_duckdb_lines_read(database: Database) -> None:
    [row] = database.rows("SELECT tags['storage_version'] FROM duckdb_databases() WHERE path IS NOT NULL")
    assert row[0].startswith("v1.4.0")


def test_the_session_is_utc_in_every_thread_and_stream(database: Database) -> None:
    found: list[object] = []
    worker = threading.Thread(target=lambda: found.append(database.rows("SELECT current_setting('TimeZone')")))
    worker.start()
    worker.join()
    found.append(
        [tuple(row.values()) for row in database.stream("SELECT current_setting('TimeZone')").read_all().to_pylist()]
    )
    assert found == [[("UTC",)], [("UTC",)]]


def test_an_aware_datetime_bound_to_a_timestamp_is_that_instant_in_utc(database: Database) -> None:
    noon = dt.datetime(2026, 1, 1, 12, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    assert database.rows("SELECT ?::TIMESTAMP", [noon]) == [(dt.datetime(2026, 1, 1, 11),)]  # noqa: DTZ001 - a naive TIMESTAMP


def test_two_handles_of_one_process_share_one_database(tmp_path: Path) -> None:
    with Database.open(tmp_path / "x.db") as first, Database.open(tmp_path / "." / "x.db") as second:
        with first.transaction() as transaction:
            transaction.execute("CREATE TABLE t AS SELECT 1 AS i")
        assert second.rows("FROM t") == [(1,)]
        first.close()
        assert second.rows("FROM t") == [(1,)]


def test_a_transaction_is_undone_whole_when_its_block_raises(database: Database) -> None:
    undone: list[str] = []
    with pytest.raises(ZeroDivisionError), database.transaction() as transaction:
        transaction.execute("CREATE TABLE t AS SELECT 1 AS i")
        transaction.on_rollback(lambda: undone.append("first"))
        transaction.on_rollback(lambda: undone.append("second"))
        raise ZeroDivisionError
    assert undone == ["second", "first"]
    with pytest.raises(errors.SqlNameError):
        database.rows("FROM t")


def test_a_commit_after_a_failed_statement_raises_and_keeps_nothing(database: Database) -> None:
    with pytest.raises(errors.TransactionFailed), database.transaction() as transaction:
        transaction.execute("CREATE TABLE t (i INTEGER)")
        with pytest.raises(errors.ValueNotConvertible):
            transaction.execute("INSERT INTO t SELECT 'x'::INTEGER")
        with pytest.raises(errors.TransactionFailed):
            transaction.execute("INSERT INTO t VALUES (1)")
    with pytest.raises(errors.SqlNameError):
        database.rows("FROM t")


def test_a_name_that_does_not_exist_leaves_the_transaction_alive(database: Database) -> None:
    with database.transaction() as transaction:
        transaction.execute("CREATE TABLE t AS SELECT 1 AS i")
        with pytest.raises(errors.SqlNameError):
            transaction.rows("FROM nowhere")
    assert database.rows("FROM t") == [(1,)]


def test_an_inner_block_that_fails_after_writing_dooms_the_outer_one(database: Database) -> None:
    def half_done() -> None:
        with database.transaction() as inner:
            inner.execute("CREATE TABLE half AS SELECT 1 AS i")
            raise KeyError

    with pytest.raises(errors.TransactionFailed), database.transaction() as outer:
        outer.execute("CREATE TABLE t AS SELECT 1 AS i")
        with pytest.raises(KeyError):
            half_done()
    assert database.rows("SELECT table_name FROM duckdb_tables()") == []


def test_a_thread_that_waits_too_long_for_the_writer_is_told_to_retry(database: Database) -> None:
    database.writer_timeout_seconds = 0.05
    caught: list[errors.ReedbedError] = []

    def write() -> None:
        try:
            with database.transaction():
                pass
        except errors.WriterBusy as error:
            caught.append(error)

    with database.transaction():
        worker = threading.Thread(target=write)
        worker.start()
        worker.join()
    assert [error.code for error in caught] == ["LOCK002"]
    assert caught[0].retryable


def test_a_stream_is_a_snapshot_that_writes_do_not_disturb(database: Database) -> None:
    with database.transaction() as transaction:
        transaction.execute("CREATE TABLE t AS FROM range(500_000) AS r(i)")
    stream = database.stream("FROM t", batch_rows=10_000)
    first = stream.read_next_batch()
    with database.transaction() as transaction:
        transaction.execute("DELETE FROM t")
    assert first.num_rows + sum(batch.num_rows for batch in stream) == 500_000
    assert database.rows("SELECT count(*) FROM t") == [(0,)]


def test_a_stream_inside_a_transaction_sees_its_rows_and_leaves_its_cursor_free(database: Database) -> None:
    with database.transaction() as transaction:
        transaction.execute("CREATE TABLE t AS FROM range(300_000) AS r(i)")
        stream = database.stream("FROM t")
        transaction.execute("DELETE FROM t")
        assert stream.read_all().num_rows == 300_000


def test_an_error_in_the_middle_of_a_stream_is_one_of_ours(database: Database) -> None:
    sql = "SELECT CASE WHEN i < 400_000 THEN i ELSE error('late') END AS i FROM range(500_000) AS r(i)"
    with pytest.raises(errors.SqlTypeError, match="late"):
        database.stream(sql, batch_rows=10_000).read_all()


def test_an_answer_that_arrow_would_bend_comes_as_text(database: Database) -> None:
    sql = (
        "SELECT '10:00:00+02'::TIMETZ AS t, 340282366920938463463374607431768211455::UHUGEINT AS u, "
        "'101'::BIT AS \"b b\", sum(i)::HUGEINT AS h FROM range(?) AS r(i);"
    )
    expected = [{"t": "10:00:00+02", "u": "340282366920938463463374607431768211455", "b b": "101", "h": 3}]
    assert database.arrow(sql, [3]).to_pylist() == expected
    assert database.stream(sql, [3]).read_all().to_pylist() == expected


def test_an_interrupt_ends_the_query_of_another_thread(database: Database) -> None:
    timer = threading.Timer(0.2, database.interrupt)
    timer.start()
    began = time.monotonic()
    with pytest.raises(errors.QueryCancelled):
        database.rows("SELECT count(*) FROM range(10_000_000_000) AS r(i) WHERE i % 7 = sqrt(i)")
    timer.join()
    assert time.monotonic() - began < 60
    assert database.rows("SELECT 1") == [(1,)]


def test_the_progress_of_a_running_query_can_be_watched(database: Database) -> None:
    with database.transaction() as transaction:
        transaction.execute("CREATE TABLE t AS SELECT i, i % 1000 AS j FROM range(5_000_000) AS r(i)")
    ended = threading.Event()
    seen: list[float] = []

    def watch() -> None:
        while not ended.wait(0.005):
            percent = database.progress()
            if percent is not None:
                seen.append(percent)

    watcher = threading.Thread(target=watch)
    watcher.start()
    for _ in range(5):
        database.rows("SELECT j, count(DISTINCT i) FROM t GROUP BY j ORDER BY ALL")
    ended.set()
    watcher.join()
    assert any(0 < percent <= 100 for percent in seen)
    assert database.progress() is None


def test_a_closed_handle_says_so(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "x.db")
    database.close()
    database.close()
    with pytest.raises(errors.StoreClosed):
        database.rows("SELECT 1")


def test_a_read_only_handle_refuses_to_write(tmp_path: Path) -> None:
    Database.open(tmp_path / "x.db").close()
    with Database.open(tmp_path / "x.db", read_only=True) as reader:
        assert reader.rows("SELECT 1") == [(1,)]
        with pytest.raises(errors.StoreReadOnly), reader.transaction():
            pass


def test_a_forked_child_is_told_that_it_cannot_use_the_store(database: Database) -> None:
    database.rows("SELECT 1")
    child = os.fork()
    if child == 0:
        try:
            database.rows("SELECT 1")
        except errors.StoreForked:
            os._exit(0)
        os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0


@pytest.mark.parametrize("stem", ["reedbed", "main", "temp", "my data", 'we"ird', "übung"])
def test_any_file_name_opens(tmp_path: Path, stem: str) -> None:
    with Database.open(tmp_path / f"{stem}.db") as database, database.transaction() as transaction:
        transaction.execute(f"CREATE SCHEMA {database.qualified('reedbed', 'x').rpartition('.')[0]}")
        transaction.execute(f"CREATE TABLE {database.qualified('reedbed', 'x')} AS SELECT 1 AS i")
        assert transaction.rows(f"FROM {database.qualified('reedbed', 'x')}") == [(1,)]


def test_limits_reach_the_engine(tmp_path: Path) -> None:
    options = EngineOptions(memory_limit="512MB", threads=1, temp_directory=tmp_path / "spill")
    with Database.open(tmp_path / "x.db", options=options) as database:
        [row] = database.rows(
            "SELECT current_setting('memory_limit'), current_setting('threads'), current_setting('temp_directory')"
        )
    assert row == ("488.2 MiB", 1, str(tmp_path / "spill"))


def test_a_python_variable_never_stands_in_for_a_table(database: Database) -> None:
    secret = pa.table({"i": [1]})
    assert secret.num_rows == 1
    with pytest.raises(errors.SqlNameError):
        database.rows("FROM secret")


def test_a_result_of_one_thread_is_never_that_of_another(database: Database) -> None:
    wrong: list[int] = []

    def ask(number: int) -> None:
        wrong.extend(n for n in range(200) if database.rows("SELECT ?, ?", [number, n]) != [(number, n)])

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_folder_that_is_missing_is_named_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(errors.DatabaseMissing, match="nowhere"):
        Database.open(tmp_path / "nowhere" / "x.db")
    assert not (tmp_path / "nowhere").exists()


def test_joins_with_top_lists_find_the_same_rows_each_time(tmp_path: Path) -> None:
    rows = (
        "SELECT i::INTEGER AS id, TIMESTAMP '2023-01-01' + to_hours(i) AS ts, (i * 37 % 150)::DOUBLE AS value "
        "FROM range(150) AS r (i)"
    )
    query = (
        "SELECT count(*), max(r.id) FROM (SELECT * FROM t) AS q RIGHT JOIN "
        "(SELECT * FROM t ORDER BY ts, id LIMIT 30 OFFSET 2) AS r ON q.id = r.id WHERE q.value >= 75"
    )
    with Database.open(tmp_path / "top.db", options=EngineOptions(threads=2)) as database:
        with database.transaction() as transaction:
            transaction.execute(f"CREATE TABLE t AS {rows}")
        high = [number for number in range(2, 32) if number * 37 % 150 >= 75]
        assert {database.rows(query)[0] for _ in range(200)} == {(len(high), max(high))}
