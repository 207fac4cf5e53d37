"""A statement's tokens, taken one after another, and PostgreSQL's complaint about the one that does not fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.errors import SqlSyntaxError
from reedbed.sql.postgres.lexing import NAMES, Token, TokenKind, name_value, string_value, tokens

if TYPE_CHECKING:
    from typing import NoReturn

_DEPTHS: Final = {"(": 1, "[": 1, ")": -1, "]": -1}


def deepening(token: Token) -> int:
    """How much deeper in brackets what comes behind a token lies."""
    return _DEPTHS.get(token.text, 0) if token.kind is TokenKind.SYMBOL else 0


class Reader:
    """The tokens of one statement and how far they have been read."""

    def __init__(self, sql: str) -> None:
        self.sql = sql
        self._tokens = list(tokens(sql))
        self._place = 0

    @property
    def token(self) -> Token | None:
        """The next token; `None` at the end."""
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    def peek(self, distance: int = 1) -> str:
        """The folded text of a token further on; empty beyond the end."""
        place = self._place + distance
        return self._tokens[place].folded if place < len(self._tokens) else ""

    def at_end(self) -> bool:
        """Whether everything has been read."""
        return self._place >= len(self._tokens)

    def at(self, *words: str) -> bool:
        """Whether the next token is one of these words or symbols, not quoted."""
        token = self.token
        return token is not None and token.kind not in {TokenKind.QUOTED, TokenKind.STRING} and token.folded in words

    def take(self, *words: str) -> str:
        """Read one of these words or symbols and return it folded; empty when something else comes."""
        if not self.at(*words):
            return ""
        return self.next().folded

    def take_all(self, *words: str) -> bool:
        """Read these words in this order, all or none of them."""
        if not all(self.peek(distance) == word for distance, word in enumerate(words)):
            return False
        self._place += len(words)
        return True

    def expect(self, *words: str) -> str:
        """Read one of these words or symbols, or complain."""
        return self.take(*words) or self.fail()

    def next(self) -> Token:
        """Read any token, or complain about the end."""
        token = self.token
        if token is None:
            self.fail()
        self._place += 1
        return token

    def name(self) -> str:
        """Read one identifier."""
        if self.token is None or self.token.kind not in NAMES:
            self.fail()
        return name_value(self.next())

    def qualified_name(self) -> tuple[str, ...]:
        """Read an identifier with its qualifiers."""
        parts = [self.name()]
        while self.take("."):
            parts.append(self.name())
        return tuple(parts)

    def string(self) -> str:
        """Read one string constant."""
        if self.token is None or self.token.kind is not TokenKind.STRING:
            self.fail()
        return string_value(self.next().text)

    def integer(self) -> int:
        """Read a whole number with its sign."""
        sign = -1 if self.take("-", "+") == "-" else 1
        if self.token is None or self.token.kind is not TokenKind.NUMBER or not self.token.text.isdigit():
            self.fail()
        return sign * int(self.next().text)

    def names(self) -> tuple[str, ...]:
        """Read a list of identifiers in parentheses."""
        self.expect("(")
        found = [self.name()]
        while self.take(","):
            found.append(self.name())
        self.expect(")")
        return tuple(found)

    def expressions(self) -> tuple[str, ...]:
        """Read what stands between parentheses, cut at its outer commas, each piece as written."""
        opening = self.next()
        pieces: list[str] = []
        start, depth = opening.end, 1
        while depth:
            token = self.next()
            if token.kind is TokenKind.SYMBOL:
                depth += deepening(token)
                if not depth or (token.text == "," and depth == 1):
                    pieces.append(self.sql[start : token.start].strip())
                    start = token.end
        if pieces == [""]:
            return ()
        return tuple(pieces)

    def parenthesised(self) -> str:
        """Read what stands between parentheses, as written."""
        start = self._tokens[self._place].end
        self.expressions()
        return self.sql[start : self._tokens[self._place - 1].start].strip()

    def rest(self) -> str:
        """Read everything that is left, as written; complain when nothing is."""
        token = self.token
        if token is None:
            self.fail()
        self._place = len(self._tokens)
        return self.sql[token.start : self._tokens[-1].end]

    def finish(self) -> None:
        """Complain when something is left."""
        if not self.at_end():
            self.fail()

    def fail(self) -> NoReturn:
        """Complain about the next token as PostgreSQL does; `position` counts characters from 0."""
        token = self.token
        if token is None:
            raise SqlSyntaxError("syntax error at end of input", position=len(self.sql))
        raise SqlSyntaxError(f'syntax error at or near "{token.text}"', position=token.start)
