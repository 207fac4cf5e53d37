from __future__ import annotations

import pytest
from tests.unit.pgwire.conversation import OPENING, events, fresh, given

from reedbed.errors import InternalError, MessageMalformed, MessageTooLarge, ProtocolViolation
from reedbed.pgwire import ConnectionClosed, ServerConnection, State
from reedbed.pgwire import messages as m


def test_a_refused_request_for_encryption_is_followed_by_another_or_by_a_start() -> None:
    server = fresh(m.SSLRequest())
    assert events(server) == [m.SSLRequest()]
    assert server.send(m.SSLResponse(accepted=False)) == b"N"
    assert given(server, m.GSSENCRequest()) == [m.GSSENCRequest()]
    assert server.send(m.GSSENCResponse(accepted=False)) == b"N"
    assert given(server, m.StartupMessage(parameters={"user": "a"})) == [m.StartupMessage(parameters={"user": "a"})]
    assert server.state is State.AUTHENTICATION


def test_bytes_in_the_clear_behind_a_request_for_encryption_are_refused() -> None:
    server = fresh(m.SSLRequest(), m.StartupMessage(parameters={"user": "eve"}))
    assert server.next_event() == m.SSLRequest()
    with pytest.raises(ProtocolViolation, match="in the clear"):
        server.send(m.SSLResponse(accepted=True))
    assert server.is_lost


def test_a_cancel_request_is_the_last_of_its_connection() -> None:
    server = fresh(m.CancelRequest(process_id=1, secret_key=b"1234"))
    assert events(server) == [m.CancelRequest(process_id=1, secret_key=b"1234"), ConnectionClosed(is_orderly=True)]


@pytest.mark.parametrize("length", [0, 3, 7, 10_001, 1 << 31])
def test_a_first_packet_of_an_impossible_length_is_refused_at_once(length: int) -> None:
    server = ServerConnection()
    server.receive_data(length.to_bytes(4))
    with pytest.raises(MessageTooLarge, match=str(length)):
        server.next_event()
    assert server.is_lost


def test_a_malformed_first_packet_loses_the_connection() -> None:
    server = ServerConnection()
    server.receive_data(b"\0\0\0\x0c\0\3\0\0user")
    with pytest.raises(MessageMalformed):
        server.next_event()
    assert server.is_lost


def test_what_p_stands_for_follows_from_what_was_asked() -> None:
    server = fresh(m.StartupMessage(parameters={"user": "a"}))
    events(server)
    server.send(m.AuthenticationSASL(mechanisms=("SCRAM-SHA-256",)))
    first = m.SASLInitialResponse(mechanism="SCRAM-SHA-256", data=b"n,,n=,r=x")
    assert given(server, first) == [first]
    server.send(m.AuthenticationSASLContinue(data=b"r=xy"))
    assert given(server, m.SASLResponse(data=b"c=")) == [m.SASLResponse(data=b"c=")]
    server.send_many([m.AuthenticationSASLFinal(data=b"v="), *OPENING])
    assert server.state is State.IDLE


def test_a_password_in_clear_text_is_read() -> None:
    server = fresh(m.StartupMessage(parameters={"user": "a"}))
    events(server)
    server.send(m.AuthenticationCleartextPassword())
    assert given(server, m.PasswordMessage(password="pässword")) == [m.PasswordMessage(password="pässword")]  # noqa: S106 - an example


def test_before_the_login_nothing_but_the_answer_is_read() -> None:
    server = fresh(m.StartupMessage(parameters={"user": "a"}))
    events(server)
    server.send(m.AuthenticationCleartextPassword())
    server.receive_data(m.Query(sql="select 1").encode())
    with pytest.raises(ProtocolViolation, match=r"0x51 has no place here: due is password"):
        server.next_event()


def test_asking_for_events_while_the_server_has_to_speak_is_a_bug_of_ours() -> None:
    server = fresh(m.StartupMessage(parameters={"user": "a"}), m.Query(sql="select 1"))
    server.next_event()
    with pytest.raises(InternalError, match="has to speak"):
        server.next_event()
    assert not server.is_lost
