from __future__ import annotations

import pytest

from conversations.errors import ChatUnreadable
from conversations.locales import LOCALES
from conversations.messages import LONGEST_MESSAGE, Media, Message, messages, survey


def read(*lines: str) -> list[Message]:
    found = survey(lines)
    assert found.style is not None
    return list(messages(lines, found.style, "dmy"))


def one(rest: str, *more: str) -> Message:
    (message,) = read(f"24/12/2023, 22:05 - {rest}", *more)
    return message


def on_iphone(rest: str, *more: str) -> Message:
    (message,) = read(f"\u200e[24/12/2023, 22:05:01] {rest}", *more)
    return message


def test_lines_without_a_stamp_belong_to_the_message_before() -> None:
    found = read("24/12/2023, 22:05 - Ada: a", "", "b", "24/12/2023, 22:06 - Bo: c", "")
    assert [(message.author, message.text) for message in found] == [("Ada", "a\n\nb"), ("Bo", "c")]


def test_a_pasted_chat_of_another_style_stays_text() -> None:
    found = read("24/12/2023, 22:05 - Ada: look:", "[01/02/2022, 10:00:00] Eve: pasted", "31/31/2023, 22:05 - Eve: too")
    assert [message.author for message in found] == ["Ada"]
    assert found[0].text is not None
    assert "pasted" in found[0].text
    assert "too" in found[0].text


def test_lines_before_the_first_message_are_passed_over() -> None:
    assert [m.text for m in read("preamble", "24/12/2023, 22:05 - Ada: a")] == ["a"]


@pytest.mark.parametrize("author", ["O'Brien; --", "🦊 Foxy 🦊", '"; DROP TABLE messages; --', "a" * 106, "-", "x - y"])
def test_a_name_that_hurts_is_a_name(author: str) -> None:
    assert one(f"{author}: hi: there")[1:3] == (author, "hi: there")


def test_marks_and_blanks_around_a_name_are_not_part_of_it() -> None:
    assert one("\u202a+44 20\u00a07946\u202c: hi").author == "+44 20 7946"


@pytest.mark.parametrize("locale", LOCALES.values(), ids=LOCALES)
def test_system_lines_of_every_locale_have_no_author(locale: object) -> None:
    notice = f"Ada {locale.notices[0]} “a: b”"  # type: ignore[attr-defined]  # a parameter
    encrypted = locale.encrypted  # type: ignore[attr-defined]  # a parameter
    for found in (one(notice), one(f"\u200e{encrypted}."), on_iphone(f"Family: \u200e{encrypted}.")):
        assert found.author is None
        assert found.text
    assert on_iphone(f"Family: \u200e{notice}").text == notice


def test_the_word_of_a_notice_in_a_message_is_a_message() -> None:
    assert one("Ada: who changed the subject?").author == "Ada"


@pytest.mark.parametrize("locale", LOCALES.values(), ids=LOCALES)
def test_media_of_every_locale_are_found(locale: object) -> None:
    omitted, attached, word = locale.omitted, locale.file_attached, locale.attached_word  # type: ignore[attr-defined]  # a parameter
    assert one(f"Ada: {omitted}")[2:] == (None, Media("unknown", None))
    name = "IMG-20231224-WA0001.jpg"
    assert one(f"Ada: \u200e{name} ({attached})", "a caption")[2:] == ("a caption", Media("image", name))
    assert on_iphone(f"Ada: look \u200e<{word}: 01-PHOTO-1.jpg>")[2:] == ("look", Media("image", "01-PHOTO-1.jpg"))
    for kind, words in locale.omitted_kinds.items():  # type: ignore[attr-defined]  # a parameter
        found = on_iphone(f"Ada: \u200e{words}").media
        assert found is not None
        # In some languages a picture and a video share their words.
        assert found.name is None
        assert found.kind == kind


@pytest.mark.parametrize(
    "text", ["image omitted", "a <Media omitted> b", "see x.jpg (not attached)", "(file attached)", "<x>"]
)
def test_words_about_media_are_text(text: str) -> None:
    assert one(f"Ada: {text}")[2:] == (text, None)


def test_the_caption_of_an_iphone_may_have_lines_before_the_file() -> None:
    found = on_iphone("Ada: one", "two \u200e<attached: 5-VIDEO-1.mp4>")
    assert found[2:] == ("one\ntwo ", Media("video", "5-VIDEO-1.mp4"))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.opus", "audio"),
        ("STK-1.webp", "sticker"),
        ("1-GIF-2.mp4", "gif"),
        ("b.vcf", "contact"),
        ("c.pdf", "document"),
    ],
)
def test_a_file_is_what_its_name_says(name: str, kind: str) -> None:
    assert one(f"Ada: {name} (file attached)").media == Media(kind, name)


def test_a_message_may_be_empty() -> None:
    assert one("Ada: ")[1:] == ("Ada", None, None)
    assert one("Ada:", "below")[1:] == one("Ada: ", "below")[1:] == ("Ada", "\nbelow", None)


def test_a_text_without_an_end_is_refused_before_it_fills_the_memory() -> None:
    lines = ["24/12/2023, 22:05 - Ada: a", *["x" * 1000] * (LONGEST_MESSAGE // 1000 + 1)]
    with pytest.raises(ChatUnreadable, match="1,048,576 characters in the message of 2023"):
        read(*lines)
