"""INSERTs of one prepared statement that follow one another: stored together, and answered one by one."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

import psycopg
import pytest

from reedbed.pgserver.inserts.bound import BoundInserts

if TYPE_CHECKING:
    from tests.integration.doors import OpenDoor

    Connection = psycopg.Connection[Any]

MANY = 500


@pytest.fixture
def stored(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, bool]]:
    """How many rows came together, and whether they were stored so."""
    found: list[tuple[int, bool]] = []
    store = BoundInserts.store

    def noted(gathering: BoundInserts) -> bool:
        rows = sum(type(each).__name__ == "Execute" for each in gathering.messages)
        together = store(gathering)
        found.append((rows, together))
        return together

    monkeypatch.setattr(BoundInserts, "store", noted)
    return found


def together(stored: list[tuple[int, bool]]) -> int:
    return sum(rows for rows, was_together in stored if was_together)


def test_executemany_stores_most_rows_together(connection: Connection, stored: list[tuple[int, bool]]) -> None:
    connection.execute("CREATE OR REPLACE TABLE many (i INTEGER PRIMARY KEY, s TEXT, x DOUBLE PRECISION, n BIGINT)")
    # psycopg prepares the statement for each combination of types: small and large integers, NULLs.
    rows = [(n * 300, f"r{n}", n / 7, None if n % 3 else n << 40) for n in range(MANY)]
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO many VALUES (%s, %s, %s, %s)", rows)
        assert cursor.rowcount == MANY
    assert together(stored) > MANY - 50
    assert connection.execute("SELECT * FROM many ORDER BY i").fetchall() == rows


def test_values_of_every_common_type_are_the_same_together_and_alone(
    connection: Connection, stored: list[tuple[int, bool]]
) -> None:
    types = "i INT, b BOOL, s TEXT, n NUMERIC(12, 3), f REAL, d DATE, t TIME, ts TIMESTAMP, tz TIMESTAMPTZ, u UUID"
    connection.execute(f"CREATE OR REPLACE TABLE kinds ({types}, raw BYTEA, v INTERVAL, j JSON)")
    connection.execute("SET TimeZone = 'Europe/Prague'")
    zone = dt.timezone(dt.timedelta(hours=-3))
    row = (
        True,
        "a 'quoted' \\ text",
        Decimal("-12.3456"),
        float("nan"),
        dt.date(1, 1, 1),
        dt.time(23, 59, 59, 5),
        dt.datetime(2026, 3, 29, 2, 30),  # noqa: DTZ001 - a timestamp without a zone
        dt.datetime(2026, 3, 29, 2, 30, tzinfo=zone),
        UUID(int=7),
        b"\0\xff",
        dt.timedelta(days=3, microseconds=1),
        "[1]",
    )
    nothing = (None,) * len(row)
    sql = f"INSERT INTO kinds VALUES (%s{', %s' * len(row)})"
    with connection.cursor() as cursor:
        for n, each in enumerate((row, nothing)):
            cursor.execute(sql, (n, *each))
        stored.clear()
        cursor.executemany(sql, [(n, *(row if n % 2 == 0 else nothing)) for n in range(100, 140)])
        cursor.executemany(sql, [(n, *(row if n % 2 == 0 else nothing)) for n in range(140, 180)])
    assert together(stored) > 40
    alike = "SELECT i % 2, columns(* EXCLUDE i) FROM kinds"
    assert connection.execute(f"SELECT count(*) FROM (SELECT DISTINCT * FROM ({alike}))").fetchone() == (2,)
    assert connection.execute("SELECT count(*), count(n), sum(n), count(j) FROM kinds").fetchone() == (
        82,
        41,
        41 * Decimal("-12.346"),
        41,
    )


def test_one_row_stays_a_statement_of_its_own(connection: Connection, stored: list[tuple[int, bool]]) -> None:
    connection.execute("CREATE OR REPLACE TABLE one (i INT)")
    connection.execute("INSERT INTO one VALUES (%s)", (1,))
    assert stored == [(1, False)]
    assert connection.execute("SELECT i FROM one").fetchall() == [(1,)]


@pytest.mark.parametrize("in_block", [False, True])
def test_a_row_that_fails_undoes_all_of_them(
    connection: Connection, stored: list[tuple[int, bool]], *, in_block: bool
) -> None:
    connection.execute("CREATE OR REPLACE TABLE keyed (i INT PRIMARY KEY)")
    connection.execute("INSERT INTO keyed VALUES (70)")
    if in_block:
        connection.execute("BEGIN")
    with pytest.raises(psycopg.errors.UniqueViolation) as refused, connection.cursor() as cursor:
        cursor.executemany("INSERT INTO keyed VALUES (%s)", [(n,) for n in range(100)])
    assert refused.value.diag.message_detail == "Key (i)=(70) already exists."
    assert max(rows for rows, _ in stored) > 50
    if in_block:
        with pytest.raises(psycopg.errors.InFailedSqlTransaction):
            connection.execute("SELECT 1")
        connection.execute("ROLLBACK")
    assert connection.execute("SELECT i FROM keyed").fetchall() == [(70,)]


def test_rows_that_make_no_columns_are_stored_one_by_one(
    connection: Connection, stored: list[tuple[int, bool]]
) -> None:
    connection.execute("CREATE OR REPLACE TABLE lists (i INT, l INT[])")
    with connection.pipeline(), connection.cursor() as cursor:
        for n in range(20):
            cursor.execute("INSERT INTO lists VALUES (%s, %s)", (n, [n, None]), prepare=True)
    assert together(stored) == 0
    assert connection.execute("SELECT count(*), sum(l[1]) FROM lists").fetchone() == (20, 190)


def test_what_was_gathered_and_not_synced_is_undone_when_the_client_leaves(door: OpenDoor) -> None:
    with psycopg.connect(door.url, autocommit=True) as watcher:
        watcher.execute("CREATE OR REPLACE TABLE left_over (i INT)")
        leaving = psycopg.connect(door.url, autocommit=True)
        leaving.pgconn.enter_pipeline_mode()
        leaving.pgconn.send_prepare(b"s", b"INSERT INTO left_over VALUES ($1)")
        for n in range(50):
            leaving.pgconn.send_query_prepared(b"s", [b"%d" % n])
        leaving.pgconn.flush()
        leaving.close()
        assert watcher.execute("INSERT INTO left_over VALUES (-1)").rowcount == 1
        assert watcher.execute("SELECT i FROM left_over").fetchall() == [(-1,)]
