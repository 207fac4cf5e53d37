"""Who comes in, by what proof, and as what."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

import pytest

from reedbed.engine.resolver import Grants, Role
from reedbed.errors import DoorClosing, LoginFailed
from reedbed.pgserver.access import Authenticator, Transport, UserFile, UserRecord, verifier_of
from reedbed.pgserver.access.throttling import Throttle
from reedbed.pgwire.scram import ClientExchange

if TYPE_CHECKING:
    from pathlib import Path

    from reedbed.engine.resolver import Subject

TCP = Transport(address="192.0.2.7")
OWN_SOCKET = Transport(peer_uid=os.geteuid())
FOREIGN_SOCKET = Transport(peer_uid=os.geteuid() + 1)


@pytest.fixture
def users(tmp_path: Path) -> UserFile:
    file = UserFile(tmp_path / "users.json")
    file.add(
        UserRecord(name="ana", role=Role.READER, verifier=verifier_of("reed"), grants=Grants(reads=("t",), writes=()))
    )
    return file


@pytest.fixture
def door(users: UserFile) -> Authenticator:
    return Authenticator(users, sleep=lambda _: None)


def log_in(door: Authenticator, user: str, password: str, transport: Transport = TCP) -> Subject:
    exchange = door.begin(user, transport)
    client = ClientExchange(password)
    answer = exchange.step(client.first(), exchange.mechanisms[0])
    exchange.step(client.respond(answer))
    assert exchange.subject is not None
    return exchange.subject


def test_a_user_comes_in_with_its_password_and_has_its_role_and_grants(door: Authenticator) -> None:
    subject = log_in(door, "ana", "reed")
    assert (subject.user, subject.role, subject.grants.reads) == ("ana", Role.READER, ("t",))


@pytest.mark.parametrize(("user", "password"), [("ana", "wrong"), ("nobody", "reed"), ("reedbed", "reed"), ("", "")])
def test_a_wrong_name_and_a_wrong_password_fail_in_the_same_words(
    door: Authenticator, user: str, password: str
) -> None:
    with pytest.raises(LoginFailed, match=f"Login of user '{user}' failed") as caught:
        log_in(door, user, password)
    assert caught.value.__context__ is None or caught.value.__suppress_context__


def test_the_token_of_a_server_makes_an_owner(door: Authenticator) -> None:
    assert log_in(door, "reedbed", door.token).role is Role.OWNER


def test_the_token_opens_no_other_name(door: Authenticator) -> None:
    with pytest.raises(LoginFailed):
        log_in(door, "ana", door.token)


def test_each_server_has_a_token_of_its_own(users: UserFile) -> None:
    assert Authenticator(users).token != Authenticator(users).token


def test_the_own_system_user_is_an_owner_without_a_password(door: Authenticator) -> None:
    exchange = door.begin("whoever", OWN_SOCKET)
    assert exchange.mechanisms == ()
    assert exchange.subject is not None
    assert exchange.subject.role is Role.OWNER


def test_a_named_user_needs_its_password_on_the_own_socket_too(door: Authenticator) -> None:
    assert door.begin("ana", OWN_SOCKET).subject is None
    assert log_in(door, "ana", "reed", OWN_SOCKET).role is Role.READER


def test_another_system_user_needs_a_named_user(door: Authenticator) -> None:
    assert door.begin("whoever", FOREIGN_SOCKET).subject is None
    assert log_in(door, "ana", "reed", FOREIGN_SOCKET).role is Role.READER


@pytest.mark.parametrize("transport", [FOREIGN_SOCKET, TCP])
def test_the_door_of_an_embedded_owner_admits_its_own_system_user_only(users: UserFile, transport: Transport) -> None:
    door = Authenticator(users, own_user_only=True)
    with pytest.raises(LoginFailed):
        door.begin("ana", transport)
    assert door.begin("ana", OWN_SOCKET).mechanisms


def test_nothing_can_be_proven_twice(door: Authenticator) -> None:
    exchange = door.begin("ana", TCP)
    client = ClientExchange("wrong")
    answer = exchange.step(client.first(), "SCRAM-SHA-256")
    for _ in range(2):
        with pytest.raises(LoginFailed):
            exchange.step(client.respond(answer))


@pytest.mark.parametrize("data", [b"", b"n,,", b"\xff\xfe", b"n,,n=,r=", b"p=tls-unique,,n=,r=abc"])
def test_what_is_no_scram_message_is_a_failed_login(door: Authenticator, data: bytes) -> None:
    with pytest.raises(LoginFailed):
        door.begin("ana", TCP).step(data, "SCRAM-SHA-256")


def test_a_mechanism_that_was_not_offered_is_a_failed_login(door: Authenticator) -> None:
    with pytest.raises(LoginFailed):
        door.begin("ana", TCP).step(ClientExchange("reed").first(), "PLAIN")


def test_a_user_added_while_the_server_runs_comes_in(door: Authenticator, users: UserFile) -> None:
    UserFile(users.path).add(UserRecord(name="ben", role=Role.WRITER, verifier=verifier_of("rush")))
    assert log_in(door, "ben", "rush").role is Role.WRITER


def test_a_user_removed_while_the_server_runs_is_nobody(door: Authenticator, users: UserFile) -> None:
    subject = log_in(door, "ana", "reed")
    UserFile(users.path).remove("ana")
    with pytest.raises(DoorClosing, match="removed"):
        door.admitted(subject)
    with pytest.raises(LoginFailed):
        log_in(door, "ana", "reed")


def test_a_role_changed_while_the_server_runs_counts_for_who_is_in(door: Authenticator, users: UserFile) -> None:
    subject = log_in(door, "ana", "reed")
    UserFile(users.path).change("ana", role=Role.WRITER)
    assert door.admitted(subject).role is Role.WRITER


def test_who_came_in_by_token_stays_an_owner(door: Authenticator) -> None:
    subject = log_in(door, "reedbed", door.token)
    assert door.admitted(subject) == subject


def test_failures_are_slowed_and_logged_without_the_password(users: UserFile, caplog: pytest.LogCaptureFixture) -> None:
    waits: list[float] = []
    door = Authenticator(users, throttle=Throttle(), sleep=waits.append)
    with caplog.at_level(logging.WARNING, logger="reedbed.access"):
        for _ in range(6):
            with pytest.raises(LoginFailed):
                log_in(door, "ana\nforged line", "hunter2")
    assert waits
    assert waits == sorted(waits)
    assert len(caplog.records) == 6
    assert "hunter2" not in caplog.text
    assert "\nforged" not in caplog.text


def test_a_success_after_failures_is_not_slowed_for_others(users: UserFile) -> None:
    waits: list[float] = []
    door = Authenticator(users, sleep=waits.append)
    for _ in range(4):
        with pytest.raises(LoginFailed):
            log_in(door, "ana", "wrong")
    waits.clear()
    assert log_in(door, "ana", "reed", Transport(address="192.0.2.8")).user == "ana"
    assert waits == []


@pytest.mark.parametrize(("user", "help_"), [("reedbed", "the URL"), ("ana", "users passwd ana"), ("nobody", "passwd")])
def test_a_refusal_says_where_a_password_comes_from(door: Authenticator, user: str, help_: str) -> None:
    with pytest.raises(LoginFailed) as caught:
        log_in(door, user, "wrong")
    assert help_ in caught.value.hint
