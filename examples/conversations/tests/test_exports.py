from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from conversations.errors import ChatMissing, ChatUnreadable, ExportNotFound, ExportNotZip, ExportUnsafe
from conversations.exports import LONGEST_LINE, Export

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Zipped = Callable[..., Path]

LINE = "24/12/2023, 22:05 - Ada: hi\n"


def titles(path: Path) -> list[str | None]:
    with Export.open(path) as export:
        return [chat.title for chat in export.chats]


@pytest.mark.parametrize(
    ("archive", "entry", "title"),
    [
        ("a.zip", "WhatsApp Chat with Bo.txt", "WhatsApp Chat with Bo"),
        ("a.zip", "WhatsApp Chat with Bo (2).txt", "WhatsApp Chat with Bo"),
        ("a.zip", "WhatsApp-Chat mit Bo.txt", "WhatsApp-Chat mit Bo"),
        ("a.zip", "Discussion WhatsApp avec Bo.txt", "Discussion WhatsApp avec Bo"),
        ("WhatsApp Chat - Bo (1).zip", "_chat.txt", "WhatsApp Chat - Bo"),
        ("a.zip", "Bo/_chat.txt", "Bo"),
        ("a.zip", "_chat.txt", None),
        ("a.zip", "something.txt", "something"),
    ],
)
def test_a_chat_is_named_by_what_does_not_change(zipped: Zipped, archive: str, entry: str, title: str | None) -> None:
    assert titles(zipped(archive, {entry: LINE, "IMG-1.jpg": "x"})) == [title]


def test_documents_beside_a_chat_are_media(zipped: Zipped) -> None:
    with Export.open(zipped("a.zip", {"_chat.txt": LINE, "notes.txt": LINE, "IMG-1.jpg": "x"})) as export:
        assert [chat.entry for chat in export.chats] == ["_chat.txt"]
        assert "IMG-1.jpg" in export.media


def test_lines_come_without_their_ends_and_without_a_byte_order_mark(zipped: Zipped) -> None:
    text = "\ufeffa\r\nb\u2028c\nd"
    with Export.open(zipped("a.zip", {"_chat.txt": text})) as export:
        assert list(export.lines("_chat.txt")) == ["a", "b\u2028c", "d"]


def test_a_text_without_line_ends_comes_in_pieces(zipped: Zipped) -> None:
    with Export.open(zipped("a.zip", {"_chat.txt": "x" * (LONGEST_LINE + 5)})) as export:
        assert [len(line) for line in export.lines("_chat.txt")] == [LONGEST_LINE, 5]


def test_a_missing_file_is_said_with_a_command_that_makes_one(tmp_path: Path) -> None:
    with pytest.raises(ExportNotFound) as caught:
        titles(tmp_path / "none.zip")
    assert "generate" in caught.value.hint


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 torn"])
def test_a_file_that_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    with pytest.raises(ExportNotZip):
        titles(path)


@pytest.mark.parametrize("entries", [{}, {"IMG-1.jpg": "x"}, {"notes.txt": "no chat"}, {"a.txt": LINE, "b.txt": LINE}])
def test_an_archive_without_a_chat_is_refused(zipped: Zipped, entries: dict[str, str]) -> None:
    with pytest.raises(ChatMissing):
        titles(zipped("a.zip", entries))


@pytest.mark.parametrize("name", ["../x.jpg", "a/../../x", "/etc/passwd", "C:/x.jpg", "a\\..\\..\\x", "\\\\host\\x"])
def test_a_name_that_leaves_the_folder_is_refused(zipped: Zipped, name: str) -> None:
    with pytest.raises(ExportUnsafe, match="leads out"):
        titles(zipped("a.zip", {"_chat.txt": LINE, name: "x"}))


def test_a_bomb_is_refused_before_it_is_read(zipped: Zipped) -> None:
    path = zipped("a.zip", {"_chat.txt": LINE + "x" * 12_000_000})
    with pytest.raises(ExportUnsafe) as caught:
        titles(path)
    assert caught.value.details["unpacked_bytes"] > 12_000_000 > 100 * caught.value.details["packed_bytes"]


def test_a_chat_that_is_not_utf8_is_refused(zipped: Zipped) -> None:
    with Export.open(zipped("a.zip", {"_chat.txt": LINE.encode("utf-16")})) as export, pytest.raises(ChatUnreadable):
        list(export.lines("_chat.txt"))


def test_a_chat_whose_bytes_rotted_is_refused(zipped: Zipped) -> None:
    path = zipped("a.zip", {"_chat.txt": LINE * 1000})
    with zipfile.ZipFile(path) as archive:
        start = archive.getinfo("_chat.txt").header_offset + 50
    content = bytearray(path.read_bytes())
    content[start] ^= 0xFF
    path.write_bytes(content)
    with Export.open(path) as export, pytest.raises(ChatUnreadable):
        list(export.lines("_chat.txt"))
