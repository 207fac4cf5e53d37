from __future__ import annotations

import pytest
from tests.unit.pgwire.conversation import DONE, ERROR, FATAL, READY, ROW, ROWS, Conversation, events

from reedbed.errors import InternalError, MessageTooLarge, ProtocolViolation
from reedbed.pgwire import NEED_DATA, ClientConnection, ConnectionClosed, State
from reedbed.pgwire import messages as m


@pytest.fixture
def talk() -> Conversation:
    return Conversation()


def test_the_one_byte_about_encryption_is_read_alone() -> None:
    client = ClientConnection()
    assert client.send(m.SSLRequest()) == m.SSLRequest().encode()
    assert client.next_event() is NEED_DATA
    client.receive_data(b"S")
    assert client.next_event() == m.SSLResponse(accepted=True)
    client.send(m.GSSENCRequest())
    client.receive_data(b"N")
    assert client.next_event() == m.GSSENCResponse(accepted=False)
    assert client.state is State.STARTUP


@pytest.mark.parametrize("answer", [b"S", b"E"])
def test_bytes_in_the_clear_behind_the_word_on_encryption_are_refused(answer: bytes) -> None:
    client = ClientConnection()
    client.send(m.SSLRequest())
    client.receive_data(answer + b"injected")
    with pytest.raises(ProtocolViolation):
        client.next_event()


def test_every_kind_of_authentication_is_told_apart() -> None:
    client = ClientConnection()
    client.send(m.StartupMessage(parameters={"user": "a"}))
    client.receive_data(m.AuthenticationSASL(mechanisms=("SCRAM-SHA-256",)).encode())
    assert events(client) == [m.AuthenticationSASL(mechanisms=("SCRAM-SHA-256",))]
    client.send(m.SASLInitialResponse(mechanism="SCRAM-SHA-256", data=b"n,,"))
    client.receive_data(m.AuthenticationSASLContinue(data=b"r=").encode())
    assert events(client) == [m.AuthenticationSASLContinue(data=b"r=")]
    client.send(m.SASLResponse(data=b"c="))
    rest = (m.AuthenticationSASLFinal(data=b"v="), m.AuthenticationOk(), READY)
    client.receive_data(b"".join(message.encode() for message in rest))
    assert events(client) == list(rest)


def test_a_kind_of_authentication_that_is_not_spoken_is_named() -> None:
    client = ClientConnection()
    client.send(m.StartupMessage(parameters={"user": "a"}))
    client.receive_data(b"R\0\0\0\x0c\0\0\0\5salt")
    with pytest.raises(ProtocolViolation, match="not spoken here: 5"):
        client.next_event()


def test_answers_come_in_the_order_of_the_requests(talk: Conversation) -> None:
    talk.ask(m.Parse(sql="q"), m.Describe(kind="S"), m.Sync(), m.Query(sql="q"))
    answers = (m.ParseComplete(), m.ParameterDescription(), m.NoData(), READY, ROWS, ROW, DONE, READY)
    assert talk.answer(*answers) == list(answers)
    assert talk.client.state is State.IDLE


def test_an_answer_out_of_turn_is_a_violation(talk: Conversation) -> None:
    talk.ask(m.Parse(sql="q"), m.Bind())
    talk.client.receive_data(m.BindComplete().encode())
    with pytest.raises(ProtocolViolation, match="sent BindComplete, which has no place here: due is parse"):
        talk.client.next_event()


def test_what_is_sent_after_an_error_is_known_to_be_skipped(talk: Conversation) -> None:
    talk.ask(m.Parse(sql="wrong"))
    assert talk.answer(ERROR) == [ERROR]
    assert talk.ask(m.Bind(), m.Execute()) == []
    assert talk.client.state is State.SKIPPING
    assert talk.ask(m.Sync()) == [m.Sync()]
    assert talk.answer(READY) == [READY]


def test_a_copy_that_the_server_ends_early_leaves_both_sides_ready(talk: Conversation) -> None:
    talk.ask(m.Query(sql="copy"))
    talk.answer(m.CopyInResponse())
    talk.ask(m.CopyData(data=b"a"))
    talk.client.receive_data(talk.server.send_many([ERROR, READY]))
    assert talk.ask(m.CopyData(data=b"b"), m.CopyDone()) == []
    assert events(talk.client) == [ERROR, READY]
    assert talk.client.state is talk.server.state is State.IDLE


def test_copy_data_comes_as_views_of_what_was_received(talk: Conversation) -> None:
    talk.ask(m.Query(sql="copy"))
    talk.client.receive_data(talk.server.send_many([m.CopyOutResponse(), m.CopyData(data=b"abc")]))
    _, data = events(talk.client)
    assert isinstance(data, m.CopyData)
    assert isinstance(data.data, memoryview)
    assert data == m.CopyData(data=b"abc")


def test_sending_what_has_no_place_is_a_bug_of_ours() -> None:
    client = ClientConnection()
    with pytest.raises(InternalError, match="Query cannot be sent: due is startup"):
        client.send(m.Query(sql="q"))
    with pytest.raises(InternalError, match="CopyData cannot be sent: due is startup"):
        client.copy_data_sent()


@pytest.mark.parametrize("early", [m.CopyData(data=b"x"), m.CopyDone()])
def test_a_stream_is_not_sent_before_the_server_asks_for_it(talk: Conversation, early: m.FrontendMessage) -> None:
    talk.ask(m.Query(sql="copy"))
    with pytest.raises(InternalError, match="due is query"):
        talk.client.send(early)
    with pytest.raises(InternalError, match="due is query"):
        talk.client.copy_data_sent()


def test_a_sync_is_not_sent_into_the_middle_of_a_stream(talk: Conversation) -> None:
    talk.ask(m.Execute())
    talk.answer(m.CopyInResponse())
    with pytest.raises(InternalError, match="due is execute copy in"):
        talk.client.send(m.Sync())


def test_a_fatal_error_ends_the_connection_in_order(talk: Conversation) -> None:
    talk.ask(m.Query(sql="q"))
    assert talk.answer(FATAL) == [FATAL, ConnectionClosed(is_orderly=True)]


def test_what_was_under_way_when_the_client_said_goodbye_is_left_alone(talk: Conversation) -> None:
    talk.client.receive_data(m.NoticeResponse(fields={}).encode())
    talk.client.send(m.Terminate())
    assert talk.client.next_event() == ConnectionClosed(is_orderly=True)


def test_a_server_that_goes_without_a_word_is_told_apart(talk: Conversation) -> None:
    talk.ask(m.Query(sql="q"))
    talk.client.receive_data(b"")
    assert talk.client.next_event() == ConnectionClosed(is_orderly=False)


@pytest.mark.parametrize("octets", [b"D\0\0\0\3", b"D\xff\xff\xff\xff"])
def test_an_impossible_length_is_refused(talk: Conversation, octets: bytes) -> None:
    talk.client.receive_data(octets)
    with pytest.raises(MessageTooLarge):
        talk.client.next_event()


def test_a_type_that_no_server_sends_is_refused(talk: Conversation) -> None:
    talk.client.receive_data(b"?\0\0\0\4")
    with pytest.raises(ProtocolViolation, match="0x3F"):
        talk.client.next_event()


def test_what_is_said_aside_may_come_between_any_two_answers(talk: Conversation) -> None:
    aside = (
        m.NoticeResponse(fields={"M": "note"}),
        m.ParameterStatus(name="TimeZone", value="UTC"),
        m.NotificationResponse(process_id=1, channel="c"),
    )
    assert talk.answer(*aside) == list(aside)
    talk.ask(m.Query(sql="q"))
    assert talk.answer(ROWS, *aside, ROW, *aside, DONE, READY)[1:4] == list(aside)
