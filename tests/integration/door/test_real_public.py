"""A database with a schema `public` of its own, beside the one that the door calls so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.integration.doors import OpenDoor

    Connection = psycopg.Connection[Any]


@pytest.fixture(scope="module")
def copied(door: OpenDoor) -> Iterator[Connection]:
    for statement in (
        "CREATE SCHEMA public",
        "CREATE TABLE public.orders (id INTEGER PRIMARY KEY, n VARCHAR)",
        "CREATE VIEW public.shown AS SELECT * FROM public.orders",
        "CREATE TABLE public.numbers (other INTEGER)",
    ):
        door.store.execute_sql(statement)
    with psycopg.connect(door.url, autocommit=True) as client:
        yield client


def test_its_tables_are_read_and_written_by_that_name(copied: Connection) -> None:
    found = copied.execute('INSERT INTO public.orders VALUES (1, %s), (2, %s) RETURNING "n"', ("a", "b")).fetchall()
    assert found == [("a",), ("b",)]
    copied.execute("UPDATE public.orders SET n = 'c' WHERE public.orders.id = 2")
    copied.execute('DELETE FROM "public"."orders" WHERE id = 1')
    sql = "SELECT o.id, s.n FROM public.orders o JOIN public.shown s ON s.id = o.id WHERE o.id = %s"
    assert copied.execute(sql, (2,)).fetchall() == [(2, "c")]


def test_a_table_of_main_is_the_one_that_public_means(copied: Connection) -> None:
    assert copied.execute("SELECT count(i) FROM public.numbers").fetchone() == (1000,)


def test_what_neither_has_does_not_exist(copied: Connection) -> None:
    with pytest.raises(psycopg.errors.UndefinedTable, match='relation "nowhere" does not exist'):
        copied.execute("SELECT * FROM public.nowhere, public.orders")


def test_a_session_whose_path_is_public_is_in_the_real_one(copied: Connection) -> None:
    with copied.transaction():
        copied.execute("SET LOCAL search_path = public")
        copied.execute("ALTER TABLE orders ADD COLUMN more int")
        assert copied.execute("SELECT count(more) FROM orders").fetchone() == (0,)
