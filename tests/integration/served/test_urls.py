"""`open_store("postgresql://…")`: the whole API on a Reedbed server, the table port on any PostgreSQL."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from tests.integration.doors import open_door

from reedbed.errors import NetworkFailed, StoreReadOnly
from reedbed.store import StorageManager
from reedbed.store.postgres import PostgresStore
from reedbed.wiring import open_store

if TYPE_CHECKING:
    from tests.integration.postgres_server import PostgresServer

ROWS = pa.table({"n": [1, 2, 3]})
PROGRAM = """
import sys
import pyarrow as pa
from reedbed.wiring import open_store
with open_store(sys.argv[1]) as store:
    store.write_table(pa.table({"n": [1, 2, 3]}), "t")
    print(store.row_count("t"), store.verify()[0].status, store.database.remote)
"""


def test_a_server_of_reedbeds_gives_the_whole_api() -> None:
    with open_door() as door:
        ended = subprocess.run(
            [sys.executable, "-c", PROGRAM, door.tcp_url], check=True, capture_output=True, text=True
        )
        assert ended.stdout == "3 whole True\n"
        with open_store(door.tcp_url) as store:
            assert isinstance(store, StorageManager)
            assert store.query("SELECT sum(n) AS n FROM t").to_pylist() == [{"n": 6}]


def test_read_only_refuses_every_write() -> None:
    with open_door() as door:
        door.store.write_table(ROWS, "t")
        with open_store(door.tcp_url, read_only=True) as store:
            assert store.row_count("t") == 3
            for write in (
                lambda: store.write_table(ROWS, "t"),
                lambda: store.drop_table("t"),
                lambda: store.ensure_sequence("s"),
                lambda: store.execute_sql("DELETE FROM t"),
            ):
                with pytest.raises(StoreReadOnly):
                    write()
            assert store.row_count("t") == 3


def test_another_postgresql_gives_the_table_port(postgres_server: PostgresServer) -> None:
    with open_store(postgres_server.url()) as store:
        # The two have no common subclass, so that a narrowing `assert isinstance` would end what mypy reads.
        assert type(store).__name__ == PostgresStore.__name__
        store.write_table(ROWS, "by url")
        assert store.row_count("by url") == 3
        store.drop_table("by url")


def test_nobody_at_an_address_is_told() -> None:
    with pytest.raises(NetworkFailed, match="Nobody answers at 127"):
        open_store("postgresql://reedbed:x@127.0.0.1:1/db")
