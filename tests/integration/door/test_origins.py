"""The table and the column that RowDescription names behind each column of an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg import pq
from tests.integration.libpq import Session

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.integration.doors import OpenDoor

TABLES = """
    CREATE TABLE a (id int PRIMARY KEY, name text, "Odd" int);
    CREATE TABLE b (id int, a_id int, note text);
    CREATE VIEW v AS SELECT id, name AS n FROM a;
    CREATE SCHEMA s;
    CREATE TABLE s.a (x int, id int);
"""


@pytest.fixture(scope="module")
def tables(door: OpenDoor) -> OpenDoor:
    with psycopg.connect(door.url, autocommit=True) as connection:
        connection.execute(TABLES)
    return door


@pytest.fixture
def session(tables: OpenDoor) -> Iterator[Session]:
    with Session(tables.url) as opened:
        yield opened


def origins(session: Session, result: object) -> list[tuple[str, int]]:
    """The table, by the name that its OID has in the catalog, and the column's number."""
    assert isinstance(result, pq.PGresult)
    assert result.status in {pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK}, result.error_message
    found = [(result.ftable(place), result.ftablecol(place)) for place in range(result.nfields)]
    asked = "SELECT oid, relname FROM pg_class WHERE oid = ANY(%s::oid[])"
    names: dict[int, str] = dict(session.connection.execute(asked, ([oid for oid, _ in found],)).fetchall())
    return [(str(names.get(oid, oid)), number) for oid, number in found]


def spelled(text: str) -> list[tuple[str, int]]:
    return [(word.rpartition(".")[0], int(word.rpartition(".")[2])) for word in text.split()]


CASES = [
    ("SELECT * FROM a", "a.1 a.2 a.3"),
    ("SELECT name, id FROM a WHERE id = 1", "a.2 a.1"),
    ("SELECT a.*, note FROM a JOIN b ON a_id = a.id", "a.1 a.2 a.3 b.3"),
    ("SELECT x.id AS i, y.id, upper(name), 1 FROM a x, b y", "a.1 b.1 0.0 0.0"),
    ("SELECT * FROM public.a ORDER BY 1 LIMIT 3", "a.1 a.2 a.3"),
    ("SELECT n, id FROM v", "v.2 v.1"),
    ("SELECT id FROM s.a", "a.2"),
    ("SELECT count(*), max(id) FROM a", "0.0 0.0"),
    ("SELECT name FROM a GROUP BY name", "a.2"),
    ("SELECT id FROM a UNION SELECT id FROM b", "0.0"),
    ("INSERT INTO b VALUES (1, 1, 'x') RETURNING note, id + 1", "b.3 0.0"),
    ("SELECT relname FROM pg_class LIMIT 1", "0.0"),
]


@pytest.mark.parametrize(("sql", "told"), CASES)
def test_a_plain_column_is_told_with_its_table(session: Session, sql: str, told: str) -> None:
    (simple,) = session.simple(sql)
    assert origins(session, simple) == spelled(told)
    assert origins(session, session.prepare("p", sql)) == spelled(told)
    (extended,) = session.extended(f"{sql} -- again")
    assert origins(session, extended) == spelled(told)


def test_the_two_tables_of_one_name_have_their_own_numbers(session: Session) -> None:
    (one,) = session.simple("SELECT id FROM a")
    (other,) = session.simple("SELECT id FROM s.a")
    assert isinstance(one, pq.PGresult)
    assert isinstance(other, pq.PGresult)
    assert one.ftable(0) != other.ftable(0)
    session.connection.execute("SET search_path = s, public")
    (first,) = session.simple("SELECT id FROM a")
    assert isinstance(first, pq.PGresult)
    assert (first.ftable(0), first.ftablecol(0)) == (other.ftable(0), 2)


def test_a_table_that_is_altered_is_looked_at_again(tables: OpenDoor, session: Session) -> None:
    session.connection.execute("CREATE TABLE moving (x int, y int)")
    (before,) = session.simple("SELECT y FROM moving")
    assert origins(session, before) == [("moving", 2)]
    with psycopg.connect(tables.url, autocommit=True) as other:
        other.execute("ALTER TABLE moving DROP COLUMN x")
    (after,) = session.simple("SELECT y FROM moving")
    assert origins(session, after) == [("moving", 1)]
    session.connection.execute("BEGIN")
    session.connection.execute("CREATE TABLE fresh (z int)")
    (made,) = session.simple("SELECT z FROM fresh")
    assert origins(session, made) == [("fresh", 1)]
    session.connection.execute("ROLLBACK")


def test_a_temporary_table_is_told_in_place_of_the_one_that_it_hides(session: Session) -> None:
    session.connection.execute("CREATE TEMP TABLE b (t text)")
    (hiding,) = session.simple("SELECT * FROM b")
    assert isinstance(hiding, pq.PGresult)
    oid = session.connection.execute("SELECT 'b'::regclass::oid").fetchone()
    assert (hiding.ftable(0), hiding.ftablecol(0)) == ((oid or (0,))[0], 1)
