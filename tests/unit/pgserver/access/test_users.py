"""The file of users: what is in it, how it changes under several editors, and what a broken one does."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING

import pytest

from reedbed.engine.resolver import Grants, Role
from reedbed.errors import UsageError, UserExists, UserNotFound, UsersInvalid
from reedbed.pgserver.access import UserFile, UserRecord, verifier_of

if TYPE_CHECKING:
    from pathlib import Path

VERIFIER = verifier_of("reed")


def user(name: str, role: Role = Role.READER, grants: Grants = Grants.EVERYTHING) -> UserRecord:
    return UserRecord(name=name, role=role, verifier=VERIFIER, grants=grants)


@pytest.fixture
def file(tmp_path: Path) -> UserFile:
    return UserFile(tmp_path / "users.json")


def test_without_a_file_there_is_nobody(file: UserFile) -> None:
    assert file.all() == {}


def test_what_was_added_is_read_again_by_another_process(file: UserFile) -> None:
    record = user("ana", Role.WRITER, Grants(reads=("a", "b.*"), writes=("c",)))
    file.add(record)
    assert UserFile(file.path).get("ana") == record


def test_the_file_holds_no_password_and_is_its_owners_alone(file: UserFile) -> None:
    file.add(UserRecord(name="ana", role=Role.READER, verifier=verifier_of("hunter2")))
    assert "hunter2" not in file.path.read_text(encoding="utf-8")
    assert file.path.stat().st_mode & 0o777 == 0o600
    file.change("ana", verifier=verifier_of("hunter3"))
    assert file.path.stat().st_mode & 0o777 == 0o600


def test_a_record_shows_no_verifier_where_it_is_printed() -> None:
    assert "SCRAM" not in repr(user("ana"))


def test_a_second_user_of_a_name_is_refused(file: UserFile) -> None:
    file.add(user("ana"))
    with pytest.raises(UserExists):
        file.add(user("ana", Role.OWNER))
    assert file.get("ana").role is Role.READER


@pytest.mark.parametrize("deed", ["remove", "change", "get"])
def test_a_user_that_is_not_there_is_named(file: UserFile, deed: str) -> None:
    with pytest.raises(UserNotFound, match="nobody"):
        getattr(file, deed)("nobody")


@pytest.mark.parametrize("name", ["", "1ana", "a b", "a\nb", "a:b", "x" * 64, "reedbed", "Reedbed", "../x", "a'b"])
def test_a_name_that_none_can_have_is_refused(file: UserFile, name: str) -> None:
    with pytest.raises(UsageError):
        file.add(user(name))
    assert not file.path.exists()


@pytest.mark.parametrize("pattern", ["", ".", "a.", ".b", "a.b.c", "a\0b"])
def test_a_pattern_that_grants_nothing_is_refused(file: UserFile, pattern: str) -> None:
    with pytest.raises(UsageError):
        file.add(user("ana", grants=Grants(reads=(pattern,), writes=())))


def test_a_change_leaves_the_rest_as_it_was(file: UserFile) -> None:
    file.add(user("ana", grants=Grants(reads=("a",), writes=())))
    changed = file.change("ana", role=Role.WRITER)
    assert (changed.role, changed.grants.reads, changed.verifier) == (Role.WRITER, ("a",), VERIFIER)


def test_editors_at_once_lose_no_user(file: UserFile) -> None:
    threads = [threading.Thread(target=UserFile(file.path).add, args=(user(f"u{number}"),)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(file.all()) == {f"u{number}" for number in range(12)}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"format": 2, "users": {}}',
        '{"format": 1}',
        '{"format": 1, "users": {"a": {}}}',
        json.dumps({"format": 1, "users": {"a": {"role": "king", "verifier": "x", "reads": [], "writes": []}}}),
        json.dumps({"format": 1, "users": {"a": {"role": "reader", "verifier": "x", "reads": "*", "writes": []}}}),
        json.dumps({"format": 1, "users": {"a": {"role": ["owner"], "verifier": "x", "reads": [], "writes": []}}}),
    ],
)
def test_a_file_that_is_broken_lets_nobody_in_and_is_not_written_over(file: UserFile, text: str) -> None:
    file.path.write_text(text, encoding="utf-8")
    with pytest.raises(UsersInvalid, match=r"users\.json"):
        file.all()
    with pytest.raises(UsersInvalid):
        file.add(user("ana"))
    assert file.path.read_text(encoding="utf-8") == text


def test_a_file_that_was_removed_lets_nobody_in(file: UserFile) -> None:
    file.add(user("ana"))
    assert file.all()
    file.path.unlink()
    assert file.all() == {}
