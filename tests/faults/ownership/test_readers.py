"""Readers as real processes, and in folders that they cannot write."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reedbed.engine.ownership import ReadShare, ownership_status
from reedbed.errors import StoreBeingRead, StoreLocked

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.faults.ownership.conftest import Actors

    from reedbed.engine.ownership import Ownership


def test_readers_in_processes_read_together_and_keep_owners_out(
    actors: Actors, own: Callable[..., Ownership], database: Path
) -> None:
    with actors.running("read", database, "notebook") as first, actors.running("read", database, "cli") as second:
        with pytest.raises(StoreBeingRead) as raised:
            own(database, timeout_seconds=0.2)
        for reader, role in ((first, "notebook"), (second, "cli")):
            assert f"pid {reader.pid} ({role}: " in raised.value.message
        assert raised.value.code == "LOCK003"
        with ReadShare.acquire(database, role="python") as share:
            assert share.locked
        first.kill()
        first.wait()
        assert [reader.pid for reader in ownership_status(database).readers] == [second.pid]
        second.kill()
        second.wait()
        own(database).release()


def test_a_reader_is_told_who_owns(actors: Actors, database: Path) -> None:
    with (
        actors.running("hold", database, "python") as owner,
        pytest.raises(StoreLocked, match=f"owned by pid {owner.pid} ") as raised,
    ):
        ReadShare.acquire(database, role="cli", timeout_seconds=0.2)
    assert raised.value.hint == "reedbed status"
    assert not database.with_name("store.db.readers").exists()


def test_a_folder_that_cannot_be_written_can_be_read_without_a_lock(actors: Actors, open_folder: Path) -> None:
    program = """
database.write_bytes(b'')
folder = database.parent
folder.chmod(0o555)
if os.geteuid() == 0:
    os.seteuid(65534)
share = ReadShare.acquire(database, role='cli', timeout_seconds=0)
tell(share.locked)
share.release()
try:
    own()
except ReedbedError as error:
    tell(error.code)
    tell(error.message)
tell(sorted(path.name for path in folder.iterdir()))
"""
    with actors.start(program, open_folder / "store.db") as process:
        told = process.communicate()[0].splitlines()
    assert told[:2] == ["False", "OPEN004"]
    assert "Permission denied" in told[2]
    assert told[3] == "['store.db']"


def test_a_reader_without_a_record_still_keeps_owners_out(
    actors: Actors, own: Callable[..., Ownership], open_folder: Path
) -> None:
    program = """
database.with_name('store.db.lock').touch(0o644)
folder = database.parent
folder.chmod(0o555)
if os.geteuid() == 0:
    os.seteuid(65534)
share = ReadShare.acquire(database, role='cli', timeout_seconds=0)
tell(f'held {share.locked}')
sys.stdin.read()
"""
    database = open_folder / "store.db"
    with actors.running(program, database) as reader:
        assert reader.first_word == "held True"
        open_folder.chmod(0o755)
        with pytest.raises(StoreBeingRead, match=f"pid {reader.pid} "):
            own(database)
