"""An owner that goes: one retryable error at most, and the next call finds the next owner, or becomes it."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from tests.integration.served.owners import Owner

from reedbed.engine.ownership import door_of
from reedbed.errors import OwnerLeft, ReedbedError, StoreLocked
from reedbed.store.served.database import ServedDatabase
from reedbed.wiring import DuckDBStorageManager
from reedbed.wiring.joining import owner_of

if TYPE_CHECKING:
    from reedbed.store import StorageManager

SLOW = "SELECT count(*) FROM range(100000) AS a, range(1000000) AS b WHERE a.range * b.range % 7 = 3"
LONG = "SELECT count(*) AS n FROM range(100000000) WHERE range % 3 = 1"
ROWS = pa.table({"n": [1, 2, 3]})


def is_served(store: StorageManager) -> bool:
    return isinstance(store.database, ServedDatabase) and store.database.remote


def wait_until_it_runs(path: Path) -> None:
    """Wait for the owner of `path` to work on the long statement."""
    visitor = owner_of(path)
    assert visitor is not None
    try:
        ends = time.monotonic() + 30
        while time.monotonic() < ends:
            sessions = visitor.call("activity")["sessions"]
            if any(each["state"] == "active" and LONG in each["statement"] for each in sessions):
                return
    finally:
        visitor.close()
    raise AssertionError("no statement ran")


def test_a_call_between_two_owners_meets_no_error(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Owner() as first:
        first.own(path)
        with DuckDBStorageManager(path) as store:
            store.write_table(ROWS, "t")
            assert is_served(store)
            first.let_go(path)
            with Owner() as second:
                second.own(path)
                assert store.row_count("t") == 3
                assert is_served(store)


def test_an_owner_that_closes_leaves_nothing_in_the_runtime_folder(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Owner() as owner:
        owner.own(path)
        socket = door_of(path)
        assert socket is not None
        assert Path(socket).exists()
        owner.let_go(path)
        assert not Path(socket).parent.exists()


def test_the_one_who_is_left_becomes_the_owner(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Owner() as owner:
        owner.own(path)
        store = DuckDBStorageManager(path)
        store.write_table(ROWS, "t")
        expression = store.read_table("t")
        owner.kill()
        assert store.row_count("t") == 3
        assert not is_served(store)
        assert expression.to_pyarrow().num_rows == 3
        store.write_table(expression, "u")
        with store.transaction():
            store.write_table(ROWS, "t", "append")
        assert [report.status for report in store.verify()] == ["whole", "whole"]
        assert (store.row_count("t"), store.row_count("u")) == (6, 3)
        store.close()


def test_the_new_owner_has_a_door_for_the_others(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Owner() as owner, Owner() as other:
        owner.own(path)
        with DuckDBStorageManager(path) as store:
            store.write_table(ROWS, "t")
            owner.kill()
            assert store.row_count("t") == 3
            other.join(path)
            other.let_go(path)


def test_a_running_call_gets_a_retryable_error_when_its_owner_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Owner() as owner:
        owner.own(path)
        with DuckDBStorageManager(path) as store:
            threading.Timer(0.5, owner.kill).start()
            with pytest.raises(OwnerLeft) as caught:
                store.query(SLOW)
            assert caught.value.retryable
            assert store.list_tables() == []
            assert not is_served(store)


def test_a_transaction_of_a_killed_owner_is_undone(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Owner() as owner:
        owner.own(path)
        with DuckDBStorageManager(path) as store:
            store.write_table(ROWS, "t")
            with pytest.raises(ReedbedError), store.transaction():
                store.write_table(ROWS, "t", "append")
                owner.kill()
                store.write_table(ROWS, "t", "append")
            assert store.row_count("t") == 3


def test_what_was_acknowledged_is_there_after_the_owner_was_killed(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Owner() as owner:
        owner.own(path)
        with DuckDBStorageManager(path) as store:
            threading.Timer(0.8, owner.kill).start()
            acknowledged = 0
            with pytest.raises(OwnerLeft):
                while True:
                    store.write_table(pa.table({"n": [acknowledged]}), "t", "append")
                    acknowledged += 1
            assert acknowledged > 0
            assert acknowledged <= store.row_count("t") <= acknowledged + 1


def test_an_owner_that_closes_lets_a_running_call_finish(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Owner() as owner:
        owner.own(path)
        with DuckDBStorageManager(path) as store:
            found: list[int] = []

            def count() -> None:
                found.append(store.query(LONG)["n"][0].as_py())

            thread = threading.Thread(target=count)
            thread.start()
            wait_until_it_runs(path)
            owner.let_go(path)
            thread.join()
            assert found == [33_333_333]
            assert store.list_tables() == []


def test_an_owner_without_a_door_is_told_as_before(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Owner() as owner:
        owner.own_shut(path)
        with pytest.raises(StoreLocked, match=f"owned by pid {owner.pid}"):
            DuckDBStorageManager(path, lock_timeout_seconds=0.3)
