"""Statements through a door, simple and prepared, and how their errors arrive."""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import TYPE_CHECKING, Any

import asyncpg
import psycopg
import pytest
from psycopg import pq
from tests.integration.libpq import Copied, Session

if TYPE_CHECKING:
    from tests.integration.doors import OpenDoor

    Connection = psycopg.Connection[Any]


def test_each_statement_of_a_string_has_a_result_of_its_own(connection: Connection) -> None:
    cursor = connection.execute("SELECT 1; SELECT 'two'; CREATE TEMP TABLE three (i INT); INSERT INTO three VALUES (1)")
    found = []
    while True:
        found.append((cursor.statusmessage, cursor.fetchall() if cursor.description else None))
        if not cursor.nextset():
            break
    assert found == [("SELECT 1", [(1,)]), ("SELECT 1", [("two",)]), ("CREATE TABLE", None), ("INSERT 0 1", None)]


def test_a_string_of_statements_is_one_transaction(connection: Connection) -> None:
    with pytest.raises(psycopg.errors.UndefinedColumn):
        connection.execute("CREATE TABLE half (i INT); INSERT INTO half VALUES (1); SELECT nope FROM half")
    with pytest.raises(psycopg.errors.UndefinedTable):
        connection.execute("SELECT * FROM half")


def test_nothing_of_a_string_runs_when_a_part_of_it_does_not_parse(connection: Connection) -> None:
    with pytest.raises(psycopg.errors.SyntaxError):
        connection.execute("CREATE TABLE unborn (i INT); SELEC 1")
    with pytest.raises(psycopg.errors.UndefinedTable):
        connection.execute("SELECT * FROM unborn")


def test_an_empty_string_is_answered_as_such(door: OpenDoor) -> None:
    with Session(door.url) as session:
        assert [getattr(result, "status", None) for result in session.simple("  ; -- nothing")] == [
            pq.ExecStatus.EMPTY_QUERY
        ]


def test_an_error_has_severity_sqlstate_message_hint_and_position(connection: Connection) -> None:
    with pytest.raises(psycopg.errors.UndefinedTable) as caught:
        connection.execute("SELECT 1 FROM nmbers")
    diagnosis = caught.value.diag
    assert (diagnosis.severity, diagnosis.sqlstate) == ("ERROR", "42P01")
    assert "nmbers" in (diagnosis.message_primary or "")
    assert diagnosis.statement_position == "15"
    assert "numbers" in (diagnosis.message_hint or "")


def test_the_position_counts_from_the_start_of_the_whole_string(connection: Connection) -> None:
    with pytest.raises(psycopg.errors.UndefinedTable) as caught:
        connection.execute("SELECT 1;\nSELECT 1 FROM nowhere_at_all")
    assert caught.value.diag.statement_position == "25"


@pytest.mark.parametrize(
    ("sql", "sqlstate"),
    [
        ("SELECT * FROM nowhere", "42P01"),
        ("SELECT nope FROM numbers", "42703"),
        ("SELECT nope(1)", "42883"),
        ("SELECT 1/0", "22012"),
        ("SELECT 'x'::int", "22P02"),
        ("SELECT 99999999999::int", "22003"),
        ("CREATE TABLE numbers (i INT)", "42P07"),
        ("SELEC 1", "42601"),
        ("LISTEN channel", "0A000"),
        ("SET no_such_setting = 1", "42704"),
        ("SET statement_timeout = 'soon'", "22023"),
        ("EXECUTE nothing", "26000"),
        ("FETCH 1 FROM nothing", "34000"),
    ],
)
def test_errors_have_the_codes_of_postgresql(connection: Connection, sql: str, sqlstate: str) -> None:
    with pytest.raises(psycopg.Error) as caught:
        connection.execute(sql)
    assert caught.value.sqlstate == sqlstate
    assert connection.execute("SELECT 1").fetchone() == (1,)


def test_values_are_bound_and_types_inferred(connection: Connection) -> None:
    row = connection.execute("SELECT name FROM numbers WHERE i = %s", [7]).fetchone()
    assert row == ("n7",)


def test_a_statement_prepared_once_runs_with_other_values(connection: Connection) -> None:
    found = [connection.execute("SELECT %s::int * 2", [i], prepare=True).fetchone() for i in range(5)]
    assert found == [(0,), (2,), (4,), (6,), (8,)]


def test_a_wrong_number_of_values_is_refused(door: OpenDoor) -> None:
    with Session(door.url) as session:
        [result] = session.extended("SELECT $1::int + $2::int", [b"1"])
        assert not isinstance(result, Copied)
        assert result.error_field(pq.DiagnosticField.SQLSTATE) == b"08P01"


def test_a_pipeline_is_one_transaction_up_to_its_sync(connection: Connection) -> None:
    connection.execute("CREATE TABLE piped (i INT PRIMARY KEY)")
    with pytest.raises(psycopg.errors.UniqueViolation), connection.pipeline():
        connection.execute("INSERT INTO piped VALUES (1)")
        connection.execute("INSERT INTO piped VALUES (1)")
        connection.execute("INSERT INTO piped VALUES (2)")
    assert connection.execute("SELECT count(*) FROM piped").fetchone() == (0,)


def test_describing_a_statement_runs_nothing(door: OpenDoor, connection: Connection) -> None:
    connection.execute("CREATE SEQUENCE counted")

    async def described() -> str:
        client = await asyncpg.connect(door.url)
        statement = await client.prepare("SELECT nextval('counted') AS x")
        kind = statement.get_attributes()[0].type.name
        await client.close()
        return str(kind)

    assert asyncio.run(described()) == "int8"
    assert connection.execute("SELECT nextval('counted')").fetchone() == (1,)


def test_a_portal_stops_at_its_row_limit_and_goes_on(door: OpenDoor) -> None:
    async def fetched() -> tuple[list[int], list[int]]:
        client = await asyncpg.connect(door.url)
        try:
            async with client.transaction():
                cursor = await client.cursor("SELECT i FROM numbers ORDER BY i")
                first = [row["i"] for row in await cursor.fetch(3)]
                # Another statement in between must not disturb the rows that the portal has left.
                await client.fetchval("SELECT count(*) FROM numbers")
                second = [row["i"] for row in await cursor.fetch(4)]
        finally:
            await client.close()
        return first, second

    assert asyncio.run(fetched()) == ([0, 1, 2], [3, 4, 5, 6])


def test_an_insert_gives_back_what_returning_asks_for(connection: Connection) -> None:
    connection.execute("CREATE TABLE given_back (i INT)")
    cursor = connection.execute("INSERT INTO given_back VALUES (1), (2) RETURNING i * 10 AS x")
    assert (cursor.fetchall(), cursor.statusmessage) == ([(10,), (20,)], "INSERT 0 2")


def test_the_store_sees_what_clients_write_and_its_ledger_notes_it(door: OpenDoor, connection: Connection) -> None:
    connection.execute("CREATE TABLE noted (i INT)")
    before = door.store.table_record("noted")
    connection.execute("INSERT INTO noted VALUES (1)")
    after = door.store.table_record("noted")
    assert before is not None
    assert after is not None
    assert (after.row_count, after.version > before.version) == (1, True)


def test_bytes_that_are_no_message_end_the_connection_and_nothing_else(door: OpenDoor, connection: Connection) -> None:
    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.connect(str(door.folder / ".s.PGSQL.5433"))
        stranger.sendall(struct.pack("!I", 5) + b"\x01")
        stranger.settimeout(10)
        while stranger.recv(4096):
            pass
    assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_newer_protocol_is_negotiated_and_the_key_grows(door: OpenDoor) -> None:
    with psycopg.connect(door.url + "&max_protocol_version=latest") as client:
        assert client.execute("SELECT 1").fetchone() == (1,)


def test_a_plan_as_json_has_the_form_that_tools_read(connection: Connection) -> None:
    ((found,),) = connection.execute("EXPLAIN (ANALYZE, FORMAT json) SELECT * FROM numbers WHERE i < 3").fetchall()[0]
    assert found["Execution Time"] > 0
    assert found["Plan"]["Node Type"] == "Seq Scan"
    assert found["Plan"]["Relation Name"] == "numbers"
