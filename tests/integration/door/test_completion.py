"""What PostgreSQL takes from the tables of a statement: columns that an INSERT leaves out, texts that are arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    Connection = psycopg.Connection[Any]


@pytest.fixture
def tables(connection: Connection) -> Iterator[Connection]:
    connection.execute("CREATE TEMP TABLE pairs (id int PRIMARY KEY, note text, day date)")
    connection.execute("CREATE TEMP TABLE lists (id int, tags text[], numbers int[], doc json, note text)")
    yield connection
    connection.execute("DROP TABLE pairs; DROP TABLE lists")


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO pairs VALUES (1, 'a') RETURNING *",
        "INSERT INTO pairs SELECT 1, 'a' RETURNING *",
        "INSERT INTO pairs AS p VALUES (1, 'a') ON CONFLICT (id) DO UPDATE SET note = 'b' RETURNING *",
        "WITH found AS (SELECT 1 AS id, 'a' AS note) INSERT INTO pairs SELECT * FROM found RETURNING *",
    ],
)
def test_an_insert_may_leave_out_the_last_columns(tables: Connection, sql: str) -> None:
    assert tables.execute(sql).fetchall() == [(1, "a", None)]


def test_an_insert_of_bound_values_may_leave_out_the_last_columns(tables: Connection) -> None:
    with tables.transaction():
        tables.execute("INSERT INTO pairs VALUES (%s, %s)", (1, "a"))
    assert tables.execute("SELECT * FROM pairs").fetchall() == [(1, "a", None)]


def test_an_insert_of_too_many_values_is_refused(tables: Connection) -> None:
    with pytest.raises(psycopg.errors.SyntaxError):
        tables.execute("INSERT INTO pairs VALUES (1, 'a', NULL, 2)")


def test_the_error_of_an_insert_with_too_few_values_is_the_values(tables: Connection) -> None:
    tables.execute("INSERT INTO pairs VALUES (1)")
    with pytest.raises(psycopg.errors.UniqueViolation):
        tables.execute("INSERT INTO pairs VALUES (1, 'a')")
    with pytest.raises(psycopg.errors.InvalidTextRepresentation):
        tables.execute("INSERT INTO pairs VALUES ('x')")


def test_alter_table_renames_a_view(tables: Connection) -> None:
    tables.execute("CREATE VIEW shown AS SELECT id FROM pairs")
    tables.execute("ALTER TABLE shown RENAME TO seen")
    assert tables.execute("SELECT table_type FROM information_schema.tables WHERE table_name = 'seen'").fetchall() == [
        ("VIEW",)
    ]
    with pytest.raises(psycopg.errors.UndefinedTable):
        tables.execute("ALTER TABLE shown RENAME TO seen")
    tables.execute("DROP VIEW seen")


def test_texts_become_arrays_where_a_column_holds_arrays(tables: Connection) -> None:
    tables.execute(
        """INSERT INTO lists VALUES (1, '{a,"b c",NULL}', '{1,2}', '{}', '{a,b}'), (2, '{}', NULL, NULL, NULL)"""
    )
    found = tables.execute("SELECT tags, numbers, doc, note FROM lists ORDER BY id").fetchall()
    assert found == [(["a", "b c", None], [1, 2], {}, "{a,b}"), ([], None, None, None)]


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO lists (tags, id) VALUES ('{q,r}', 1)",
        "INSERT INTO lists (id, tags) SELECT 1, '{q,r}'",
        "INSERT INTO lists (id) VALUES (1); UPDATE lists SET tags = '{q,r}' WHERE id = 1",
    ],
)
def test_every_way_to_write_takes_the_text_of_an_array(tables: Connection, sql: str) -> None:
    tables.execute(sql)
    assert tables.execute("SELECT tags FROM lists").fetchall() == [(["q", "r"],)]


@pytest.mark.parametrize(
    "condition", ["tags = '{q,r}'", "'{q,r}' = tags", "tags <> '{}'", "tags @> '{q}'", "tags && '{z,q}'"]
)
def test_an_array_is_compared_with_the_text_of_one(tables: Connection, condition: str) -> None:
    tables.execute("INSERT INTO lists (id, tags) VALUES (1, '{q,r}')")
    assert tables.execute(f"SELECT id FROM lists WHERE {condition}".encode()).fetchall() == [(1,)]


def test_the_table_may_come_from_the_same_string(connection: Connection) -> None:
    connection.execute("CREATE TEMP TABLE fresh (id int, tags text[]); INSERT INTO fresh VALUES (1, '{a}')")
    assert connection.execute("SELECT * FROM fresh").fetchall() == [(1, ["a"])]
    connection.execute("DROP TABLE fresh")


def test_a_text_is_bytes_only_where_a_column_holds_bytes(connection: Connection) -> None:
    connection.execute("CREATE TEMP TABLE blobs (id int, raw bytea, note text)")
    connection.execute(r"INSERT INTO blobs VALUES (1, '\xdead', '\xdead'), (2, '\000', '\000')")
    connection.execute(r"INSERT INTO blobs (note, raw) VALUES ('\xbeef', '\xbeef')")
    assert connection.execute("SELECT raw, note FROM blobs").fetchall() == [
        (b"\xde\xad", r"\xdead"),
        (b"\x00", r"\000"),
        (b"\xbe\xef", r"\xbeef"),
    ]
    connection.execute(r"UPDATE blobs SET raw = '\x01', note = '\x01' WHERE raw = '\x00'")
    found = connection.execute(r"SELECT raw, note FROM blobs WHERE note = '\x01' AND raw = '\x01'").fetchall()
    assert found == [(b"\x01", r"\x01")]
    assert connection.execute(r"SELECT '\xdead', encode('\xdead', 'hex')").fetchall() == [(r"\xdead", "dead")]
    connection.execute("DROP TABLE blobs")


def test_bytes_that_are_none_are_refused(connection: Connection) -> None:
    connection.execute("CREATE TEMP TABLE blobs (raw bytea)")
    for text in (r"\xabc", r"\xzz"):
        with pytest.raises(psycopg.errors.InvalidParameterValue):
            connection.execute(f"INSERT INTO blobs VALUES ('{text}')")
    connection.execute("DROP TABLE blobs")


def test_what_is_stored_finds_bytes_too(connection: Connection) -> None:
    connection.execute(r"CREATE TEMP TABLE blobs (raw bytea DEFAULT '\x01', note text)")
    connection.execute(r"INSERT INTO blobs (note, raw) SELECT '\xdead', '\xdead'")
    connection.execute("INSERT INTO blobs DEFAULT VALUES")
    connection.execute(r"CREATE TEMP VIEW dead AS SELECT * FROM blobs WHERE raw = '\xdead'")
    assert connection.execute("SELECT * FROM dead").fetchall() == [(b"\xde\xad", r"\xdead")]
    assert connection.execute("SELECT raw FROM blobs WHERE note IS NULL").fetchall() == [(b"\x01",)]
    connection.execute("DROP VIEW dead; DROP TABLE blobs")


def test_tables_with_and_without_a_sequence_restart_their_identity(connection: Connection) -> None:
    connection.execute("CREATE TABLE plain_rows (id int)")
    connection.execute("CREATE TABLE counted_rows (id serial, note text)")
    connection.execute("INSERT INTO plain_rows VALUES (1)")
    connection.execute("INSERT INTO counted_rows (note) VALUES ('a')")
    done = connection.execute("TRUNCATE plain_rows, counted_rows RESTART IDENTITY").statusmessage
    assert done == "TRUNCATE TABLE"
    assert connection.execute("INSERT INTO counted_rows (note) VALUES ('b') RETURNING id").fetchall() == [(1,)]
    assert connection.execute("SELECT count(*) FROM plain_rows").fetchall() == [(0,)]
    connection.execute("DROP TABLE plain_rows, counted_rows")
