"""Operands: names, constants, lists, and what stands in parentheses."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

from reedbed.sql.postgres.lexing import NAMES, Token, TokenKind, name_value
from reedbed.sql.postgres.syntax.nodes import (
    Argument,
    Brackets,
    Cast,
    Constant,
    Field,
    Group,
    Name,
    Node,
    Query,
    Star,
    Subscript,
)
from reedbed.sql.postgres.syntax.types import TypeParser
from reedbed.sql.postgres.syntax.walking import Unreadable
from reedbed.sql.postgres.syntax.words import BEGINS_QUERY, ENDS_EXPRESSION, TYPES_BEFORE_STRINGS

if TYPE_CHECKING:
    from collections.abc import Callable


class OperandParser(TypeParser):
    """Reads operands."""

    SPECIAL: ClassVar[dict[str, Callable[[Any], Node | None]]] = {}
    """Operands that begin with a word of their own; `None` when the word turns out to be a name."""

    @abstractmethod
    def expression(self, floor: int = 0) -> Node:
        """One expression; `expressions` knows how to read it."""

    @abstractmethod
    def query(self) -> Query:
        """A query; `statements` knows how to read it."""

    @abstractmethod
    def call(self, name: Name) -> Node:
        """A call from its opening parenthesis; `calls` knows how to read it."""

    def _postfixes(self, operand: Node) -> Node:
        while True:
            word = self.folded[self.place]
            if word == "::":
                self.place += 1
                kind = self.type_name()
                operand = Cast(operand.start, kind.end, [operand, kind], operand, kind)
            elif word == "[":
                operand = self._subscript(operand)
            elif word == ".":
                self.place += 1
                name = "*" if self.take("*") else name_value(self.next())
                operand = Field(operand.start, self.end, [operand], operand, name)
            else:
                return operand

    def _subscript(self, operand: Node) -> Node:
        self.place += 1
        children = [operand]
        while not self.at("]"):
            if self.at(":") or (self.at("-") and self.folded[self.place + 1] == ":"):
                self.place += 1
            else:
                children.append(self.expression())
        self.place += 1
        return Subscript(operand.start, self.end, children, operand)

    def _operand(self) -> Node:
        if self.place >= self.count:
            raise Unreadable
        token = self.tokens[self.place]
        if token.kind is TokenKind.WORD:
            return self._word()
        if token.kind is TokenKind.QUOTED:
            return self._named()
        self.place += 1
        match token.kind:
            case TokenKind.STRING:
                while self.place < self.count and self._continues():
                    self.place += 1
                return Constant(token.start, self.end, [], "string")
            case TokenKind.NUMBER:
                return Constant(token.start, token.end, [], "number")
            case TokenKind.PARAMETER:
                return Constant(token.start, token.end, [], "parameter")
            case _:
                return self._symbol(token)

    def _continues(self) -> bool:
        """Whether the next token is a string that goes on with the last one, on a line of its own."""
        token = self.tokens[self.place]
        return token.kind is TokenKind.STRING and "\n" in self.sql[self.end : token.start]

    def _symbol(self, token: Token) -> Node:
        match token.text:
            case "(":
                self.place -= 1
                return self.group()
            case "[":
                return self._list(token.start, array=False)
            case "{":
                return self._struct(token.start)
            case "*":
                return self._star(token.start)
            case "?":
                return Constant(token.start, token.end, [], "parameter")
            case "$":
                self.next()
                return Constant(token.start, self.end, [], "parameter")
            case _:
                raise Unreadable

    def group(self) -> Node:
        """Parentheses: a query, one expression, or a row."""
        opening = self.expect("(")
        if self.folded[self.place] in BEGINS_QUERY or self._query_in_parentheses():
            query = self.query()
            closing = self.expect(")")
            return Query(opening.start, closing.end, [query], query.items, query.verb, parenthesised=True)
        items: list[Node] = []
        while not self.at(")"):
            items.append(self._possibly_named())
            if not self.take(","):
                break
        closing = self.expect(")")
        return Group(opening.start, closing.end, list(items), items)

    def _query_in_parentheses(self) -> bool:
        place = self.place
        while self.folded[place] == "(":
            place += 1
        return place > self.place and self.folded[place] in BEGINS_QUERY and self._joined_after(place)

    def _joined_after(self, place: int) -> bool:
        """Whether the parentheses around a query are followed by a set operation: then they are one, too."""
        depth = 1
        while depth and place < self.count:
            depth += {"(": 1, ")": -1}.get(self.folded[place], 0)
            place += 1
        return self.folded[place] in {"union", "intersect", "except", "order", "limit"} if place < self.count else False

    def _list(self, start: int, *, array: bool) -> Node:
        items: list[Node] = []
        while not self.at("]"):
            items.append(self.expression())
            if self.take("for") or self.take("if"):
                raise Unreadable
            if not self.take(","):
                break
        closing = self.expect("]")
        return Brackets(start, closing.end, list(items), items, array)

    def _struct(self, start: int) -> Node:
        children: list[Node] = []
        while not self.at("}"):
            self.next()
            self.expect(":")
            children.append(self.expression())
            if not self.take(","):
                break
        closing = self.expect("}")
        return Node(start, closing.end, children)

    def _star(self, start: int) -> Node:
        while (
            self.folded[self.place] in {"exclude", "except", "replace", "rename"} and self.folded[self.place + 1] == "("
        ):
            self.next()
            self.skip_group()
        return Star(start, self.end, [])

    def _word(self) -> Node:
        word = self.folded[self.place]
        if word == "map" and self.folded[self.place + 1] == "{":
            start = self.next().start
            self.next()
            inner = self._struct(self.tokens[self.place - 1].start)
            return Node(start, inner.end, [inner])
        special = self.SPECIAL.get(word)
        if special is not None:
            found = special(self)
            if found is not None:
                return found
        if word in ENDS_EXPRESSION and self.folded[self.place + 1] != "(":
            raise Unreadable
        if word in TYPES_BEFORE_STRINGS:
            literal = self._typed_literal()
            if literal is not None:
                return literal
        return self._named()

    def name(self) -> Name:
        """A name with its qualifiers, ended by `*` for all columns of a table."""
        token = self.next()
        if token.kind not in NAMES:
            raise Unreadable
        parts = [name_value(token)]
        quoted = token.kind is TokenKind.QUOTED
        while self.at("."):
            self.place += 1
            if self.at("*"):
                self.place += 1
                parts.append("*")
                break
            following = self.next()
            if following.kind not in NAMES:
                raise Unreadable
            quoted = quoted or following.kind is TokenKind.QUOTED
            parts.append(name_value(following))
        return Name(token.start, self.end, [], tuple(parts), quoted)

    def _named(self) -> Node:
        name = self.name()
        if name.parts[-1] == "*":
            self._star(name.start)
            return Star(name.start, self.end, [])
        if self.at("("):
            return self.call(name)
        return name

    def _possibly_named(self) -> Node:
        """An expression, with the name that a row's field or an argument may have before it."""
        if self.folded[self.place + 1] in {":=", "=>"}:
            start = self.next().start
            self.next()
            value = self.expression()
            return Argument(start, value.end, [value], value, "named")
        return self.expression()
