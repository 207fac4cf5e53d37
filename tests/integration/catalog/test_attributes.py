"""Columns of tables as `pg_attribute` has them: how they are stored follows from their types, as on PostgreSQL."""

from __future__ import annotations

import psycopg
from tests.integration.doors import open_door
from tests.integration.postgres_server import PostgresServer

MADE = """
CREATE TABLE stored (a int, b text, c numeric(4,2), d int[], e bool, f timestamptz, g bytea, h uuid, j json,
                     k float8, l smallint, m date, n bigint, PRIMARY KEY (a, b))
"""
ASKED = """
SELECT attname, attlen, attbyval, attalign, attstorage, attstattarget, attcollation, attndims, attnotnull
FROM pg_attribute WHERE attrelid = 'stored'::regclass AND attnum > 0 ORDER BY attnum
"""


def answers(url: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(MADE.encode())
        return connection.execute(ASKED.encode()).fetchall()


def test_the_storage_of_columns_is_postgresqls() -> None:
    with PostgresServer() as server, open_door() as door:
        assert answers(door.url) == answers(server.url())
