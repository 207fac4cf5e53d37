"""Synthetic exports of any size: the same seed gives the same chat, and a longer one begins with the shorter.

Every archive says that it is synthetic: in its comment, its chats' titles and their first line. Lines are
streamed into the archive, so that ten million messages need no more memory than a thousand.
"""

from __future__ import annotations

import random
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from conversations.errors import FileRefused
from conversations.locales import LOCALES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

START = datetime(2015, 3, 20, 7, 0)  # noqa: DTZ001 - a wall clock; day 20 shows the order of the dates at once
COMMENT = b"synthetic: made by the conversations example, nobody wrote this"
_MEDIA_FILES = 10
_BLOCK_LINES = 5_000

AUTHORS = (
    "Ada Lovelace",
    "O'Brien; --",
    "Müller-Lüdenscheidt",
    "🦊 Foxy 🦊",
    '"; DROP TABLE messages; --',
    "Jiří Řehoř",
    "山田 太郎",
    "\u202a+44 20 7946 0958\u202c",
    "محمد",
    "a" * 106,
)
_FIRST = ("Good morning", "By the way,", "Hmm,", "I think", "😀", "Listen:", "¿Qué tal?", "Na klar,", "ok", "👍🏽 yes")
_MIDDLE = (
    "the train leaves at",
    "we need chairs for",
    "somebody left a note about",
    "that film was too long by",
    "see https://example.org/plan/",
    "write to someone@example.org about",
    "call +44 20 7946 0",
    "remember page",
    "🎉🎉 it is done after",
    "half of them said",
)
_AFTER = (
    "and nothing else",
    "- a list:\n- bread\n- milk",
    "\n\nsecond thoughts later",
    "31/12 is too late",
    "so what?",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipe:
    """What to make; `messages` counts every message of all threads, WhatsApp's own lines included."""

    messages: int
    seed: int = 0
    locale: str = "en-GB"
    platform: str = "android"
    authors: int = 6
    threads: int = 1
    mean_gap_seconds: int = 60
    start: datetime = START


@dataclass(kw_only=True, slots=True)
class Made:
    """What was made, to compare with what a parser finds."""

    counts: Counter[str] = field(default_factory=Counter)
    media_files: list[str] = field(default_factory=list)


def generate(path: Path, recipe: Recipe) -> Made:
    """Write an export archive, whole or not at all; returns its counts."""
    made = Made()
    aside = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(aside, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.comment = COMMENT
            for number in range(recipe.threads):
                _write_thread(archive, recipe, number, made)
            for name in made.media_files:
                archive.writestr(_entry(name), b"synthetic " + name.encode())
        aside.replace(path)
    except OSError as error:
        raise FileRefused(
            f"The export cannot be written to {path}: {error.strerror or error}.",
            hint="choose a 'path' in a folder that you may write to",
            path=str(path),
        ) from error
    finally:
        if aside.exists():
            aside.unlink()
    return made


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, date_time=(2015, 3, 20, 7, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _write_thread(archive: zipfile.ZipFile, recipe: Recipe, number: int, made: Made) -> None:
    share, rest = divmod(recipe.messages, recipe.threads)
    script = Script(recipe, number, made)
    with archive.open(_entry(script.entry), "w", force_zip64=True) as file:
        block: list[str] = []
        for lines in script.messages(share + (number < rest)):
            block.append(lines)
            if len(block) == _BLOCK_LINES:
                file.write("".join(block).encode())
                block = []
        file.write("".join(block).encode())


class Draw(NamedTuple):
    """One message as it stands in the file, and what it counts as."""

    lines: str
    system: int = 0
    media: int = 0
    attached: int = 0
    continuation_lines: int = 0


class Script:
    """The messages of one thread, drawn one after the other from a seeded source."""

    def __init__(self, recipe: Recipe, number: int, made: Made) -> None:
        self._random = random.Random(f"{recipe.seed}/{number}")  # noqa: S311 - play, not secrets
        self._locale = LOCALES[recipe.locale]
        self._ios = recipe.platform == "ios"
        self._gap = recipe.mean_gap_seconds
        self._now = recipe.start
        self._end = "\r\n" if self._ios else "\n"
        self._made = made
        self._files = 0
        self._names = [_author(index) for index in range(recipe.authors)]
        self._title = f"Synthetic group {number + 1}"
        folder = f"{self._locale.title} {self._title}/" if recipe.threads > 1 else ""
        self.entry = f"{folder}_chat.txt" if self._ios else f"{self._locale.title} {self._title}.txt"

    def messages(self, count: int) -> Iterator[str]:
        """`count` messages, each with its line ends; the draws do not depend on `count`."""
        counts = self._made.counts
        draw = self._opening()
        for index in range(count):
            if index:
                chance = self._random.random()
                if chance < _DUPLICATE:
                    counts["duplicates"] += 1
                else:
                    self._now += timedelta(seconds=self._random.randrange(self._gap * 2))
                    draw = self._next(chance)
            counts["messages"] += 1
            counts["system"] += draw.system
            counts["media"] += draw.media
            counts["attached"] += draw.attached
            counts["continuation_lines"] += draw.continuation_lines
            yield draw.lines

    def _opening(self) -> Draw:
        return self._system(f"{self._locale.encrypted}. Synthetic: nobody wrote this chat.")

    def _next(self, chance: float) -> Draw:
        if chance < _SYSTEM:
            return self._notice()
        if chance < _MEDIA:
            return self._media()
        text = f"{self._pick(_FIRST)} {self._pick(_MIDDLE)}{self._random.randrange(100_000)}"
        if chance < _LONGER:
            text = f"{text} {self._pick(_AFTER)}"
        return Draw(self._line(f"{self._pick(self._names)}: {text}"), continuation_lines=text.count("\n"))

    def _notice(self) -> Draw:
        who, notice = self._pick(self._names), self._pick(self._locale.notices)
        return self._system(f"{who} {notice} “{self._title}: part {self._random.randrange(100)}”")

    def _system(self, text: str) -> Draw:
        # An iPhone names somebody, then sets a mark before what it says itself.
        return Draw(self._line(f"{self._title}: \u200e{text}" if self._ios else f"\u200e{text}"), system=1)

    def _media(self) -> Draw:
        author = self._pick(self._names)
        if len(self._made.media_files) < _MEDIA_FILES:
            return self._attached(author)
        if self._ios:
            words = self._pick(tuple(self._locale.omitted_kinds.values()))
            return Draw(self._line(f"{author}: \u200e{words}"), media=1)
        return Draw(self._line(f"{author}: {self._locale.omitted}"), media=1)

    def _attached(self, author: str) -> Draw:
        self._files += 1
        number = f"{self._files:04d}-{self._random.randrange(10_000):04d}"
        if self._ios:
            name = f"0000{number}-PHOTO-{self._now:%Y-%m-%d-%H-%M-%S}.jpg"
            line = f"{author}: see \u200e<{self._locale.attached_word}: {name}>"
        else:
            name = f"IMG-{self._now:%Y%m%d}-WA{number}.jpg"
            line = f"{author}: \u200e{name} ({self._locale.file_attached})\na caption"
        self._made.media_files.append(name)
        return Draw(self._line(line), media=1, attached=1, continuation_lines=line.count("\n"))

    def _line(self, rest: str) -> str:
        rest = rest.replace("\n", self._end)
        if self._ios:
            mark = "\u200e" if "\u200e" in rest else ""
            return f"{mark}[{stamp(self._now, self._locale.ios_stamp)}] {rest}{self._end}"
        return f"{stamp(self._now, self._locale.stamp)} - {rest}{self._end}"

    def _pick(self, choices: tuple[str, ...] | list[str]) -> str:
        return choices[int(self._random.random() * len(choices))]


# Shares of messages: 2 % said twice, then 1 % notices, 5 % media, 6 % of several lines, the rest one line.
_DUPLICATE = 0.02
_SYSTEM = 0.03
_MEDIA = 0.08
_LONGER = 0.14


def _author(index: int) -> str:
    name = AUTHORS[index % len(AUTHORS)]
    return name if index < len(AUTHORS) else f"{name} {index // len(AUTHORS) + 1}"


def stamp(moment: datetime, pattern: str) -> str:
    """`strftime` with the directives %-d, %-m and %-I, which not every C library has."""
    for directive, number in (("%-d", moment.day), ("%-m", moment.month), ("%-I", moment.hour % 12 or 12)):
        pattern = pattern.replace(directive, str(number))
    return moment.strftime(pattern)
