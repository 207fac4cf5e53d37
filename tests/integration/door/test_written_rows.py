"""One INSERT of many rows of constants, as drivers write them that bind their values themselves."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import psycopg
import psycopg2
import psycopg2.extras
import pytest

from reedbed.pgserver.preludes import running, written

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.integration.doors import OpenDoor

    from reedbed.pgserver.answers.replies import Reply

    Connection = psycopg.Connection[Any]

ROWS = 400


@pytest.fixture
def in_columns(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each such statement was stored in columns."""
    found: list[bool] = []

    def noted(*arguments: Any) -> Reply | None:
        reply = written.run_written(*arguments)
        found.append(reply is not None)
        return reply

    monkeypatch.setattr(running, "run_written", noted)
    return found


@pytest.fixture
def binding_itself(door: OpenDoor) -> Iterator[Any]:
    """A connection of psycopg2, which puts values into the text."""
    opened = psycopg2.connect(door.url)
    opened.autocommit = True
    yield opened
    opened.close()


def test_execute_values_stores_what_was_given(
    binding_itself: Any, connection: Connection, in_columns: list[bool]
) -> None:
    connection.execute(
        "CREATE TABLE given (i int PRIMARY KEY, big bigint, x float8, s text, n numeric(12, 3), b boolean, d date, "
        "ts timestamp, tz timestamptz, raw bytea, span interval)"
    )
    zone = dt.timezone(dt.timedelta(hours=2))
    row = (
        -(1 << 40),
        float("nan"),
        "it's a \\ 'quoted' $1; -- text",
        Decimal("-12.345"),
        True,
        dt.date(1, 1, 1),
        dt.datetime(2026, 3, 29, 2, 30),  # noqa: DTZ001 - a timestamp without a zone
        dt.datetime(2026, 3, 29, 2, 30, 0, 5, tzinfo=zone),
        b"\0\xff'",
        dt.timedelta(days=-3, microseconds=1),
    )
    other = (7, 0.1, "", Decimal(7), False, *row[5:])
    rows = [(n, *((row, other, (None,) * len(row))[n % 3])) for n in range(ROWS)]
    with binding_itself.cursor() as cursor:
        psycopg2.extras.execute_values(cursor, "INSERT INTO given VALUES %s", rows, page_size=ROWS)
        assert cursor.statusmessage == f"INSERT 0 {ROWS}"
    assert in_columns == [True]
    found = connection.execute("SELECT * FROM given ORDER BY i").fetchall()
    assert [each[3:] for each in found] == [each[3:] for each in rows]
    assert [repr(each[:3]) for each in found] == [repr(each[:3]) for each in rows]
    alike = connection.execute("SELECT count(*), count(DISTINCT s), sum(n) FROM given").fetchone()
    assert alike == (ROWS, 2, sum(each[4] or 0 for each in rows))


def test_a_block_keeps_or_loses_all_of_its_rows(door: OpenDoor, connection: Connection, in_columns: list[bool]) -> None:
    connection.execute("CREATE TABLE in_block (i int PRIMARY KEY)")
    rows = ", ".join(f"({n})" for n in range(100))
    with psycopg.connect(door.url) as writer:
        writer.execute(f"INSERT INTO in_block VALUES {rows}")
        writer.rollback()
        writer.execute("INSERT INTO in_block VALUES (1000)")
        with pytest.raises(psycopg.errors.UniqueViolation):
            writer.execute(f"INSERT INTO in_block VALUES {rows}, (1000)")
        writer.rollback()
        writer.execute(f"INSERT INTO in_block VALUES {rows}")
    assert connection.execute("SELECT count(*), max(i) FROM in_block").fetchone() == (100, 99)
    assert in_columns == [True, True]


def test_rows_that_are_returned_come_in_their_order(connection: Connection, in_columns: list[bool]) -> None:
    connection.execute("CREATE TABLE returned_rows (id serial PRIMARY KEY, n int)")
    rows = ", ".join(f"({n})" for n in range(3000, 0, -1))
    found = connection.execute(f"INSERT INTO returned_rows (n) VALUES {rows} RETURNING id, n, n + id").fetchall()
    assert found == [(place, 3001 - place, 3001) for place in range(1, 3001)]
    assert in_columns == [True]


@pytest.mark.parametrize(
    "values",
    [
        ["1.5"] * 8,
        ["lower('A')"] * 8,
        ["1 + 1"] * 8,
        ["(SELECT 1)"] * 8,
        ["DEFAULT"] * 8,
        ["1", "'2'", *["3"] * 6],
        ["DATE '2026-01-01'"] * 8,
        ["CURRENT_DATE"] * 8,
    ],
)
def test_what_is_no_plain_constant_of_its_type_is_the_engines(
    connection: Connection, in_columns: list[bool], values: Sequence[str]
) -> None:
    connection.execute("DROP TABLE IF EXISTS plain; CREATE TABLE plain (i int, s text)")
    column = "s" if "'" in values[0] or "DATE" in values[0] else "i"
    rows = ", ".join(f"({each})" for each in values)
    assert connection.execute(f"INSERT INTO plain ({column}) VALUES {rows}").rowcount == len(values)
    assert not any(in_columns)


def test_a_transaction_that_only_reads_stores_nothing(connection: Connection) -> None:
    connection.execute("CREATE TABLE kept_from (i int)")
    rows = ", ".join(f"({n})" for n in range(100))
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        connection.execute(f"BEGIN READ ONLY; INSERT INTO kept_from VALUES {rows}")
    connection.execute("ROLLBACK")
    assert connection.execute("SELECT count(*) FROM kept_from").fetchone() == (0,)


def test_a_text_of_many_such_statements_is_one_transaction(connection: Connection, in_columns: list[bool]) -> None:
    connection.execute("CREATE TABLE scripted (i int PRIMARY KEY, s text)")
    texts = [", ".join(f"({n}, 'a;b')" for n in range(first, first + 20)) for first in (0, 20, 40)]
    connection.execute("; ".join(f"INSERT INTO scripted VALUES {each}" for each in texts))
    texts = [", ".join(f"({n}, 'c')" for n in range(first, first + 20)) for first in (60, 80, 0)]
    with pytest.raises(psycopg.errors.UniqueViolation):
        connection.execute("; ".join(f"INSERT INTO scripted VALUES {each}" for each in texts))
    assert connection.execute("SELECT count(*), min(s), max(i) FROM scripted").fetchone() == (60, "a;b", 59)
    assert in_columns == [True] * 5
