from __future__ import annotations

import json
import os
import stat
import time
from pathlib import Path

import pytest

from reedbed.engine.ownership import (
    Ownership,
    OwnershipState,
    ReadShare,
    holders,
    ownership_status,
    read_owner,
)
from reedbed.errors import DatabaseMissing, DatabaseUnreadable, StoreBeingRead, StoreLocked

VERSIONS = {"reedbed": "0.1.0", "duckdb": "1.5.5"}


def own(database: Path, role: str = "python") -> Ownership:
    return Ownership.acquire(database, role=role, timeout_seconds=0.2, versions=VERSIONS)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture(params=["what the kernel shows", "the lock alone"])
def _each_way_of_looking(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Runs a test as on Linux, and as on a system without /proc."""
    if request.param == "the lock alone":
        patch = pytest.MonkeyPatch()
        request.addfinalizer(patch.undo)  # noqa: PT021 - only one of the two cases needs it
        patch.setattr("reedbed.engine.ownership.holders.PROC", tmp_path_factory.mktemp("no-proc"))
        assert holders.lock_holders(Path(__file__)) == ()


def test_status_of_an_unowned_database_leaves_no_file_behind(database: Path) -> None:
    assert ownership_status(database).state is OwnershipState.UNOWNED
    assert read_owner(database) is None
    assert names(database.parent) == []


@pytest.mark.usefixtures("_each_way_of_looking")
def test_an_owner_is_known_until_it_releases(database: Path) -> None:
    with own(database) as ownership:
        found = ownership_status(database)
        assert found.state is OwnershipState.OWNED
        assert found.record == ownership.record == read_owner(database)
        assert found.owned_here
        assert [holder.pid for holder in found.holders] == [os.getpid()]
    assert ownership_status(database).state is OwnershipState.UNOWNED
    assert read_owner(database) is None


def test_the_record_says_who_owns_and_with_what(database: Path) -> None:
    with own(database, role="cli"):
        record_path = database.with_name("store.db.owner.json")
        written = json.loads(record_path.read_text())
        assert written["pid"] == os.getpid()
        assert written["role"] == "cli"
        assert written["versions"] == VERSIONS
        assert written["socket"] is None
        assert written["started_at"].endswith("Z")
        assert stat.S_IMODE(record_path.stat().st_mode) == 0o600


def test_the_record_holds_no_argument_that_may_be_a_secret(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["/usr/local/bin/reedbed", "sql", "hunter2", "--token", "hunter3"])
    with own(database, role="cli") as as_command:
        assert as_command.record.command == "reedbed sql"
    with own(database, role="python") as as_program:
        assert as_program.record.command == "reedbed"
    monkeypatch.setattr("sys.argv", ["/srv/app/reedbed/__main__.py", "--token=hunter3"])
    with own(database, role="cli") as as_module:
        assert as_module.record.command == "reedbed"


def test_release_removes_the_record_and_keeps_the_lock_file(database: Path) -> None:
    ownership = own(database)
    ownership.release()
    ownership.release()
    assert names(database.parent) == ["store.db.lock"]


def test_a_second_release_leaves_the_successors_record_alone(database: Path) -> None:
    first = own(database)
    first.release()
    with own(database) as second:
        first.release()
        assert read_owner(database) == second.record


@pytest.mark.usefixtures("_each_way_of_looking")
def test_a_second_acquire_in_one_process_fails_at_once_and_names_this_process(database: Path) -> None:
    with own(database):
        began = time.monotonic()
        with pytest.raises(StoreLocked, match=f"this very process, pid {os.getpid()} ") as raised:
            Ownership.acquire(database, role="python", timeout_seconds=60, versions=VERSIONS)
        with pytest.raises(StoreLocked, match="this very process"):
            ReadShare.acquire(database, role="python", timeout_seconds=60)
        assert time.monotonic() - began < 10
    assert raised.value.hint == "reedbed status"
    assert raised.value.details["owner"]["pid"] == os.getpid()
    json.dumps(raised.value.to_dict())


def test_one_database_has_one_lock_however_its_path_is_written(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder_link = tmp_path / "link"
    folder_link.symlink_to(tmp_path)
    file_link = tmp_path / "other.db"
    file_link.symlink_to(database)
    monkeypatch.chdir(tmp_path)
    with own(database):
        for path in (folder_link / "store.db", file_link, Path("store.db"), Path("./link/store.db")):
            with pytest.raises(StoreLocked):
                own(path)
    assert not file_link.with_name("other.db.lock").exists()


def test_a_missing_folder_is_not_made(tmp_path: Path) -> None:
    for attempt in (own, lambda path: ReadShare.acquire(path, role="python"), ownership_status):
        with pytest.raises(DatabaseMissing) as raised:
            attempt(tmp_path / "not here" / "store.db")
        assert raised.value.hint == f"mkdir -p '{tmp_path / 'not here'}'"
    assert names(tmp_path) == []


def test_a_circle_of_links_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises((DatabaseUnreadable, DatabaseMissing)):
        own(tmp_path / "a" / "store.db")


def test_a_folder_in_the_place_of_the_lock_file_is_reported_with_its_path(database: Path) -> None:
    database.with_name("store.db.lock").mkdir()
    with pytest.raises(DatabaseUnreadable, match=r"store\.db\.lock"):
        own(database)


def test_a_lock_file_that_was_replaced_locks_the_new_one(database: Path) -> None:
    lock_file = database.with_name("store.db.lock")
    with own(database):
        lock_file.unlink()
        with own(database):
            assert ownership_status(database).state is OwnershipState.OWNED
            with pytest.raises(StoreLocked):
                own(database)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pid": 1}', '{"pid": "x", "host": 1}', "null"])
def test_a_broken_record_of_somebody_dead_does_not_matter(database: Path, content: str) -> None:
    database.with_name("store.db.owner.json").write_text(content)
    assert ownership_status(database).leftover is None
    with own(database) as ownership:
        assert ownership.predecessor is None
        assert read_owner(database) == ownership.record


def test_an_owner_whose_record_is_lost_is_told_by_its_pid(database: Path) -> None:
    with own(database):
        database.with_name("store.db.owner.json").unlink()
        found = ownership_status(database)
        assert found.state is OwnershipState.OWNED
        assert found.record is None
        assert f"pid {os.getpid()} " in found.sentence


def test_a_record_from_another_host_is_told_and_does_not_lock(database: Path) -> None:
    with own(database):
        record_path = database.with_name("store.db.owner.json")
        written = json.loads(record_path.read_text())
    record_path.write_text(json.dumps({**written, "host": "elsewhere"}))
    found = ownership_status(database)
    assert found.state is OwnershipState.UNOWNED
    assert "on host elsewhere" in found.sentence
    assert "locks are not always shared" in found.sentence
    with own(database) as ownership:
        assert ownership.predecessor is not None
        assert ownership.predecessor.host == "elsewhere"


def test_a_full_record_is_put_in_place_of_a_half_written_one(database: Path) -> None:
    database.with_name("store.db.owner.json.tmp").write_text("{")
    with own(database):
        assert names(database.parent) == ["store.db.lock", "store.db.owner.json"]


@pytest.mark.usefixtures("_each_way_of_looking")
def test_readers_share_and_an_owner_to_be_is_told_who_reads(database: Path) -> None:
    with ReadShare.acquire(database, role="notebook") as first, ReadShare.acquire(database, role="cli") as second:
        assert first.locked
        assert second.locked
        found = ownership_status(database)
        assert found.state is OwnershipState.READ
        assert sorted(reader.role for reader in found.readers) == ["cli", "notebook"]
        with pytest.raises(StoreBeingRead, match=f"pid {os.getpid()} .*notebook"):
            own(database)
    own(database).release()
    assert names(database.parent) == ["store.db.lock"]


def test_a_reader_releases_only_itself(database: Path) -> None:
    with ReadShare.acquire(database, role="first") as first:
        second = ReadShare.acquire(database, role="second")
        second.release()
        second.release()
        assert [reader.role for reader in ownership_status(database).readers] == ["first"]
        assert first.locked


def test_a_record_of_a_dead_reader_is_swept(database: Path) -> None:
    folder = database.with_name("store.db.readers")
    folder.mkdir()
    (folder / "1-abcd.json").write_text("{}")
    assert ownership_status(database).state is OwnershipState.UNOWNED
    assert names(folder) == []


def test_nothing_opens_the_database_file(database: Path) -> None:
    database.write_bytes(b"not a database")
    os.utime(database, (1, 1))
    before = database.stat()
    with own(database):
        ownership_status(database)
    with ReadShare.acquire(database, role="python"):
        ownership_status(database)
    after = database.stat()
    assert (before.st_atime_ns, before.st_mtime_ns, before.st_ino) == (
        after.st_atime_ns,
        after.st_mtime_ns,
        after.st_ino,
    )
    assert database.read_bytes() == b"not a database"


def test_a_status_is_one_json_document(database: Path) -> None:
    with ReadShare.acquire(database, role="cli"):
        shown = json.loads(json.dumps(ownership_status(database).to_dict()))
    assert shown["state"] == "read"
    assert shown["owner"] is None
    assert [reader["role"] for reader in shown["readers"]] == ["cli"]
