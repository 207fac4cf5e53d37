"""A temporary relation that has the name of a permanent one hides it, but not where its schema is said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.integration.doors import OpenDoor

    Connection = psycopg.Connection[tuple[Any, ...]]


@pytest.fixture
def connection(door: OpenDoor) -> Iterator[Connection]:
    """A session with `twin` twice, and views that were made before the temporary one."""
    with psycopg.connect(door.url, autocommit=True) as client:
        for sql in (
            "CREATE TABLE twin (a int)",
            "INSERT INTO twin VALUES (1)",
            "CREATE VIEW reads_twin AS SELECT a FROM twin",
            "CREATE VIEW reads_that AS SELECT a FROM reads_twin",
            "CREATE TEMP TABLE twin (a int)",
            "INSERT INTO twin VALUES (2)",
        ):
            client.execute(sql.encode())
        yield client
        client.execute("DROP TABLE IF EXISTS public.twin CASCADE")


def test_a_permanent_table_is_meant_where_its_schema_is_said(connection: Connection) -> None:
    assert connection.execute("SELECT a, public.twin.a FROM public.twin").fetchall() == [(1, 1)]
    connection.execute("UPDATE public.twin SET a = a + 10")
    connection.execute("INSERT INTO public.twin VALUES (%s)", (12,))
    sums = connection.execute("SELECT (SELECT sum(a) FROM public.twin), (SELECT sum(a) FROM twin)")
    assert sums.fetchall() == [(23, 2)]
    connection.execute("ALTER TABLE public.twin ADD COLUMN c int")
    connection.execute("CREATE TABLE like_it (LIKE public.twin)")
    assert connection.execute("SELECT a, c FROM like_it").fetchall() == []
    connection.execute("DROP TABLE like_it")
    connection.execute("DROP TABLE public.twin CASCADE")
    assert connection.execute("SELECT * FROM twin").fetchall() == [(2,)]
    with pytest.raises(psycopg.errors.UndefinedTable):
        connection.execute("SELECT * FROM public.twin")


def test_a_view_that_would_read_the_temporary_one_is_refused_and_not_answered_wrongly(connection: Connection) -> None:
    for view in ("reads_twin", "reads_that"):
        with pytest.raises(psycopg.errors.FeatureNotSupported, match=view):
            connection.execute(f"SELECT a FROM {view}".encode())
    connection.execute("DROP TABLE twin")
    assert connection.execute("SELECT a FROM reads_that").fetchall() == [(1,)]


def test_a_view_of_a_temporary_table_is_temporary(connection: Connection) -> None:
    told: list[str | None] = []
    connection.add_notice_handler(lambda diagnostic: told.append(diagnostic.message_primary))
    connection.execute("CREATE VIEW passing AS SELECT * FROM twin")
    assert told == ['view "passing" will be a temporary view']
    connection.execute("ALTER TABLE twin RENAME COLUMN a TO b")
    assert connection.execute("SELECT a FROM passing").fetchall() == [(2,)]
    connection.execute("DROP TABLE twin CASCADE")
    with pytest.raises(psycopg.errors.UndefinedTable):
        connection.execute("SELECT a FROM passing")


@pytest.mark.parametrize("end", ["ROLLBACK", "COMMIT; DISCARD TEMP"])
def test_what_was_declared_of_a_temporary_table_ends_with_it(connection: Connection, end: str) -> None:
    connection.execute("BEGIN; CREATE TEMP TABLE gone (id int GENERATED ALWAYS AS IDENTITY, a int CHECK (a > 0))")
    connection.execute(end.encode())
    connection.execute("CREATE TABLE gone (id int, a int); INSERT INTO gone VALUES (1, -1); DROP TABLE gone")


def test_a_rollback_gives_a_temporary_table_its_identity_back(connection: Connection) -> None:
    connection.execute("CREATE TEMP TABLE counted (id int GENERATED ALWAYS AS IDENTITY, a int)")
    connection.execute("BEGIN; ALTER TABLE counted ALTER COLUMN id DROP IDENTITY; ROLLBACK")
    with pytest.raises(psycopg.errors.GeneratedAlways):
        connection.execute("INSERT INTO counted VALUES (1, 1)")


def test_a_rollback_gives_a_constraint_of_a_temporary_table_its_name_back(connection: Connection) -> None:
    connection.execute("CREATE TEMP TABLE named (a int CONSTRAINT first_name CHECK (a > 0))")
    connection.execute("BEGIN; ALTER TABLE named RENAME CONSTRAINT first_name TO other_name; ROLLBACK")
    names = connection.execute("SELECT conname FROM pg_constraint WHERE conname IN ('first_name', 'other_name')")
    assert names.fetchall() == [("first_name",)]


def test_an_identity_is_that_of_the_table_which_is_meant(connection: Connection) -> None:
    connection.execute("CREATE TEMP TABLE twin_of (id int GENERATED ALWAYS AS IDENTITY, a int)")
    connection.execute("CREATE TABLE public.twin_of (id int, a int)")
    connection.execute("INSERT INTO public.twin_of VALUES (1, 1)")
    with pytest.raises(psycopg.errors.GeneratedAlways):
        connection.execute("INSERT INTO twin_of VALUES (1, 1)")
    connection.execute("DROP TABLE public.twin_of")
