"""COPY FROM with ON_ERROR ignore, where rows that do not fit are left out, and with DEFAULT."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg.errors import Diagnostic

    Connection = psycopg.Connection[Any]

TEXT = "1\tx\t2026-01-01\nbad\ty\t2026-01-01\n3\tz\t\\N\n4\tw\tsoon\n"


@pytest.fixture
def notices(connection: Connection) -> Iterator[list[str]]:
    found: list[str] = []

    def heard(diagnostic: Diagnostic) -> None:
        found.append(diagnostic.message_primary or "")

    connection.add_notice_handler(heard)
    connection.execute("CREATE OR REPLACE TABLE taken (a int, b text, d date)")
    yield found
    connection.remove_notice_handler(heard)


def copied(connection: Connection, options: str, data: str) -> tuple[str | None, list[Any]]:
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY taken FROM STDIN ({options})".encode()) as copy:
            copy.write(data)
        return cursor.statusmessage, cursor.execute("SELECT a FROM taken ORDER BY a").fetchall()


def test_rows_that_fit_are_taken_and_the_others_counted(connection: Connection, notices: list[str]) -> None:
    assert copied(connection, "ON_ERROR ignore", TEXT) == ("COPY 2", [(1,), (3,)])
    assert notices == ["2 rows were skipped due to data type incompatibility"]


def test_csv_is_read_alike_in_blocks_and_told_line_by_line(connection: Connection, notices: list[str]) -> None:
    # More than one block, with the header in the first of them.
    rows = [f"{'x' if number % 50_000 == 7 else number},{'b' * 40},2026-01-01" for number in range(150_000)]
    data = "\n".join(["a,b,d", *rows, ""])
    status, _ = copied(connection, "FORMAT csv, HEADER, ON_ERROR ignore, LOG_VERBOSITY verbose", data)
    assert status == "COPY 149997"
    skipping = 'skipping row due to data type incompatibility at line {} for column "a": "x"'
    assert notices == [
        *(skipping.format(line) for line in (9, 50_009, 100_009)),
        "3 rows were skipped due to data type incompatibility",
    ]


def test_too_many_of_them_end_the_copy(connection: Connection, notices: list[str]) -> None:
    with pytest.raises(psycopg.errors.InvalidTextRepresentation, match=r"REJECT_LIMIT \(1\)") as caught:
        copied(connection, "ON_ERROR ignore, REJECT_LIMIT 1", TEXT)
    assert caught.value.diag.context == 'COPY taken, line 4, column d: "soon"'
    assert connection.execute("SELECT count(*) FROM taken").fetchone() == (0,)
    assert copied(connection, "ON_ERROR ignore, REJECT_LIMIT 2, LOG_VERBOSITY silent", TEXT)[0] == "COPY 2"
    assert notices == []


@pytest.mark.parametrize(
    ("options", "sqlstate"),
    [
        ("ON_ERROR ignore, FORMAT binary", "42601"),
        ("ON_ERROR sometimes", "22023"),
        ("REJECT_LIMIT 3", "22023"),
        ("ON_ERROR ignore, REJECT_LIMIT 0", "22023"),
        ("LOG_VERBOSITY loud", "22023"),
    ],
)
def test_options_are_refused_as_postgresql_refuses_them(
    connection: Connection, notices: list[str], options: str, sqlstate: str
) -> None:
    with pytest.raises(psycopg.Error) as caught:
        copied(connection, options, TEXT)
    assert caught.value.sqlstate == sqlstate
    assert notices == []


def test_a_line_with_another_number_of_values_ends_the_copy_all_the_same(
    connection: Connection, notices: list[str]
) -> None:
    with pytest.raises(psycopg.errors.BadCopyFileFormat):
        copied(connection, "ON_ERROR ignore", "1\tx\n")
    assert notices == []


def with_defaults(connection: Connection, options: str, data: str) -> list[Any]:
    connection.execute("CREATE OR REPLACE TABLE standing (a int DEFAULT 7, b text DEFAULT 'none', c int)")
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY standing FROM STDIN ({options})".encode()) as copy:
            copy.write(data)
        return cursor.execute("SELECT * FROM standing ORDER BY c").fetchall()


def test_a_mark_in_the_place_of_a_value_stands_for_the_column_s_default(connection: Connection) -> None:
    text = "1\tx\t1\nD\ty\t2\nD\tz\t3\n4\tD\t4\nD\tD\t5\n6\t\\N\t6\n7\t\\D\t7\n"
    found = [(1, "x", 1), (7, "y", 2), (7, "z", 3), (4, "none", 4), (7, "none", 5), (6, None, 6), (7, "D", 7)]
    assert with_defaults(connection, "DEFAULT 'D'", text) == found
    csv = '1,x,1\nD,y,2\nD,z,3\n4,D,4\nD,D,5\n6,,6\n7,"D",7\n'
    assert with_defaults(connection, "DEFAULT 'D', FORMAT csv", csv) == found


def test_a_mark_that_could_be_something_else_is_refused(connection: Connection) -> None:
    for options in ("DEFAULT E'\\n'", "DEFAULT 'a\tb'", "DEFAULT '\\N'", "FORMAT csv, DEFAULT '\"'"):
        with pytest.raises(psycopg.errors.InvalidParameterValue):
            with_defaults(connection, options, "")
    with pytest.raises(psycopg.errors.FeatureNotSupported):
        with_defaults(connection, "DEFAULT 'D', ON_ERROR ignore", "")
