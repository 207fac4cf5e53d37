"""Where the columns of a statement's answer come from, so far as its text alone tells: plain columns of plain tables.

PostgreSQL tells a client the table and the column behind each column of an answer that is one; editors of results and
drivers that describe them go by that. Here every form that is not surely read is left out: `None` for a statement,
an expression for a column.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reedbed.sql.postgres.brackets import OPENING, depths, parted
from reedbed.sql.postgres.lexing import NAMES, Token, TokenKind, name_value, tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

_SETS: Final = frozenset({"union", "intersect", "except", "into"})
_ENDS: Final = frozenset(
    "where group having window order limit offset fetch for qualify tablesample using sample returning set".split()  # noqa: SIM905 - words are read as words
)
_JOINS: Final = frozenset({"join", "inner", "left", "right", "full", "outer", "cross"})
_UNREAD: Final = frozenset(
    {"natural", "using", "only", "lateral", "asof", "positional", "semi", "anti", "pivot", "unpivot"}
)


@dataclass(frozen=True, slots=True)
class Source:
    """A table or view by its name, or something else (`name` empty); `alias` is what its columns go by."""

    name: tuple[str, ...]
    alias: str


@dataclass(frozen=True, slots=True)
class Item:
    """A column of the answer: all of a table (`column` is "*"), one column, or an expression (`column` empty)."""

    table: str = ""
    column: str = ""


@dataclass(frozen=True, slots=True)
class Selection:
    """What a statement answers with, and from where."""

    items: tuple[Item, ...]
    sources: tuple[Source, ...]


def selection(text: str) -> Selection | None:
    """The columns and tables of a statement; None for one that is not surely read."""
    words = [word for word in tokens(text) if word.text != ";"]
    if not words:
        return None
    top = _top_words(words)
    verb = words[0].folded
    if verb == "select":
        return _of_select(words, top)
    if verb in {"insert", "update", "delete"} and "returning" in top:
        return _of_returning(words, verb, top["returning"])
    return None


def _of_select(words: Sequence[Token], top: dict[str, int]) -> Selection | None:
    if "from" not in top or not _SETS.isdisjoint(top) or not _UNREAD.isdisjoint(top):
        return None
    start = 1
    if words[1].folded in {"distinct", "all"}:
        start = 2
        if words[2].folded == "on":
            return None
    end = min([place for word, place in top.items() if word in _ENDS and place > top["from"]], default=len(words))
    sources = _sources(words[top["from"] + 1 : end])
    return None if sources is None else Selection(_items(words[start : top["from"]]), sources)


def _of_returning(words: Sequence[Token], verb: str, place: int) -> Selection | None:
    """The target of a statement that writes; nothing else may give columns."""
    skipped = {"insert": ["insert", "into"], "update": ["update"], "delete": ["delete", "from"]}[verb]
    if [word.folded for word in words[: len(skipped)]] != skipped:
        return None
    if verb != "insert" and any(word in _top_words(words[len(skipped) : place]) for word in ("from", "using")):
        return None
    target = words[len(skipped) : place]
    end = next((at for at, word in enumerate(target) if word.text in OPENING or word.folded in _STARTS), len(target))
    source = _source(target[:end])
    return None if source is None or not source.name else Selection(_items(words[place + 1 :]), (source,))


_STARTS: Final = frozenset({"set", "where", "values", "select", "with", "default", "table", "overriding", "from"})


def _top_words(words: Sequence[Token]) -> dict[str, int]:
    """The words outside of brackets, each with its first place."""
    found: dict[str, int] = {}
    for place, (word, depth) in enumerate(zip(words, depths(words), strict=True)):
        if depth == 0 and word.kind is TokenKind.WORD and (not place or words[place - 1].text != "."):
            found.setdefault(word.folded, place)
    return found


def _items(words: Sequence[Token]) -> tuple[Item, ...]:
    return tuple([_item(part) for part in parted(words)])


def _item(words: Sequence[Token]) -> Item:
    texts = [word.text for word in words]
    if texts == ["*"]:
        return Item(column="*")
    if len(words) == 3 and texts[1:] == [".", "*"] and words[0].kind in NAMES:  # noqa: PLR2004 - a name, a point, a star
        return Item(name_value(words[0]), "*")
    bare = _unaliased(words)
    if len(bare) == 1 and bare[0].kind in NAMES:
        return Item("", name_value(bare[0]))
    if len(bare) == 3 and bare[1].text == "." and bare[0].kind in NAMES and bare[2].kind in NAMES:  # noqa: PLR2004 - two names and a point
        return Item(name_value(bare[0]), name_value(bare[2]))
    return Item()


def _unaliased(words: Sequence[Token]) -> Sequence[Token]:
    """An item without the name that it is given."""
    if len(words) > 1 and words[-1].kind in NAMES:
        if words[-2].folded == "as":
            return words[:-2]
        if words[-2].kind in NAMES:
            return words[:-1]
    return words


def _sources(words: Sequence[Token]) -> tuple[Source, ...] | None:
    """The tables of a FROM clause, in order."""
    found: list[Source] = []
    for part in parted(words):
        for piece in _joined(part):
            source = _source(piece)
            if source is None:
                return None
            found.append(source)
    return tuple(found)


def _joined(words: Sequence[Token]) -> list[Sequence[Token]]:
    """What stands between the words of joins, without conditions."""
    pieces: list[list[Token]] = [[]]
    in_condition = False
    for word, depth in zip(words, depths(words), strict=True):
        if depth == 0 and word.kind is TokenKind.WORD and word.folded in _JOINS:
            if word.folded == "join":
                pieces.append([])
            in_condition = word.folded != "join"
        elif depth == 0 and word.kind is TokenKind.WORD and word.folded == "on":
            in_condition = True
        elif not in_condition:
            pieces[-1].append(word)
    return list(pieces)


def _source(words: Sequence[Token]) -> Source | None:
    """One table with its alias; nameless for a subquery or a function, None for what is not read."""
    if not words:
        return None
    if words[0].text == "(" or (len(words) > 1 and words[1].text == "("):
        return Source((), name_value(words[-1]) if words[-1].kind in NAMES else "")
    name = [words[0]]
    place = 1
    while place + 1 < len(words) and words[place].text == ".":
        name.append(words[place + 1])
        place += 2
    if any(word.kind not in NAMES for word in name):
        return None
    rest = words[place + 1 :] if place < len(words) and words[place].folded == "as" else words[place:]
    if len(rest) > 1 or (rest and rest[0].kind not in NAMES):
        return None
    parts = tuple([name_value(word) for word in name])
    return Source(parts, name_value(rest[0]) if rest else parts[-1])
