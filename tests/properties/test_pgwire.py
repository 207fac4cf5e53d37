"""However bytes are cut and whatever they carry, both sides agree on what was said and what is due."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from tests.unit.pgwire.conversation import ERROR, FATAL, Conversation, events

from reedbed.pgwire import ClientConnection, ServerConnection, State
from reedbed.pgwire import messages as m
from reedbed.pgwire.dialogue import COPYING_IN
from reedbed.pgwire.messages.shape import decoding
from reedbed.pgwire.messages.startup import FirstPacket, decode_first_packet
from reedbed.pgwire.tables import BACKEND

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8)
VALUES = st.lists(st.none() | st.binary(max_size=8), max_size=4).map(tuple)
OIDS = st.lists(st.integers(0, 2**32 - 1), max_size=4).map(tuple)
FORMATS = st.lists(st.integers(0, 1), max_size=3).map(tuple)
KEYS = st.binary(min_size=1, max_size=256)
NUMBERS = st.integers(0, 2**32 - 1)
SMALL = st.integers(-(2**15), 2**15 - 1)
FIELDS = st.builds(
    m.FieldDescription,
    name=TEXT,
    table_oid=NUMBERS,
    column_number=st.integers(0, 2**16 - 1),
    type_oid=NUMBERS,
    type_size=SMALL,
    type_modifier=st.integers(-(2**31), 2**31 - 1),
    format=SMALL,
)


@st.composite
def binds(draw: st.DrawFn) -> m.Bind:
    values = draw(VALUES)
    formats = draw(st.sampled_from([(), (0,), (1,), (1,) * len(values)]))
    return m.Bind(
        portal=draw(TEXT),
        statement=draw(TEXT),
        parameters=values,
        parameter_formats=formats,
        result_formats=draw(FORMATS),
    )


REQUESTS: st.SearchStrategy[m.FrontendMessage] = st.one_of(
    st.builds(m.Query, sql=TEXT),
    st.builds(m.Parse, name=TEXT, sql=TEXT, parameter_types=OIDS),
    binds(),
    st.builds(m.Describe, kind=st.sampled_from("SP"), name=TEXT),
    st.builds(m.Close, kind=st.sampled_from("SP"), name=TEXT),
    st.builds(m.Execute, portal=TEXT, row_limit=st.integers(-(2**31), 2**31 - 1)),
    st.builds(m.FunctionCall, function_oid=NUMBERS, argument_formats=FORMATS, arguments=VALUES, result_format=SMALL),
    st.just(m.Sync()),
    st.just(m.Flush()),
)
OTHERS: st.SearchStrategy[m.Message] = st.one_of(
    st.builds(m.CopyData, data=st.binary(max_size=20)),
    st.builds(m.CopyFail, reason=TEXT),
    st.builds(m.PasswordMessage, password=TEXT),
    st.builds(m.SASLInitialResponse, mechanism=TEXT, data=st.none() | st.binary(max_size=8)),
    st.builds(m.SASLResponse, data=st.binary(max_size=8)),
    st.builds(m.StartupMessage, parameters=st.dictionaries(TEXT.filter(bool), TEXT, max_size=3)),
    st.builds(m.CancelRequest, process_id=NUMBERS, secret_key=KEYS),
    st.builds(m.AuthenticationSASL, mechanisms=st.lists(TEXT.filter(bool), max_size=3).map(tuple)),
    st.builds(m.AuthenticationSASLContinue, data=st.binary(max_size=8)),
    st.builds(
        m.NegotiateProtocolVersion, minor=st.integers(0, 2**16 - 1), options=st.lists(TEXT, max_size=3).map(tuple)
    ),
    st.builds(m.ParameterStatus, name=TEXT, value=TEXT),
    st.builds(m.BackendKeyData, process_id=NUMBERS, secret_key=KEYS),
    st.builds(m.RowDescription, fields=st.lists(FIELDS, max_size=3).map(tuple)),
    st.builds(m.ParameterDescription, type_oids=OIDS),
    st.builds(m.DataRow, values=VALUES),
    st.builds(m.CommandComplete, tag=TEXT),
    st.builds(m.ErrorResponse, fields=st.dictionaries(st.sampled_from("SVCMDHP"), TEXT, max_size=4)),
    st.builds(m.NotificationResponse, process_id=NUMBERS, channel=TEXT, payload=TEXT),
    st.builds(m.CopyInResponse, format=st.integers(0, 1), column_formats=FORMATS),
    st.builds(m.FunctionCallResponse, value=st.none() | st.binary(max_size=8)),
)


@given(REQUESTS | OTHERS)
def test_a_message_that_is_written_is_read_the_same(message: m.Message) -> None:
    octets = message.encode()
    if isinstance(message, FirstPacket):
        assert decode_first_packet(octets[4:]) == message
    else:
        assert decoding(type(message), octets[5:]) == message


@st.composite
def cut(draw: st.DrawFn, octets: bytes) -> list[bytes]:
    """The same bytes in pieces."""
    if not octets:
        return []
    places = sorted(draw(st.sets(st.integers(1, len(octets)), max_size=12)))
    bounds = [0, *places, len(octets)]
    return [octets[start:end] for start, end in pairwise(bounds) if end > start]


@given(st.data(), st.lists(REQUESTS, max_size=8))
def test_requests_are_the_same_however_their_bytes_are_cut(
    data: st.DataObject, requests: list[m.FrontendMessage]
) -> None:
    server = Conversation().server
    found: list[object] = []
    for piece in data.draw(cut(b"".join(request.encode() for request in requests))):
        server.receive_data(piece)
        if data.draw(st.booleans()):
            found += events(server)
    assert found + events(server) == requests


@given(st.data(), st.lists(st.binary(max_size=300), max_size=12))
def test_a_copy_stream_is_the_same_however_its_bytes_are_cut(data: st.DataObject, pieces: list[bytes]) -> None:
    talk = Conversation()
    talk.ask(m.Query(sql="COPY t FROM STDIN"))
    talk.answer(m.CopyInResponse())
    sent = talk.client.send_many([*(m.CopyData(data=piece) for piece in pieces), m.CopyDone()])
    stream = b""
    for piece in data.draw(cut(sent)):
        talk.server.receive_data(piece)
        for event in events(talk.server):
            stream += bytes(event.data) if isinstance(event, m.CopyData) else b""
            stream += b"".join(talk.server.copy_payloads())
    assert stream == b"".join(pieces)
    assert talk.server.state is State.QUERY


class TwoSides(RuleBasedStateMachine):
    """Both sides say what they may at any moment, and their bytes travel in pieces and at their own pace."""

    def __init__(self) -> None:
        super().__init__()
        self.open()

    def open(self) -> None:
        talk = Conversation()
        self.server: ServerConnection = talk.server
        self.client: ClientConnection = talk.client
        self.to_server = b""
        self.to_client = b""

    @rule()
    @precondition(lambda self: State.CLOSED in {self.client.state, self.server.state})
    def open_again(self) -> None:
        self.open()

    @rule(request=REQUESTS | st.just(m.Terminate()))
    # Nothing comes behind a Terminate. What is sent before its sender knows that rows are asked for has no place among
    # them: the fuzz tests try that.
    @precondition(lambda self: self.client.state not in COPYING_IN and self.server.state not in COPYING_IN)
    @precondition(lambda self: State.CLOSED not in {self.client.state, *self.client.due})
    def ask(self, request: m.FrontendMessage) -> None:
        self.to_server += self.client.send(request)

    @rule(piece=st.sampled_from([m.CopyData(data=b"row"), m.CopyDone(), m.CopyFail(reason="no")]))
    @precondition(lambda self: self.client.state in COPYING_IN)
    def stream(self, piece: m.FrontendMessage) -> None:
        self.to_server += self.client.send(piece)

    @rule(data=st.data())
    @precondition(lambda self: bool(BACKEND[self.server.state]))
    def answer(self, data: st.DataObject) -> None:
        kinds = list(BACKEND[self.server.state])
        if m.CopyInResponse in kinds and (self.server.due or self.to_server or self.client.due):
            # A client that sends requests ahead of a COPY has them read as part of it; none of ours does.
            kinds.remove(m.CopyInResponse)
        kind = data.draw(st.sampled_from(kinds))
        self.to_client += self.server.send(SAMPLES[kind])

    @rule()
    @precondition(lambda self: self.server.state is not State.CLOSED)
    def end(self) -> None:
        self.to_client += self.server.send(FATAL)

    @rule(size=st.integers(1, 40))
    @precondition(lambda self: bool(self.to_server))
    def reach_server(self, size: int) -> None:
        self.server.receive_data(self.to_server[:size])
        self.to_server = self.to_server[size:]
        events(self.server)

    @rule(size=st.integers(1, 40))
    @precondition(lambda self: bool(self.to_client))
    def reach_client(self, size: int) -> None:
        self.client.receive_data(self.to_client[:size])
        self.to_client = self.to_client[size:]
        events(self.client)

    @invariant()
    def when_nothing_is_under_way_both_agree(self) -> None:
        if not self.to_server and not self.to_client:
            events(self.server)
            assert (self.server.state, self.server.due) == (self.client.state, self.client.due)


SAMPLES: dict[type[m.BackendMessage], m.BackendMessage] = {
    type(sample): sample
    for sample in (
        m.ParseComplete(), m.BindComplete(), m.CloseComplete(), m.NoData(), m.PortalSuspended(), m.EmptyQueryResponse(),
        m.ParameterDescription(), m.RowDescription(fields=()), m.DataRow(values=()), m.CommandComplete(tag="OK"),
        m.CopyInResponse(), m.CopyOutResponse(), m.CopyData(data=b"x"), m.CopyDone(), m.ReadyForQuery(status="I"),
        m.NoticeResponse(fields={}), m.ParameterStatus(name="a", value="b"), m.FunctionCallResponse(value=None),
        m.NotificationResponse(process_id=1, channel="c"), ERROR,
    )
}  # fmt: skip

TestTwoSides = TwoSides.TestCase
TestTwoSides.settings = settings(stateful_step_count=60, deadline=None)
