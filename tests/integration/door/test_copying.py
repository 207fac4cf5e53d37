"""COPY both ways, in every format, whole and broken off."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

import psycopg
import pyarrow as pa
import pytest

if TYPE_CHECKING:
    Connection = psycopg.Connection[Any]

ROWS = [
    (1, "one", dt.date(2026, 1, 2)),
    (2, 'a "quoted", \\ text\twith\nlines', None),
    (3, None, dt.date(1999, 12, 31)),
]


def copied_out(connection: Connection, sql: str) -> bytes:
    with connection.cursor() as cursor, cursor.copy(sql) as copy:
        return b"".join(bytes(piece) for piece in copy)


def copied_in(connection: Connection, sql: str, data: bytes) -> str | None:
    with connection.cursor() as cursor:
        with cursor.copy(sql) as copy:
            copy.write(data)
        return cursor.statusmessage


@pytest.fixture
def table(connection: Connection) -> str:
    connection.execute("CREATE OR REPLACE TABLE copied (i INTEGER, s VARCHAR, d DATE)")
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO copied VALUES (%s, %s, %s)", ROWS)
    connection.execute("CREATE OR REPLACE TABLE copied_again (i INTEGER PRIMARY KEY, s VARCHAR, d DATE)")
    return "copied_again"


@pytest.mark.parametrize("options", ["", "(FORMAT csv)", "(FORMAT csv, HEADER)", "(FORMAT binary)", "(FORMAT arrow)"])
def test_what_goes_out_comes_in_again_the_same(connection: Connection, table: str, options: str) -> None:
    data = copied_out(connection, f"COPY copied TO STDOUT {options}")
    assert copied_in(connection, f"COPY {table} FROM STDIN {options}", data) == "COPY 3"
    assert connection.execute(f"SELECT * FROM {table} ORDER BY i").fetchall() == ROWS


def test_arrow_comes_as_an_ipc_stream(connection: Connection) -> None:
    data = copied_out(connection, "COPY (SELECT {'a': 1, 'b': [1, 2]} AS x) TO STDOUT (FORMAT arrow)")
    assert pa.ipc.open_stream(io.BytesIO(data)).read_all().to_pylist() == [{"x": {"a": 1, "b": [1, 2]}}]


def test_a_query_and_a_list_of_columns_can_be_copied(connection: Connection, table: str) -> None:
    assert copied_out(connection, "COPY (SELECT i FROM copied WHERE i < 3 ORDER BY i) TO STDOUT") == b"1\n2\n"
    assert copied_in(connection, f"COPY {table} (s, i) FROM STDIN", b"x\t7\n") == "COPY 1"
    assert connection.execute(f"SELECT i, s, d FROM {table}").fetchall() == [(7, "x", None)]


def test_a_bad_line_stores_nothing_of_the_copy(connection: Connection, table: str) -> None:
    with pytest.raises(psycopg.errors.InvalidTextRepresentation):
        copied_in(connection, f"COPY {table} FROM STDIN", b"1\ta\t2026-01-01\nx\tb\t2026-01-01\n")
    assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_a_duplicate_key_stores_nothing_of_the_copy(connection: Connection, table: str) -> None:
    with pytest.raises(psycopg.errors.UniqueViolation):
        copied_in(connection, f"COPY {table} FROM STDIN", b"1\ta\t\\N\n1\tb\t\\N\n")
    assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_a_copy_that_its_client_gives_up_stores_nothing(connection: Connection, table: str) -> None:
    def give_up() -> None:
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
            copy.write(b"1\ta\t\\N\n")
            raise KeyError("stop")

    with pytest.raises(KeyError):
        give_up()
    assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_an_error_in_the_middle_of_a_copy_out_ends_it_and_not_the_session(connection: Connection) -> None:
    sql = "COPY (SELECT CASE WHEN i = 90000 THEN error('enough') ELSE i END FROM range(100000) AS r(i)) TO STDOUT"
    with pytest.raises(psycopg.Error, match="enough"):
        copied_out(connection, sql)
    assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_copy_inside_a_block_is_undone_with_it(connection: Connection, table: str) -> None:
    connection.execute("BEGIN")
    copied_in(connection, f"COPY {table} FROM STDIN", b"1\ta\t\\N\n")
    connection.execute("ROLLBACK")
    assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_an_unknown_table_is_an_error_before_anything_is_sent(connection: Connection) -> None:
    with pytest.raises(psycopg.errors.UndefinedTable):
        copied_in(connection, "COPY nowhere FROM STDIN", b"1\n")
