from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.integration.catalog.recording.replay import RECORDED, replay

if TYPE_CHECKING:
    from tests.integration.postgres_server import PostgresServer

SCHEMA = (Path(__file__).parent / "recording" / "schema.sql").read_text(encoding="utf-8")
DISTINCT = 450


@pytest.fixture
def recorded_database(postgres_server: PostgresServer) -> str:
    with psycopg.connect(postgres_server.url(), autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS recorded WITH (FORCE)")
        connection.execute("CREATE DATABASE recorded")
    with psycopg.connect(postgres_server.url("recorded"), autocommit=True) as connection:
        connection.execute(SCHEMA.encode())
    return postgres_server.url("recorded")


def test_postgresql_answers_every_recorded_statement_as_recorded(recorded_database: str) -> None:
    outcomes = replay(recorded_database)
    assert len({outcome.entry.sql for outcome in outcomes}) >= DISTINCT
    assert [outcome.entry.sql for outcome in outcomes if not outcome.alike] == []


def test_many_clients_were_recorded() -> None:
    assert len(list(RECORDED.glob("*.toml"))) >= 21
