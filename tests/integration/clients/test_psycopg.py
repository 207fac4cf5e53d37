from __future__ import annotations

import datetime as dt
import decimal
import json
import uuid
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from psycopg.rows import dict_row
from psycopg.types import TypeInfo
from psycopg.types.json import Json, Jsonb
from psycopg.types.string import TextLoader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.integration.doors import OpenDoor

VALUES: list[Any] = [
    1,
    2**40,
    True,
    "žluť",
    1.5,
    decimal.Decimal("12.30"),
    dt.date(2026, 1, 31),
    dt.time(12, 34, 56, 789),
    dt.datetime(2026, 1, 31, 12, 34, 56, 789),  # noqa: DTZ001 - a timestamp without a zone is the example
    dt.datetime(2026, 1, 31, 12, 34, 56, tzinfo=dt.UTC),
    dt.timedelta(days=1, seconds=3),
    uuid.UUID("12345678-1234-5678-1234-567812345678"),
    b"\x00\xff",
    [1, 2, 3],
]


@pytest.fixture
def connection(door: OpenDoor) -> Iterator[psycopg.Connection]:
    with psycopg.connect(door.url) as opened:
        yield opened


@pytest.mark.parametrize("binary", [False, True])
@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_bound_value_comes_back(connection: psycopg.Connection, value: object, *, binary: bool) -> None:
    with connection.cursor(binary=binary) as cursor:
        assert cursor.execute("SELECT %b" if binary else "SELECT %t", [value]).fetchone() == (value,)


@pytest.mark.parametrize("binary", [False, True])
def test_a_row_of_a_table_is_read_with_its_types(connection: psycopg.Connection, *, binary: bool) -> None:
    with connection.cursor(binary=binary, row_factory=dict_row) as cursor:
        row = cursor.execute("SELECT * FROM flights WHERE id = %s", [1]).fetchone()
    assert row is not None
    assert row["fare"] == decimal.Decimal("120.50")
    assert row["departs"] == dt.datetime(2013, 1, 1, 10, 15, tzinfo=dt.UTC)
    assert (row["delayed"], row["note"], row["day"]) == (True, None, dt.date(2013, 1, 1))


def test_a_transaction_is_rolled_back(connection: psycopg.Connection) -> None:
    connection.execute("INSERT INTO airlines VALUES ('XX', 'gone')")
    connection.rollback()
    assert connection.execute("SELECT count(*) FROM airlines WHERE carrier = 'XX'").fetchone() == (0,)


def test_an_error_has_its_class_and_leaves_the_session_usable(connection: psycopg.Connection) -> None:
    for sql, kind in {
        "SELECT nothing": psycopg.errors.UndefinedColumn,
        "SELECT * FROM nowhere": psycopg.errors.UndefinedTable,
        "SELECT 1/0": psycopg.errors.DivisionByZero,
        "SELEC 1": psycopg.errors.SyntaxError,
        "INSERT INTO airlines VALUES ('UA', 'again')": psycopg.errors.UniqueViolation,
        "INSERT INTO airlines VALUES ('XY', NULL)": psycopg.errors.NotNullViolation,
    }.items():
        with pytest.raises(kind):
            connection.execute(sql.encode())
        with pytest.raises(psycopg.errors.InFailedSqlTransaction):
            connection.execute("SELECT 1")
        connection.rollback()
    assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_named_cursor_reads_in_parts(connection: psycopg.Connection) -> None:
    with connection.cursor("parts") as cursor:
        cursor.itersize = 700
        cursor.execute("SELECT n FROM generate_series(1, 5000) AS s(n)")
        assert sum(row[0] for row in cursor) == 12_502_500


def test_a_pipeline_answers_in_order(connection: psycopg.Connection) -> None:
    with connection.pipeline():
        cursors = [connection.execute("SELECT %s::int", [n]) for n in range(100)]
    assert [cursor.fetchone() for cursor in cursors] == [(n,) for n in range(100)]


def test_a_batch_is_inserted_and_returned(connection: psycopg.Connection) -> None:
    connection.execute("CREATE TEMP TABLE batch (id int, note text)")
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO batch VALUES (%s, %s)", [(n, f"n{n}") for n in range(200)])
        assert cursor.rowcount == 200
        cursor.execute("SELECT count(*), max(note) FROM batch")
        assert cursor.fetchone() == (200, "n99")


@pytest.mark.parametrize("form", ["text", "binary"])
def test_rows_are_copied_in_and_out(connection: psycopg.Connection, form: str) -> None:
    connection.execute("CREATE TEMP TABLE copied (id int4, note text, day date)")
    rows = [(n, None if n % 7 == 0 else f"tab\t{n}", dt.date(2026, 1, 1 + n % 28)) for n in range(3000)]
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY copied FROM STDIN (FORMAT {form})".encode()) as copy:
            copy.set_types(["int4", "text", "date"])
            for row in rows:
                copy.write_row(row)
        with cursor.copy(f"COPY (SELECT * FROM copied ORDER BY id) TO STDOUT (FORMAT {form})".encode()) as copy:
            copy.set_types(["int4", "text", "date"])
            assert list(copy.rows()) == rows


def test_json_is_bound_and_read(connection: psycopg.Connection) -> None:
    found = connection.execute("SELECT %s::json, %s::json ->> 'a'", [Json({"a": [1]}), Json({"a": "x"})]).fetchone()
    assert found == ({"a": [1]}, "x")


def test_types_are_looked_up_in_the_catalog(connection: psycopg.Connection) -> None:
    info = TypeInfo.fetch(connection, "int4")
    assert info is not None
    assert (info.oid, info.array_oid) == (23, 1007)


def test_a_statement_is_prepared_after_five_times(connection: psycopg.Connection) -> None:
    for n in range(12):
        assert connection.execute("SELECT %s::int + 1, %s::text", [n, str(n)]).fetchone() == (n + 1, str(n))
    assert connection.execute("SELECT count(*) > 0 FROM pg_prepared_statements").fetchone() == (True,)


def test_savepoints_nest_while_nothing_is_undone(connection: psycopg.Connection) -> None:
    with connection.transaction():
        connection.execute("CREATE TEMP TABLE nested (n int)")
        with connection.transaction():
            connection.execute("INSERT INTO nested VALUES (1)")
    assert connection.execute("SELECT n FROM nested").fetchone() == (1,)


def test_a_running_statement_is_cancelled(connection: psycopg.Connection) -> None:
    import threading

    threading.Timer(0.3, connection.cancel_safe).start()
    with pytest.raises(psycopg.errors.QueryCanceled):
        connection.execute("SELECT count(*) FROM generate_series(1, 100000000) a, generate_series(1, 1000) b")
    connection.rollback()
    assert connection.execute("SELECT 1").fetchone() == (1,)


def test_the_session_says_who_and_where_it_is(connection: psycopg.Connection) -> None:
    info = connection.info
    assert (info.user, info.dbname, info.encoding) == ("postgres", "postgres", "utf-8")
    assert info.server_version >= 140_000
    assert info.parameter_status("TimeZone")


def test_a_password_opens_loopback(door: OpenDoor) -> None:
    with psycopg.connect(door.tcp_url) as connection:
        assert connection.execute("SELECT count(*) FROM flights").fetchone() == (2,)
    with pytest.raises(psycopg.OperationalError, match=r"password|[Ll]ogin"):
        psycopg.connect(door.tcp_url.replace(door.token, "wrong"))


def test_a_column_of_documents_is_read_by_the_loader_of_jsonb(connection: psycopg.Connection) -> None:
    # Django's JSONField: texts of jsonb are taken as they are, and read by the field.
    connection.execute("CREATE TABLE kept_documents (id int, body jsonb)")
    connection.execute("INSERT INTO kept_documents VALUES (1, %s)", [Jsonb({"a": [1]})])
    connection.adapters.register_loader("jsonb", TextLoader)
    for binary in (False, True):
        cursor = connection.cursor(binary=binary)
        found = cursor.execute("SELECT body, body -> 'a' FROM kept_documents").fetchone()
        assert found is not None
        assert [json.loads(each) if isinstance(each, str) else each for each in found] == [{"a": [1]}, [1]]
    connection.execute("DROP TABLE kept_documents")
