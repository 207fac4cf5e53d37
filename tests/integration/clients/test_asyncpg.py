from __future__ import annotations

import asyncio
import datetime as dt
import decimal
import uuid
from typing import TYPE_CHECKING, Any

import asyncpg
import pytest

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.integration.doors import OpenDoor

VALUES: dict[str, list[Any]] = {
    "bool": [True, False],
    "int2": [-(2**15), 2**15 - 1],
    "int4": [-(2**31), 2**31 - 1],
    "int8": [-(2**63), 2**63 - 1],
    "float4": [0.5, -1.25],
    "float8": [0.1, 1e300],
    "text": ["", "žluť\n"],
    "bytea": [b"", b"\x00\xff"],
    "date": [dt.date(1900, 2, 28), dt.date(9999, 12, 31)],
    "time": [dt.time(0), dt.time(23, 59, 59, 999_999)],
    "timestamp": [dt.datetime(1999, 12, 31, 23, 59, 59, 1)],  # noqa: DTZ001 - without a zone on purpose
    "timestamptz": [dt.datetime(2026, 1, 31, 12, tzinfo=dt.UTC)],
    "interval": [dt.timedelta(days=3, seconds=5), dt.timedelta(microseconds=-1)],
    "uuid": [uuid.UUID("12345678-1234-5678-1234-567812345678")],
    "json": ['{"a": 1}'],
    "jsonb": ['{"a": 1}'],
    "int4[]": [[1, 2], [], [None, 1]],
    "text[]": [["a", 'q"uote', None]],
    "numeric(20,4)": [decimal.Decimal("1234567890.1250"), decimal.Decimal("-0.0001")],
}


def on(door: OpenDoor, work: Callable[[Any], Awaitable[object]]) -> Any:
    async def run() -> object:
        connection = await asyncpg.connect(door.url)
        try:
            return await work(connection)
        finally:
            await connection.close()

    return asyncio.run(run())


@pytest.mark.parametrize("kind", VALUES)
def test_a_typed_value_comes_back(door: OpenDoor, kind: str) -> None:
    async def work(connection: Any) -> list[object]:
        return [await connection.fetchval(f"SELECT $1::{kind}", value) for value in [*VALUES[kind], None]]

    assert on(door, work) == [*VALUES[kind], None]


def test_parameters_of_columns_are_inferred(door: OpenDoor) -> None:
    async def work(connection: Any) -> list[str]:
        statement = await connection.prepare(
            "SELECT id FROM flights WHERE day = $1 AND departs > $2 AND fare < $3 AND carrier = $4 AND delayed = $5"
        )
        return [parameter.name for parameter in statement.get_parameters()]

    assert on(door, work)[:3] == ["date", "timestamptz", "numeric"]
    assert on(door, work)[4] == "bool"


def test_a_statement_tells_its_attributes(door: OpenDoor) -> None:
    async def work(connection: Any) -> list[tuple[str, str]]:
        statement = await connection.prepare("SELECT id, fare, departs, raw FROM flights, weather WHERE id = $1")
        return [(attribute.name, attribute.type.name) for attribute in statement.get_attributes()]

    assert on(door, work) == [("id", "int8"), ("fare", "numeric"), ("departs", "timestamptz"), ("raw", "bytea")]


def test_describing_a_write_does_not_write(door: OpenDoor) -> None:
    async def work(connection: Any) -> int:
        await connection.prepare("INSERT INTO airlines VALUES ($1, $2)")
        return int(await connection.fetchval("SELECT count(*) FROM airlines"))

    assert on(door, work) == 2


def test_a_transaction_counts_or_does_not(door: OpenDoor) -> None:
    async def work(connection: Any) -> list[int]:
        await connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
        with pytest.raises(ZeroDivisionError):
            async with connection.transaction():
                await connection.execute("INSERT INTO kept VALUES (1)")
                raise ZeroDivisionError
        async with connection.transaction(isolation="serializable"):
            await connection.execute("INSERT INTO kept VALUES (2)")
        return [row["n"] for row in await connection.fetch("SELECT n FROM kept")]

    assert on(door, work) == [2]


def test_a_cursor_reads_in_parts(door: OpenDoor) -> None:
    async def work(connection: Any) -> int:
        async with connection.transaction():
            rows = connection.cursor("SELECT n FROM generate_series(1, 3000) AS s(n)", prefetch=100)
            return sum([row["n"] async for row in rows])

    assert on(door, work) == 4_501_500


def test_records_are_copied_in_binary(door: OpenDoor) -> None:
    rows = [(n, f"n{n}" if n % 3 else None, dt.date(2026, 1, 1)) for n in range(5000)]

    async def work(connection: Any) -> object:
        await connection.execute("CREATE TABLE IF NOT EXISTS records (id int, note text, day date)")
        tag = await connection.copy_records_to_table("records", records=rows)
        return tag, await connection.fetchval("SELECT count(*) FROM records WHERE note IS NULL")

    assert on(door, work) == ("COPY 5000", 1667)


def test_a_table_is_copied_out(door: OpenDoor) -> None:
    async def work(connection: Any) -> tuple[str, bytes]:
        parts: list[bytes] = []

        async def take(data: bytes) -> None:
            parts.append(data)

        query = "SELECT carrier, name FROM airlines ORDER BY carrier"
        tag = await connection.copy_from_query(query, output=take, format="csv")
        return tag, b"".join(parts)

    assert on(door, work) == ("COPY 2", b"AA,American Airlines\nUA,United Air Lines\n")


def test_many_are_executed_with_one_statement(door: OpenDoor) -> None:
    async def work(connection: Any) -> int:
        await connection.execute("CREATE TABLE IF NOT EXISTS many (id int, note text)")
        await connection.executemany("INSERT INTO many VALUES ($1, $2)", [(n, str(n)) for n in range(500)])
        return int(await connection.fetchval("SELECT sum(id) FROM many"))

    assert on(door, work) == 124_750


def test_an_error_has_its_class(door: OpenDoor) -> None:
    async def work(connection: Any) -> object:
        for sql, kind in {
            "SELECT nothing": asyncpg.UndefinedColumnError,
            "SELECT * FROM nowhere": asyncpg.UndefinedTableError,
            "SELEC 1": asyncpg.PostgresSyntaxError,
            "SELECT 1/0": asyncpg.DivisionByZeroError,
            "INSERT INTO airlines VALUES ('UA', 'again')": asyncpg.UniqueViolationError,
        }.items():
            with pytest.raises(kind):
                await connection.fetch(sql)
        return await connection.fetchval("SELECT 1")

    assert on(door, work) == 1


def test_a_timeout_cancels_at_the_server(door: OpenDoor) -> None:
    async def work(connection: Any) -> object:
        with pytest.raises(asyncio.TimeoutError):
            await connection.fetch(
                "SELECT count(*) FROM generate_series(1, 100000000) a, generate_series(1, 1000) b", timeout=0.3
            )
        return await connection.fetchval("SELECT 2")

    assert on(door, work) == 2


def test_a_pool_hands_out_clean_sessions(door: OpenDoor) -> None:
    async def run() -> list[object]:
        async with asyncpg.create_pool(door.url, min_size=2, max_size=4) as pool:
            async with pool.acquire() as connection:
                await connection.execute("SET application_name = 'left over'")
            answers = await asyncio.gather(*(pool.fetchval("SELECT $1::int", n) for n in range(50)))
            return [*answers, await pool.fetchval("SHOW application_name")]

    assert asyncio.run(run()) == [*range(50), ""]


def test_an_enum_is_introspected(door: OpenDoor) -> None:
    async def work(connection: Any) -> object:
        rows = await connection.fetch("SELECT id FROM flights WHERE seat = $1", "economy")
        return [row["id"] for row in rows]

    assert on(door, work) == [1]


def test_a_cursor_moves_forward_over_rows_and_goes_on(door: OpenDoor) -> None:
    async def work(connection: Any) -> object:
        async with connection.transaction():
            cursor = await connection.cursor("SELECT * FROM generate_series(1, 20)")
            first = [row[0] for row in await cursor.fetch(2)]
            passed = await cursor.forward(3)
            then = [row[0] for row in await cursor.fetch(2)]
            return first, passed, then, await cursor.forward(50)

    assert on(door, work) == ([1, 2], 3, [6, 7], 13)


def test_a_cursor_that_failed_says_that_its_transaction_has(door: OpenDoor) -> None:
    async def work(connection: Any) -> object:
        transaction = connection.transaction()
        await transaction.start()
        cursor = await connection.cursor("SELECT 1 / (3 - i) FROM generate_series(1, 5) AS t(i)")
        with pytest.raises(asyncpg.DivisionByZeroError):
            await cursor.fetch(5)
        with pytest.raises(asyncpg.InFailedSQLTransactionError):
            await cursor.fetch(1)
        await transaction.rollback()
        return await connection.fetchval("SELECT 1")

    assert on(door, work) == 1
