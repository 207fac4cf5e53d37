"""Owners as real processes: waiting, racing, killed, looked at."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from reedbed.engine.ownership import OwnershipState, ownership_status, read_owner
from reedbed.errors import StoreLocked

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.faults.ownership.conftest import Actors

    from reedbed.engine.ownership import Ownership

ROUNDS = int(os.environ.get("REEDBED_RACES", "8"))


def test_a_second_process_waits_a_bounded_time_and_is_told_who_owns(
    actors: Actors, own: Callable[..., Ownership], database: Path
) -> None:
    with actors.running("hold", database, "cli") as owner:
        began = time.monotonic()
        with pytest.raises(StoreLocked, match=f"owned by pid {owner.pid} ") as raised:
            own(database, timeout_seconds=0.5)
        assert 0.5 <= time.monotonic() - began < 5
    assert raised.value.code == "LOCK001"
    assert raised.value.retryable
    assert raised.value.hint == "reedbed stop"
    assert raised.value.details["owner"]["pid"] == owner.pid


def test_a_waiting_process_becomes_the_owner_when_the_first_leaves(
    actors: Actors, own: Callable[..., Ownership], database: Path
) -> None:
    with actors.running("hold", database, "cli") as owner:
        assert owner.stdin is not None
        owner.stdin.close()
        with own(database, timeout_seconds=5) as ownership:
            assert ownership.predecessor is None


def test_a_killed_owner_frees_its_place_at_once(actors: Actors, own: Callable[..., Ownership], database: Path) -> None:
    with actors.running("hold", database, "cli") as owner:
        owner.kill()
        owner.wait()
        status = ownership_status(database)
        assert status.state is OwnershipState.UNOWNED
        assert status.leftover is not None
        assert status.leftover.pid == owner.pid
        assert read_owner(database) is None
        with own(database) as ownership:
            assert ownership.predecessor == status.leftover


def test_of_twenty_racing_processes_exactly_one_wins_each_round(actors: Actors, database: Path) -> None:
    racers = [actors.start("race", database) for _ in range(20)]
    try:
        for _ in range(ROUNDS):
            for racer in racers:
                racer.says()
            results = [racer.hears() for racer in racers]
            assert sorted(results) == ["LOCK001"] * 19 + ["won"]
            for racer in racers:
                racer.says()
            assert [racer.hears() for racer in racers] == ["ready"] * 20
    finally:
        for racer in racers:
            racer.kill()
            racer.communicate()


def test_looks_at_the_lock_never_cost_an_owner_to_be_its_place(
    actors: Actors, own: Callable[..., Ownership], database: Path
) -> None:
    own(database).release()
    # What `ownership_status` does where it sees no holders, drawn out from microseconds to milliseconds.
    look = """
from reedbed.engine.ownership.lockfile import LockFile
tell('held')
while True:
    looked = LockFile.open(database.with_name('store.db.lock'), create=False)
    looked.try_shared()
    time.sleep(0.002)
    looked.close()
    time.sleep(0.005)
"""
    with actors.running(look, database):
        end = time.monotonic() + 1
        while time.monotonic() < end:
            own(database, timeout_seconds=0).release()
