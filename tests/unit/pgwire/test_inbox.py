from __future__ import annotations

import pytest

from reedbed.pgwire.inbox import Inbox
from reedbed.pgwire.layout import frame

CODE = ord("d")


def taken(inbox: Inbox) -> list[bytes]:
    found = []
    while (header := inbox.header()) is not None and (body := inbox.body(header[1])) is not None:
        found.append(body)
    return found


def test_nothing_is_given_before_a_header_is_there() -> None:
    inbox = Inbox()
    for octet in frame(CODE, b"")[:4]:
        assert inbox.header() is None
        inbox.receive(bytes([octet]))
    assert inbox.header() is None
    assert inbox.size_bytes == 4


def test_a_header_stays_until_its_body_is_taken() -> None:
    inbox = Inbox()
    inbox.receive(frame(CODE, b"abc")[:-1])
    assert inbox.header() == inbox.header() == (CODE, 7)
    assert inbox.body(7) is None
    inbox.receive(b"c")
    assert inbox.body(7) == b"abc"
    assert inbox.size_bytes == 0


def test_messages_in_one_piece_come_one_by_one() -> None:
    inbox = Inbox()
    inbox.receive(frame(CODE, b"a") + frame(CODE, b"") + frame(CODE, b"bc"))
    assert taken(inbox) == [b"a", b"", b"bc"]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 64])
def test_pieces_of_any_size_give_the_same_messages(size: int) -> None:
    stream = b"".join(frame(CODE, bytes(length)) for length in range(40))
    inbox, found = Inbox(), []
    for at in range(0, len(stream), size):
        inbox.receive(stream[at : at + size])
        found += taken(inbox)
    assert [len(body) for body in found] == list(range(40))


def test_a_view_has_the_same_bytes_without_a_copy() -> None:
    piece = frame(CODE, b"abc")
    inbox = Inbox()
    inbox.receive(piece)
    view = inbox.view(7)
    assert view is not None
    assert view.tobytes() == b"abc"
    assert view.obj is piece


def test_a_run_of_messages_ends_at_another_type_at_a_long_one_and_at_an_incomplete_one() -> None:
    data = frame(CODE, b"ab") + frame(CODE, b"")
    for following in (frame(ord("c"), b""), frame(CODE, bytes(100)), frame(CODE, b"cut")[:-1], b"d\0\0", b"d\0\0\0\3"):
        inbox = Inbox()
        inbox.receive(data + following)
        assert inbox.views(CODE, 50) == [b"ab", b""]
        assert inbox.size_bytes == len(following)


def test_the_first_packet_has_no_type() -> None:
    inbox = Inbox()
    inbox.receive(b"\0\0\0")
    assert inbox.first_length() is None
    inbox.receive(b"\x08code")
    assert inbox.first_length() == 8
    assert inbox.take(8, skip=4) == b"code"


def test_the_end_is_kept_apart_from_what_came_before() -> None:
    inbox = Inbox()
    inbox.receive(frame(CODE, b"last"))
    inbox.receive(b"")
    assert inbox.is_ended
    assert taken(inbox) == [b"last"]


class CountingInbox(Inbox):
    """Counts how often pieces are put together."""

    joins = 0

    def _joined(self, count: int) -> bool:
        joined = super()._joined(count)
        self.joins += joined
        return joined


def test_a_message_in_many_pieces_is_put_together_once() -> None:
    pieces = 4000
    length = 4 + pieces * 1000
    inbox = CountingInbox()
    inbox.receive(frame(CODE, bytes(length - 4))[:5])
    for _ in range(pieces):
        assert inbox.view(length) is None
        inbox.receive(bytes(1000))
    assert inbox.view(length) is not None
    assert inbox.joins == 1
