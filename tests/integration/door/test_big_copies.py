"""COPY of more than a few blocks: two threads are at work, and whatever ends it leaves none and stores nothing."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Connection = psycopg.Connection[Any]

ROWS = 150_000
PADDING = "x" * 90
PIECE = 1 << 16


def makers() -> list[threading.Thread]:
    return [each for each in threading.enumerate() if each.name == "reedbed-ahead"]


@pytest.fixture
def table(connection: Connection) -> Iterator[str]:
    connection.execute("CREATE OR REPLACE TABLE big (i INTEGER PRIMARY KEY, s TEXT, at TIMESTAMP, n NUMERIC(10, 2))")
    yield "big"
    assert not makers()
    # The writer's turn is free again.
    with psycopg.connect(connection.info.dsn, autocommit=True) as other:
        other.execute("INSERT INTO big VALUES (-1, NULL, NULL, NULL)")


def line(number: int, at: str = "2026-01-01 00:00:00") -> bytes:
    return f"{number}\t{PADDING}\t{at}\t1.25\n".encode()


def copied_in(connection: Connection, sql: str, data: bytes) -> str | None:
    with connection.cursor() as cursor:
        with cursor.copy(sql) as copy:
            for start in range(0, len(data), PIECE):
                copy.write(data[start : start + PIECE])
        return cursor.statusmessage


def counted(connection: Connection) -> tuple[Any, ...] | None:
    return connection.execute("SELECT count(*), min(i), max(i) FROM big").fetchone()


@pytest.mark.parametrize("options", ["", "(FORMAT csv)", "(FORMAT binary)"])
def test_a_big_table_goes_out_and_comes_in_again_the_same(connection: Connection, table: str, options: str) -> None:
    made = (
        f"SELECT i, '{PADDING}' || i, TIMESTAMP '2026-01-01' + i * INTERVAL '1 second', i / 4 FROM range({ROWS}) r(i)"
    )
    connection.execute("CREATE OR REPLACE TABLE model AS FROM big LIMIT 0")
    connection.execute(f"INSERT INTO model {made}")
    with connection.cursor() as cursor, cursor.copy(f"COPY model TO STDOUT {options}") as copy:
        data = b"".join(bytes(piece) for piece in copy)
    assert copied_in(connection, f"COPY {table} FROM STDIN {options}", data) == f"COPY {ROWS}"
    different = "(FROM model EXCEPT FROM big) UNION ALL (FROM big EXCEPT FROM model)"
    assert connection.execute(f"SELECT count(*) FROM ({different})").fetchone() == (0,)


def test_a_bad_line_far_in_is_named_and_nothing_is_stored(connection: Connection, table: str) -> None:
    data = b"".join(map(line, range(ROWS))) + b"x\n" + b"".join(map(line, range(ROWS, ROWS + 100)))
    with pytest.raises(psycopg.DataError) as refused:
        copied_in(connection, f"COPY {table} FROM STDIN", data)
    assert refused.value.sqlstate == "22P04"
    assert refused.value.diag.context == f"COPY big, line {ROWS + 1}"
    assert counted(connection) == (0, None, None)


def test_a_key_that_comes_twice_ends_the_copy_while_its_client_sends(connection: Connection, table: str) -> None:
    data = b"".join(map(line, [*range(50_000), 7, *range(50_000, ROWS)]))
    with pytest.raises(psycopg.errors.UniqueViolation):
        copied_in(connection, f"COPY {table} FROM STDIN", data)
    assert counted(connection) == (0, None, None)


def begun(connection: Connection, table: str, end: Callable[[], object]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
        copy.write(b"".join(map(line, range(ROWS))))
        end()


def give_up() -> None:
    raise KeyError("enough")


def test_a_client_gives_up_far_in(connection: Connection, table: str) -> None:
    with pytest.raises(KeyError, match="enough"):
        begun(connection, table, give_up)
    assert counted(connection) == (0, None, None)


def test_a_copy_is_cancelled_while_it_waits_for_its_client(connection: Connection, table: str) -> None:
    with pytest.raises(psycopg.errors.QueryCanceled, match="user request"):
        begun(connection, table, connection.cancel_safe)
    assert counted(connection) == (0, None, None)


def test_a_client_dies_far_in(connection: Connection, table: str) -> None:
    dying = psycopg.connect(connection.info.dsn, autocommit=True)
    with pytest.raises(psycopg.OperationalError):
        begun(dying, table, dying.pgconn.finish)
    # Waits for the writer's turn that the dead client had.
    connection.execute("INSERT INTO big VALUES (-2, NULL, NULL, NULL)")
    assert counted(connection) == (1, -2, -2)


def test_rows_that_are_read_in_another_way_far_in_are_stored_with_the_others(
    connection: Connection, table: str
) -> None:
    # Arrow does not read this year, so the block comes as text from there on.
    data = b"".join(map(line, range(ROWS))) + line(ROWS, "0044-03-15 00:00:00 BC")
    assert copied_in(connection, f"COPY {table} FROM STDIN", data) == f"COPY {ROWS + 1}"
    assert counted(connection) == (ROWS + 1, 0, ROWS)
    found = connection.execute(f"SELECT at::TEXT FROM big WHERE i >= {ROWS - 1} ORDER BY i").fetchall()
    assert found == [("2026-01-01 00:00:00",), ("0044-03-15 00:00:00 BC",)]


def test_defaults_are_computed_in_the_order_of_the_rows(connection: Connection) -> None:
    connection.execute("CREATE OR REPLACE TABLE numbered (id SERIAL, i INTEGER, s TEXT)")
    data = b"".join(f"{n}\t{PADDING}\n".encode() for n in range(ROWS))
    assert copied_in(connection, "COPY numbered (i, s) FROM STDIN", data) == f"COPY {ROWS}"
    assert connection.execute("SELECT count(*), bool_and(id = i + 1) FROM numbered").fetchone() == (ROWS, True)


def test_a_big_answer_is_cancelled_in_the_middle(connection: Connection) -> None:
    connection.execute("CREATE OR REPLACE TABLE wide AS SELECT i, repeat('x', 200) AS s FROM range(400000) r(i)")
    with pytest.raises(psycopg.errors.QueryCanceled), connection.cursor() as cursor:
        for number, _ in enumerate(cursor.stream("SELECT * FROM wide")):
            if number == 1000:
                connection.cancel_safe()
    assert connection.execute("SELECT count(*) FROM wide").fetchone() == (400_000,)
    assert not makers()
