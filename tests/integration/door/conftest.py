"""One door for the tests of a file, and a fresh connection for each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.integration.doors import open_door

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.integration.doors import OpenDoor


@pytest.fixture(scope="module")
def door() -> Iterator[OpenDoor]:
    with open_door() as opened:
        opened.store.execute_sql(
            "CREATE TABLE numbers AS SELECT i::INTEGER AS i, 'n' || i AS name FROM range(1000) r(i)"
        )
        yield opened


@pytest.fixture
def connection(door: OpenDoor) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    with psycopg.connect(door.url, autocommit=True) as opened:
        yield opened
