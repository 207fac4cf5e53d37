"""Brackets among tokens: how deep each token lies in them, and what stands between commas outside of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.sql.postgres.lexing import Token

OPENING: Final = frozenset("([{")
CLOSING: Final = frozenset(")]}")


def depths(words: Sequence[Token]) -> list[int]:
    """For each token the number of brackets around it; a bracket lies where its whole group does."""
    found, depth = [], 0
    for word in words:
        depth -= word.text in CLOSING
        found.append(depth)
        depth += word.text in OPENING
    return found


def closing(deep: Sequence[int], opening: int) -> int:
    """The place of the bracket that closes the one at `opening`, in the depths of the tokens."""
    return deep.index(deep[opening], opening + 1)


def parted(words: Sequence[Token]) -> list[Sequence[Token]]:
    """What stands between commas outside of brackets."""
    parts, start = [], 0
    for place, (word, depth) in enumerate(zip(words, depths(words), strict=True)):
        if depth == 0 and word.text == ",":
            parts.append(words[start:place])
            start = place + 1
    return [*parts, words[start:]]
