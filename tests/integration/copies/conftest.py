"""A store on DuckDB, embedded and served, and an empty database of a real PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.integration.served.owners import Owner

from reedbed.wiring import DuckDBStorageManager

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.integration.postgres_server import PostgresServer

    from reedbed.store import StorageManager


@pytest.fixture(scope="session")
def database(postgres_server: PostgresServer) -> str:
    with psycopg.connect(postgres_server.url(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE copies")
    return postgres_server.url("copies")


@pytest.fixture
def url(database: str) -> str:
    """The database, without a table."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS public, other CASCADE")
        connection.execute("CREATE SCHEMA public")
    return database


@pytest.fixture
def server(url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def owner() -> Iterator[Owner]:
    with Owner() as running:
        yield running


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[StorageManager]:
    with DuckDBStorageManager(tmp_path / "embedded.db", door=False) as store:
        yield store


@pytest.fixture(params=["embedded", "served"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[StorageManager]:
    """The store in this process, and in that of another owner."""
    path = tmp_path / "here.db"
    if request.param == "embedded":
        with DuckDBStorageManager(path, door=False) as opened:
            yield opened
        return
    owner: Owner = request.getfixturevalue("owner")
    owner.own(path)
    with DuckDBStorageManager(path) as opened:
        assert opened.database.remote
        yield opened
    owner.let_go(path)
