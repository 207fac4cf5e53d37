"""A disk that fills up under a door: one statement fails with 53100; session, owner and data are as they were."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

from .owners import owner_process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from .owners import OwnerProcess

FULL_BYTES = 8_000_000
ROWS = 1_200_000


@pytest.fixture
def owner(tmp_path: Path) -> Iterator[OwnerProcess]:
    with owner_process(tmp_path / "w") as process:
        yield process


def insert(connection: psycopg.Connection) -> None:
    connection.execute(f"INSERT INTO kept SELECT i, random()::text FROM generate_series(1, {ROWS}) AS t(i)".encode())


def copy_in(connection: psycopg.Connection) -> None:
    block = "".join(
        f"{number}\t{number * 7919 % 1_000_003:x}{number:x}{number * 31 % 9973:x}\n" for number in range(20_000)
    )
    with connection.cursor().copy("COPY kept FROM STDIN") as copy:
        for _ in range(ROWS // 20_000):
            copy.write(block)


def create_as(connection: psycopg.Connection) -> None:
    connection.execute(f"CREATE TABLE made AS SELECT i, random() AS r FROM generate_series(1, {ROWS}) AS t(i)".encode())


@pytest.mark.parametrize("fill", [insert, copy_in, create_as])
def test_a_full_disk_costs_one_statement(owner: OwnerProcess, fill: Callable[[psycopg.Connection], None]) -> None:
    with psycopg.connect(owner.url, autocommit=True) as writer, psycopg.connect(owner.url, autocommit=True) as reader:
        writer.execute("CREATE TABLE kept (n INTEGER, t TEXT)")
        writer.execute("INSERT INTO kept SELECT i, 'before' FROM generate_series(1, 1000) AS t(i)")
        owner.limit_files(FULL_BYTES)
        with pytest.raises(psycopg.errors.DiskFull):
            fill(writer)
        # Both sessions go on while the disk is full, and what was acknowledged is there.
        for connection in (writer, reader):
            assert connection.execute("SELECT count(*), min(t), max(t) FROM kept").fetchone() == (
                1000,
                "before",
                "before",
            )
        assert reader.execute("SELECT to_regclass('made')").fetchone() == (None,)
        owner.limit_files(0)
        fill(writer)
        writer.execute("INSERT INTO kept VALUES (0, 'after')")
        assert reader.execute("SELECT count(*) FROM kept WHERE t IN ('before', 'after')").fetchone() == (1001,)


def test_a_transaction_that_meets_a_full_disk_is_undone_as_a_whole(owner: OwnerProcess) -> None:
    with psycopg.connect(owner.url) as writer:
        writer.execute("CREATE TABLE kept (n INTEGER, t TEXT)")
        writer.commit()
        owner.limit_files(FULL_BYTES)
        writer.execute("INSERT INTO kept VALUES (1, 'first')")
        with pytest.raises(psycopg.errors.DiskFull):
            insert(writer)
            writer.commit()
        writer.rollback()
        assert writer.execute("SELECT count(*) FROM kept").fetchone() == (0,)
        writer.rollback()
        owner.limit_files(0)
        writer.execute("INSERT INTO kept VALUES (2, 'second')")
        writer.commit()
        assert writer.execute("SELECT n FROM kept").fetchall() == [(2,)]


def test_what_was_acknowledged_around_a_full_disk_outlives_the_server(tmp_path: Path) -> None:
    with owner_process(tmp_path / "w") as owner, psycopg.connect(owner.url, autocommit=True) as writer:
        writer.execute("CREATE TABLE kept (n INTEGER, t TEXT)")
        writer.execute("INSERT INTO kept VALUES (1, 'before')")
        owner.limit_files(FULL_BYTES)
        with pytest.raises(psycopg.errors.DiskFull):
            insert(writer)
        writer.execute("INSERT INTO kept VALUES (2, 'during')")
        owner.process.kill()
        owner.process.wait()
    with owner_process(tmp_path / "w") as owner, psycopg.connect(owner.url) as reader:
        assert reader.execute("SELECT * FROM kept ORDER BY n").fetchall() == [(1, "before"), (2, "during")]
