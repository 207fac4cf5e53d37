"""Every relation of PostgreSQL's catalog, on a real PostgreSQL and on a door."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import psycopg
import pytest
from tests.integration.doors import open_door

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.integration.postgres_server import PostgresServer

RELATIONS = """
    SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname IN ('pg_catalog', 'information_schema') AND c.relkind IN ('r', 'v') ORDER BY 1, 2
"""
Columns: TypeAlias = "list[tuple[str, int]]"
FIXED = 10_000
"""From here on PostgreSQL numbers what it makes at initdb: the rows of pg_statistic are of such a type."""


def columns(connection: psycopg.Connection, schema: str, relation: str) -> Columns:
    described = connection.execute(f'SELECT * FROM {schema}."{relation}" LIMIT 0'.encode()).description
    return [(column.name, column.type_code) for column in described or ()]


@pytest.fixture(scope="module")
def on_postgresql(postgres_server: PostgresServer) -> dict[tuple[str, str], Columns]:
    with psycopg.connect(postgres_server.url(), autocommit=True) as connection:
        relations = connection.execute(RELATIONS.encode()).fetchall()
        return {(schema, name): columns(connection, schema, name) for schema, name in relations}


@pytest.fixture(scope="module")
def connection() -> Iterator[psycopg.Connection]:
    with open_door() as door, psycopg.connect(door.url, autocommit=True) as opened:
        yield opened


def test_every_relation_of_postgresql_has_its_columns_and_types_on_the_door(
    on_postgresql: dict[tuple[str, str], Columns], connection: psycopg.Connection
) -> None:
    assert len(on_postgresql) >= 200
    offered, different = 0, {}
    for (schema, name), wanted in on_postgresql.items():
        try:
            found = columns(connection, schema, name)
        except psycopg.errors.UndefinedTable:
            continue
        offered += 1
        pairs = [(one, other) for one, other in zip(wanted, found, strict=False) if one != other and one[1] < FIXED]
        if pairs or [column for column, _ in found] != [column for column, _ in wanted]:
            different[f"{schema}.{name}"] = pairs
    print(f"{offered} of {len(on_postgresql)} relations of PostgreSQL's catalog are offered")  # noqa: T201 - what pytest -rP shows
    assert different == {}
    assert offered == len(on_postgresql)


def test_the_relations_describe_themselves_as_on_postgresql(
    on_postgresql: dict[tuple[str, str], Columns], connection: psycopg.Connection
) -> None:
    listed = connection.execute(RELATIONS.encode()).fetchall()
    assert set(listed) == set(on_postgresql)
    numbers = connection.execute("SELECT 'pg_class'::regclass::oid, 'pg_type'::regclass::oid, 'pg_proc'::regclass::oid")
    assert numbers.fetchall() == [(1259, 1247, 1255)]
