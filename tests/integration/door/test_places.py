"""`ctid`, the place of a row, and temporary tables that go with the transaction that made them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest

if TYPE_CHECKING:
    Connection = psycopg.Connection[Any]

TID = 27


def test_a_place_is_of_type_tid_in_both_formats(connection: Connection) -> None:
    for binary in (False, True):
        cursor = connection.execute("SELECT numbers.ctid, ctid AS here FROM numbers ORDER BY i LIMIT 1", binary=binary)
        assert [(column.name, column.type_code) for column in cursor.description or ()] == [
            ("ctid", TID),
            ("here", TID),
        ]
        assert cursor.fetchone() == ((b"\0" * 6,) * 2 if binary else ("(0,0)", "(0,0)"))


def test_places_above_a_block_count_on(connection: Connection) -> None:
    connection.execute("CREATE TEMP TABLE long AS SELECT i FROM generate_series(0, 70000) AS t(i)")
    assert connection.execute("SELECT ctid FROM long WHERE i = 65537").fetchone() == ("(2,1)",)
    cursor = connection.execute("SELECT ctid FROM long WHERE i = 65537", binary=True)
    assert cursor.fetchone() == (b"\0\0\0\2\0\1",)
    with connection.cursor().copy("COPY (SELECT i, ctid FROM long WHERE i = 65537) TO STDOUT (FORMAT binary)") as copy:
        copy.set_types(["int4", "bytea"])
        assert list(copy.rows()) == [(65537, b"\0\0\0\2\0\1")]


def test_a_row_is_found_again_by_its_place(connection: Connection) -> None:
    sought = "SELECT i FROM numbers WHERE ctid {} ORDER BY i"
    for condition in ("= '(0,7)'", "IN ('(0,7)', '(9,9)')", "= '(0,7)'::tid", "BETWEEN '(0,7)'::tid AND '(0,7)'::tid"):
        assert connection.execute(sought.format(condition).encode()).fetchall() == [(7,)]
    place = connection.execute("SELECT ctid::text FROM numbers WHERE i = 8").fetchone()
    assert connection.execute("SELECT i FROM numbers WHERE ctid = CAST(%s AS tid)", place or ()).fetchall() == [(8,)]


@pytest.mark.parametrize("text", ["x", "(1)", "(1,65536)", "(4294967296,1)", ""])
def test_what_is_no_place_is_refused(connection: Connection, text: str) -> None:
    with pytest.raises(psycopg.errors.InvalidTextRepresentation, match="invalid input syntax for type tid"):
        connection.execute(f"SELECT i FROM numbers WHERE ctid = '{text}'".encode())


def test_rows_that_the_transaction_added_have_places_too(connection: Connection) -> None:
    with connection.transaction(force_rollback=True):
        connection.execute("CREATE TABLE added (a INTEGER)")
        connection.execute("INSERT INTO added VALUES (1), (2), (3)")
        places = [row[0] for row in connection.execute("SELECT ctid FROM added ORDER BY a")]
        assert len(set(places)) == 3
        connection.execute(f"DELETE FROM added WHERE ctid IN ('{places[1]}')".encode())
        assert connection.execute("SELECT a FROM added ORDER BY a").fetchall() == [(1,), (3,)]


def test_a_table_on_commit_drop_goes_with_its_transaction(connection: Connection) -> None:
    with connection.transaction():
        connection.execute('CREATE TEMPORARY TABLE "Passing by" (a INTEGER) ON COMMIT DROP')
        connection.execute('INSERT INTO "Passing by" VALUES (1)')
        assert connection.execute('SELECT a FROM "Passing by"').fetchone() == (1,)
    with pytest.raises(psycopg.errors.UndefinedTable):
        connection.execute('SELECT a FROM "Passing by"')
    with connection.transaction(force_rollback=True):
        connection.execute("CREATE TEMP TABLE passing ON COMMIT DROP AS SELECT 1 AS a")
    with connection.transaction():
        connection.execute("CREATE TEMP TABLE passing ON COMMIT DROP AS SELECT 2 AS a")
        connection.execute("DROP TABLE passing")
    connection.execute("CREATE TEMP TABLE passing (note TEXT DEFAULT 'on commit drop')")
    assert connection.execute("SELECT count(*) FROM passing").fetchone() == (0,)
