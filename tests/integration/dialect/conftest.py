"""A real PostgreSQL, and a database of DuckDB's with the functions that rewritten statements call."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.integration.postgres_server import PostgresServer

from reedbed.engine import Database
from reedbed.pgserver import document_paths, documents
from reedbed.pgserver.catalog.installation import install

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reedbed.engine import Cursor

SETTINGS = (
    "SET integer_division = true",
    "SET ieee_floating_point_ops = false",
    "SET default_null_order = 'nulls_last_on_asc_first_on_desc'",
)
"""What a session of the door sets beside rewriting."""


@pytest.fixture(scope="module")
def postgres() -> Iterator[psycopg.Connection]:
    with PostgresServer() as server, psycopg.connect(server.url(), autocommit=True) as connection:
        yield connection


@pytest.fixture
def duckdb_cursor() -> Iterator[Cursor]:
    database = Database.open(None)
    for functions in (documents, document_paths):
        functions.define(database)
    install(database, [*documents.STATEMENTS, *document_paths.STATEMENTS])
    cursor = database.cursor()
    for setting in SETTINGS:
        cursor.execute(setting)
    yield cursor
    cursor.close()
    database.close()
