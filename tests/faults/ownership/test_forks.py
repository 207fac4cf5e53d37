"""Children of an owner or reader: what they inherit, and what is said about it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from reedbed.engine.ownership import OwnershipState, ownership_status, read_owner, stop_owner
from reedbed.errors import OwnerNotStopped, StoreBeingRead, StoreLocked

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.faults.ownership.conftest import Actors

    from reedbed.engine.ownership import Ownership

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="only /proc shows who holds an inherited lock")


@linux_only
def test_a_lock_held_by_a_forked_child_is_said_to_be(
    actors: Actors, own: Callable[..., Ownership], database: Path
) -> None:
    with actors.orphaned_lock(database, "owner = own()") as child:
        status = ownership_status(database)
        assert status.state is OwnershipState.ORPHANED
        assert [holder.pid for holder in status.holders] == [child]
        assert read_owner(database) is None
        with pytest.raises(StoreLocked, match=f"still held by pid {child} .*forked from its owner") as raised:
            own(database)
        assert raised.value.hint == f"ps -fp {child}"
        with pytest.raises(OwnerNotStopped, match="no owner left") as not_stopped:
            stop_owner(database, timeout_seconds=1, force=True)
        assert not_stopped.value.hint == f"kill {child}"
        os.kill(child, signal.SIGKILL)
        own(database, timeout_seconds=5).release()


def test_without_a_list_of_holders_a_forked_childs_lock_is_still_told_from_an_owners(
    actors: Actors, own: Callable[..., Ownership], database: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with actors.orphaned_lock(database, "owner = own()"):
        monkeypatch.setattr("reedbed.engine.ownership.holders.PROC", tmp_path / "no proc here")
        with pytest.raises(StoreLocked, match="still held by a child forked from its owner"):
            own(database)


@linux_only
def test_a_reader_forked_by_c_code_keeps_owners_out_and_is_named(
    actors: Actors, own: Callable[..., Ownership], database: Path
) -> None:
    with (
        actors.orphaned_lock(database, "share = ReadShare.acquire(database, role='cli')") as child,
        pytest.raises(StoreBeingRead, match=f"pid {child} "),
    ):
        own(database)


@pytest.mark.parametrize("child_does", ["releases", "does nothing"])
def test_a_child_forked_by_python_holds_nothing(
    actors: Actors, own: Callable[..., Ownership], database: Path, child_does: str
) -> None:
    with actors.running("fork in python", database, child_does) as parent:
        child = int(parent.first_word.split()[1])
        try:
            assert read_owner(database) is not None  # the child's release took neither lock nor record
            parent.kill()
            parent.wait()
            own(database).release()
        finally:
            os.kill(child, signal.SIGKILL)


def test_a_program_started_by_the_owner_holds_nothing(own: Callable[..., Ownership], database: Path) -> None:
    ownership = own(database)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, close_fds=False) as program:
        ownership.release()
        own(database).release()
        program.kill()
