"""Types, and constants with a type before them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Final

from reedbed.sql.postgres.lexing import NAMES, TokenKind, name_value
from reedbed.sql.postgres.syntax.nodes import (
    Constant,
    Node,
    TypedLiteral,
    TypeName,
)
from reedbed.sql.postgres.syntax.walking import TokenWalk, Unreadable

_INTERVAL_FIELDS: Final = frozenset(
    {
        "year",
        "month",
        "day",
        "hour",
        "minute",
        "second",
        "years",
        "months",
        "days",
        "hours",
        "minutes",
        "seconds",
        "week",
        "weeks",
    }
)


class TypeParser(TokenWalk, ABC):
    """Reads types."""

    @abstractmethod
    def group(self) -> Node:
        """Parentheses; operands know how to read them."""

    def type_name(self) -> TypeName:
        """A type with its arguments and dimensions."""
        token = self.next()
        if token.kind not in NAMES:
            raise Unreadable
        parts = [f'"{name_value(token)}"' if token.text == '"char"' else name_value(token)]
        while self.at("."):
            self.place += 1
            parts.append(name_value(self.next()))
        kind = TypeName(token.start, token.end, [], parts[-1], parts=tuple(parts))
        self._more_words(kind)
        if self.at("("):
            opening = self.start
            self.skip_group()
            kind.arguments = self.sql[opening + 1 : self.end - 1].strip()
        self._time_zone(kind)
        if kind.name == "interval":
            kind.fields = self._interval_fields(kind)
        self._dimensions(kind)
        kind.end = self.end
        return kind

    def _more_words(self, kind: TypeName) -> None:
        following = self.folded[self.place]
        if kind.name == "double" and following == "precision":
            kind.name = "double precision"
        elif kind.name in {"character", "char", "bit"} and following == "varying":
            kind.name = "bit varying" if kind.name == "bit" else "varchar"
        else:
            return
        self.place += 1

    def _time_zone(self, kind: TypeName) -> None:
        if kind.name not in {"timestamp", "time"} or self.folded[self.place] not in {"with", "without"}:
            return
        if self.folded[self.place + 1] != "time" or self.folded[self.place + 2] != "zone":
            return
        if self.at("with"):
            kind.name += "tz"
        self.place += 3

    def _dimensions(self, kind: TypeName) -> None:
        while self.at("[") and (
            self.folded[self.place + 1] == "]"
            or (self.folded[self.place + 2] == "]" and self.tokens[self.place + 1].kind is TokenKind.NUMBER)
        ):
            self.skip_group()
            kind.dimensions += 1
        if self.at("array") and self.folded[self.place + 1] != "(":
            self.place += 1
            kind.dimensions += 1
            if self.at("["):
                self.skip_group()

    def _interval_fields(self, kind: TypeName | None = None) -> str:
        """What limits an interval, if anything does; the digits of its seconds become the arguments of `kind`."""
        words: list[str] = []
        if self.folded[self.place] in _INTERVAL_FIELDS:
            words.append(self.next().folded)
            if self.at("to") and self.folded[self.place + 1] in _INTERVAL_FIELDS:
                self.place += 1
                words.append(self.next().folded)
            if words[-1] == "second" and self.at("("):
                opening = self.start
                self.skip_group()
                if kind is not None:
                    kind.arguments = self.sql[opening + 1 : self.end - 1].strip()
        return " to ".join(words)

    def _typed_literal(self) -> Node | None:
        """`type 'text'`, where the type's name may have several words and arguments."""
        before = self.place
        if self.folded[self.place + 1] in {".", "::"}:
            return None
        try:
            kind = self.type_name()
        except Unreadable:
            self.place = before
            return None
        if self.place < self.count and self.tokens[self.place].kind is TokenKind.STRING:
            token = self.next()
            constant = Constant(token.start, token.end, [], "string")
            if kind.name == "interval":
                kind.fields = self._interval_fields(kind)
            return TypedLiteral(kind.start, self.end, [constant], kind, constant)
        self.place = before
        return None

    def interval(self) -> Node | None:
        """DuckDB's `INTERVAL 3 DAY` and `INTERVAL (n) DAY`; the standard's form is a typed literal."""
        following = self.place + 1
        if following < self.count and self.tokens[following].kind is TokenKind.NUMBER:
            start = self.next().start
            self.next()
            if not self._interval_fields():
                raise Unreadable
            return Node(start, self.end, [])
        if self.folded[following] == "(" and self.tokens[following + 1].kind is not TokenKind.NUMBER:
            start = self.next().start
            inner = self.group()
            if not self._interval_fields():
                raise Unreadable
            return Node(start, self.end, [inner])
        return None
