"""COPY FROM with ON_ERROR ignore: rows that do not fit are left out, counted and told of."""

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
