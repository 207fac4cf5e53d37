from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.integration.doors import SOCKET_PORT, OpenDoor, open_door
from tests.integration.pgwire.scenarios import SCENARIOS
from tests.integration.pgwire.traces import trace
from tests.integration.pgwire.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.integration.postgres_server import PostgresServer


@pytest.fixture(scope="module")
def door() -> Iterator[OpenDoor]:
    with open_door() as opened:
        yield opened


def traced(name: str, host: str, port: int) -> list[str]:
    with Wire(host, port) as wire:
        wire.start("postgres")
        return trace(wire, SCENARIOS[name])


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_door_says_what_postgresql_says(name: str, door: OpenDoor, postgres_server: PostgresServer) -> None:
    ours = traced(name, str(door.folder), SOCKET_PORT)
    assert ours == traced(name, postgres_server.host, postgres_server.port)
