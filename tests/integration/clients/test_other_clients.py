from __future__ import annotations

import datetime as dt
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import adbc_driver_postgresql.dbapi as adbc
import ibis
import psycopg2
import psycopg2.extras
import pyarrow as pa
import pytest
from tests.integration.catalog.recording import tours

if TYPE_CHECKING:
    from tests.integration.doors import OpenDoor


GAPS = {
    "Ibis": "a view over avg() of a numeric has DuckDB's type in the catalog, and PostgreSQL's in its answer",
}


def test_psycopg2_reads_writes_and_recovers(door: OpenDoor) -> None:
    connection = psycopg2.connect(door.url)
    cursor = connection.cursor()
    cursor.execute("CREATE TEMP TABLE batch (id int, note text)")
    psycopg2.extras.execute_values(cursor, "INSERT INTO batch VALUES %s", [(n, f"n{n}") for n in range(500)])
    cursor.execute("SELECT count(*), max(id) FROM batch WHERE note LIKE %s", ("n4%",))
    assert cursor.fetchone() == (111, 499)
    with pytest.raises(psycopg2.errors.UndefinedTable):
        cursor.execute("SELECT * FROM nowhere")
    connection.rollback()
    cursor.execute("SELECT %s, %s", (dt.date(2026, 1, 31), [1, 2]))
    assert cursor.fetchone() == (dt.date(2026, 1, 31), [1, 2])
    connection.close()


def test_adbc_reads_arrow_of_postgresqls_types(door: OpenDoor) -> None:
    with adbc.connect(door.url) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT id, carrier, departs, day, distance, delayed FROM flights ORDER BY id")
        table = cursor.fetch_arrow_table()
        assert table["id"].to_pylist() == [1, 2]
        assert table.schema.field("departs").type == pa.timestamp("us", "UTC")
        assert table["delayed"].to_pylist() == [True, False]


def test_adbc_ingests_and_reads_back(door: OpenDoor) -> None:
    rows = pa.table({"id": pa.array(range(10_000), pa.int64()), "text": [f"t{n}" for n in range(10_000)]})
    with adbc.connect(door.url) as connection, connection.cursor() as cursor:
        cursor.adbc_ingest("taken_in", rows, mode="create")
        connection.commit()
        cursor.execute("SELECT * FROM taken_in ORDER BY id")
        assert cursor.fetch_arrow_table().to_pydict() == rows.to_pydict()


def test_adbc_finds_its_way_in_the_catalog(door: OpenDoor) -> None:
    with adbc.connect(door.url) as connection:
        objects: Any = connection.adbc_get_objects(depth="all").read_all().to_pylist()
        schemas = {schema["db_schema_name"]: schema for entry in objects for schema in entry["catalog_db_schemas"]}
        assert "flights" in {table["table_name"] for table in schemas["main"]["db_schema_tables"]}
        assert "fare" in connection.adbc_get_table_schema("flights").names


def test_ibis_lists_reads_and_computes(door: OpenDoor) -> None:
    with ExitStack() as stack:
        backend = ibis.connect(door.tcp_url)
        stack.callback(backend.disconnect)
        assert {"airlines", "flights"} <= set(backend.list_tables())
        flights = backend.table("flights")
        fares: Any = flights.group_by("carrier").agg(total=flights.distance.sum()).order_by("carrier")
        assert fares.to_pyarrow().to_pydict()["carrier"] == ["AA", "UA"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "client",
    [
        pytest.param(name, marks=[pytest.mark.xfail(reason=GAPS[name], strict=True)] if name in GAPS else [])
        for name in tours.TOURS
        if name not in {"asyncpg", "SQLAlchemy"}
    ],
)
def test_a_client_makes_its_whole_tour(door: OpenDoor, client: str) -> None:
    tours.TOURS[client][1](door.tcp_url)
