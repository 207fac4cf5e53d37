"""The table port's contract on a real PostgreSQL, where it has the capability."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

from reedbed.store.postgres import PostgresStore
from reedbed.testing.tables import TablePortContract

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.integration.postgres_server import PostgresServer

NO_SUCH_TYPE = "PostgreSQL has no type without a name that keeps such values"


@pytest.fixture
def fresh(postgres_server: PostgresServer) -> str:
    with psycopg.connect(postgres_server.url(), autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS contract WITH (FORCE)")
        connection.execute("CREATE DATABASE contract")
    return postgres_server.url("contract")


class TestPostgresStore(TablePortContract):
    """A database of a PostgreSQL server."""

    @pytest.fixture
    def store(self, fresh: str) -> Iterator[PostgresStore]:
        with PostgresStore(fresh) as opened:
            yield opened

    @pytest.fixture
    def opening(self, fresh: str) -> str:
        return f"from reedbed.store.postgres import PostgresStore\nstore = PostgresStore({fresh!r})"
