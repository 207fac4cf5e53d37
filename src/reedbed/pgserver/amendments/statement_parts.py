"""The parts of an INSERT and of the assignments of an UPDATE, found among the tokens of a client's text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from reedbed.sql.postgres.brackets import closing, depths, parted
from reedbed.sql.postgres.lexing import NAMES, name_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reedbed.sql.postgres.lexing import Token

_QUERIES: Final = frozenset({"select", "with", "values"})
_AFTER_SET: Final = frozenset({"where", "from", "returning", ";"})


class InsertParts(NamedTuple):
    """The tokens of an INSERT: its columns, what it overrides, and where what it inserts begins and ends."""

    columns: list[str] | None
    listed: int
    overriding: str
    overrides_at: int
    source: int
    end: int


def insert_parts(words: Sequence[Token], deep: Sequence[int]) -> InsertParts | None:
    """The parts of an INSERT, which WITH may come before; None for other statements."""
    place = next(
        (at for at in range(len(words) - 2) if words[at].folded == "insert" and words[at + 1].folded == "into"), None
    )
    if place is None or deep[place] != 0:
        return None
    place += 3
    while place + 1 < len(words) and words[place].text == ".":
        place += 2
    if place < len(words) and words[place].folded == "as":
        place += 2
    columns, listed, overriding, overrides_at, place = _before_source(words, deep, place)
    if place >= len(words):
        return None
    return InsertParts(columns, listed, overriding, overrides_at, place, _end_of_source(words, deep, place))


def _before_source(
    words: Sequence[Token], deep: Sequence[int], place: int
) -> tuple[list[str] | None, int, str, int, int]:
    """The columns of an INSERT and where they are listed, what it overrides and where it says so, and its source."""
    columns, listed = None, 0
    if place + 1 < len(words) and words[place].text == "(" and words[place + 1].folded not in _QUERIES:
        end, listed = closing(deep, place), place
        columns = [name_value(each) for each in words[place + 1 : end] if each.kind in NAMES]
        place = end + 1
    overriding, overrides_at = "", place
    if place + 2 < len(words) and words[place].folded == "overriding":
        overriding = words[place + 1].folded
        place += 3
    return columns, listed, overriding, overrides_at, place


def merged_inserts(words: Sequence[Token], deep: Sequence[int]) -> Iterator[InsertParts]:
    """The parts of each INSERT of a MERGE."""
    for at, word in enumerate(words[:-1]):
        if word.folded != "insert" or deep[at] != 0 or words[at - 1].folded != "then":
            continue
        columns, listed, overriding, overrides_at, place = _before_source(words, deep, at + 1)
        if place + 1 < len(words) and words[place + 1].text == "(":
            yield InsertParts(columns, listed, overriding, overrides_at, place, closing(deep, place + 1) + 1)


def _end_of_source(words: Sequence[Token], deep: Sequence[int], place: int) -> int:
    """Where ON CONFLICT, RETURNING or the end of the statement comes."""
    for at in range(place, len(words)):
        conflicts = words[at].folded == "on" and at + 1 < len(words) and words[at + 1].folded == "conflict"
        if deep[at] == 0 and (conflicts or words[at].folded == "returning" or words[at].text == ";"):
            return at
    return len(words)


def rows_of(words: Sequence[Token], deep: Sequence[int], insert: InsertParts) -> Iterator[list[Sequence[Token]]]:
    """The cells of each row of VALUES."""
    at = insert.source + 1
    while at < insert.end and words[at].text == "(":
        end = closing(deep, at)
        yield parted(words[at + 1 : end])
        at = end + 2


def is_default(cell: Sequence[Token]) -> bool:
    """Whether a cell is DEFAULT."""
    return len(cell) == 1 and cell[0].folded == "default"


def assignments(words: Sequence[Token], deep: Sequence[int], *, merges: bool = False) -> Iterator[tuple[str, bool]]:
    """The columns that UPDATE SET gives something, also that of a MERGE, each with whether that is DEFAULT."""
    ends = [at for at, word in enumerate(words) if deep[at] == 0 and word.folded in _AFTER_SET]
    if merges:
        ends = sorted(ends + [at for at in range(len(words)) if deep[at] == 0 and _begins_case(words, at)])
    for at, word in enumerate(words):
        if word.folded == "set" and deep[at] == 0:
            end = next((place for place in ends if place > at), len(words))
            for part in parted(words[at + 1 : end]):
                yield from _assigned(part)


def _begins_case(words: Sequence[Token], at: int) -> bool:
    """Whether WHEN [NOT] MATCHED of a MERGE is here."""
    found = [each.folded for each in words[at : at + 3]]
    return found[:2] == ["when", "matched"] or found == ["when", "not", "matched"]


def _assigned(part: Sequence[Token]) -> Iterator[tuple[str, bool]]:
    if part and part[0].text == "(":
        end = closing(depths(part), 0)
        yield from ((name_value(each), False) for each in part[1:end] if each.kind in NAMES)
    elif part and part[0].kind in NAMES:
        yield name_value(part[0]), is_default(part[2:])
