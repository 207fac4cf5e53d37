from __future__ import annotations

import pytest

from reedbed.errors import InternalError, MessageMalformed, TextNotUtf8
from reedbed.pgwire import messages
from reedbed.pgwire.messages import (
    PROTOCOL_3_2,
    AuthenticationCleartextPassword,
    AuthenticationOk,
    AuthenticationSASL,
    AuthenticationSASLContinue,
    AuthenticationSASLFinal,
    BackendKeyData,
    Bind,
    BindComplete,
    CancelRequest,
    Close,
    CloseComplete,
    CommandComplete,
    CopyData,
    CopyDone,
    CopyFail,
    CopyInResponse,
    CopyOutResponse,
    DataRow,
    Describe,
    EmptyQueryResponse,
    ErrorResponse,
    Execute,
    FieldDescription,
    Flush,
    FunctionCall,
    FunctionCallResponse,
    GSSENCRequest,
    GSSENCResponse,
    Message,
    NegotiateProtocolVersion,
    NoData,
    NoticeResponse,
    NotificationResponse,
    ParameterDescription,
    ParameterStatus,
    Parse,
    ParseComplete,
    PasswordMessage,
    PortalSuspended,
    Query,
    ReadyForQuery,
    RowDescription,
    SASLInitialResponse,
    SASLResponse,
    SSLRequest,
    SSLResponse,
    StartupMessage,
    Sync,
    Terminate,
)
from reedbed.pgwire.messages.shape import decoding
from reedbed.pgwire.messages.startup import FirstPacket, decode_first_packet

PASSWORD = "pw"  # noqa: S105 - an example
# Written by hand from PostgreSQL's "Message Formats"; a space stands between two fields.
BYTES: list[tuple[Message, bytes, str]] = [
    (StartupMessage(parameters={"user": "ann"}), b"", "00000012 00030000 7573657200 616e6e00 00"),
    (StartupMessage(protocol=PROTOCOL_3_2, parameters={}), b"", "00000009 00030002 00"),
    (StartupMessage(protocol=2 << 16, parameters={}), b"", "00000009 00020000 00"),
    (SSLRequest(), b"", "00000008 04d2162f"),
    (GSSENCRequest(), b"", "00000008 04d21630"),
    (CancelRequest(process_id=7, secret_key=b"key!"), b"", "00000010 04d2162e 00000007 6b657921"),
    (CancelRequest(process_id=7, secret_key=b"longer"), b"", "00000012 04d2162e 00000007 6c6f6e676572"),
    (PasswordMessage(password=PASSWORD), b"p", "00000007 707700"),
    (SASLInitialResponse(mechanism="M", data=b"n,,"), b"p", "0000000d 4d00 00000003 6e2c2c"),
    (SASLInitialResponse(mechanism="M", data=None), b"p", "0000000a 4d00 ffffffff"),
    (SASLResponse(data=b"c="), b"p", "00000006 633d"),
    (Query(sql="select 'é'"), b"Q", "00000010 73656c6563742027c3a92700"),
    (Query(sql=""), b"Q", "00000005 00"),
    (Parse(name="s", sql="q", parameter_types=(23, 0)), b"P", "00000012 7300 7100 0002 00000017 00000000"),
    (Parse(sql="", parameter_types=(4294967295,)), b"P", "0000000c 00 00 0001 ffffffff"),
    (
        Bind(portal="p", statement="s", parameter_formats=(0, 1), parameters=(b"1", None), result_formats=(1,)),
        b"B",
        "0000001d 7000 7300 0002 0000 0001 0002 00000001 31 ffffffff 0001 0001",
    ),
    (Bind(parameters=(b"",)), b"B", "00000010 00 00 0000 0001 00000000 0000"),
    (Describe(kind="S", name="s"), b"D", "00000007 53 7300"),
    (Describe(kind="P"), b"D", "00000006 50 00"),
    (Close(kind="P", name="p"), b"C", "00000007 50 7000"),
    (Execute(portal="p", row_limit=10), b"E", "0000000a 7000 0000000a"),
    (Sync(), b"S", "00000004"),
    (Flush(), b"H", "00000004"),
    (Terminate(), b"X", "00000004"),
    (
        FunctionCall(function_oid=15, argument_formats=(1,), arguments=(b"x", None), result_format=1),
        b"F",
        "00000019 0000000f 0001 0001 0002 00000001 78 ffffffff 0001",
    ),
    (CopyData(data=b"row\n"), b"d", "00000008 726f770a"),
    (CopyData(data=b""), b"d", "00000004"),
    (CopyDone(), b"c", "00000004"),
    (CopyFail(reason="no"), b"f", "00000007 6e6f00"),
    (CopyInResponse(format=1, column_formats=(1, 1)), b"G", "0000000b 01 0002 0001 0001"),
    (CopyOutResponse(), b"H", "00000007 00 0000"),
    (AuthenticationOk(), b"R", "00000008 00000000"),
    (AuthenticationCleartextPassword(), b"R", "00000008 00000003"),
    (AuthenticationSASL(mechanisms=("A", "B")), b"R", "0000000d 0000000a 4100 4200 00"),
    (AuthenticationSASLContinue(data=b"r="), b"R", "0000000a 0000000b 723d"),
    (AuthenticationSASLFinal(data=b"v="), b"R", "0000000a 0000000c 763d"),
    (NegotiateProtocolVersion(minor=2, options=("_pq_.x",)), b"v", "00000013 00030002 00000001 5f70715f2e7800"),
    (ParameterStatus(name="a", value=""), b"S", "00000007 6100 00"),
    (BackendKeyData(process_id=4294967295, secret_key=b"\0\1\2\3"), b"K", "0000000c ffffffff 00010203"),
    (ReadyForQuery(status="I"), b"Z", "00000005 49"),
    (ReadyForQuery(status="T"), b"Z", "00000005 54"),
    (ReadyForQuery(status="E"), b"Z", "00000005 45"),
    (
        RowDescription(
            fields=(
                FieldDescription(
                    name="n",
                    table_oid=16385,
                    column_number=2,
                    type_oid=1700,
                    type_size=-1,
                    type_modifier=655366,
                    format=1,
                ),
            )
        ),
        b"T",
        "0000001a 0001 6e00 00004001 0002 000006a4 ffff 000a0006 0001",
    ),
    (RowDescription(fields=()), b"T", "00000006 0000"),
    (ParameterDescription(type_oids=(23,)), b"t", "0000000a 0001 00000017"),
    (DataRow(values=(b"1", None, b"")), b"D", "00000013 0003 00000001 31 ffffffff 00000000"),
    (DataRow(values=()), b"D", "00000006 0000"),
    (CommandComplete(tag="OK"), b"C", "00000007 4f4b00"),
    (FunctionCallResponse(value=b"1"), b"V", "00000009 00000001 31"),
    (FunctionCallResponse(value=None), b"V", "00000008 ffffffff"),
    (ErrorResponse(fields={"S": "ERROR", "C": "42P01"}), b"E", "00000013 53 4552524f5200 43 343250303100 00"),
    (NoticeResponse(fields={}), b"N", "00000005 00"),
    (NotificationResponse(process_id=1, channel="c", payload="p"), b"A", "0000000c 00000001 6300 7000"),
    (ParseComplete(), b"1", "00000004"),
    (BindComplete(), b"2", "00000004"),
    (CloseComplete(), b"3", "00000004"),
    (NoData(), b"n", "00000004"),
    (PortalSuspended(), b"s", "00000004"),
    (EmptyQueryResponse(), b"I", "00000004"),
    (SSLResponse(accepted=True), b"S", ""),
    (SSLResponse(accepted=False), b"N", ""),
    (GSSENCResponse(accepted=True), b"G", ""),
    (GSSENCResponse(accepted=False), b"N", ""),
]
every_message = pytest.mark.parametrize(
    ("message", "octets"),
    [(message, code + bytes.fromhex(rest)) for message, code, rest in BYTES],
    ids=[f"{number}-{type(message).__name__}" for number, (message, _, _) in enumerate(BYTES)],
)


@every_message
def test_a_message_has_the_bytes_that_postgresql_writes(message: Message, octets: bytes) -> None:
    assert message.encode() == octets


@every_message
def test_a_message_is_read_from_its_bytes(message: Message, octets: bytes) -> None:
    assert read(type(message), octets) == message


def read(kind: type[Message], octets: bytes) -> Message:
    if issubclass(kind, FirstPacket):
        return decode_first_packet(octets[4:])
    return decoding(kind, octets if len(octets) == 1 else octets[5:])


def test_the_length_counts_itself_and_the_body() -> None:
    framed = [(message.encode(), 0 if isinstance(message, FirstPacket) else 1) for message, _, rest in BYTES if rest]
    assert [int.from_bytes(octets[at : at + 4]) - len(octets) + at for octets, at in framed] == [0] * len(framed)


def test_every_message_is_among_these() -> None:
    kinds = {kind for name in messages.__all__ if isinstance(kind := getattr(messages, name), type)}
    shared = {kind for kind in kinds if any(issubclass(other, kind) for other in kinds - {kind})}
    wanted = {kind for kind in kinds - shared if issubclass(kind, Message)}
    assert {type(message) for message, _, _ in BYTES} == wanted


# Each a body that its type cannot have, and why.
MALFORMED: list[tuple[type[Message], bytes, str]] = [
    (Query, b"", "no text"),
    (Query, b"select", "a text without an end"),
    (Query, b"a\0b\0", "bytes after the text"),
    (Parse, b"a\0", "one text of two"),
    (Parse, b"\0\0", "no count"),
    (Parse, b"\0\0\0\2\0\0\0\1", "fewer types than announced"),
    (Parse, b"\0\0\0\0\0", "bytes after the types"),
    (Bind, b"\0", "one name of two"),
    (Bind, b"\0\0\0\1", "no format where one is announced"),
    (Bind, b"\0\0\0\0\0\1\0\0\0\5abc\0\0", "a value that ends early"),
    (Bind, b"\0\0\0\0\0\1\xff\xff\xff\xfe\0\0", "a negative length that is not NULL's"),
    (Bind, b"\0\0\0\2\0\0\0\0\0\1\0\0\0\0\0\0", "two formats for one value"),
    (Bind, b"\0\0\0\0\0\0\0\0\0", "bytes after the formats"),
    (Bind, b"\0\0\0\0\xff\xff\0\0", "more values than bytes"),
    (Describe, b"", "no kind"),
    (Describe, b"X\0", "a kind that there is not"),
    (Describe, b"S", "no name"),
    (Describe, b"Sa\0b", "bytes after the name"),
    (Close, b"T\0", "a kind that there is not"),
    (Execute, b"\0\0\0\0", "half a limit"),
    (Execute, b"\0\0\0\0\0\0", "bytes after the limit"),
    (Sync, b"\0", "bytes where none belong"),
    (Flush, b"\0", "bytes where none belong"),
    (CopyDone, b"\0", "bytes where none belong"),
    (CopyFail, b"x", "a text without an end"),
    (FunctionCall, b"\0\0\0\1", "nothing but a function"),
    (PasswordMessage, b"pw", "a text without an end"),
    (PasswordMessage, b"pw\0pw\0", "bytes after the password"),
    (SASLInitialResponse, b"M\0\0\0\0\4ab", "fewer bytes than announced"),
    (SASLInitialResponse, b"M\0\xff\xff\xff\xfe", "a negative length that is not NULL's"),
    (StartupMessage, b"\0\3\0\0user\0ann\0", "no NUL at the end"),
    (StartupMessage, b"\0\3\0\0user\0\0\0x", "bytes after the end"),
    (CancelRequest, b"\4\xd2\x16\x2e\0\0\0\1", "no key"),
    (CancelRequest, b"\4\xd2\x16\x2e\0\0\0\1" + b"k" * 257, "a key longer than any"),
    (SSLRequest, b"\4\xd2\x16\x2fx", "bytes after the code"),
    (ReadyForQuery, b"X", "a status that there is not"),
    (ErrorResponse, b"SERROR\0", "no NUL at the end"),
    (DataRow, b"\0\1\0\0\0\2x", "a value that ends early"),
    (RowDescription, b"\0\1a\0", "a column without its numbers"),
    (SSLResponse, b"X", "an answer that there is not"),
    (NegotiateProtocolVersion, b"\0\2\0\0\0\0\0\0", "another major version"),
    (BackendKeyData, b"\0\0\0\1", "no key"),
    (AuthenticationSASL, b"\0\0\0\x0aM\0", "no end of the names"),
]


@pytest.mark.parametrize(
    ("kind", "body"),
    [(kind, body) for kind, body, _ in MALFORMED],
    ids=[f"{kind.__name__}: {why}" for kind, _, why in MALFORMED],
)
def test_a_body_of_another_layout_is_malformed(kind: type[Message], body: bytes) -> None:
    with pytest.raises(MessageMalformed, match=kind.__name__):
        decoding(kind, body)


@pytest.mark.parametrize(
    ("kind", "body"),
    [(Query, b"\xff\0"), (Parse, b"\0\xc3\0\0\0"), (Bind, b"\xff\0\0\0\0\0\0\0\0"), (Execute, b"\xff\0\0\0\0\0")],
)
def test_a_text_that_is_not_utf8_is_told_apart(kind: type[Message], body: bytes) -> None:
    with pytest.raises(TextNotUtf8, match=r"0x(ff|c3)"):
        decoding(kind, body)


def test_a_first_packet_that_is_too_short_for_a_version_is_malformed() -> None:
    with pytest.raises(MessageMalformed, match="2 bytes"):
        decode_first_packet(b"\0\3")


def test_parameters_of_another_major_version_are_left_alone() -> None:
    assert decode_first_packet(b"\0\2\0\0database\0user") == StartupMessage(protocol=2 << 16, parameters={})


def test_a_goodbye_may_carry_anything() -> None:
    assert decoding(Terminate, b"bye") == Terminate()


def test_a_text_with_a_nul_is_not_cut_short_but_refused() -> None:
    with pytest.raises(InternalError, match="NUL"):
        ParameterStatus(name="a", value="b\0c").encode()


def test_an_error_travels_whatever_its_text_is() -> None:
    travelled = decoding(ErrorResponse, ErrorResponse(fields={"M": "a\0b \ud800"}).encode()[5:])
    assert travelled.fields == {"M": "ab ?"}


def test_a_password_is_not_shown() -> None:
    assert PASSWORD not in repr(PasswordMessage(password=PASSWORD))


def test_a_password_that_is_not_utf8_is_not_shown_either() -> None:
    with pytest.raises(TextNotUtf8) as failure:
        decoding(PasswordMessage, b"\xff\0")
    assert failure.value.message == "A text in PasswordMessage is not UTF-8."
    assert failure.value.__cause__ is None


def test_a_view_is_framed_like_bytes() -> None:
    assert CopyData(data=memoryview(b"abc")[1:]).encode() == CopyData(data=b"bc").encode()


def test_the_severity_is_the_one_that_is_not_translated() -> None:
    assert ErrorResponse(fields={"S": "FATAAL", "V": "FATAL"}).is_fatal
    assert ErrorResponse(fields={"S": "PANIC"}).is_fatal
    assert not ErrorResponse(fields={"S": "ERROR"}).is_fatal
