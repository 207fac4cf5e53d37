"""Reading an export: a first pass decides what its dates mean, a second one makes rows of its messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from conversations.authors import author_ids, thread_id
from conversations.clocks import Clock
from conversations.errors import ChatUnreadable, ThreadsCollide
from conversations.headers import OrderDecision, decide
from conversations.messages import Survey, messages, survey
from conversations.rows import Encoder, Tally
from conversations.threads import reconciled

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from zoneinfo import ZoneInfo

    from conversations.exports import Chat, Export
    from conversations.threads import Remembered


@dataclass(frozen=True, kw_only=True, slots=True)
class Surveyed:
    """A chat after the first pass."""

    chat: Chat
    survey: Survey

    @property
    def title(self) -> str:
        """What names the thread: the chat's own title, else its first message, which later exports repeat."""
        return self.chat.title or f"opening: {self.survey.opening}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Declared:
    """What an export does not say about itself."""

    zone: ZoneInfo
    locale: str | None
    tenant_id: str
    thread: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ChatRead:
    """What was read of one chat and how."""

    surveyed: Surveyed
    order: OrderDecision | None
    thread_id: str
    tally: Tally

    def report(self) -> dict[str, object]:
        """The chat's part of a run's result."""
        tally, order = self.tally, self.order
        headers = self.surveyed.survey.headers
        return {
            "chat": self.surveyed.chat.entry,
            "thread_id": self.thread_id,
            "messages": tally.messages,
            "system_messages": tally.system,
            "media": dict(sorted(tally.media.items())),
            "stamps_kept_as_text": headers - tally.messages,
            "first_message": tally.first.isoformat() if tally.first else None,
            "last_message": tally.last.isoformat() if tally.last else None,
            "date_order": order.order if order else None,
            "date_order_decided_by": order.decided_by if order else None,
        }


def survey_export(export: Export) -> list[Surveyed]:
    """The first pass over every chat; a chat in which nothing starts a message is refused, an empty one is not."""
    return [_surveyed(export, chat) for chat in export.chats]


def _surveyed(export: Export, chat: Chat) -> Surveyed:
    found = survey(export.lines(chat.entry))
    if found.style is None and found.lines:
        raise ChatUnreadable(
            f"No line of {chat.entry!r} in {export.path} begins like a message"
            " ('31/12/2024, 22:15 - Name: text' or '[31/12/2024, 22:15:00] Name: text').",
            hint="export the chat again; a text that was edited by hand may have lost its stamps",
            path=str(export.path),
            entry=chat.entry,
            lines=found.lines,
        )
    if found.style is not None:
        # Nothing that is declared can mend dates which contradict each other, so that is said before anything is made.
        decide(found.style, found.dates, None)
    return Surveyed(chat=chat, survey=found)


def plan_reading(
    chats: list[Surveyed], key: bytes, declared: Declared, remembered: Mapping[str, Remembered]
) -> list[ChatRead]:
    """How each chat will be read, its tally still empty.

    Raises DateOrderUnclear where dates contradict each other or an earlier run, ThreadsCollide where two chats are
    of one thread.
    """
    reads = [_planned(each, thread_id(key, declared.thread or each.title), declared, remembered) for each in chats]
    if len({read.thread_id for read in reads}) < len(reads):
        names = ", ".join(repr(each.chat.entry) for each in chats)
        raise ThreadsCollide(
            f"Two of the chat texts {names} are the same thread; what both hold would be stored twice.",
            hint="pack each chat text into a zip of its own and run one after the other",
            chats=[each.chat.entry for each in chats],
        )
    return reads


def _planned(surveyed: Surveyed, thread: str, declared: Declared, remembered: Mapping[str, Remembered]) -> ChatRead:
    style, order = surveyed.survey.style, None
    if style is not None:
        found = decide(style, surveyed.survey.dates, declared.locale)
        order = reconciled(thread, found, remembered.get(thread), declared=declared.locale is not None)
    return ChatRead(surveyed=surveyed, order=order, thread_id=thread, tally=Tally())


def read_rows(export: Export, reads: list[ChatRead], key: bytes, declared: Declared) -> Iterator[tuple[object, ...]]:
    """The second pass: the rows of all chats, streamed; each chat's tally grows with them."""
    author_id = author_ids(key)
    position = 0
    for read in reads:
        if read.order is None or read.surveyed.survey.style is None:
            continue
        encoder = Encoder(
            key=key,
            identity=(declared.tenant_id, read.thread_id),
            thread_id=read.thread_id,
            clock=Clock(declared.zone),
            author_id=author_id,
            media=export.media,
            tally=read.tally,
        )
        lines = export.lines(read.surveyed.chat.entry)
        yield from encoder.rows(messages(lines, read.surveyed.survey.style, read.order.order), position)
        position += read.tally.messages
