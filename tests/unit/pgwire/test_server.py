from __future__ import annotations

import pytest
from tests.unit.pgwire.conversation import DONE, ERROR, FATAL, READY, ROW, ROWS, Conversation, events, given

from reedbed.errors import InternalError, MessageMalformed, MessageTooLarge, ProtocolViolation, TextNotUtf8
from reedbed.pgwire import NEED_DATA, ConnectionClosed, ServerConnection, State
from reedbed.pgwire import messages as m
from reedbed.pgwire.layout import frame

PIPELINE = (m.Parse(sql="q"), m.Bind(), m.Describe(kind="P"), m.Execute(), m.Sync())


@pytest.fixture
def server() -> ServerConnection:
    return Conversation().server


def test_a_query_is_answered_result_by_result(server: ServerConnection) -> None:
    assert given(server, m.Query(sql="a; b")) == [m.Query(sql="a; b")]
    first = (ROWS, ROW, ROW, DONE)
    sent = server.send_many([*first, m.CommandComplete(tag="INSERT 0 1"), READY])
    assert sent.startswith(ROWS.encode() + ROW.encode())
    assert sent.endswith(READY.encode())
    assert server.state is State.IDLE


def test_after_an_error_in_a_query_only_ready_may_follow(server: ServerConnection) -> None:
    given(server, m.Query(sql="a; b"))
    server.send(ERROR)
    with pytest.raises(InternalError, match="DataRow cannot be sent: due is ready"):
        server.send(ROW)
    server.send(READY)
    assert server.state is State.IDLE


def test_a_pipeline_may_be_read_ahead_and_is_answered_in_order(server: ServerConnection) -> None:
    assert given(server, *PIPELINE) == list(PIPELINE)
    assert (server.state, server.due) == (
        State.PARSE,
        (State.BIND, State.DESCRIBE, State.EXECUTE, State.SYNC),
    )
    with pytest.raises(InternalError, match="BindComplete cannot be sent: due is parse"):
        server.send(m.BindComplete())
    server.send_many([m.ParseComplete(), m.BindComplete(), ROWS, ROW, DONE, READY])
    assert (server.state, server.due) == (State.IDLE, ())


@pytest.mark.parametrize("read_first", [True, False])
def test_an_error_in_a_pipeline_drops_the_rest_up_to_its_sync(server: ServerConnection, *, read_first: bool) -> None:
    server.receive_data(b"".join(message.encode() for message in (*PIPELINE, *PIPELINE)))
    assert server.next_event() == PIPELINE[0]
    ahead = events(server) if read_first else []
    server.send(ERROR)
    events(server)
    server.send(READY)
    assert len(ahead) == (9 if read_first else 0)
    assert server.state is State.PARSE
    server.send_many([m.ParseComplete(), m.BindComplete(), ROWS, ROW, DONE, READY])
    assert (server.state, server.due) == (State.IDLE, ())


def test_a_query_in_a_skipped_pipeline_is_dropped_too(server: ServerConnection) -> None:
    given(server, m.Parse(sql="wrong"))
    server.send(ERROR)
    assert given(server, m.Query(sql="select 1"), m.Flush(), m.CopyDone()) == []
    assert given(server, m.Sync()) == [m.Sync()]


def test_an_error_at_a_sync_skips_nothing(server: ServerConnection) -> None:
    given(server, m.Sync(), m.Parse(sql="q"))
    server.send_many([ERROR, READY])
    assert server.state is State.PARSE


def test_copy_in_takes_data_and_ignores_flush_and_sync(server: ServerConnection) -> None:
    given(server, m.Query(sql="copy"))
    server.send(m.CopyInResponse())
    stream = (m.CopyData(data=b"a"), m.Flush(), m.Sync(), m.CopyData(data=b"b"), m.CopyDone())
    assert given(server, *stream) == [stream[0], stream[3], stream[4]]
    server.send_many([m.CommandComplete(tag="COPY 2"), READY])


def test_a_sync_that_was_sent_along_with_a_copy_is_ignored(server: ServerConnection) -> None:
    given(server, m.Execute(), m.Sync())
    server.send(m.CopyInResponse())
    assert (server.state, server.due) == (State.EXECUTE_COPY_IN, ())
    assert given(server, m.CopyDone(), m.Sync()) == [m.CopyDone(), m.Sync()]
    server.send_many([DONE, READY])


def test_what_is_left_of_a_copy_that_failed_is_dropped(server: ServerConnection) -> None:
    given(server, m.Query(sql="copy"))
    server.send_many([m.CopyInResponse(), ERROR, READY])
    rest = (m.CopyData(data=b"late"), m.CopyDone(), m.CopyFail(reason="late"))
    assert given(server, *rest, m.Query(sql="next")) == [m.Query(sql="next")]


def test_a_stream_that_is_sent_along_with_its_copy_waits_for_the_answer(server: ServerConnection) -> None:
    stream = (m.CopyData(data=b"early"), m.CopyDone())
    assert given(server, m.Query(sql="copy"), *stream) == [m.Query(sql="copy")]
    server.send(m.CopyInResponse())
    assert events(server) == list(stream)


def test_a_stream_behind_what_is_no_copy_is_dropped_when_the_answer_is_complete(server: ServerConnection) -> None:
    given(server, m.Query(sql="no copy"), m.CopyData(data=b"stray"), m.CopyDone(), m.Query(sql="next"))
    server.send_many([DONE, READY])
    assert events(server) == [m.Query(sql="next")]


def test_a_query_in_the_middle_of_a_copy_is_a_violation(server: ServerConnection) -> None:
    given(server, m.Query(sql="copy"))
    server.send(m.CopyInResponse())
    server.receive_data(m.Query(sql="select 1").encode())
    with pytest.raises(ProtocolViolation, match="0x51"):
        server.next_event()
    assert server.is_lost


def test_the_payloads_of_a_copy_come_in_one_go(server: ServerConnection) -> None:
    given(server, m.Query(sql="copy"))
    assert server.copy_payloads() == []
    server.send(m.CopyInResponse())
    server.receive_data(b"".join(m.CopyData(data=b"%d" % n).encode() for n in range(5)) + m.CopyDone().encode())
    assert server.next_event() == m.CopyData(data=b"0")
    assert server.copy_payloads() == [b"1", b"2", b"3", b"4"]
    assert server.next_event() == m.CopyDone()


def test_rows_and_data_that_were_encoded_elsewhere_are_checked_too(server: ServerConnection) -> None:
    given(server, m.Query(sql="a; copy"))
    with pytest.raises(InternalError, match="DataRow"):
        server.rows_sent()
    server.send(ROWS)
    server.rows_sent()
    with pytest.raises(InternalError, match="CopyData"):
        server.copy_data_sent()
    server.send_many([DONE, m.CopyOutResponse()])
    server.copy_data_sent()
    server.send_many([m.CopyDone(), DONE, READY])


def test_a_fatal_error_may_come_at_any_time_and_is_the_last(server: ServerConnection) -> None:
    assert server.send(FATAL) == FATAL.encode()
    assert server.next_event() == ConnectionClosed(is_orderly=True)
    with pytest.raises(InternalError, match="closed"):
        server.send(READY)


def test_an_error_that_answers_nothing_is_a_bug_of_ours(server: ServerConnection) -> None:
    with pytest.raises(InternalError, match="ErrorResponse cannot be sent: due is idle"):
        server.send(ERROR)


@pytest.mark.parametrize("message", [m.Parse(sql="q"), m.Bind(), m.Execute(), m.Query(sql="q")])
def test_a_malformed_request_is_answered_like_one_that_fails(
    server: ServerConnection, message: m.FrontendMessage
) -> None:
    server.receive_data(frame(message.code, b"x"))
    with pytest.raises(MessageMalformed):
        server.next_event()
    assert not server.is_lost
    server.send(ERROR)
    assert server.state in {State.SKIPPING, State.READY}


def test_a_malformed_request_that_is_read_ahead_is_answered_in_its_turn(server: ServerConnection) -> None:
    given(server, m.Parse(sql="q"))
    server.receive_data(frame(m.Bind.code, b"\xff\0") + m.Sync().encode())
    with pytest.raises(MessageMalformed):
        server.next_event()
    assert not server.is_lost
    server.send_many([m.ParseComplete(), ERROR])
    assert events(server) == [m.Sync()]
    server.send(READY)


def test_a_text_that_is_not_utf8_keeps_the_connection(server: ServerConnection) -> None:
    server.receive_data(frame(m.Query.code, b"\xff\0"))
    with pytest.raises(TextNotUtf8):
        server.next_event()
    server.send_many([ERROR, READY])
    assert given(server, m.Query(sql="select 1")) == [m.Query(sql="select 1")]


def test_a_malformed_flush_loses_the_connection_because_nothing_answers_it(server: ServerConnection) -> None:
    server.receive_data(frame(m.Flush.code, b"x"))
    with pytest.raises(MessageMalformed):
        server.next_event()
    assert server.is_lost


@pytest.mark.parametrize("code", [ord("x"), 0, 255, ord("p"), ord("Z")])
def test_a_type_that_no_client_sends_is_refused_before_its_body_comes(server: ServerConnection, code: int) -> None:
    server.receive_data(bytes([code]) + (1 << 20).to_bytes(4))
    with pytest.raises(ProtocolViolation, match=f"0x{code:02X}"):
        server.next_event()
    assert server.is_lost


def test_after_a_violation_there_is_nothing_more_to_read(server: ServerConnection) -> None:
    server.receive_data(b"?\0\0\0\4" + m.Query(sql="select 1").encode())
    with pytest.raises(ProtocolViolation):
        server.next_event()
    assert server.next_event() == ConnectionClosed(is_orderly=False)
    assert server.send(FATAL) == FATAL.encode()


@pytest.mark.parametrize(
    ("code", "length"),
    [(b"S", 10_005), (b"E", 10_005), (b"Q", (1 << 30) + 4), (b"d", 0xFFFFFFFF), (b"Q", 3), (b"S", 0)],
)
def test_an_impossible_length_is_refused_before_the_body_comes(
    server: ServerConnection, code: bytes, length: int
) -> None:
    server.receive_data(code + length.to_bytes(4))
    with pytest.raises(ProtocolViolation, match=r"length|long"):
        server.next_event()
    assert server.is_lost


def test_the_limit_for_large_messages_is_the_servers_choice() -> None:
    server = Conversation(server=ServerConnection(largest_bytes=20_000)).server
    server.receive_data(m.Query(sql="x" * 19_999).encode())
    assert server.next_event() == m.Query(sql="x" * 19_999)
    server.receive_data(m.Query(sql="x" * 20_000).encode())
    with pytest.raises(MessageTooLarge, match="20,001 bytes long; 20,000"):
        server.next_event()


def test_a_client_that_leaves_says_goodbye_or_not(server: ServerConnection) -> None:
    assert given(server, m.Terminate()) == [m.Terminate(), ConnectionClosed(is_orderly=True)]
    torn = Conversation().server
    torn.receive_data(m.Query(sql="select 1").encode()[:-1])
    assert torn.next_event() is NEED_DATA
    torn.receive_data(b"")
    assert torn.next_event() == ConnectionClosed(is_orderly=False)


def test_a_goodbye_that_is_read_ahead_waits_for_the_answers_before_it(server: ServerConnection) -> None:
    assert given(server, m.Query(sql="q"), m.Terminate()) == [m.Query(sql="q"), m.Terminate()]
    server.send_many([DONE, READY])
    assert server.next_event() == ConnectionClosed(is_orderly=True)


def test_what_came_before_the_end_is_still_given(server: ServerConnection) -> None:
    server.receive_data(m.Query(sql="last").encode())
    server.receive_data(b"")
    assert server.next_event() == m.Query(sql="last")
    assert server.next_event() == ConnectionClosed(is_orderly=False)
