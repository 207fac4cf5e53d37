"""A page of text as a value: what a command says to a person, before anybody knows how wide the terminal is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.cli.encoding import JSON
    from reedbed.cli.rows import Rows

Tone: TypeAlias = Literal["", "good", "bad", "warning", "quiet", "title"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of text, or a paragraph with its own line ends."""

    text: str
    tone: Tone = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """Labels and what they are, one to a line."""

    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """A cell with a tone."""

    text: str
    tone: Tone = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Grid:
    """A small table for reading; columns named in `right` are aligned to the right."""

    headers: Sequence[str]
    cells: Sequence[Sequence[str | Cell]]
    right: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """Data rows; `limit` is how many a terminal shows, None for all."""

    rows: Rows
    limit: int | None = None
    more: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Commands:
    """Commands to try, each with what it does."""

    title: str
    commands: Sequence[tuple[str, str]]


Block: TypeAlias = Line | Facts | Grid | Sheet | Commands


def line(text: str, tone: Tone = "") -> Line:
    """A line of text."""
    return Line(text=text, tone=tone)


def empty(text: str, *commands: tuple[str, str]) -> list[Block]:
    """An empty list: that it is empty, and what to do next."""
    return [Line(text=text), Commands(title="Try", commands=commands)]


def cell_text(value: JSON) -> str:
    """A JSON value as one line of text, without characters that could move a terminal's cursor."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value if value.isprintable() else visible(value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def visible(text: str) -> str:
    """`text` with control characters spelled as escapes."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in text
    )
