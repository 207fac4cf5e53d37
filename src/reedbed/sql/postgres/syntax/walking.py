"""A statement's tokens and how far they have been read."""

from __future__ import annotations

from typing import Final

from reedbed.sql.postgres.lexing import Token, TokenKind, tokens
from reedbed.sql.postgres.syntax.words import ENDS_EXPRESSION

_OPENING: Final = {"(": ")", "[": "]", "{": "}"}


class Unreadable(Exception):
    """The statement is not of a form that this package reads."""


class TokenWalk:
    """Steps over the tokens of one statement."""

    def __init__(self, sql: str) -> None:
        self.sql = sql
        self.tokens = list(tokens(sql))
        self.folded = [
            "" if token.kind in {TokenKind.QUOTED, TokenKind.STRING} else token.text.lower() for token in self.tokens
        ]
        self.folded.extend(("", "", "", ""))
        self.count = len(self.tokens)
        self.place = 0

    def at(self, word: str) -> bool:
        """Whether the next token is this word or symbol."""
        return self.folded[self.place] == word

    def at_name(self) -> bool:
        """Whether the next token can be a name."""
        if self.place >= self.count:
            return False
        token = self.tokens[self.place]
        return token.kind is TokenKind.QUOTED or (
            token.kind is TokenKind.WORD and self.folded[self.place] not in ENDS_EXPRESSION
        )

    def at_end(self) -> bool:
        """Whether no token is left."""
        return self.place >= self.count

    def take(self, word: str) -> bool:
        """Step over this word or symbol if it is next."""
        if self.folded[self.place] != word:
            return False
        self.place += 1
        return True

    def expect(self, word: str) -> Token:
        """Step over this word or symbol."""
        if self.folded[self.place] != word:
            raise Unreadable
        self.place += 1
        return self.tokens[self.place - 1]

    def next(self) -> Token:
        """Step over any token."""
        if self.place >= self.count:
            raise Unreadable
        self.place += 1
        return self.tokens[self.place - 1]

    @property
    def start(self) -> int:
        """Where the next token begins."""
        return self.tokens[self.place].start if self.place < self.count else len(self.sql)

    @property
    def end(self) -> int:
        """Where the last token ended."""
        return self.tokens[self.place - 1].end

    def skip_group(self) -> None:
        """Step over a bracketed group without reading it."""
        closing = _OPENING.get(self.folded[self.place])
        if closing is None:
            raise Unreadable
        self.place += 1
        while not self.at(closing):
            if self.folded[self.place] in _OPENING:
                self.skip_group()
            else:
                self.next()
        self.place += 1
