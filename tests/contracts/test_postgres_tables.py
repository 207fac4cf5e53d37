"""The table port's contract on a real PostgreSQL, where it has the capability."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg import sql

from reedbed.store.postgres import PostgresStore
from reedbed.testing.tables import TablePortContract

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.integration.postgres_server import PostgresServer

NO_SUCH_TYPE = "PostgreSQL has no type without a name that keeps such values"
CUT_OFF = "PostgreSQL keeps 63 bytes of a name, so a longer one is refused"
GAPS = {
    "test_a_value_comes_back_as_it_was[struct]": NO_SUCH_TYPE,
    "test_a_value_comes_back_as_it_was[map]": NO_SUCH_TYPE,
    "test_a_value_comes_back_as_it_was[nested]": NO_SUCH_TYPE,
    "test_a_table_may_have_any_name[106 characters]": CUT_OFF,
    "test_a_column_may_have_any_name[106 characters]": CUT_OFF,
    "test_a_sequence_may_have_any_name[106 characters]": CUT_OFF,
}


SCHEMAS = "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'"


@pytest.fixture(scope="module")
def database(postgres_server: PostgresServer) -> str:
    with psycopg.connect(postgres_server.url(), autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS contract WITH (FORCE)")
        connection.execute("CREATE DATABASE contract")
    return postgres_server.url("contract")


@pytest.fixture
def fresh(database: str) -> str:
    """The database with nothing in it: to make it anew takes PostgreSQL ten times as long."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        for (name,) in connection.execute(SCHEMAS).fetchall():
            connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(name)))
        connection.execute("CREATE SCHEMA public")
    return database


class TestPostgresStore(TablePortContract):
    """A database of a PostgreSQL server."""

    @pytest.fixture(autouse=True)
    def _known_gaps(self, request: pytest.FixtureRequest) -> None:
        if request.node.name in GAPS:
            request.applymarker(pytest.mark.xfail(reason=GAPS[request.node.name], strict=True))

    @pytest.fixture
    def store(self, fresh: str) -> Iterator[PostgresStore]:
        with PostgresStore(fresh) as opened:
            yield opened

    @pytest.fixture
    def opening(self, fresh: str) -> str:
        return f"from reedbed.store.postgres import PostgresStore\nstore = PostgresStore({fresh!r})"
