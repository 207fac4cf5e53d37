"""Transactions that a thread opens and ends by calls: whom they shut out, from when, and how they end."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from reedbed import errors
from reedbed.engine import Database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with Database.open(tmp_path / "test.db") as opened:
        with opened.transaction() as transaction:
            transaction.execute("CREATE TABLE t (i INTEGER)")
        opened.writer_timeout_seconds = 5
        yield opened


def in_thread(action: Callable[[], None]) -> list[BaseException]:
    caught: list[BaseException] = []

    def run() -> None:
        try:
            action()
        except errors.ReedbedError as error:
            caught.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(10)
    assert not thread.is_alive()
    return caught


def insert(database: Database) -> None:
    with database.transaction() as transaction:
        transaction.execute("INSERT INTO t VALUES (1)")


def test_a_transaction_that_has_only_read_keeps_nobody_from_writing(database: Database) -> None:
    database.writer_timeout_seconds = 0.1
    database.begin()
    assert database.rows("FROM t") == []
    assert in_thread(lambda: insert(database)) == []
    assert database.rows("FROM t") == []
    database.rollback()
    assert database.rows("FROM t") == [(1,)]


def test_a_transaction_that_has_asked_for_the_writer_shuts_others_out_until_it_ends(database: Database) -> None:
    database.writer_timeout_seconds = 0.1
    database.begin().require_writer()
    assert [type(error) for error in in_thread(lambda: insert(database))] == [errors.WriterBusy]
    database.commit()
    assert in_thread(lambda: insert(database)) == []


def test_a_block_inside_an_open_transaction_joins_it_and_becomes_the_writer(database: Database) -> None:
    transaction = database.begin()
    insert(database)
    assert transaction.writes
    assert in_thread(lambda: None if database.rows("FROM t") == [] else pytest.fail("seen before the commit")) == []
    database.rollback()
    assert database.rows("FROM t") == []


def test_commit_after_a_failed_statement_raises_and_undoes_everything(database: Database) -> None:
    transaction = database.begin()
    transaction.require_writer()
    transaction.execute("INSERT INTO t VALUES (1)")
    with pytest.raises(errors.ValueNotConvertible):
        transaction.execute("INSERT INTO t SELECT 'x'::INTEGER")
    with pytest.raises(errors.TransactionFailed):
        database.commit()
    assert not database.in_transaction
    assert database.rows("FROM t") == []
    assert in_thread(lambda: insert(database)) == []


def test_a_thread_that_leaves_undoes_what_it_had_open_and_lets_others_write(database: Database) -> None:
    def leave_halfway() -> None:
        transaction = database.begin()
        transaction.require_writer()
        transaction.execute("INSERT INTO t VALUES (1)")
        database.leave()

    assert in_thread(leave_halfway) == []
    insert(database)
    assert database.rows("FROM t") == [(1,)]


def test_a_wait_for_the_writer_can_be_called_off_from_another_thread(database: Database) -> None:
    waiting = threading.Event()
    caught: list[type[BaseException]] = []
    identifier: list[int] = []

    def wait() -> None:
        identifier.append(threading.get_ident())
        waiting.set()
        try:
            insert(database)
        except errors.QueryCancelled as error:
            caught.append(type(error))

    database.begin().require_writer()
    thread = threading.Thread(target=wait)
    thread.start()
    waiting.wait()
    while thread.is_alive():
        database.call_off(identifier[0])
        thread.join(0.01)
    database.commit()
    assert caught == [errors.QueryCancelled]


def test_writers_get_their_turn_in_the_order_in_which_they_came(database: Database) -> None:
    order: list[int] = []

    def write(number: int) -> None:
        with database.transaction():
            order.append(number)

    database.begin().require_writer()
    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    queue = database._instance.writer
    for thread in threads:
        thread.start()
        while not queue.waits(thread.ident or 0):
            thread.join(0.001)
    database.commit()
    for thread in threads:
        thread.join()
    assert order == list(range(8))


def test_a_second_begin_and_an_end_without_one_are_refused(database: Database) -> None:
    with pytest.raises(errors.UsageError):
        database.commit()
    database.begin()
    with pytest.raises(errors.UsageError):
        database.begin()
    database.rollback()


def test_turns_of_writing_tell_whether_somebody_may_have_committed(database: Database) -> None:
    before = database.turns_of_writing
    database.begin()
    database.rows("SELECT * FROM t")
    database.commit()
    assert database.turns_of_writing == before
    with database.transaction() as transaction:
        transaction.execute("INSERT INTO t VALUES (1)")
        assert database.turns_of_writing == before
    assert database.turns_of_writing == before + 1
