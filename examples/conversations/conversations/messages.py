"""Messages: putting the lines of a chat together and reading what each message is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from conversations.errors import ChatUnreadable
from conversations.headers import MARKS, DateEvidence, Style, header, local_time
from conversations.locales import ATTACHED_WORDS, FILE_ATTACHED, NOTICES, OMITTED, OMITTED_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from conversations.locales import DateOrder

LONGEST_MESSAGE = 1 << 20
"""Characters; sixteen times what WhatsApp lets anybody write."""


class Media(NamedTuple):
    """A file that was sent: its kind, and its name unless the export left it out."""

    kind: str
    name: str | None


class Message(NamedTuple):
    """One message as the chat shows it; without an author it is a line of WhatsApp's own."""

    local: datetime
    author: str | None
    text: str | None
    media: Media | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Survey:
    """What a first pass over a chat finds: its style, its dates, its first message, how many could be messages."""

    style: Style | None
    dates: DateEvidence
    opening: str
    headers: int
    lines: int


def survey(lines: Iterable[str]) -> Survey:
    """Read a chat once without keeping it."""
    style: Style | None = None
    dates = DateEvidence()
    opening, headers, count = "", 0, 0
    for line in lines:
        count += 1
        found = header(line)
        if found is None:
            continue
        if style is None:
            style, opening = found.style, line.strip(MARKS)
        if found.style == style:
            headers += 1
            dates.add(found.date)
    return Survey(style=style, dates=dates, opening=opening, headers=headers, lines=count)


def messages(lines: Iterable[str], style: Style, order: DateOrder) -> Iterator[Message]:
    """The messages of a chat in the order of the file; lines before the first one are passed over."""
    started: tuple[datetime, str] | None = None
    more: list[str] = []
    size = 0
    for line in lines:
        found = header(line)
        local = local_time(found, order) if found is not None and found.style == style else None
        if found is None or local is None:
            size += len(line)
            if size > LONGEST_MESSAGE:
                raise _endless(started)
            more.append(line)
            continue
        if started is not None:
            yield _message(*started, more)
        started, more, size = (local, found.rest), [], len(found.rest)
    if started is not None:
        yield _message(*started, more)


def _endless(started: tuple[datetime, str] | None) -> ChatUnreadable:
    place = "before the first message" if started is None else f"in the message of {started[0]}"
    return ChatUnreadable(
        f"The chat text has more than {LONGEST_MESSAGE:,} characters {place}; WhatsApp sends at most 65,536.",
        hint="check that the file is a chat export and not another text",
    )


def _message(local: datetime, rest: str, more: list[str]) -> Message:
    author, text = _author(rest)
    if author is None:
        return Message(local, None, "\n".join((text, *more)).strip(_EDGES), None)
    media, text, more = _media(text, more)
    whole = "\n".join((text, *more) if text or not media else more).rstrip("\n").strip(MARKS)
    return Message(local, author, whole or None, media)


_EDGES = MARKS + "\n"


def _author(rest: str) -> tuple[str | None, str]:
    """Split `Author: text`; a line that is WhatsApp's own has no author."""
    author, colon, text = rest.partition(": ")
    if not colon:
        # An editor that strips blanks leaves `Author:` of a message that begins with a line end.
        author, colon, text = (rest[:-1], ":", "") if rest.endswith(":") else ("", "", rest)
    name = _name(author)
    if name is None:
        return None, rest
    # An iPhone puts the group's or a member's name before its own lines, and a mark behind the colon.
    if text.startswith("\u200e") and any(part in text for part in NOTICES):
        return None, text
    return name, text


_NO_MARKS = dict.fromkeys(map(ord, MARKS))


@lru_cache(maxsize=4096)
def _name(before_colon: str) -> str | None:
    """The author's name without marks, or None when what stands before the colon is a notice; people repeat."""
    if any(part in before_colon for part in NOTICES):
        return None
    return " ".join(before_colon.translate(_NO_MARKS).split()) or None


# "IMG-20240131-WA0001.jpg (file attached)", and the iPhone's "<attached: 00000012-PHOTO-….jpg>" behind a caption.
_FILE_ATTACHED = re.compile(rf"[{MARKS}]*(.{{1,255}}?\.\w{{1,8}}) \((?:{'|'.join(sorted(FILE_ATTACHED))})\)$")
_ATTACHED = re.compile(rf"[{MARKS}]*<(?:{'|'.join(sorted(ATTACHED_WORDS))})\s?: ([^<>]{{1,255}})>$")


def _media(text: str, more: list[str]) -> tuple[Media | None, str, list[str]]:
    """The media of a message and what is left of its text; an ordinary message comes back as it is."""
    bare = text.strip(MARKS).rstrip()
    if bare in OMITTED:
        return Media("unknown", None), "", more
    if text[:1] == "\u200e" and bare in OMITTED_KINDS:
        return Media(OMITTED_KINDS[bare], None), "", more
    if bare.endswith(")") and (match := _FILE_ATTACHED.match(bare)):
        return _named(match[1]), "", more
    if bare.endswith(">") and (match := _ATTACHED.search(bare)):
        return _named(match[1]), bare[: match.start()].rstrip(), more
    if more and more[-1].endswith(">") and (match := _ATTACHED.search(more[-1])):
        return _named(match[1]), text, [*more[:-1], more[-1][: match.start()]]
    return None, text, more


def _named(name: str) -> Media:
    name = name.strip(MARKS)
    # An iPhone says what a file is in its name; a voice message and music have the same suffix.
    for part, kind in (("-STICKER-", "sticker"), ("-GIF-", "gif"), ("STK-", "sticker")):
        if part in name:
            return Media(kind, name)
    return Media(_KINDS.get(PurePosixPath(name).suffix.lower(), "document"), name)


_KINDS = {
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".heic"), "image"),
    **dict.fromkeys((".mp4", ".mov", ".3gp"), "video"),
    **dict.fromkeys((".opus", ".m4a", ".mp3", ".aac", ".ogg"), "audio"),
    ".webp": "sticker",
    ".gif": "gif",
    ".vcf": "contact",
}
