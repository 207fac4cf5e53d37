"""Stopping an owner: who is asked to leave, and who is never signalled."""

from __future__ import annotations

import json
import signal
from typing import TYPE_CHECKING

import pytest

from reedbed.engine.ownership import stop_owner
from reedbed.errors import OwnerNotStopped

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.faults.ownership.conftest import Actors

    from reedbed.engine.ownership import Ownership


def test_stop_ends_a_reedbed_command_and_waits_for_the_lock(
    actors: Actors, own: Callable[..., Ownership], database: Path
) -> None:
    with actors.running("hold", database, "serve") as owner:
        result = stop_owner(database, timeout_seconds=5)
        assert result.stopped
        assert result.record is not None
        assert result.record.pid == owner.pid
        assert owner.wait() == -signal.SIGTERM
        own(database).release()


def test_stop_leaves_other_programs_alone_unless_forced(actors: Actors, database: Path) -> None:
    with actors.running("hold", database, "notebook") as owner:
        with pytest.raises(OwnerNotStopped, match="not a Reedbed command") as raised:
            stop_owner(database, timeout_seconds=5)
        assert raised.value.hint == "reedbed stop --force"
        assert owner.poll() is None
        assert stop_owner(database, timeout_seconds=5, force=True).stopped


def test_stop_says_when_the_owner_stays(actors: Actors, database: Path) -> None:
    with actors.running("ignore", database, "worker") as owner:
        with pytest.raises(OwnerNotStopped, match=f"pid {owner.pid} .*not free after 0.3 s"):
            stop_owner(database, timeout_seconds=0.3)
        assert owner.poll() is None


def test_stop_of_what_nobody_owns_does_nothing(actors: Actors, database: Path) -> None:
    assert not stop_owner(database, timeout_seconds=1).stopped
    with actors.running("read", database, "cli") as reader:
        assert not stop_owner(database, timeout_seconds=1).stopped
        assert reader.poll() is None


@pytest.mark.parametrize(
    ("lie", "reason"),
    [
        ({"started": "1"}, "cannot be known to be the right process"),
        ({"boot_id": "another"}, "cannot be known to be the right process"),
        ({"host": "elsewhere"}, "runs on host elsewhere"),
        ({"pid_namespace": "pid:[1]"}, "runs in another container"),
    ],
    ids=["a pid given to another process", "another boot", "another host", "another container"],
)
def test_a_process_that_is_not_certainly_the_owner_is_never_signalled(
    actors: Actors, database: Path, lie: dict[str, str], reason: str
) -> None:
    with actors.running("hold", database, "cli") as owner:
        record_path = database.with_name("store.db.owner.json")
        record_path.write_text(json.dumps({**json.loads(record_path.read_text()), **lie}))
        with pytest.raises(OwnerNotStopped, match=reason):
            stop_owner(database, timeout_seconds=0.3, force=True)
        assert owner.poll() is None


def test_a_record_that_names_a_bystander_does_not_get_it_signalled(actors: Actors, database: Path) -> None:
    with (
        actors.running("hold", database, "cli") as owner,
        actors.running("tell('held'); sys.stdin.read()", database) as bystander,
    ):
        record_path = database.with_name("store.db.owner.json")
        written = json.loads(record_path.read_text())
        record_path.write_text(json.dumps({**written, "pid": bystander.pid}))
        with pytest.raises(OwnerNotStopped):
            stop_owner(database, timeout_seconds=0.3, force=True)
        assert bystander.poll() is None
        assert owner.poll() is None
