from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from tests.integration.postgres_server import PostgresServer


def test_the_server_is_a_postgresql_18(postgres_server: PostgresServer) -> None:
    with psycopg.connect(postgres_server.url()) as connection:
        assert connection.info.server_version // 10_000 == 18


def test_psql_of_the_same_version_gets_in(postgres_server: PostgresServer) -> None:
    command = [postgres_server.program("psql"), "-Atc", "SHOW server_version", postgres_server.url()]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    assert answer.stdout.startswith("18")
