"""What real clients do in a session: each calls forth as many kinds of messages as it can."""

from __future__ import annotations

import asyncio
import subprocess
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import asyncpg
import psycopg
import psycopg2
from adbc_driver_postgresql import dbapi
from tests.integration.postgres_server import PostgresServer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def psycopg_3(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TEMP TABLE t (a int, b text)")
        with connection.cursor().copy("COPY t FROM STDIN") as copy:
            for number in range(1000):
                copy.write_row((number, "x"))
        with connection.cursor().copy("COPY t TO STDOUT (FORMAT binary)") as copy:
            assert sum(map(len, copy)) > 10_000
        with suppress(psycopg.DataError), connection.cursor().copy("COPY t FROM STDIN") as copy:
            copy.write("x\ty\n" * 100_000)
        with suppress(psycopg.errors.QueryCanceled), connection.cursor().copy("COPY t FROM STDIN") as copy:
            copy.write("1\ty\n")
            raise psycopg.errors.QueryCanceled
        with suppress(psycopg.DataError):
            connection.execute("SELECT 1/0; SELECT 1")
        connection.execute("SET TimeZone = 'Europe/Prague'; SELECT 1; INSERT INTO t VALUES (1, 'x')")
        connection.execute("LISTEN news; NOTIFY news, 'here'")
        connection.execute("DO $$ BEGIN RAISE NOTICE 'hi'; END $$")
        connection.execute("")
        with connection.transaction(), connection.cursor("named") as cursor:
            cursor.execute("SELECT a FROM t")
            assert len(cursor.fetchmany(3)) == 3
        for _ in range(8):
            connection.execute("SELECT a FROM t WHERE a = %s", (1,), binary=True)


def psycopg_3_in_a_pipeline(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        with connection.pipeline(), connection.transaction():
            for number in range(20):
                connection.execute("SELECT %s::int", (number,), prepare=True)
        with suppress(psycopg.Error), connection.pipeline() as pipeline:
            connection.execute("SELECT 1/%s", (0,))
            connection.execute("SELECT 2")
            pipeline.sync()
            connection.execute("SELECT 3 FROM nowhere")


def psycopg_2(url: str) -> None:
    connection = psycopg2.connect(url)
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT %s, %s", (1, "x"))
        assert cursor.fetchall() == [(1, "x")]
        cursor.execute("SAVEPOINT a")
        with suppress(psycopg2.Error):
            cursor.execute("SELECT nothing")
        cursor.execute("ROLLBACK TO a")
    connection.close()


async def _asyncpg(url: str) -> None:
    connection = await asyncpg.connect(url)
    assert len(await connection.fetch("SELECT $1::int, generate_series(1, 3)", 4)) == 3
    await connection.execute("CREATE TEMP TABLE t (a int, b text)")
    async with connection.transaction():
        assert len([row async for row in connection.cursor("SELECT generate_series(1, 100)", prefetch=10)]) == 100
    # It sends the stream right behind its COPY.
    await connection.copy_records_to_table("t", records=[(1, "a")] * 1000)
    with suppress(asyncpg.PostgresError):
        await connection.copy_records_to_table("t", records=[(1, 2)], columns=["a", "a"])
    with suppress(asyncpg.PostgresError):
        await connection.fetch("SELECT 1 FROM nowhere")
    with suppress(asyncpg.PostgresError):
        await connection.executemany("INSERT INTO t VALUES (1 / $1, $2)", [(1, "z"), (0, "z"), (2, "z")])
    await connection.executemany("INSERT INTO t VALUES ($1, $2)", [(number, None) for number in range(100)])
    with suppress(asyncio.TimeoutError):
        await connection.execute("SELECT pg_sleep(10)", timeout=0.1)
    await connection.reset()
    await connection.close()


def asyncpg_(url: str) -> None:
    asyncio.run(_asyncpg(url))


def adbc(url: str) -> None:
    with dbapi.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE made AS SELECT generate_series(1, 1000) AS a")
        cursor.execute("SELECT a FROM made")
        table = cursor.fetch_arrow_table()
        assert table.num_rows == 1000
        cursor.adbc_ingest("taken", table, temporary=True)
        cursor.executemany("INSERT INTO made VALUES ($1)", [(1,), (2,)])


def psql(url: str) -> None:
    program = str(PostgresServer.binaries_of_the_wheel() / "psql")
    lines = [
        r"\d",
        "SELECT 1; SELECT 2;",
        r"SELECT $1::int \bind 7 \g",
        r"SELECT $1::int \parse s",
        r"\bind_named s 1 \g",
        r"\close_prepared s",
        "SELECT nothing;",
        "CREATE TABLE of_psql (a int);",
        r"\copy of_psql from program 'seq 100'",
        r"\copy of_psql to program 'cat > /dev/null'",
        "DROP TABLE of_psql;",
    ]
    subprocess.run([program, url, "-X"], input="\n".join(lines), text=True, check=True, capture_output=True)


def pg_dump(url: str) -> None:
    program = str(PostgresServer.binaries_of_the_wheel() / "pg_dump")
    subprocess.run([program, url, "--schema-only"], check=True, capture_output=True)


CLIENTS: Final[Mapping[str, Callable[[str], None]]] = {
    "psycopg 3": psycopg_3,
    "psycopg 3 in a pipeline": psycopg_3_in_a_pipeline,
    "psycopg 2": psycopg_2,
    "asyncpg": asyncpg_,
    "ADBC": adbc,
    "psql": psql,
    "pg_dump": pg_dump,
}
