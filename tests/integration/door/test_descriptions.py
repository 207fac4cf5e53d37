"""What clients are told of a statement's columns before each run, while tables change under it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import asyncpg
import psycopg
import pytest
from psycopg import pq
from tests.integration.libpq import Copied, Session

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.integration.doors import OpenDoor


@pytest.fixture
def session(door: OpenDoor) -> Iterator[Session]:
    with Session(door.url) as opened:
        yield opened


def columns(session: Session, sql: str, *values: str) -> list[tuple[str, int]]:
    """Names and types of a statement that the client prepares and describes at every run."""
    (result,) = session.extended(sql, [value.encode() for value in values])
    assert not isinstance(result, Copied)
    assert result.status == pq.ExecStatus.TUPLES_OK, result.error_message
    return [((result.fname(place) or b"").decode(), result.ftype(place)) for place in range(result.nfields)]


def test_a_column_that_another_client_adds_is_told(door: OpenDoor, session: Session) -> None:
    session.connection.execute("CREATE TABLE widening (a INT)")
    assert columns(session, "SELECT * FROM widening") == [("a", 23)]
    with psycopg.connect(door.url, autocommit=True) as other:
        other.execute("ALTER TABLE widening ADD COLUMN b TEXT")
    assert columns(session, "SELECT * FROM widening") == [("a", 23), ("b", 25)]


def test_a_table_that_the_owner_replaces_is_told(door: OpenDoor, session: Session) -> None:
    door.store.execute_sql("CREATE TABLE replaced AS SELECT 1::INTEGER AS a")
    assert columns(session, "SELECT * FROM replaced WHERE a <> $1", "5") == [("a", 23)]
    door.store.execute_sql("CREATE OR REPLACE TABLE replaced AS SELECT 'x' AS a, 2::BIGINT AS b")
    assert columns(session, "SELECT * FROM replaced WHERE a <> $1", "5") == [("a", 25), ("b", 20)]


def test_a_temporary_table_hides_another_from_its_making_to_its_end(session: Session) -> None:
    session.connection.execute("CREATE TABLE hidden (a INT)")
    assert columns(session, "SELECT * FROM hidden") == [("a", 23)]
    session.connection.execute("CREATE TEMP TABLE hidden (t TEXT)")
    beside = columns(session, "SELECT * FROM temp.hidden")
    assert beside == [("t", 25)]
    fresh = columns(session, "SELECT  *  FROM hidden")
    assert columns(session, "SELECT * FROM hidden") == fresh
    session.connection.execute("DISCARD TEMP")
    assert columns(session, "SELECT * FROM hidden") == [("a", 23)]


def test_a_transaction_tells_of_the_catalog_that_it_sees(door: OpenDoor, session: Session) -> None:
    session.connection.execute("CREATE TABLE seen (a INT)")
    assert columns(session, "SELECT * FROM seen") == [("a", 23)]
    with session.connection.transaction():
        session.connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        session.connection.execute("SELECT count(*) FROM seen")
        door.store.execute_sql("ALTER TABLE seen ADD COLUMN b INTEGER")
        assert columns(session, "SELECT * FROM seen") == [("a", 23)]
    with session.connection.transaction():
        assert columns(session, "SELECT * FROM seen") == [("a", 23), ("b", 23)]
        door.store.execute_sql("ALTER TABLE seen DROP COLUMN b")
        assert columns(session, "SELECT * FROM seen") == [("a", 23)]


def test_a_transaction_tells_of_what_it_changed_itself(session: Session) -> None:
    with session.connection.transaction():
        session.connection.execute("CREATE TABLE growing (a INT)")
        assert columns(session, "SELECT * FROM growing") == [("a", 23)]
        assert columns(session, "SELECT a FROM growing WHERE a < $1", "5") == [("a", 23)]
        session.connection.execute("ALTER TABLE growing ADD COLUMN b TEXT")
        assert columns(session, "SELECT * FROM growing") == [("a", 23), ("b", 25)]
        session.connection.execute("ALTER TABLE growing ALTER COLUMN a TYPE text")
        assert columns(session, "SELECT a FROM growing WHERE a < $1", "x") == [("a", 25)]
        session.connection.execute("CREATE TEMP TABLE passing (a INT)")
        assert columns(session, "SELECT * FROM passing") == [("a", 23)]
        session.connection.execute("DROP TABLE passing; CREATE TEMP TABLE passing (b TEXT)")
        assert columns(session, "SELECT * FROM passing") == [("b", 25)]


def test_a_variable_of_the_session_may_change_a_type(session: Session) -> None:
    session.connection.execute("SET VARIABLE told = 1")
    assert columns(session, "SELECT getvariable('told') AS v") == [("v", 23)]
    session.connection.execute("SET VARIABLE told = 'x'")
    assert columns(session, "SELECT getvariable('told') AS v") == [("v", 25)]


CHANGES = [
    ("a type", "ALTER TABLE planned ALTER COLUMN b TYPE text", "SELECT a, b FROM planned"),
    ("one column more", "ALTER TABLE planned ADD COLUMN c int", "SELECT * FROM planned"),
    ("one column less", "ALTER TABLE planned DROP COLUMN b", "SELECT * FROM planned"),
    ("another name", "ALTER TABLE planned RENAME COLUMN b TO c", "SELECT * FROM planned WHERE a < $1"),
    ("what RETURNING gives", "ALTER TABLE planned ADD COLUMN c int", "UPDATE planned SET a = a + 1 RETURNING *"),
]


@pytest.mark.parametrize(("change", "sql"), [each[1:] for each in CHANGES], ids=[each[0] for each in CHANGES])
def test_a_prepared_statement_whose_columns_changed_is_refused_as_drivers_expect_it(
    door: OpenDoor, session: Session, change: str, sql: str
) -> None:
    values = [b"9"] if "$" in sql else []
    door.store.execute_sql("CREATE OR REPLACE TABLE planned AS SELECT 1 AS a, 2 AS b")
    assert session.prepare("p", sql).nfields == 2
    assert session.run_prepared("p", values).status == pq.ExecStatus.TUPLES_OK
    with psycopg.connect(door.url, autocommit=True) as other:
        other.execute(change.encode())
    before = session.connection.execute("SELECT a FROM planned").fetchall()
    refused = session.run_prepared("p", values)
    assert refused.error_field(pq.DiagnosticField.SQLSTATE) == b"0A000"
    assert refused.error_field(pq.DiagnosticField.MESSAGE_PRIMARY) == b"cached plan must not change result type"
    # By this pgjdbc and asyncpg know that preparing it again will help.
    assert refused.error_field(pq.DiagnosticField.SOURCE_FUNCTION) == b"RevalidateCachedQuery"
    assert session.connection.execute("SELECT a FROM planned").fetchall() == before
    session.prepare("again", sql)
    assert session.run_prepared("again", values).status == pq.ExecStatus.TUPLES_OK


def test_a_prepared_statement_is_planned_again_when_its_columns_stay(door: OpenDoor, session: Session) -> None:
    door.store.execute_sql("CREATE OR REPLACE TABLE planned AS SELECT 1 AS a, 2 AS b")
    session.prepare("p", "SELECT a FROM planned WHERE a < $1")
    assert session.run_prepared("p", [b"9"]).get_value(0, 0) == b"1"
    door.store.execute_sql("CREATE OR REPLACE TABLE planned AS SELECT 7 AS a")
    assert session.run_prepared("p", [b"9"]).get_value(0, 0) == b"7"


async def told_once(url: str) -> tuple[list[tuple[object, ...]], str]:
    """What asyncpg gets, which describes a statement once and goes by that from then on."""
    one, other = await asyncpg.connect(url), await asyncpg.connect(url)
    try:
        sql = "SELECT * FROM planned"
        found = [tuple(await one.fetchrow(sql))]
        await other.execute("ALTER TABLE planned ALTER COLUMN b TYPE text")
        found.append(tuple(await one.fetchrow(sql)))
        async with one.transaction():
            await one.fetchrow(sql)
            await one.execute("ALTER TABLE planned ALTER COLUMN b TYPE int USING b::int")
            try:
                await one.fetchrow(sql)
            except asyncpg.InvalidCachedStatementError as error:
                return found, str(error)
        return found, ""
    finally:
        await one.close()
        await other.close()


def test_asyncpg_prepares_again_what_has_changed_outside_of_a_transaction(door: OpenDoor) -> None:
    door.store.execute_sql("CREATE OR REPLACE TABLE planned AS SELECT 1 AS a, 2 AS b")
    found, refused = asyncio.run(told_once(door.tcp_url))
    assert found == [(1, 2), (1, "2")]
    assert "cached statement plan is invalid" in refused


def test_execute_in_sql_is_refused_alike(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    connection.execute("CREATE TABLE replanned (a INT)")
    connection.execute("INSERT INTO replanned VALUES (1)")
    connection.execute("PREPARE it AS SELECT * FROM replanned")
    assert connection.execute("EXECUTE it").fetchall() == [(1,)]
    connection.execute("ALTER TABLE replanned ALTER COLUMN a TYPE text")
    with pytest.raises(psycopg.errors.FeatureNotSupported, match="cached plan must not change result type"):
        connection.execute("EXECUTE it")
