"""The limits that a workspace sets for the clients of its server."""

from __future__ import annotations

import select
from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.faults.door.owners import owner_process

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.faults.door.owners import OwnerProcess

SETTINGS = """
reedbed:
  max_connections: 2
  max_result_rows: 1000
  statement_timeout_seconds: 0.5
  idle_in_transaction_timeout_seconds: 0.3
"""


@pytest.fixture(scope="module")
def owner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnerProcess]:
    folder: Path = tmp_path_factory.mktemp("limited")
    with owner_process(folder / "w", SETTINGS) as process:
        yield process


def test_no_more_clients_come_in_than_the_setting_says(owner: OwnerProcess) -> None:
    with psycopg.connect(owner.url) as first, psycopg.connect(owner.url):
        with pytest.raises(psycopg.OperationalError, match="too many clients"):
            psycopg.connect(owner.url)
        assert first.execute("SHOW max_connections").fetchone() == ("2",)


def test_an_answer_of_more_rows_is_refused_and_the_session_goes_on(owner: OwnerProcess) -> None:
    with psycopg.connect(owner.url, autocommit=True) as connection:
        assert len(connection.execute("SELECT * FROM generate_series(1, 1000)").fetchall()) == 1000
        with pytest.raises(psycopg.Error, match="more than 1,000 rows"):
            connection.execute("SELECT * FROM generate_series(1, 1001)")
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_statement_runs_no_longer_than_the_setting_whatever_its_client_says(owner: OwnerProcess) -> None:
    with psycopg.connect(owner.url, autocommit=True) as connection:
        connection.execute("SET statement_timeout = '1h'")
        with pytest.raises(psycopg.errors.QueryCanceled, match="statement timeout"):
            connection.execute(
                "SELECT count(*) FROM generate_series(1, 1000000) AS a(i), generate_series(1, 1000000) AS b(j) "
                "WHERE i * j = 7"
            )


def test_a_transaction_that_is_left_open_ends_with_its_session(owner: OwnerProcess) -> None:
    with psycopg.connect(owner.url) as connection:
        connection.execute("SELECT 1")
        # The server says so when the time is over; psycopg reads it when it asks next.
        assert select.select([connection.fileno()], [], [], 10)[0]
        with pytest.raises(psycopg.errors.IdleInTransactionSessionTimeout):
            connection.execute("SELECT 1")
