"""Tables that are altered, and get indexes, after their rows were changed in the same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

if TYPE_CHECKING:
    from tests.integration.doors import OpenDoor

ALTERATIONS = (
    "ALTER TABLE {} ADD COLUMN more int",
    "ALTER TABLE {} ADD COLUMN more serial UNIQUE",
    "ALTER TABLE {} ALTER COLUMN b SET NOT NULL",
    "ALTER TABLE {} ALTER COLUMN b TYPE bigint",
    "ALTER TABLE {} DROP COLUMN c",
    "ALTER TABLE {} ADD PRIMARY KEY (a)",
    "ALTER TABLE {} ADD UNIQUE (b)",
    "ALTER TABLE {} RENAME COLUMN c TO d",
    "CREATE INDEX ON {} (b)",
)


@pytest.mark.parametrize("alteration", ALTERATIONS)
def test_rows_changed_before_a_table_is_altered_are_committed_with_it(door: OpenDoor, alteration: str) -> None:
    with psycopg.connect(door.url, autocommit=True) as client:
        name = f"altered_{ALTERATIONS.index(alteration)}"
        client.execute(f"CREATE TABLE {name} (a int, b int, c int)".encode())
        client.execute(f"INSERT INTO {name} VALUES (1, 1, 1), (2, NULL, 2), (3, 3, 3), (NULL, 4, 4)".encode())
        with client.transaction():
            client.execute(f"UPDATE {name} SET b = 20 WHERE a = 2".encode())
            client.execute(f"DELETE FROM {name} WHERE a IS NULL".encode())
            client.execute(alteration.format(name).encode())
            client.execute(f"UPDATE {name} SET b = 30 WHERE a = 3".encode())
            client.execute(f"ALTER TABLE {name} ADD COLUMN last int".encode())
        found = client.execute(f"SELECT a, b FROM {name} ORDER BY a".encode()).fetchall()
        assert found == [(1, 1), (2, 20), (3, 30)]


def test_a_counted_column_is_added_to_rows_that_are_there(door: OpenDoor) -> None:
    with psycopg.connect(door.url, autocommit=True) as client:
        client.execute("CREATE TABLE counted (a text)")
        client.execute("INSERT INTO counted VALUES ('x'), ('y')")
        client.execute("ALTER TABLE counted ADD COLUMN nr serial")
        client.execute('ALTER TABLE counted ADD COLUMN "u""q" int DEFAULT 4 NOT NULL, ADD COLUMN "w ""x" int UNIQUE')
        client.execute("INSERT INTO counted (a) VALUES ('z')")
        found = client.execute('SELECT a, nr, "u""q" FROM counted ORDER BY 2').fetchall()
        assert found == [("x", 1, 4), ("y", 2, 4), ("z", 3, 4)]


def test_a_table_that_is_made_anew_keeps_the_collations_of_its_columns(door: OpenDoor) -> None:
    door.store.execute_sql(
        "CREATE TABLE collated (a INTEGER PRIMARY KEY, b VARCHAR COLLATE NOCASE.NOACCENT, c INTEGER)"
    )
    door.store.execute_sql("INSERT INTO collated VALUES (1, 'Été', 1)")
    with psycopg.connect(door.url, autocommit=True) as client:
        client.execute("ALTER TABLE collated ADD CHECK (c > 0)")
        assert client.execute("SELECT a FROM collated WHERE b = 'ete'").fetchall() == [(1,)]


def test_a_table_that_is_not_there_may_be_altered_if_it_exists(door: OpenDoor) -> None:
    with psycopg.connect(door.url, autocommit=True) as client:
        client.execute("ALTER TABLE IF EXISTS nowhere ADD CHECK (a > 1)")
        with pytest.raises(psycopg.errors.UndefinedTable):
            client.execute("ALTER TABLE nowhere ADD CHECK (a > 1)")


def test_rows_that_break_a_new_key_are_called_duplicates(door: OpenDoor) -> None:
    with psycopg.connect(door.url, autocommit=True) as client:
        client.execute("CREATE TABLE doubled (a int)")
        client.execute("INSERT INTO doubled VALUES (1), (1)")
        with pytest.raises(psycopg.errors.UniqueViolation):
            client.execute("ALTER TABLE doubled ADD PRIMARY KEY (a)")
        client.execute("CREATE TABLE taken (a int)")
        with pytest.raises(psycopg.errors.DuplicateTable):
            client.execute("ALTER TABLE doubled RENAME TO taken")


@pytest.mark.parametrize(
    ("before", "is_kept"),
    [
        ("UPDATE aside SET n = 2", True),
        ("INSERT INTO stays VALUES (9)", True),
        ("WITH found AS (SELECT 1) UPDATE stays SET a = 3", False),
        ("DELETE FROM stays", False),
        ("UPDATE stays AS s SET a = 1; ALTER TABLE stays RENAME TO other; ALTER TABLE other RENAME TO stays", False),
        ("INSERT INTO aside VALUES (1) ON CONFLICT (n) DO UPDATE SET n = 3", True),
        ("TRUNCATE stays", False),
    ],
)
def test_only_a_table_whose_rows_were_changed_is_made_anew(door: OpenDoor, before: str, is_kept: bool) -> None:  # noqa: FBT001 - a case
    with psycopg.connect(door.url, autocommit=True) as client:
        client.execute("CREATE TABLE stays (a int)")
        client.execute("CREATE TABLE aside (n int PRIMARY KEY)")
        client.execute("INSERT INTO stays VALUES (1), (2)")
        client.execute("INSERT INTO aside VALUES (1)")
        with client.transaction():
            client.execute(before.encode())
            earlier = client.execute("SELECT 'stays'::regclass::oid").fetchone()
            client.execute("ALTER TABLE stays ADD COLUMN b int")
            later = client.execute("SELECT 'stays'::regclass::oid").fetchone()
        client.execute("DROP TABLE stays, aside")
    assert (earlier == later) is is_kept


def test_a_table_is_made_anew_once(door: OpenDoor) -> None:
    with psycopg.connect(door.url, autocommit=True) as client, client.transaction():
        client.execute("CREATE TABLE once (a int)")
        client.execute("UPDATE once SET a = 1")
        client.execute("ALTER TABLE once ADD COLUMN b int")
        earlier = client.execute("SELECT 'once'::regclass::oid").fetchone()
        client.execute("ALTER TABLE once ADD COLUMN c int")
        assert client.execute("SELECT 'once'::regclass::oid").fetchone() == earlier


def test_indexes_without_names_get_postgresqls_whatever_their_columns_are_called(door: OpenDoor) -> None:
    with psycopg.connect(door.url, autocommit=True) as client:
        client.execute('CREATE TABLE spelled ("a ""b" int)')
        client.execute('CREATE INDEX ON spelled ("a ""b")')
        client.execute('CREATE INDEX ON spelled ("a ""b")')
        names = client.execute("SELECT indexname FROM pg_indexes WHERE tablename = 'spelled' ORDER BY 1").fetchall()
        client.execute("DROP TABLE spelled")
    assert names == [('spelled_a "b_idx',), ('spelled_a "b_idx1',)]
