"""One door for the clients of a module, with the schema that they look at."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.integration.doors import OpenDoor, open_door

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMA = Path(__file__).parents[1] / "catalog" / "recording" / "schema.sql"


@pytest.fixture(scope="module")
def door() -> Iterator[OpenDoor]:
    with open_door() as opened:
        with psycopg.connect(opened.url, autocommit=True) as connection:
            connection.execute(SCHEMA.read_bytes())
        yield opened
