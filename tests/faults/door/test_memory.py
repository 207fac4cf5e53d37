"""A statement that wants more memory than there is: it fails with 53200, and everybody else goes on.

All memory is one account: who asks for some while nothing is left gets 53200 as well, and is answered when asked again.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import psycopg
import pytest

from .owners import owner_process

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .owners import OwnerProcess

# What a list or a text holds cannot be spilled to disk.
EXHAUSTING = {
    "a list": "SELECT count(*) FROM (SELECT array_agg(i) AS l FROM generate_series(1, 200000000) AS t(i)) AS x "
    "WHERE l[1] = 1",
    "a text": "SELECT length(string_agg(i::text || repeat('x', 100), ',')) FROM generate_series(1, 20000000) AS t(i)",
}


@pytest.fixture(scope="module")
def owner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnerProcess]:
    folder: Path = tmp_path_factory.mktemp("little")
    with owner_process(folder / "w", "reedbed:\n  checkpoint: no\n  memory_limit: 120MB\n") as process:
        yield process


@pytest.mark.parametrize("statement", EXHAUSTING)
def test_a_statement_that_exhausts_memory_ends_no_session_but_itself(owner: OwnerProcess, statement: str) -> None:
    answered: list[int] = []
    failed: list[BaseException] = []
    over = threading.Event()

    def ask(connection: psycopg.Connection[tuple[object, ...]]) -> None:
        try:
            row = connection.execute("SELECT count(*) FROM generate_series(1, 10000)").fetchone()
        except psycopg.errors.OutOfMemory:
            return
        assert row == (10000,)
        answered.append(1)

    def others() -> None:
        try:
            with psycopg.connect(owner.url, autocommit=True) as connection:
                while not over.is_set():
                    ask(connection)
                ask(connection)
        except BaseException as error:  # noqa: BLE001 - looked at below
            failed.append(error)

    with psycopg.connect(owner.url, autocommit=True) as connection:
        thread = threading.Thread(target=others)
        thread.start()
        try:
            with pytest.raises(psycopg.errors.OutOfMemory):
                connection.execute(EXHAUSTING[statement].encode())
        finally:
            over.set()
            thread.join()
        assert connection.execute("SELECT 1").fetchone() == (1,)
        with psycopg.connect(owner.url) as another:
            assert another.execute("SELECT 1").fetchone() == (1,)
    assert failed == []
    assert answered


def test_a_transaction_that_runs_out_of_memory_is_undone_and_its_session_goes_on(owner: OwnerProcess) -> None:
    with psycopg.connect(owner.url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (n INTEGER)")
        connection.commit()
        connection.execute("INSERT INTO kept VALUES (1)")
        with pytest.raises(psycopg.errors.OutOfMemory):
            connection.execute(EXHAUSTING["a list"].encode())
        with pytest.raises(psycopg.errors.InFailedSqlTransaction):
            connection.execute("SELECT 1")
        connection.rollback()
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_a_big_sort_and_a_big_answer_need_no_more_than_there_is(owner: OwnerProcess) -> None:
    sql = b"SELECT i, i % 7 AS rest, i::text AS t FROM generate_series(1, 3000000) AS t(i) ORDER BY rest, t"
    with psycopg.connect(owner.url) as connection, connection.cursor(name="sorted") as cursor:
        cursor.execute(sql)
        assert cursor.fetchone() == (1000006, 0, "1000006")
